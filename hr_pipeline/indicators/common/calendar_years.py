"""Money by calendar year: as published, else by days over the implementation period, adding up to the cent.

Which money counts belongs to `harm_reduction_funding.py` and `grant_lines.py`.
"""

import pandas as pd

from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR

_CENTS_PER_USD = 100
_DAY = pd.Timedelta(days=1)


def by_calendar_year(lines: pd.DataFrame) -> pd.DataFrame:
    """Give every line a calendar year, splitting those that state only the days they run over.

    A year takes its days' share of the line, cut to whole cents; the last year takes the remainder, so that the parts
    add up to the line. First and last day count. Reimbursements are split as payments are.

    Args:
        lines: year, period_start, period_end (first and last day), amount_usd, row_id; any other columns are repeated.

    Returns:
        One row per line and year, with is_pro_rata. Lines with neither year nor usable days keep an empty year.
    """
    splits = lines["year"].isna() & _has_days(lines)
    if not splits.any():
        return lines.assign(is_pro_rata=False)
    parts = lines[splits].pipe(_years).pipe(_amounts)
    kept = lines[~splits].assign(is_pro_rata=False)
    together = pd.concat([kept, parts[kept.columns].astype(kept.dtypes)])
    return together.sort_index(kind="stable").reset_index(drop=True)


def _has_days(lines: pd.DataFrame) -> pd.Series:
    """Mark lines whose days are stated, in order and in years that tables can hold."""
    start, end = lines["period_start"], lines["period_end"]
    has_days: pd.Series = (start <= end) & (start.dt.year >= FIRST_YEAR) & (end.dt.year <= LAST_YEAR)
    return has_days


def _years(lines: pd.DataFrame) -> pd.DataFrame:
    """Repeat each line for every year its days touch, with the days in that year and in all."""
    first, last = lines["period_start"].dt.year, lines["period_end"].dt.year
    touched = lines.loc[lines.index.repeat(last - first + 1)]
    year = touched["period_start"].dt.year + touched.groupby("row_id", sort=False).cumcount()
    begins = pd.to_datetime(year.astype("str") + "-01-01")
    ends = pd.to_datetime(year.astype("str") + "-12-31")
    from_day = touched["period_start"].dt.normalize().where(lambda day: day > begins, begins)
    to_day = touched["period_end"].dt.normalize().where(lambda day: day < ends, ends)
    all_days = touched["period_end"].dt.normalize() - touched["period_start"].dt.normalize() + _DAY
    return touched.assign(
        year=year.astype("Int64"),
        days=((to_day - from_day + _DAY) // _DAY).astype("int64"),
        all_days=(all_days // _DAY).astype("int64"),
        is_last=year == touched["period_end"].dt.year,
        is_pro_rata=True,
    )


def _amounts(parts: pd.DataFrame) -> pd.DataFrame:
    """Split in whole cents, towards zero; fractions of a cent stay with the last year's remainder."""
    cents = (parts["amount_usd"] * _CENTS_PER_USD).round().astype("int64")
    sign = (cents >= 0) * 2 - 1
    share = sign * (cents.abs() * parts["days"] // parts["all_days"])
    given = share.mask(parts["is_last"], 0).groupby(parts["row_id"]).transform("sum")
    fraction = (parts["amount_usd"] - cents / _CENTS_PER_USD).where(parts["is_last"], 0.0)
    whole = share.mask(parts["is_last"], cents - given) / _CENTS_PER_USD
    is_exact = fraction.abs() < 1 / _CENTS_PER_USD**2
    return parts.assign(amount_usd=whole.where(is_exact, whole + fraction))
