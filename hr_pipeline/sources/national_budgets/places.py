"""The country of each record: its folder's, or the one that a column of the table names; and that country's currency.

Which folder is whose belongs to `matching.py`.
"""

import pandas as pd
import pycountry
from babel.numbers import get_territory_currencies

from hr_pipeline.formats.geography import resolve
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.national_budgets.layout import COUNTRY_CURRENCY
from hr_pipeline.sources.national_budgets.matching import country


def in_countries(records: pd.DataFrame, table: str, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Add `iso3`; a record whose country is not known is rejected.

    Args:
        records: with `country` as published, missing throughout where the table has no such column.
        table: the table they are meant for.
        delivery: the file; its folder names the country of a table that does not.
        reading: takes the rejected records.

    Raises:
        Refused: neither the table nor the folder names a country.
    """
    names = records["country"]
    if names.isna().all():
        return records.assign(iso3=country(delivery)).pipe(_in_own_currency, table, reading)
    known = {name: geography.iso3 for name, geography in resolve(names.dropna().unique()).items()}
    codes = {name: name if _is_code(name) else known[name] for name in known}
    placed = records.assign(iso3=names.map(codes).astype("str"))
    expected = "a country (regions and groups are sums of countries)"
    known_places = reading.reject(table, placed, placed["iso3"].isna(), "iso3", names, expected)
    return _in_own_currency(known_places, table, reading)


def _in_own_currency(records: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Fill in the currency of the country at the end of the fiscal year, where the layout says so."""
    is_own = records["currency"] == COUNTRY_CURRENCY
    if not is_own.any():
        return records
    asked = records.loc[is_own, ["iso3", "fiscal_year_end"]]
    distinct = asked.drop_duplicates()
    used = pd.Series([_currency(*key) for key in distinct.itertuples(index=False, name=None)], dtype="str")
    known = distinct.assign(used=used.to_numpy())
    own = asked.merge(known, how="left", validate="m:1")["used"].set_axis(asked.index).astype("str")
    filled = records.assign(currency=records["currency"].mask(is_own, own))
    expected = "a country with one currency in that year: name it in a layout next to the file"
    return reading.reject(table, filled, filled["currency"].isna(), "currency", records["iso3"], expected)


def _currency(iso3: str, day: pd.Timestamp) -> str | None:
    found = pycountry.countries.get(alpha_3=iso3)
    used = get_territory_currencies(found.alpha_2 if found else "XK", start_date=day.date()) if pd.notna(day) else []
    return used[0] if len(used) == 1 else None


def _is_code(name: str) -> bool:
    return name == "XKX" or (len(name) == 3 and pycountry.countries.get(alpha_3=name) is not None)
