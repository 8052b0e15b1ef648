"""Deduplication across files: of a submission or report that several files hold, one file's records count.

Each file gives what it holds when it is read (`holdings`); the index over all files of the source is built once, when
all were read. Records that come twice inside one file belong to `repetitions.py`.
"""

from dataclasses import replace

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.partner_surveys.exports import Export
from hr_pipeline.sources.partner_surveys.findings import TABLE, Finding, file_findings

WORLDWIDE = "uuid:"
"""Identities that begin so are unique in the world; others only in their own folder."""
COPY, SAME_CONTENT = "same_submission_again", "same_report_other_tool"
SERVICES = "survey_services"
ABOUT = ["partner", "iso3", "area", "year", "period"]
NUMBER = ["measure", "subgroup", "value"]
OWNER = ["at", "submission"]
TOOL = r"^((?:[a-z_]+[:/])?)"
"""What the identities that a tool gives begin with, such as uuid: or google_forms/."""
ORDER = ["touched", "has_repeats", "path"]
"""What decides between copies of one submission: the newest, then the file with repeats, then the first path."""


def holdings(about: pd.DataFrame, export: Export, survey: str) -> pd.DataFrame:
    """List the submissions whose records a file gives.

    Args:
        about: the file's submissions, as `submissions` describes them, with `left_out`.
        export: the file's content.
        survey: the survey that findings name.

    Returns:
        One row per submission: submission, touched (UTC), row, sheet, column, survey, has_repeats, is_repeat (the file
        holds a repeat only; its submissions are in another file).
    """
    kept = about[(about["left_out"] == "") & (about["submission"] != "")]
    return kept[["submission", "touched"]].assign(
        row=kept.index,
        sheet=export.main.sheet,
        column=export.main.letters.get("_uuid", ""),
        survey=survey,
        has_repeats=bool(export.repeats),
        is_repeat=export.main_is_alongside,
    )


def without_copies(readings: list[tuple[Delivery, Reading]]) -> list[tuple[Delivery, Reading]]:
    """Leave out the records of submissions that another file holds newer or more complete.

    Args:
        readings: all files of the source with what each gave; `Reading.holdings` is what `holdings` lists.

    Returns:
        The readings in their order, those with copies replaced by ones without; each copy left out is a finding.
    """
    copies = _copies(_index(readings))
    once = [
        (delivery, _without(reading, copies[at], COPY) if at in copies else reading)
        for at, (delivery, reading) in enumerate(readings)
    ]
    repeated = _same_content(once)
    return [
        (delivery, _without(reading, repeated[at], SAME_CONTENT) if at in repeated else reading)
        for at, (delivery, reading) in enumerate(once)
    ]


def _index(readings: list[tuple[Delivery, Reading]]) -> pd.DataFrame:
    """Put what all files hold below each other: `at` numbers the reading, `identity` is the same for copies."""
    held = [
        reading.holdings.assign(at=at, folder=delivery.folder, path=delivery.path)
        for at, (delivery, reading) in enumerate(readings)
        if reading.holdings is not None and len(reading.holdings)
    ]
    if not held:
        return pd.DataFrame()
    every = pd.concat(held, ignore_index=True)
    scope = every["folder"].mask(every["submission"].str.startswith(WORLDWIDE), "")
    return every.assign(identity=scope + "/" + every["submission"])


def _copies(index: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Find the copies: reading -> its rows of the index that another file holds better."""
    if index.empty:
        return {}
    files = index[~index["is_repeat"]]
    ordered = files.sort_values(ORDER, ascending=[False, False, True], na_position="last")
    worse = ordered[ordered.duplicated("identity")]
    copies = pd.concat([worse, _repeats_elsewhere(index, files)])
    return {int(str(at)): part for at, part in copies.groupby("at")}


def _repeats_elsewhere(index: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """Find the submissions of files with a repeat only for which a whole file has the repeats, at least as new."""
    whole = files[files["has_repeats"]].groupby("identity")["touched"].max()
    alone = index[index["is_repeat"]]
    newest = whole.reindex(alone["identity"]).set_axis(alone.index)
    is_older = (alone["touched"] <= newest) | alone["touched"].isna()
    return alone[alone["identity"].isin(whole.index) & is_older]


def _same_content(readings: list[tuple[Delivery, Reading]]) -> dict[int, pd.DataFrame]:
    """Find the reports that came through another tool too: reading -> those of its submissions.

    Two submissions are one report if their identities are those of different tools, they are about the same partner,
    place and period, and every number of the shorter one is in the longer one.
    """
    numbers = _numbers(readings)
    if numbers.empty:
        return {}
    size = numbers.groupby(OWNER).size()
    pairs = numbers.merge(numbers, on=[*ABOUT, *NUMBER], suffixes=("", "_other"))
    shared = pairs[pairs["tool"] != pairs["tool_other"]].groupby([*OWNER, *(f"{name}_other" for name in OWNER)]).size()
    found = shared.rename("shared").reset_index()
    own = size.reindex(pd.MultiIndex.from_frame(found[OWNER])).to_numpy()
    other = size.reindex(pd.MultiIndex.from_frame(found[[f"{name}_other" for name in OWNER]])).to_numpy()
    is_first = found["at"] < found["at_other"]
    repeated = found[(found["shared"] == own) & ((own < other) | ((own == other) & ~is_first))]
    places = numbers.drop_duplicates(OWNER)[[*OWNER, "row", "sheet", "column", "survey"]]
    again = repeated[OWNER].drop_duplicates().merge(places, on=OWNER, validate="1:1")
    return {int(str(at)): part for at, part in again.groupby("at")}


def _numbers(readings: list[tuple[Delivery, Reading]]) -> pd.DataFrame:
    """Put the numbers of all reports below each other; zeros are alike by chance."""
    columns = [*ABOUT, *NUMBER, "submission", "row", "sheet", "column", "survey"]
    tables = [
        records.loc[records["value"] > 0, columns].assign(at=at, tool=records["submission"].str.extract(TOOL)[0])
        for at, (_, reading) in enumerate(readings)
        if (records := reading.records.get(SERVICES)) is not None
    ]
    return pd.concat(tables, ignore_index=True).drop_duplicates([*OWNER, *ABOUT, *NUMBER]) if tables else pd.DataFrame()


def _without(reading: Reading, copies: pd.DataFrame, code: str) -> Reading:
    """Take a file's copies out of its records, count them as duplicates, and report them."""
    gone = set(copies["submission"])
    fewer = replace(reading, records=dict(reading.records), left_out=dict(reading.left_out))
    for table, records in reading.records.items():
        if table == TABLE:
            continue
        is_copy = records["submission"].isin(gone)
        fewer.records[table] = records[~is_copy].reset_index(drop=True)
        for sheet, rows in records.loc[is_copy, "sheet"].value_counts().items():
            fewer.leave_out(table, str(sheet), "duplicate", int(rows))
    first = copies.sort_values("row").iloc[0]
    finding = Finding(code, first["sheet"], int(first["row"]), first["column"], rows=len(copies))
    file_findings(fewer, [finding], first["survey"])
    return fewer
