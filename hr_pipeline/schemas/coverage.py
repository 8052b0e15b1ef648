"""The published table of how many people services reach.

Formulas are written over the roles of the contributions, so that anyone can replay them. What is made of coverage
(trends, gaps, counts of countries) belongs to `coverage_uses.py`, money to `indicators.py`.
"""

from hr_pipeline.schemas.codes import POPULATIONS, SERVICES, SUBGROUPS, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import SHARE, Figure

MEASURES = codes("coverage_measure")
METHODS = codes("coverage_method")
NUMERATOR_UNITS = ["syringes", "people", "kits"]
AREA = "national, or the part of the country"
COVERED_KEY = ["iso3", "area", "year", "population", "service", "measure"]
COVERAGE_KEY = [*COVERED_KEY, "subgroup"]
COVERAGE_FLAGS = (
    "Words: over_total, denominator_changed, denominator_unstated, denominator_of_other_population, "
    "denominator_equals_total, subgroup_out_of_line, suspect_zero, no_service, lower_bound, design_effect_assumed, "
    "partial_scope, bounds_assumed, size_carried, size_backcast, implausible_prevalence, count_implied, "
    "bound_over_total, coverage_jump, exceeds_country, part_of_year, other_year, conflict"
)
"""The words of the flags of a coverage, and of what is made of it."""
WILSON = (
    "{within}, (share + 1.959964 * 1.959964 * effect / (2 * respondents) {sign} 1.959964"
    " * sqrt(share * (1 - share) * effect / respondents"
    " + 1.959964 * 1.959964 * effect * effect / (4 * respondents * respondents)))"
    " / (1 + 1.959964 * 1.959964 * effect / respondents)))"
)
"""Wilson's score interval with a design effect, over its roles."""


class Covered(Figure):
    """Base of the tables that speak of one measure of one service in one country or area and year."""

    iso3: Code = iso3()
    area: Code = field(AREA)
    year: Whole = calendar_year()
    population: Code = code(POPULATIONS, "Population of the denominator")
    service: Code = code(SERVICES, "Harm reduction service")
    measure: Code = code(MEASURES, "What is measured")


class CoveredGroup(Covered):
    """Base of the tables that tell groups of people apart."""

    subgroup: Code = code(SUBGROUPS, "Who is counted")


class ServiceCoverage(CoveredGroup):
    """One measure of one service in one country or area, year, population and subgroup: how many of how many."""

    method: Code = code(METHODS, "How the value was made")
    numerator: Number = field(
        "Units or people counted: syringes of the year, or people on therapy at the census date",
        "numerator_unit",
        ge=0,
        nullable=True,
        formula="sum",
        disclosure="people",
    )
    numerator_unit: Code = field("Unit of the numerator", isin=NUMERATOR_UNITS)
    value_stated: Number = field(
        "Coverage as a publication states it", "coverage_unit", ge=0, nullable=True, formula="sum"
    )
    numerator_implied: Number = field(
        "Stated coverage x the denominator of the same publication and year: the count that it implies",
        "numerator_unit",
        ge=0,
        nullable=True,
        formula="value * denominator",
    )
    numerator_implied_error: Number = field(
        "What rounding of the stated coverage leaves open, either way",
        "numerator_unit",
        ge=0,
        nullable=True,
        formula="rounding * denominator",
    )
    denominator_people: Number = field("Size estimate", "people", nullable=True, formula="sum")
    denominator_people_low: Number = field("Lower bound of the size estimate", "people", nullable=True, formula="sum")
    denominator_people_high: Number = field("Upper bound of the size estimate", "people", nullable=True, formula="sum")
    denominator_year: Whole = calendar_year("Year the size estimate speaks of", nullable=True)
    denominator_kind: Code = field("How the size estimate was made", nullable=True)
    denominator_source: Code = field("Where the size estimate is published", nullable=True)
    estimate: Text = field("Identity of the size estimate, see population_sizes", nullable=True)
    respondents: Number = field("People asked", "people", gt=0, nullable=True, formula="sum")
    coverage: Number = field(
        "Numerator over size estimate; a value stated without its denominator is over one",
        "coverage_unit",
        ge=0,
        nullable=True,
        formula="numerator / denominator",
    )
    coverage_low: Number = field(
        "Numerator over the upper bound of the size estimate (Larney 2017); of a survey, the lower end of its interval",
        "coverage_unit",
        ge=0,
        nullable=True,
        formula="numerator / denominator_high",
    )
    coverage_high: Number = field(
        "Numerator over the lower bound of the size estimate (Larney 2017), at most 1 where people are counted; of a "
        "survey, the upper end of its interval",
        "coverage_unit",
        ge=0,
        nullable=True,
        formula="numerator / denominator_low / excess",
    )
    coverage_unit: Code = field(
        "Unit of the coverage; a share is 0 to 1", isin=["syringes_per_person", "share", "per_person"]
    )
    coverage_simulated_low: Number = field(
        "2.5 % quantile over the draws of the size", "coverage_unit", ge=0, nullable=True
    )
    coverage_simulated_median: Number = field("Median over the draws of the size", "coverage_unit", ge=0, nullable=True)
    coverage_simulated_high: Number = field(
        "97.5 % quantile over the draws of the size", "coverage_unit", ge=0, nullable=True
    )
    survey_low: Number = field(
        "Lower end of the survey's interval (Wilson, with a design effect)",
        "share",
        nullable=True,
        formula=WILSON.format(within="min(share, max(0", sign="-"),
        **SHARE,
    )
    survey_high: Number = field(
        "Upper end of the survey's interval (Wilson, with a design effect)",
        "share",
        nullable=True,
        formula=WILSON.format(within="max(share, min(1", sign="+"),
        **SHARE,
    )
    reporting_share: Number = field(
        "Share of the sites that report, where it is below 1: the coverage is a lower bound",
        "share",
        nullable=True,
        formula="sum",
        **SHARE,
    )
    coverage_scaled: Number = field(
        "Coverage if the sites that do not report did as the others",
        "coverage_unit",
        nullable=True,
        formula="coverage / reporting_share",
    )
    who_class_at_centre: Code = code(codes("who_class")[:3], "WHO class of the coverage", nullable=True)
    who_class: Code = code(
        codes("who_class"), "WHO class of a probability of at least 0.8, or uncertain", nullable=True
    )
    low_class_probability_share: Number = field("Probability of WHO's low class", "share", nullable=True, **SHARE)
    medium_class_probability_share: Number = field("Probability of WHO's medium class", "share", nullable=True, **SHARE)
    high_class_probability_share: Number = field("Probability of WHO's high class", "share", nullable=True, **SHARE)
    statement: Code = field("Source table that states the value or count", nullable=True)
    publication: Code = field("Publication or partner that states it", nullable=True)
    flags: Text = field(COVERAGE_FLAGS)

    class Config:
        """Key of the table."""

        unique = COVERAGE_KEY


TABLES = {
    "service_coverage": ServiceCoverage,
}
