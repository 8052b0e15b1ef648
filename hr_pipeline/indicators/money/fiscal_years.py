"""Fiscal years on calendar years: whole months, parts in cents that add up. Rates belong to `fiscal_year_rates.py`."""

import numpy as np
import pandas as pd

MONTHS = 12
_CENTS = 100
_LAST_DAY_OF_FIRST_HALF = 15
"""A fiscal year that begins later in a month counts from the next month."""


def with_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Count the months of a fiscal year in the calendar year it starts in and in the one it ends in.

    Args:
        rows: fiscal_year_start, fiscal_year_end (first and last day).

    Returns:
        The rows with first_year, last_year, months_first and months_last; a calendar year has none in the last.
    """
    start, end = rows["fiscal_year_start"], rows["fiscal_year_end"]
    straddles = start.dt.year < end.dt.year
    before = start.dt.month - (start.dt.day <= _LAST_DAY_OF_FIRST_HALF).astype("int64")
    months_first = (MONTHS - before).where(straddles, MONTHS)
    return rows.assign(
        first_year=start.dt.year.astype("Int64"),
        last_year=end.dt.year.astype("Int64"),
        months_first=months_first.astype("int64"),
        months_last=(MONTHS - months_first).astype("int64"),
    )


def by_calendar_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Split the amounts of fiscal years over calendar years by months.

    The first part is cut to whole cents towards zero, the last takes the rest: parts add up to the amount.

    Args:
        rows: as `with_months` gives them, with fiscal_year_lcu.

    Returns:
        One row per calendar year with months: year, months, amount_lcu, remainder (what whole cents add to the exact
        share) and is_split; all other columns are repeated.
    """
    first = rows.assign(year=rows["first_year"], months=rows["months_first"])
    last = rows.assign(year=rows["last_year"], months=rows["months_last"])
    cut = np.trunc(rows["fiscal_year_lcu"] * rows["months_first"] / MONTHS * _CENTS) / _CENTS
    first_part = cut.where(rows["months_last"] > 0, rows["fiscal_year_lcu"])
    parts = pd.concat(
        [first.assign(amount_lcu=first_part), last.assign(amount_lcu=rows["fiscal_year_lcu"] - first_part)],
        ignore_index=True,
    )
    kept = parts[parts["months"] > 0].reset_index(drop=True)
    exact = kept["fiscal_year_lcu"] * kept["months"] / MONTHS
    return kept.assign(
        remainder=kept["amount_lcu"] - exact, is_split=(kept["months_first"] > 0) & (kept["months_last"] > 0)
    )
