"""Reference tables: small published facts, each row with its source.

The packaged rows stand in `sources/reference/*.csv`; a landing folder may replace or extend them.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import PHASES, POPULATIONS, RATE_USES, SERVICES, codes
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Text, Whole, calendar_year, code, field, iso3

CURRENCY = r"^[A-Z]{3}$"
SIZE_KINDS = ["indirect", "registration", "survey", "expert", "unstated", "denominator"]
"""How a size estimate was made; a denominator is what a publication divides by, whose method it does not state."""
DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


class ReferenceRow(SourceRow):
    """Base of the reference tables."""


class Countries(ReferenceRow):
    """One country or territory with a code; which regions hold it is in country_groupings."""

    iso3: Code = iso3(unique=True)
    country: Code = field("Short English name")
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
        "How it was made: indirect, registration, survey, expert, unstated, or the denominator of a ratio",
        isin=SIZE_KINDS,
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
    """One published threshold or target of one measure of a service; a later strategy adds rows and replaces none."""

    service: Code = code(SERVICES, "Harm reduction service")
    measure: Code = code(codes("coverage_measure"), "What the value is compared with")
    kind: Code = field(
        "medium_from and high_from begin WHO classes; target is to be reached",
        isin=["medium_from", "high_from", "target", "need_share"],
    )
    target: Code = field("Name of the threshold")
    year: Whole = calendar_year("Year by which the target is to be reached; empty for classes", nullable=True)
    value: Number = field("Syringes per person and year, or share of people", "syringes per person or share", gt=0)
    rule: Code = field("Whether an exact value reaches it", isin=["at_least", "more_than"])
    source: Text = field("Where the row is published")


class ExchangeRates(ReferenceRow):
    """The average rate of one currency in one calendar year."""

    currency: Code = field("ISO 4217 currency", "code", str_matches=CURRENCY)
    year: Whole = calendar_year()
    rate: Number = field("Period average", "local currency per US$", gt=0)
    source: Text = field("Where the row is published")


class PriceIndex(ReferenceRow):
    """Prices in the United States in one year."""

    year: Whole = calendar_year()
    value: Number = field("Index of prices", "index", gt=0)
    source: Text = field("Where the row is published")


class Redenominations(ReferenceRow):
    """One currency that budgets were stated in before another replaced it; rates speak of the later one only."""

    currency: Code = field("ISO 4217 code of the former currency", "code", str_matches=CURRENCY)
    new_currency: Code = field("Currency that rates are stated in today", "code", str_matches=CURRENCY)
    units_per_new_unit: Number = field(
        "Former units in one of today's, over all reforms", "units of currency per unit of new_currency", gt=0
    )
    last_year: Whole = calendar_year("Last calendar year with budgets in the former currency")
    source: Text = field("Where the row is published")


class MultipleExchangeRates(ReferenceRow):
    """Years in which one currency had several rates, so that no average can be taken without somebody's decision."""

    currency: Code = field("ISO 4217 currency", "code", str_matches=CURRENCY)
    first_year: Whole = calendar_year("First calendar year with several rates")
    last_year: Whole = calendar_year("Last such year; empty where it goes on", nullable=True)
    reason: Text = field("Which rates")
    source: Text = field("Where the row is published")


class ExchangeRateAlternatives(ReferenceRow):
    """One other rate of one currency: of a fiscal year or a December, of another publisher, or one that overrides."""

    currency: Code = field("ISO 4217 currency", "code", str_matches=CURRENCY)
    use: Code = code(RATE_USES, "What the rate is for")
    publisher: Code = field("Who publishes it")
    first_day: Code = field("First day the rate speaks of", "date", str_matches=DAY)
    last_day: Code = field("Last day the rate speaks of", "date", str_matches=DAY)
    rate: Number = field("Rate", "local currency per US$", gt=0)
    source: Text = field("Where the row is published, and for an override why it holds")


class LocalPriceIndex(ReferenceRow):
    """Prices in one country in one year, in local currency."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    series: Code = field("Name of the series; values of different series are never compared")
    value: Number = field("Index of prices", "index", gt=0)
    source: Text = field("Where the row is published")


class PublishedBudgetTotals(ReferenceRow):
    """The total that a publisher states of one budget, or of one programme in it."""

    iso3: Code = iso3()
    publication: Code = field("Which publication, as in national_budget_lines")
    phase: Code = code(PHASES, "Stage of the money")
    year: Whole = calendar_year("Calendar year in which the fiscal year ends")
    programme_code: Code = field("Programme, as coded by the publisher; all for the whole budget")
    amount_lcu: Number = field("Total as published", "current local currency", gt=0)
    source: Text = field("Where the row is published")


class CheckThresholds(ReferenceRow):
    """One bound beyond which a check speaks, or a limit that a method keeps."""

    check: Code = field("Name of the check")
    bound: Code = field("Which end it bounds", isin=["low", "high"])
    value: Number = field("Bound", "as the check says")
    source: Text = field("Where the bound comes from")


class DoubleCountDecisions(ReferenceRow):
    """What somebody who knows decided about two records that may state the same money."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    left_record: Code = field("One of the records, as `double_count_ledger` names it")
    right_record: Code = field("The other record, as `double_count_ledger` names it")
    decision: Code = field("same_flow or different", isin=["same_flow", "different"])
    source: Text = field("Who decided, and on what grounds")


class AcknowledgedFindings(ReferenceRow):
    """One finding of a check that somebody who knows has looked at and lets pass."""

    check: Code = field("Which check, as in figure_checks")
    figure: Text = field("Identity of the figure that it speaks of, such as population_sizes/SYC/2024")
    reason: Text = field("Why the figure is right all the same")
    source: Text = field("Who says so, and where")
