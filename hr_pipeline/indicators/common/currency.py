"""Money: to US$ at the year's average rate, and to constant prices. Each step names the reference row it used.

Which money counts belongs to `harm_reduction_funding.py`, fiscal years to `national_budget_amounts.py`.
"""

import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.provenance.contributions import edges
from hr_pipeline.schemas.fields import LAST_YEAR
from hr_pipeline.schemas.indicators import BASE_YEAR

CENTS = 2
US_DOLLAR = "USD"
RATE_COLUMNS = ["currency", "year", "rate", "rate_row", "rate_table", "is_override", "is_multiple"]


def annual_rates(exchange_rates: pd.DataFrame, alternatives: pd.DataFrame, multiple: pd.DataFrame) -> pd.DataFrame:
    """Give the one rate to take for each currency and year; of several official rates none, unless somebody decided.

    Args:
        exchange_rates: currency, year, rate (local currency per US$), row_id.
        alternatives: `exchange_rate_alternatives`; those of use `override` that speak of a whole calendar year hold.
        multiple: `multiple_exchange_rates`.

    Returns:
        RATE_COLUMNS, one row per currency and year; rate and rate_row are missing where is_multiple.
    """
    published = exchange_rates.assign(rate_table="exchange_rates", is_override=False).pipe(_plain)
    overrides = alternatives[alternatives["use"] == "override"].pipe(of_calendar_years)
    decided = overrides.assign(rate_table="exchange_rate_alternatives", is_override=True).pipe(_plain)
    several = _several(multiple)
    known = pd.concat([decided, published, several], ignore_index=True).drop_duplicates(["currency", "year"])
    marked = known.merge(several[["currency", "year"]].assign(listed=True), on=["currency", "year"], how="left")
    is_multiple = marked["listed"].notna() & ~marked["is_override"]
    return marked.assign(
        is_multiple=is_multiple,
        rate=marked["rate"].mask(is_multiple),
        rate_row=marked["rate_row"].mask(is_multiple),
    )[RATE_COLUMNS]


def _plain(rates: pd.DataFrame) -> pd.DataFrame:
    named = rates.rename(columns={"row_id": "rate_row"})[RATE_COLUMNS[:-1]]
    return named.astype({"currency": "str", "year": "Int64", "rate_row": "Int64", "rate": "float64"})


def of_calendar_years(alternatives: pd.DataFrame) -> pd.DataFrame:
    """Keep the rates that speak of one whole calendar year, and name it."""
    first, last = alternatives["first_day"].astype("str"), alternatives["last_day"].astype("str")
    whole = first.str.endswith("-01-01") & last.str.endswith("-12-31") & (first.str[:4] == last.str[:4])
    return alternatives[whole].assign(year=first[whole].str[:4].astype("Int64"))


def _several(multiple: pd.DataFrame) -> pd.DataFrame:
    """List the currencies and years with several rates, without a rate."""
    spans = zip(multiple["currency"].astype("str"), multiple["first_year"], multiple["last_year"], strict=True)
    listed = [
        {"currency": currency, "year": year}
        for currency, first, last in spans
        for year in range(int(first), (LAST_YEAR if pd.isna(last) else int(last)) + 1)
    ]
    rates = pd.DataFrame(listed, columns=["currency", "year"]).drop_duplicates()
    return rates.assign(rate=float("nan"), row_id=NA, rate_table="", is_override=False).pipe(_plain)


def to_usd(lines: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Convert amounts at the annual average of their year; US$ need no rate.

    Args:
        lines: amount (in units of currency), currency, year.
        rates: as `annual_rates` gives them.

    Returns:
        The lines with amount_usd (missing where there is no rate), rate, rate_row and rate_table (missing for US$) and
        is_multiple.
    """
    found = lines.astype({"currency": "str"}).merge(
        rates.drop(columns="is_override"), on=["currency", "year"], how="left", validate="m:1"
    )
    is_usd = found["currency"] == US_DOLLAR
    return found.assign(
        rate=found["rate"].mask(is_usd, 1.0),
        rate_row=found["rate_row"].mask(is_usd),
        is_multiple=found["is_multiple"].fillna(value=False).astype("bool") & ~is_usd,
        amount_usd=lambda d: d["amount"] / d["rate"],
    )


def rate_edges(output: tuple[str, str], rated: pd.DataFrame) -> list[pd.DataFrame]:
    """Make the contributions of the rates that figures used, each rate once for each figure.

    Args:
        output: published table and column.
        rated: output_row, rate_table, rate_row and rate of converted lines; those of US$ have no rate_row.
    """
    once = rated[rated["rate_row"].notna()].drop_duplicates(["output_row", "rate_table", "rate_row"])
    return [
        edges(output, d["output_row"], (str(name), d["rate_row"]), "exchange_rate", d["rate"])
        for name, d in once.groupby("rate_table")
    ]


def with_price_index(rows: pd.DataFrame, price_index: pd.DataFrame, year: str = "year") -> pd.DataFrame:
    """Add index_year, index_base and the reference rows they stand in; missing where the index has no such year.

    Constant prices of BASE_YEAR are `current x index_base / index_year`.
    """
    index = price_index[["year", "value", "row_id"]]
    base = index[index["year"] == BASE_YEAR]
    named = index.rename(columns={"year": year, "value": "index_year", "row_id": "index_year_row"})
    return rows.merge(named, on=year, how="left", validate="m:1").assign(
        index_base=base["value"].iloc[0] if len(base) else float("nan"),
        index_base_row=base["row_id"].iloc[0] if len(base) else NA,
    )


def with_local_price_index(rows: pd.DataFrame, local_price_index: pd.DataFrame) -> pd.DataFrame:
    """Add local_index_year and local_index_base, of one series, and the reference rows they stand in.

    Args:
        rows: iso3, year.
        local_price_index: iso3, year, series, value, row_id.

    Returns:
        The rows; missing where the country's index has not both years in one series. Of several series that have both,
        the longest holds.
    """
    index = local_price_index[["iso3", "year", "series", "value", "row_id"]].astype({"iso3": "str", "series": "str"})
    length = index.groupby(["iso3", "series"])["year"].transform("size")
    index = index.assign(length=-length).sort_values(["length", "series"]).drop(columns="length")
    of_base = index[index["year"] == BASE_YEAR].drop(columns="year")
    names = {"value": "local_index_base", "row_id": "local_index_base_row"}
    both = index.rename(columns={"value": "local_index_year", "row_id": "local_index_year_row"}).merge(
        of_base.rename(columns=names), on=["iso3", "series"], validate="m:1"
    )
    both = both.drop_duplicates(["iso3", "year"])
    return rows.merge(both.drop(columns="series"), on=["iso3", "year"], how="left", validate="m:1")
