"""What grants report as spent by module and intervention, in the shape of budget lines: each dollar in one year, once.

Spending is shown next to budgets and never added to them. Cumulative amounts are no spending of a year: they stay in
the source table. What is counted as harm reduction belongs to `harm_reduction_funding.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.calendar_years import by_calendar_year
from hr_pipeline.indicators.grants.publications import decided

DATASET = "grant_expenditures"
BREAKDOWN = "module_intervention"


def spending(grant_expenditures: pd.DataFrame) -> pd.DataFrame:
    """Give reported spending by calendar year: as reported, else by days over the report.

    Args:
        grant_expenditures: reports of all publications; the other breakdown cuts the same money again.

    Returns:
        One row per line and year of the columns of `grant_expenditures`, with year, is_pro_rata and standing. Reports
        without days have no year.
    """
    return decided(stated_spending(grant_expenditures), keeps_years=False).lines


def stated_spending(grant_expenditures: pd.DataFrame) -> pd.DataFrame:
    """Give the reports of all publications by calendar year, before it is decided which of them count."""
    by_module = grant_expenditures["breakdown"] == BREAKDOWN
    reported = grant_expenditures[by_module & grant_expenditures["amount_usd"].notna()]
    lines = reported.assign(
        period_start=reported["reported_from"], period_end=reported["reported_to"], year=_year(reported)
    )
    return by_calendar_year(lines)


def _year(reported: pd.DataFrame) -> pd.Series:
    """Find the year of reports that lie within one."""
    first, last = reported["reported_from"].dt.year, reported["reported_to"].dt.year
    year: pd.Series = first.where(first == last).astype("Int64")
    return year
