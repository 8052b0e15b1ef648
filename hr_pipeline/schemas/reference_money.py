"""Reference tables of need and spending: what services cost, published needs, what enforcement of drug laws costs.

Computed needs and gaps belong to `need.py`, other reference tables to `reference.py`.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import PHASES, POPULATIONS, SERVICES, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.reference import ReferenceRow

SCOPE = r"^([A-Z]{3}|world)$"
ALL = "all"


def _are_enclosed(low: pd.Series, middle: pd.Series, high: pd.Series) -> pd.Series:
    """Tell where bounds enclose the centre; what is missing is not compared."""
    return ~((low > middle) | (middle > high) | (low > high))


class UnitCosts(ReferenceRow):
    """One published cost of one unit of one service, in one country or the world."""

    service: Code = code(SERVICES, "Harm reduction service")
    unit: Code = code(codes("cost_unit"), "What the cost buys")
    scope: Code = field("Country the cost speaks of, or world; a country's own cost goes first", str_matches=SCOPE)
    study: Code = field("Short name of the study; costs of one study are wrong together")
    preference: Whole = field("Order among the costs of one service and scope; 1 goes first", "rank", ge=1)
    population: Code = code(POPULATIONS, "Whose need the service meets")
    units_per_person: Number = field("Units that one person reached needs in a year", "units per person", gt=0)
    support_share: Number = field(
        "Management and support to add to the cost; 0 where the cost holds them", "share", ge=0
    )
    cost_usd_low: Number = field("Lower cost as published", "US$ of price_year", gt=0, nullable=True)
    cost_usd: Number = field("Central cost", "US$ of price_year", gt=0)
    cost_usd_high: Number = field("Upper cost as published", "US$ of price_year", gt=0, nullable=True)
    price_year: Whole = calendar_year("Year of the prices")
    source: Text = field("Where the row is published, and how the central cost was chosen")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def bounds_enclose_the_cost(cls, table: pd.DataFrame) -> pd.Series:
        """What is missing is not compared."""
        return _are_enclosed(table["cost_usd_low"], table["cost_usd"], table["cost_usd_high"])


class PublishedNeeds(ReferenceRow):
    """One published need of one service, or of harm reduction as a whole, in one group of countries and year."""

    scope: Code = field("Regions of country_groupings that the need speaks of, separated by blanks, or world")
    year: Whole = calendar_year("Year the money is needed in")
    service: Code = field("Harm reduction service, or all", isin=[*SERVICES, ALL])
    publication: Code = field("Short name of the publication")
    population: Code = code(POPULATIONS, "By whose number the need is allotted to countries")
    amount_usd_low: Number = field("Lower need as published", "US$ of price_year", gt=0, nullable=True)
    amount_usd: Number = field("Need", "US$ of price_year", gt=0)
    amount_usd_high: Number = field("Upper need as published", "US$ of price_year", gt=0, nullable=True)
    price_year: Whole = calendar_year("Year of the prices")
    scope_people: Number = field(
        "Population of the scope; empty where unknown, then nothing is allotted", "people", gt=0, nullable=True
    )
    source: Text = field("Where the row is published, and where the number of people and the price year come from")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def bounds_enclose_the_need(cls, table: pd.DataFrame) -> pd.Series:
        """What is missing is not compared."""
        return _are_enclosed(table["amount_usd_low"], table["amount_usd"], table["amount_usd_high"])


class MethodParameters(ReferenceRow):
    """One published or declared number that a method of need and money uses, with its source."""

    parameter: Code = field("Name of the number")
    scope: Code = field("Income group, service, population or payer that it holds for")
    value: Number = field("Central value", "as unit says", ge=0)
    value_low: Number = field("Lower bound; empty where none is used", "as unit says", ge=0, nullable=True)
    value_high: Number = field("Upper bound; empty where none is used", "as unit says", ge=0, nullable=True)
    unit: Code = field("Unit of the value", isin=["share", "exponent", "factor", "years"])
    source: Text = field("Where the number is published, or why it was chosen")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def bounds_enclose_the_value(cls, table: pd.DataFrame) -> pd.Series:
        """What is missing is not compared."""
        return _are_enclosed(table["value_low"], table["value"], table["value_high"])


class DrugLawEnforcementSpending(ReferenceRow):
    """What one country spent in one year on enforcing its drug laws, as one publication states it."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    phase: Code = code(PHASES, "Stage of the money")
    amount_usd: Number = field("Spending", "current US$", gt=0)
    source: Text = field("Where the row is published, and what it holds")
