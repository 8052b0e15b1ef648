"""Reference tables: small published facts, each row with its source.

The packaged rows stand in `sources/reference/*.csv`; a landing folder may replace or extend them.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import POPULATIONS, SERVICES
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Text, Whole, calendar_year, code, field, iso3


class ReferenceRow(SourceRow):
    """Base of the reference tables."""


class Countries(ReferenceRow):
    """One country of the networks' regions."""

    iso3: Code = iso3(unique=True)
    country: Code = field("Short English name")
    region: Code = field(
        "Region of the network that works there", "code", isin=["EECA", "MENA", "WCA", "ESA", "AP", "LAC", "WCENA"]
    )
    source: Text = field("Where the row is published")


class PopulationSizeEstimates(ReferenceRow):
    """One published estimate of the size of one population in one country or area."""

    iso3: Code = iso3()
    area: Code = field("national, or the part of the country")
    year: Whole = calendar_year("Year the estimate speaks of")
    population: Code = code(POPULATIONS, "Population")
    estimate_people: Number = field(
        "Central estimate; empty where only bounds are published", "people", gt=0, nullable=True
    )
    estimate_people_low: Number = field("Lower bound as published", "people", gt=0, nullable=True)
    estimate_people_high: Number = field("Upper bound as published", "people", gt=0, nullable=True)
    kind: Code = field(
        "How it was made: indirect, registration, survey, expert, unstated",
        isin=["indirect", "registration", "survey", "expert", "unstated"],
    )
    source: Text = field("Where the row is published")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def some_number_of_people_is_given(cls, table: pd.DataFrame) -> pd.Series:
        """An estimate, or at least its lower bound."""
        return table["estimate_people"].notna() | table["estimate_people_low"].notna()

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def bounds_enclose_the_estimate(cls, table: pd.DataFrame) -> pd.Series:
        """What is missing is not compared."""
        low, middle, high = (table[f"estimate_people{end}"] for end in ("_low", "", "_high"))
        return ~((low > middle) | (middle > high) | (low > high))


class CoverageTargets(ReferenceRow):
    """One published threshold or target of one service."""

    service: Code = code(SERVICES, "Harm reduction service")
    kind: Code = field(
        "medium_from and high_from begin WHO classes; target is to be reached",
        isin=["medium_from", "high_from", "target", "need_share"],
    )
    target: Code = field("Name of the threshold")
    year: Whole = calendar_year("Year by which the target is to be reached; empty for classes", nullable=True)
    value: Number = field("Syringes per person and year, or share of people", "syringes per person or share", gt=0)
    source: Text = field("Where the row is published")


class UnitCosts(ReferenceRow):
    """One published cost of one unit of one service."""

    service: Code = code(SERVICES, "Harm reduction service")
    unit: Code = field("What the cost buys", isin=["person_year", "syringe"])
    cost_usd_low: Number = field("Lower cost as published", "US$ of price_year", gt=0)
    cost_usd: Number = field("Central cost", "US$ of price_year", gt=0)
    cost_usd_high: Number = field("Upper cost as published", "US$ of price_year", gt=0)
    price_year: Whole = calendar_year("Year of the prices")
    source: Text = field("Where the row is published, and how the central cost was chosen")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def bounds_enclose_the_cost(cls, table: pd.DataFrame) -> pd.Series:
        """A missing cost is another rule's matter."""
        return ~((table["cost_usd_low"] > table["cost_usd"]) | (table["cost_usd"] > table["cost_usd_high"]))


class ExchangeRates(ReferenceRow):
    """The average rate of one currency in one calendar year."""

    currency: Code = field("ISO 4217 currency", "code", str_matches=r"^[A-Z]{3}$")
    year: Whole = calendar_year()
    rate: Number = field("Period average", "local currency per US$", gt=0)
    source: Text = field("Where the row is published")


class PriceIndex(ReferenceRow):
    """Prices in the United States in one year."""

    year: Whole = calendar_year()
    value: Number = field("Index of prices", "index", gt=0)
    source: Text = field("Where the row is published")
