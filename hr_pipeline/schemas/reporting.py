"""What partners' reports mean side by side, as data: how parts of a year combine, whose report counts.

Also how far reports may differ. Applying it belongs to `indicators/partners/partner_reports.py`.
"""

from functools import cache

import pandas as pd

from hr_pipeline.packaged import packaged_rows

WEEKS = [f"w{week:02}" for week in range(1, 54)]
WEEK_MONTHS = 12 / 52


@cache
def survey_measures() -> pd.DataFrame:
    """Read how each measure of services is counted.

    Returns:
        Index: measure. `unit` is people or items; `parts` says what reports of half-years and sites make of a year:
        `add`, `last` (a census at the end), or `bounds` (different people: at least the largest, at most the sum).
    """
    return _read("survey_measures.csv").set_index("measure")


@cache
def precedence() -> dict[str, int]:
    """Read the rank of each basis of a report; the lowest counts."""
    ranked = _read("precedence.csv")
    return dict(zip(ranked["basis"], ranked["rank"].astype("int64"), strict=True))


@cache
def conflict_classes() -> dict[str, float]:
    """Read the classes of conflict, the mildest first: name -> up to which share of their mean two values differ."""
    listed = _read("conflict_classes.csv")
    return dict(zip(listed["conflict"], listed["up_to_share"].astype("float64"), strict=True))


@cache
def periods() -> pd.DataFrame:
    """Read what part of a year each period is; the weeks of a year share its twelve months.

    Returns:
        Index: period. `division` is year, half, quarter, month, week, or other_year (twelve months that begin in the
        year, no part of it); `months` it covers, `overlap_months` of them in the year.
    """
    listed = _read("periods.csv")
    single = listed.assign(period=listed["periods"].str.split()).explode("period").set_index("period")
    weeks = pd.DataFrame({"division": "week", "months": WEEK_MONTHS, "overlap_months": WEEK_MONTHS}, index=WEEKS)
    whole = pd.concat([single[["division", "months", "overlap_months"]], weeks])
    return whole.astype({"months": "float64", "overlap_months": "float64"}).rename_axis("period")


@cache
def partitions() -> list[tuple[str, str, list[str]]]:
    """List the parts that make up, or are among, a whole: column, the whole's code, the parts' codes.

    Declared once, for the checks of a partner's arithmetic, for suppression and for its audit.
    """
    return [(row["column"], row["whole"], row["parts"].split()) for row in _read("partitions.csv").to_dict("records")]


def _read(name: str) -> pd.DataFrame:
    return packaged_rows(__package__, name)
