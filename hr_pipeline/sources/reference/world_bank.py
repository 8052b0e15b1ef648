"""World Bank indicators as rows of the reference tables: rates of currencies, deflators and people of countries.

Asking for them belongs to `fetching.py`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import pycountry
from babel.numbers import get_territory_currencies

RATES, DEFLATORS = "PA.NUS.FCRF", "NY.GDP.DEFL.ZS"
PEOPLE, WORKING_AGE = "SP.POP.TOTL", "SP.POP.1564.TO"
NAMES = {
    RATES: "official exchange rate, period average",
    DEFLATORS: "deflator of the gross domestic product",
    PEOPLE: f"population, total; ages 15 to 64: {WORKING_AGE}",
}
CITED = "World Bank, World Development Indicators, {indicator} ({name}) of {of}, updated {updated}"
EURO_AREA = {"EMU": "EUR"}
UNITED_STATES, US_DOLLAR, KOSOVO = "USA", "USD", "XKX"
BASE_YEAR = 2017
"""The packaged price index is 100 in this year; rows of another base would replace some of its years only."""
AGREE_WITHIN = 0.005
"""Countries of one currency have one rate; UN and World Bank averages agree as closely (research of 2017-2023)."""


class Unfit(Exception):
    """The values do not make a table."""


def exchange_rates(values: pd.DataFrame, updated: str) -> pd.DataFrame:
    """Make one rate of each currency and year that all its countries agree on.

    Args:
        values: iso3, year, value.
        updated: day the publisher states.

    Returns:
        currency, year, rate, source; former currencies that were not merely redenominated are left out.
    """
    now = datetime.now(UTC).date()
    currencies: list[Any] = [_currency(*key, now) for key in zip(values["iso3"], values["year"], strict=True)]
    keyed = values.assign(currency=currencies)
    known = keyed[keyed["currency"].notna() & (keyed["currency"] != US_DOLLAR)].sort_values("iso3")
    found = known.groupby(["currency", "year"])["value"].agg(["min", "max", "median"])
    of = known.groupby(["currency", "year"])["iso3"].agg(", ".join)
    found = found.assign(source=_cited(of, RATES, updated))
    agreed = found[found["max"] <= found["min"] * (1 + AGREE_WITHIN)]
    return agreed.rename(columns={"median": "rate"})[["rate", "source"]].reset_index()


def _currency(iso3: str, year: int, now: date) -> str | None:
    """Tell which currency a rate is stated in; series are restated when a currency loses zeros."""
    if iso3 in EURO_AREA:
        return EURO_AREA[iso3]
    today = _used(iso3, now, now)
    then = _used(iso3, date(year, 1, 1), date(year, 12, 31))
    if len(today) != 1 or not then:
        return None
    return today[0] if {_redenominated().get(code, code) for code in then} == set(today) else None


def _used(iso3: str, first: date, last: date) -> list[str]:
    country = pycountry.countries.get(alpha_3=iso3)
    return get_territory_currencies(country.alpha_2, start_date=first, end_date=last) if country else []


@cache
def _redenominated() -> dict[str, str]:
    """Give the later currency of each former one; the kuna and others that joined the euro keep their own rates."""
    table = pd.read_csv(str(files(__package__) / "redenominations.csv"), usecols=["currency", "new_currency"])
    own = table[~table["new_currency"].isin(list(EURO_AREA.values()))]
    return dict(own.itertuples(index=False, name=None))


def local_price_index(values: pd.DataFrame, updated: str) -> pd.DataFrame:
    """Make the deflators of countries; areas and groups of countries are left out."""
    own = values[values["iso3"].map(is_country).astype("bool")]
    return own.assign(series=f"World Bank {DEFLATORS}", source=_cited(own["iso3"], DEFLATORS, updated))[
        ["iso3", "year", "series", "value", "source"]
    ]


def is_country(iso3: str) -> bool:
    """Tell a country, and Kosovo, from the groups of countries that have codes of the same shape."""
    return iso3 == KOSOVO or pycountry.countries.get(alpha_3=iso3) is not None


def total_population(values: pd.DataFrame, working_age: pd.DataFrame, updated: str) -> pd.DataFrame:
    """Make the people of countries; areas and groups of countries are left out."""
    own = values[values["iso3"].map(is_country).astype("bool")].rename(columns={"value": "people"})
    part = working_age.rename(columns={"value": "people_15_64"})
    both = own.merge(part, on=["iso3", "year"], how="left", validate="1:1")
    return both.assign(source=_cited(both["iso3"], PEOPLE, updated))[
        ["iso3", "year", "people", "people_15_64", "source"]
    ].round({"people": 0, "people_15_64": 0})


def price_index(values: pd.DataFrame, updated: str) -> pd.DataFrame:
    """Make the index of prices in the United States, brought to 100 in BASE_YEAR.

    Raises:
        Unfit: there is no value of that year.
    """
    own = values[values["iso3"] == UNITED_STATES]
    base = own.loc[own["year"] == BASE_YEAR, "value"]
    if base.empty:
        raise Unfit(f"expected {DEFLATORS} of {UNITED_STATES} in {BASE_YEAR}, the base year of price_index")
    rebased = (own["value"] / base.iloc[0] * 100).round(6)
    source = _cited(own["iso3"], DEFLATORS, updated) + f"; brought to {BASE_YEAR} = 100"
    return own.assign(value=rebased, source=source)[["year", "value", "source"]]


def _cited(of: pd.Series, indicator: str, updated: str) -> pd.Series:
    return of.map(lambda names: CITED.format(indicator=indicator, name=NAMES[indicator], of=names, updated=updated))


TABLES: dict[str, tuple[list[str], Callable[..., pd.DataFrame]]] = {
    "exchange_rates": ([RATES], exchange_rates),
    "local_price_index": ([DEFLATORS], local_price_index),
    "price_index": ([DEFLATORS], price_index),
    "total_population": ([PEOPLE, WORKING_AGE], total_population),
}
"""Table -> the indicators it is made of, and how: of their values and the day they were updated."""
