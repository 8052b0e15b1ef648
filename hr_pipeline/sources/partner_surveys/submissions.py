"""Submissions: who reports of where and when, under which identity and version, and which of them are left out.

Numbers and answers belong to `records.py`.
"""

from functools import cache

import pandas as pd

from hr_pipeline.formats.numbers import western_digits
from hr_pipeline.packaged import packaged_rows, packaged_yaml
from hr_pipeline.sources.partner_surveys.exports import PARENT, Answers
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.forms.wording import NO_LETTERS
from hr_pipeline.sources.partner_surveys.mappings import Mapping

LEFT_OUT_STATUSES = ["not_approved", "on_hold", "incomplete", "deleted"]
IDENTITIES = ["meta/rootUuid", "_id", "_uuid"]
"""What identifies a submission, best first: an edit changes `_uuid` and leaves the others."""

WHOLE_COUNTRY = "national"
BLANKS = " \t\r\n\u202f\u200b\u200e\u200f\ufeff\u00a0"
"""Marks without a shape that programs leave around a text; they are no part of a code."""


def submissions(main: Answers, forms: Dictionary, mapping: Mapping) -> pd.DataFrame:
    """Describe each record of the main sheet.

    Args:
        main: the export's main sheet.
        forms: the delivered versions of the form.
        mapping: which questions tell who, where and when.

    Returns:
        One row per record, index: the row of the sheet; the survey tables' shared columns, `left_out` (the reason, ""
        for those that are kept), `asked_version` (version to look questions up by), `touched` (when it was last
        changed, in UTC), `_index` and `_uuid`.
    """
    cells = main.cells
    versions = cells["__version__"].replace(mapping.versions)
    status = cells["_validation_status"].str.strip()
    frame = pd.DataFrame(
        {
            **{column: cells[asked].str.strip(BLANKS) for column, asked in mapping.submission.items()},
            "survey": forms.form_id,
            "form_version": cells["__version__"],
            "asked_version": versions,
            "is_known_version": versions.isin(forms.versions).astype("bool"),
            "submission": _identity(cells),
            "validation_status": status.map(_statuses()).fillna(status),
            "_index": cells["_index"],
            "_uuid": cells["_uuid"],
        },
        index=cells.index,
    )
    touched = _last_touched(cells)
    return frame.pipe(_placed).assign(left_out=lambda d: _left_out(d, touched), touched=_first(touched))


@cache
def _statuses() -> dict[str, str]:
    return packaged_yaml("hr_pipeline.sources.partner_surveys.kobo", "kobo.yaml")["validation_statuses"]


def _identity(cells: pd.DataFrame) -> pd.Series:
    given = cells[[column for column in IDENTITIES if column in cells]]
    return given.where(given != "").bfill(axis=1).iloc[:, 0].fillna("").astype("str")


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give area, year and period their values; the gate rejects a year that is no whole number and a lost area."""
    year = pd.to_numeric(frame["year"].map(western_digits), errors="coerce")
    area = frame["area"] if "area" in frame else pd.Series("", index=frame.index)
    period = frame.get("period", "annual")
    known = [_areas().get(place, place[1]) or WHOLE_COUNTRY for place in zip(frame["iso3"], area, strict=True)]
    return frame.assign(
        area=pd.Series(known, index=frame.index, dtype="str").mask(area == NO_LETTERS),
        year=year.where(year.mod(1) == 0).astype("Int64"),
        period=period,
    )


@cache
def _areas() -> dict[tuple[str, str], str]:
    """Read one name for each city that reports name in several languages: (country, name as published) -> name."""
    rows = packaged_rows(__package__, "areas.csv")
    return {(row["iso3"], row["as_published"]): row["area"] for row in rows.to_dict("records")}


def _last_touched(cells: pd.DataFrame) -> pd.DataFrame:
    """Tell when each record was last changed: a web edit moves `end`, never the time of submission."""
    times = [column for column in ("end", "_submission_time") if column in cells]
    return pd.DataFrame(
        {time: pd.to_datetime(cells[time], errors="coerce", utc=True, format="ISO8601") for time in times},
        index=cells.index,
    )


def _first(touched: pd.DataFrame) -> pd.Series:
    """Take the best time that each record has."""
    none = pd.Series(pd.NaT, index=touched.index, dtype="datetime64[us, UTC]")
    return none if touched.empty else touched.bfill(axis=1).iloc[:, 0].astype("datetime64[us, UTC]")


def _left_out(frame: pd.DataFrame, touched: pd.DataFrame) -> pd.Series:
    """Leave out by status first; of what remains, keep the newest record of each submission."""
    by_status = frame["validation_status"].where(frame["validation_status"].isin(LEFT_OUT_STATUSES), "")
    order = touched.assign(row=frame.index).loc[by_status == ""].sort_values([*touched.columns, "row"])
    older = frame["submission"].reindex(order["row"]).pipe(lambda ids: ids[ids.duplicated(keep="last") & (ids != "")])
    return by_status.mask(frame.index.isin(older.index), "duplicate").astype("str")


def of_repeat(cells: pd.DataFrame, parents: pd.DataFrame) -> pd.DataFrame:
    """Put each record of a repeat next to its submission; one without a submission has `left_out` missing.

    Kobo numbers the submissions of one export from 1; where the uuid stands in the repeat too, it must agree.
    """
    index, uuid = PARENT[1], "_submission__uuid"
    keys = {index: "_index"} | ({uuid: "_uuid"} if uuid in cells else {})
    return (
        cells.reset_index(names="row")
        .merge(parents, left_on=list(keys), right_on=list(keys.values()), how="left", validate="m:1")
        .sort_values("row", ignore_index=True)
    )
