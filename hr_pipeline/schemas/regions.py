"""The tables of regions: which countries a grouping holds, how many people live in each, what its parts add up to.

Figures of single countries belong to the modules of their tables.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import SERVICES, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import SHARE, Figure
from hr_pipeline.schemas.reference import ReferenceRow


class TotalPopulation(ReferenceRow):
    """All people who live in one country in the middle of one year."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    people: Number = field("People of all ages", "people", gt=0)
    people_15_64: Number = field("People aged 15 to 64; empty where not published", "people", gt=0, nullable=True)
    source: Text = field("Where the row is published")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def a_part_is_no_more_than_the_whole(cls, table: pd.DataFrame) -> pd.Series:
        """A missing number is another rule's matter."""
        return ~(table["people_15_64"] > table["people"])


class CountryGroupings(ReferenceRow):
    """One country in one region of one grouping of countries."""

    grouping: Code = field("Who groups: a publisher's regions, income groups, the countries of a network or a grant")
    region: Code = field("Region or group, as the grouping names it")
    iso3: Code = iso3()
    source: Text = field("Where the membership is published, or that it rests on memory")


class RegionalSummary(Figure):
    """One measure of one service in one region and year: the countries that report, added up, and who does not."""

    grouping: Code = field("Grouping of countries; multicountry_grant where money is of a region and of no country")
    region: Code = field("Region of the grouping; no_region holds the countries that the grouping leaves out")
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all", isin=[*SERVICES, "all"])
    measure: Code = code([*codes("coverage_measure"), *codes("regional_measure")], "What is measured")
    variant: Code = field(
        "Of population_size: reported (estimates of countries added up) or modelled (silent countries imputed); else "
        "the target, method, population, or phase and source of the money that the measure speaks of"
    )
    value: Number = field(
        "Sum over the countries that report, or sum over sum; empty where they hold under half of the people",
        "as unit says",
        nullable=True,
        formula="numerator / denominator",
    )
    value_low: Number = field(
        "2.5 % quantile: sizes and costs are drawn once, countries are independent",
        "as unit says",
        nullable=True,
    )
    value_high: Number = field("97.5 % quantile", "as unit says", nullable=True)
    unit: Code = field("Unit of the value")
    people_counted: Number = field(
        "Sum of the counted people, where people are counted",
        "people",
        nullable=True,
        formula="sum",
        disclosure="people",
    )
    total: Number = field(
        "Sum of all else: syringes, money, what is missing to a target; ratios times sizes where rests_on says so",
        "as measure says",
        nullable=True,
        formula="sum",
    )
    denominator: Number = field(
        "Sum of what is divided by, of the same countries",
        "people or US$",
        nullable=True,
        formula="sum",
    )
    countries_in_region: Whole = field("Countries of the region", "countries", ge=0)
    countries_reporting: Whole = field("Countries with a value of the year", "countries", ge=0)
    countries_estimated: Whole = field("Countries whose value is carried from an earlier year", "countries", ge=0)
    countries_imputed: Whole = field("Countries whose value is imputed", "countries", ge=0)
    rests_on: Code = code(codes("regional_basis"), "What the numerator of a coverage is made of", nullable=True)
    population_reporting_share: Number = field(
        "Share of the region's people who inject drugs in the countries added up",
        "share",
        nullable=True,
        formula="people_added_up / people_of_region",
        **SHARE,
    )
    people_added_up: Number = field(
        "People who inject drugs in the countries added up", "people", ge=0, nullable=True, formula="sum"
    )
    people_published: Number = field(
        "People who inject drugs in the region by the published prevalence of its countries; in the modelled row",
        "people",
        ge=0,
        nullable=True,
        formula="sum",
    )
    people_modelled: Number = field(
        "People who inject drugs in the region as estimated for its countries, or imputed; in the modelled row",
        "people",
        ge=0,
        nullable=True,
        formula="sum",
    )
    people_of_region: Number = field(
        "People who inject drugs in the region: the larger of what is published and what is modelled",
        "people",
        ge=0,
        nullable=True,
        formula="max(published, modelled)",
    )
    reported_share: Number = field("Of these people, in countries that report", "share", nullable=True, **SHARE)
    estimated_share: Number = field("In countries whose value is carried", "share", nullable=True, **SHARE)
    imputed_share: Number = field("In countries whose value is imputed", "share", nullable=True, **SHARE)
    unknown_share: Number = field(
        "In countries without a value, and people of the region whom no country accounts for",
        "share",
        nullable=True,
        **SHARE,
    )
    most_important_missing: Code = field("Country without a value of its own that has the most people", nullable=True)
    most_important_missing_share: Number = field("Its share of the region's people", "share", nullable=True, **SHARE)
    reporters: Text = field(
        "Countries added up, separated by blanks; + after those whose value is carried, * after those imputed"
    )
    countries_without_size: Text = field(
        "Countries of which no estimate of the number of people who inject drugs serves", nullable=True
    )
    previous_year: Whole = calendar_year("Year of the region's row before", nullable=True)
    change: Number = field("Value less that of the previous year", "as unit says", nullable=True)
    change_same_reporters: Number = field(
        "The same over the countries added up in both years on the same size estimates",
        "as unit says",
        nullable=True,
    )
    reporters_joined: Text = field("Countries added up now and not in the previous year")
    reporters_left: Text = field("Countries added up in the previous year and not now")
    flags_of_parts: Text = field("Words of the flags of the figures that are added up")
    flags: Text = field(
        "Words: reporters_changed, sizes_changed, carried, held_back, unallocated, weighted_ratios, imputed"
    )

    class Config:
        """Key of the table."""

        unique = ["grouping", "region", "year", "service", "measure", "variant"]


TABLES = {
    "regional_summary": RegionalSummary,
}
