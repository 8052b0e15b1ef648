"""Who states what of one coverage: partners' counts and published statistics, in one shape.

Which denominators they rest on belongs to `coverage_denominators.py`, which of them counts to `service_coverage.py`.
"""

from typing import NamedTuple

import pandas as pd

from hr_pipeline.indicators.partners.partner_reports import consented, in_conflict, of_the_year, preferred
from hr_pipeline.schemas.coverage import COVERAGE_KEY
from hr_pipeline.schemas.coverage_rules import coverage_measures
from hr_pipeline.schemas.reporting import survey_measures

MEANING = ["measure", "service", "population", "method", "numerator_unit", "coverage_unit", "use"]
_PARTNERS = "survey_services"
_COUNTED = ["iso3", "area", "year", "measure", "population"]


class Statements(NamedTuple):
    """What is stated, one row for each statement of one cell, and the source rows it is made of.

    Attributes:
        table: COVERAGE_KEY, MEANING, `statement` (source table), `publication`, `numerator` or `value`, and what is
            known about it; its index names the statement.
        parts: `spoken` (the statement), `source_row`, `contribution` (what the row adds; missing without a value).
    """

    table: pd.DataFrame
    parts: pd.DataFrame


def partners_statements(survey_services: pd.DataFrame) -> Statements:
    """Add up what each partner counted in a year.

    Args:
        survey_services: partners' reports of services.

    Returns:
        One statement for each partner and cell; of a cell that nobody has a number for, one without number.
    """
    declared = _counted(survey_services)
    described, unstated = declared[declared["value"].notna()], declared[declared["value"].isna()]
    own = of_the_year(described, _COUNTED)
    judged = own.assign(has_conflict=in_conflict(own, _COUNTED, "value"), is_preferred=preferred(own, _COUNTED))
    answered = pd.MultiIndex.from_frame(unstated[_COUNTED]).isin(pd.MultiIndex.from_frame(own[_COUNTED]))
    unanswered = unstated[preferred(unstated, _COUNTED) & ~answered].assign(has_conflict=False, is_preferred=True)
    rows = pd.concat([judged, unanswered], ignore_index=True)
    spoken = rows.groupby([*_COUNTED, "partner"]).ngroup()
    return Statements(_added(rows.assign(spoken=spoken)), _parts(rows.assign(spoken=spoken)))


def _counted(survey_services: pd.DataFrame) -> pd.DataFrame:
    """Take the counts of everybody that make a coverage, once for each thing they measure."""
    declared = consented(survey_services)
    plain = declared[declared["subgroup"] == "total"].rename(columns={"measure": "reported", "service": "reported_for"})
    meant = plain.merge(coverage_measures(_PARTNERS), on="reported", how="inner", validate="m:m")
    fits = (meant["reported_service"] == "") | (meant["reported_service"] == meant["reported_for"])
    return meant[fits].assign(parts=lambda d: d["reported"].map(survey_measures()["parts"])).reset_index(drop=True)


def _added(rows: pd.DataFrame) -> pd.DataFrame:
    """Make one count of a partner's reports; different people in several parts of a year make none."""
    grouped = rows.groupby("spoken")
    same = grouped[[*COVERAGE_KEY, *MEANING, "reported", "partner", "has_conflict", "is_preferred", "parts"]].first()
    counts = same.loc[:, ~same.columns.duplicated()].assign(
        numerator=grouped["value"].sum(min_count=1),
        periods=grouped["period"].agg(lambda periods: " ".join(sorted(set(periods)))),
        reason=grouped["missing_reason"].first(),
    )
    overlap = (counts["parts"] == "bounds") & (grouped.size() > 1)
    return counts.assign(
        numerator=counts["numerator"].mask(overlap),
        reason=counts["reason"].mask(overlap, "bounds_only"),
        statement=_PARTNERS,
        publication=counts["partner"],
        scope=counts["area"].where(counts["area"] == "national", "subnational"),
    ).drop(columns=["partner", "parts"])


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Name the reports of each statement; those of a count that cannot be added give nothing."""
    several = rows.groupby("spoken")["value"].transform("size") > 1
    value = rows["value"].mask((rows["parts"] == "bounds") & several)
    return pd.DataFrame({"spoken": rows["spoken"], "source_row": rows["row_id"], "contribution": value})
