"""What grants report as spent by module and intervention, in the shape of budget lines: each dollar in one year, once.

Spending is shown next to budgets and never added to them. Cumulative amounts are no spending of a year: they stay in
the source table. What is counted as harm reduction belongs to `harm_reduction_funding.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.calendar_years import by_calendar_year
from hr_pipeline.indicators.grants.grant_versions import PERIOD, is_superseded

DATASET = "grant_expenditures"
BREAKDOWN = "module_intervention"


def spending(grant_expenditures: pd.DataFrame) -> pd.DataFrame:
    """Give reported spending by calendar year: as reported, else by days over the report.

    Args:
        grant_expenditures: reports of all publications; the other breakdown cuts the same money again.

    Returns:
        One row per line and year of the columns of `grant_expenditures`, with year, is_pro_rata and superseded. Reports
        without days have no year.
    """
    by_module = grant_expenditures["breakdown"] == BREAKDOWN
    reported = grant_expenditures[by_module & grant_expenditures["amount_usd"].notna()]
    lines = reported.assign(
        period_start=reported["reported_from"], period_end=reported["reported_to"], year=_year(reported)
    )
    return lines.pipe(by_calendar_year).pipe(_with_versions)


def _year(reported: pd.DataFrame) -> pd.Series:
    """Find the year of reports that lie within one."""
    first, last = reported["reported_from"].dt.year, reported["reported_to"].dt.year
    return first.where(first == last).astype("Int64")


def _with_versions(lines: pd.DataFrame) -> pd.DataFrame:
    """Mark what a later publication reports again: the same year of an implementation period.

    Another year of it is other money, though each publication holds the latest report only. Where a report has no
    year, nobody can tell, and one publication of the implementation period counts.
    """
    period = lines[PERIOD].astype("str")
    is_described = lines["year"].notna().groupby(period).transform("all")
    span = period + lines["year"].astype("str").where(is_described, "").radd(" ")
    return lines.assign(superseded=is_superseded(lines.assign(**{PERIOD: span})))
