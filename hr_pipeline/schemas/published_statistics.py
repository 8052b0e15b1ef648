"""What publishers state of coverage and of need: one row for each figure in their tables, as they state it.

Which of two publications of one fact counts is decided in the indicators, never here.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import MISSING_REASONS, POPULATIONS, SUBGROUPS, codes
from hr_pipeline.schemas.coverage import AREA
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.reference import SIZE_KINDS

NATIONAL, PARTIAL, SUBNATIONAL = SCOPES = codes("scope")
UNITS = ["people", "syringes", "syringes_per_person", "share", "sites", "kits", "condoms"]
OF_THOSE_ASKED = [
    *["safe_injecting", "hiv_status_known", "avoided_care", "condom_use"],
    *["hiv_prevalence", "hepatitis_b_prevalence", "hepatitis_c_prevalence", "hepatitis_c_infection"],
]
"""Measures whose people are a part of those asked or tested, so that no share of them is above one."""
SMALL = 1e-9


class PublishedStatistics(SourceRow):
    """One figure that one publication states of one country or area, year and subgroup."""

    iso3: Code = iso3()
    area: Code = field(AREA)
    scope: Code = code(SCOPES, "What the figure covers: the country, an unnamed or smaller part of it, one area")
    year: Whole = calendar_year("Year the figure speaks of")
    measure: Code = code(codes("statistic_measure"), "What is stated")
    subgroup: Code = code(SUBGROUPS, "Who is counted")
    value: Number = field(
        "The figure; empty where only bounds, or nothing, is stated", "as unit says", ge=0, nullable=True
    )
    value_low: Number = field("Lower bound as published", "as unit says", ge=0, nullable=True)
    value_high: Number = field("Upper bound as published", "as unit says", ge=0, nullable=True)
    unit: Code = field("Unit of the figure and its bounds", isin=UNITS)
    rounding: Number = field("Half of the last digit that is published", "as unit says", gt=0, nullable=True)
    denominator_people: Number = field(
        "Size of the population that the publisher divides by", "people", gt=0, nullable=True
    )
    denominator_population: Code = code(
        POPULATIONS, "The population that the figure is a share of, or counts", nullable=True
    )
    sample_size: Number = field("People asked or tested", "respondents", gt=0, nullable=True)
    reporting_share: Number = field("Share of the sites that the figure rests on", "share", ge=0, le=1, nullable=True)
    publication: Code = field("Which publication states it")
    kind: Code = field("How it was found: indirect, registration, survey, expert, unstated", isin=SIZE_KINDS)
    note: Text = field("What the publisher says of scope, period or source", nullable=True)
    missing_reason: Code = code(MISSING_REASONS, "Why there is no single figure", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def a_figure_or_the_reason_for_none(cls, table: pd.DataFrame) -> pd.Series:
        """Exactly one of both."""
        return table["value"].notna() != table["missing_reason"].notna()

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def some_of_those_asked_are_not_more_than_all(cls, table: pd.DataFrame) -> pd.Series:
        """Over-total coverage is possible, where a programme's count is divided by an estimate; a survey's is not."""
        highest = table[["value", "value_low", "value_high"]].max(axis=1)
        return ~(table["measure"].isin(OF_THOSE_ASKED) & (highest > 1 + SMALL))


class ResourceEstimates(SourceRow):
    """What one publication estimates a region of the world to need, or to have, against HIV in one year."""

    region: Code = code(codes("unaids_region"), "UNAIDS region, or world")
    year: Whole = calendar_year()
    measure: Code = field("need or availability", isin=["need", "availability"])
    financing_source: Code = code(codes("resource_source"), "Who pays; empty for all together", nullable=True)
    amount_usd: Number = field("Amount", "US$ of price_year", ge=0)
    price_year: Whole = calendar_year("Year of the prices; empty for prices of the year itself", nullable=True)
    publication: Code = field("Which publication states it")
