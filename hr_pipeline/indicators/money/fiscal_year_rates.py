"""The rate of a fiscal year: as published, else the averages of its calendar years weighted by months; how sure it is.

What a calendar year's rate is belongs to `money.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import US_DOLLAR
from hr_pipeline.schemas.thresholds import thresholds

ENDS = ["first", "last"]
_PERIOD = ["rate_currency", "fiscal_year_start", "fiscal_year_end"]


def with_rate(rows: pd.DataFrame, rates: pd.DataFrame, alternatives: pd.DataFrame) -> pd.DataFrame:
    """Add the rate of each row's fiscal year and what it is made of.

    Args:
        rows: rate_currency, fiscal_year_start, fiscal_year_end, first_year, last_year, months_first, months_last.
        rates: as `annual_rates` gives them.
        alternatives: `exchange_rate_alternatives`; overrides and rates of the same days hold.

    Returns:
        The rows with rate, rate_basis, is_multiple and for either end rate_first, rate_row_first, rate_table_first.
    """
    found = rows
    for end in ENDS:
        named = rates.rename(columns={"currency": "rate_currency", "year": f"{end}_year"})
        ours = {name: f"{name}_{end}" for name in ("rate", "rate_row", "rate_table", "is_override", "is_multiple")}
        found = found.merge(named.rename(columns=ours), on=["rate_currency", f"{end}_year"], how="left", validate="m:1")
    return found.pipe(_of_same_days, alternatives).pipe(_us_dollars).pipe(_weighted)


def _of_same_days(rows: pd.DataFrame, alternatives: pd.DataFrame) -> pd.DataFrame:
    """Take a rate that is published for the very fiscal year; only an override helps where there are several rates."""
    stated = alternatives[alternatives["use"].isin(["override", "fiscal_year"])].assign(
        rate_currency=lambda d: d["currency"].astype("str"),
        fiscal_year_start=lambda d: pd.to_datetime(d["first_day"].astype("str")),
        fiscal_year_end=lambda d: pd.to_datetime(d["last_day"].astype("str")),
        stated_use=lambda d: d["use"].astype("str"),
    )
    kept = stated.sort_values(["stated_use", "publisher", "row_id"], ascending=[False, True, True])
    one = kept.drop_duplicates(_PERIOD).rename(columns={"rate": "stated_rate", "row_id": "stated_row"})
    found = rows.merge(
        one[[*_PERIOD, "stated_rate", "stated_row", "stated_use"]], on=_PERIOD, how="left", validate="m:1"
    )
    is_multiple = _any(found, "is_multiple") & (found["stated_use"] != "override")
    takes = found["stated_rate"].notna() & ~is_multiple
    ends: dict[str, pd.Series] = {}
    for end in ENDS:
        ends |= {
            f"rate_{end}": found[f"rate_{end}"].mask(takes, found["stated_rate"]).mask(is_multiple),
            f"rate_row_{end}": found[f"rate_row_{end}"].mask(takes, found["stated_row"]),
            f"rate_table_{end}": found[f"rate_table_{end}"].astype("str").mask(takes, "exchange_rate_alternatives"),
        }
    basis = (
        pd.Series("weighted_by_months", index=found.index)
        .mask(found["months_last"] == 0, "annual_average")
        .mask(_any(found, "is_override"), "override")
        .mask(takes, found["stated_use"].map({"override": "override", "fiscal_year": "fiscal_year_average"}))
    )
    return found.assign(**ends, rate_basis=basis, is_multiple=is_multiple)


def _any(rows: pd.DataFrame, mark: str) -> pd.Series:
    """Tell whether a calendar year in which the fiscal year has months is marked."""
    first, last = (rows[f"{mark}_{end}"].fillna(value=False).astype("bool") for end in ENDS)
    return (first & (rows["months_first"] > 0)) | (last & (rows["months_last"] > 0))


def _us_dollars(rows: pd.DataFrame) -> pd.DataFrame:
    """Let US$ be US$."""
    is_usd = rows["rate_currency"] == US_DOLLAR
    ends: dict[str, pd.Series] = {f"rate_{end}": rows[f"rate_{end}"].mask(is_usd, 1.0) for end in ENDS}
    ends |= {f"rate_row_{end}": rows[f"rate_row_{end}"].mask(is_usd) for end in ENDS}
    basis = rows["rate_basis"].mask(is_usd, "us_dollar")
    return rows.assign(**ends, rate_basis=basis, is_multiple=rows["is_multiple"] & ~is_usd)


def _weighted(rows: pd.DataFrame) -> pd.DataFrame:
    """Weight the two rates by months; a calendar year without months repeats the other's rate, which weighs nothing."""
    ends: dict[str, pd.Series] = {}
    for name in ("rate", "rate_row", "rate_table"):
        first, last = rows[f"{name}_first"], rows[f"{name}_last"]
        ends |= {
            f"{name}_first": first.where(rows["months_first"] > 0, last),
            f"{name}_last": last.where(rows["months_last"] > 0, first),
        }
    weighted = rows["months_first"] * ends["rate_first"] + rows["months_last"] * ends["rate_last"]
    rate = (weighted / (rows["months_first"] + rows["months_last"])).where(rows["months_last"] > 0, ends["rate_first"])
    return rows.assign(**ends, rate=rate, rate_basis=rows["rate_basis"].mask(rate.isna(), "none"))


def unstable_years(
    rates: pd.DataFrame, alternatives: pd.DataFrame, local_price_index: pd.DataFrame, check_thresholds: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the years in which an average rate says little.

    Returns:
        Currencies and years (rate_currency, year) whose December rate is far above the average, and countries and years
        (iso3, year) whose prices rose by more than the threshold.
    """
    bounds = thresholds(check_thresholds)
    december = alternatives[alternatives["use"] == "december"].assign(
        currency=lambda d: d["currency"].astype("str"),
        year=lambda d: d["last_day"].astype("str").str[:4].astype("Int64"),
    )
    both = december[["currency", "year", "rate"]].merge(rates, on=["currency", "year"], suffixes=("_december", ""))
    fallen = both["rate_december"] / both["rate"] > bounds["december_over_average", "high"]
    index = local_price_index[["iso3", "year", "series", "value"]].astype({"iso3": "str", "series": "str"})
    before = index.assign(year=index["year"] + 1)
    grown = index.merge(before, on=["iso3", "series", "year"], suffixes=("", "_before"))
    risen = grown["value"] / grown["value_before"] - 1 > bounds["deflator_growth", "high"]
    currencies = both.loc[fallen, ["currency", "year"]].rename(columns={"currency": "rate_currency"})
    return currencies.drop_duplicates(), grown.loc[risen, ["iso3", "year"]].drop_duplicates()
