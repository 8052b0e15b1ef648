"""How many people there are: what is published of sizes, how it is graded, and the sizes that the indicators use.

How many of them services reach belongs to `coverage.py`.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import POPULATIONS, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import SHARE, Figure
from hr_pipeline.schemas.reference import SIZE_KINDS, ReferenceRow

GRADES = codes("size_grade")
SIZE_FLAGS = (
    "Words: bounds_assumed, combined, estimates_differ, size_carried, size_backcast, partial_scope, "
    "implausible_prevalence, size_jump, exceeds_country"
)
SIZE_VARIANTS = codes("size_variant")


class SizeGrades(ReferenceRow):
    """How far one kind of size estimate is trusted, and how uncertain it is where no bounds are published."""

    kind: Code = field("How the estimate was made", isin=SIZE_KINDS)
    bounds: Code = field("Whether bounds are published or assumed", isin=["published", "assumed"])
    grade: Code = code(GRADES, "A is the best")
    is_good: Code = field(
        "Good estimates of one year are combined; others serve where there is none", isin=["yes", "no"]
    )
    factor_low: Number = field("Lower bound over the estimate", "ratio", gt=0, le=1)
    factor_high: Number = field("Upper bound over the estimate", "ratio", ge=1)
    source: Text = field("Where the grade and the spread come from")


class WorkingAgePeople(ReferenceRow):
    """People aged 15 to 64 of one country in one year."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    people_15_64: Number = field("People aged 15 to 64", "people", gt=0)
    share_15_64: Number = field("Their share of all people", "share", gt=0, le=1)
    source: Text = field("Where the row is published")


class RegionalSizes(ReferenceRow):
    """How many people who inject drugs one study states for one of its regions, or for the world."""

    study: Code = field("Which study")
    region: Code = field("Region of the grouping idu_reference_group, or world")
    year: Whole = calendar_year("Year the estimate speaks of")
    people: Number = field("People who inject drugs", "people", gt=0)
    people_low: Number = field("Lower bound as published", "people", gt=0, nullable=True)
    people_high: Number = field("Upper bound as published", "people", gt=0, nullable=True)
    prevalence_share: Number = field("Share of people aged 15 to 64, as published", "share", nullable=True, **SHARE)
    source: Text = field("Where the row is published")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def bounds_enclose_the_estimate(cls, table: pd.DataFrame) -> pd.Series:
        """A missing bound is not compared."""
        return ~((table["people_low"] > table["people"]) | (table["people"] > table["people_high"]))


class PopulationSizes(Figure):
    """One estimate of the size of one population in one country or area, as a distribution that serves one year."""

    iso3: Code = iso3()
    area: Code = field("national, or the part of the country")
    year: Whole = calendar_year("Year the estimate serves")
    population: Code = code(POPULATIONS, "Population")
    estimate: Text = field("Identity of the estimate, which all figures that rest on it share a draw of")
    estimate_year: Whole = calendar_year("Year the estimate speaks of")
    people: Number = field(
        "Median: the published centre, the geometric mean of the bounds, or the weighted geometric mean of estimates",
        "people",
        gt=0,
        nullable=True,
        formula="stated * exp(addend)",
    )
    people_low: Number = field(
        "Lower bound as published, by the grade of the estimate, or of the combined estimates",
        "people",
        gt=0,
        nullable=True,
        formula="stated * factor",
    )
    people_high: Number = field(
        "Upper bound as published, by the grade of the estimate, or of the combined estimates",
        "people",
        gt=0,
        nullable=True,
        formula="stated * factor",
    )
    sigma: Number = field(
        "Spread of the logarithm in the year: of the bounds, wider with each year the estimate is carried",
        "log units",
        ge=0,
        nullable=True,
        formula="sqrt((log(high / low) / 3.919928) * (log(high / low) / 3.919928) + widening * widening * age)",
    )
    grade: Code = code(GRADES, "How far the estimate is trusted, see size_grades")
    kind: Code = field("How the estimate was made", isin=SIZE_KINDS)
    source: Text = field("Where the estimate is published; several where estimates are combined")
    choice: Code = code(codes("size_choice"), "Whether the indicators of the year use it")
    estimates_combined: Whole = field("Estimates that it combines; 1 where nothing is combined", "estimates", ge=1)
    age_years: Whole = field("Years between the estimate and the year it serves", "years", ge=0)
    people_15_64: Number = field(
        "People of the country aged 15 to 64 in the year",
        "people",
        gt=0,
        nullable=True,
        formula="share * total",
    )
    prevalence_share: Number = field(
        "Size over people aged 15 to 64; may exceed 1 where either is wrong",
        "share",
        ge=0,
        nullable=True,
        formula="numerator / denominator",
    )
    flags: Text = field(SIZE_FLAGS)

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "estimate"]


class ModelledSizes(Figure):
    """People who inject drugs of one country in one year: as estimated for it, or imputed from its region."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    variant: Code = code(SIZE_VARIANTS, "Whether an estimate of the country serves the year")
    region: Code = field("Region whose published prevalence is used, of the grouping idu_reference_group")
    people: Number = field(
        "Size that serves the year, else the expected number",
        "people",
        gt=0,
        formula="sum",
    )
    people_low: Number = field("2.5 % quantile", "people", gt=0)
    people_high: Number = field("97.5 % quantile", "people", gt=0)
    expected_people: Number = field(
        "Regional prevalence x people aged 15 to 64: what the country adds to the published size of its region",
        "people",
        gt=0,
        formula="prevalence * people_15_64",
    )
    people_15_64: Number = field("People aged 15 to 64", "people", gt=0, formula="share * total")
    regional_prevalence_share: Number = field(
        "Published prevalence of the region; people over people aged 15 to 64 where none is published", "share", **SHARE
    )
    country_sigma: Number = field("Spread of the logarithm that is the country's own", "log units", ge=0)
    region_sigma: Number = field(
        "Spread that all imputed countries of the region share; zero where the country has an estimate",
        "log units",
        ge=0,
        formula="imputed * log(high / low) / 3.919928",
    )
    estimate: Text = field("Identity of the size estimate, or of the imputation; figures of one share its draws")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year"]


TABLES = {
    "population_sizes": PopulationSizes,
    "modelled_sizes": ModelledSizes,
}
