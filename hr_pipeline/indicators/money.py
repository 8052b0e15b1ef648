"""Money: to US$ at the year's average rate, and to constant prices. Each step names the reference row it used.

Which money counts belongs to `harm_reduction_funding.py`.
"""

import pandas as pd

from hr_pipeline.schemas.indicators import BASE_YEAR

CENTS = 2


def to_usd(lines: pd.DataFrame, exchange_rates: pd.DataFrame) -> pd.DataFrame:
    """Convert amounts at the annual average of their year; US$ need no rate.

    Args:
        lines: amount (in units of currency), currency, year.
        exchange_rates: currency, year, rate (local currency per US$), row_id.

    Returns:
        The lines with amount_usd (missing where there is no rate), rate and rate_row (missing for US$).
    """
    rates = exchange_rates[["currency", "year", "rate", "row_id"]].astype({"currency": "str"})
    found = lines.astype({"currency": "str"}).merge(
        rates.rename(columns={"row_id": "rate_row"}), on=["currency", "year"], how="left", validate="m:1"
    )
    is_usd = found["currency"] == "USD"
    return found.assign(
        rate=found["rate"].mask(is_usd, 1.0),
        rate_row=found["rate_row"].mask(is_usd),
        amount_usd=lambda d: d["amount"] / d["rate"],
    )


def with_price_index(rows: pd.DataFrame, price_index: pd.DataFrame, year: str = "year") -> pd.DataFrame:
    """Add index_year, index_base and the reference rows they stand in; missing where the index has no such year.

    Constant prices of BASE_YEAR are `current x index_base / index_year`.
    """
    index = price_index[["year", "value", "row_id"]]
    base = index[index["year"] == BASE_YEAR]
    named = index.rename(columns={"year": year, "value": "index_year", "row_id": "index_year_row"})
    return rows.merge(named, on=year, how="left", validate="m:1").assign(
        index_base=base["value"].iloc[0] if len(base) else float("nan"),
        index_base_row=base["row_id"].iloc[0] if len(base) else pd.NA,
    )
