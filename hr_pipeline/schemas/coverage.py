"""The published tables of coverage: sizes of populations, who is reached, what is missing to the targets.

Formulas are written over the roles of the contributions, so that anyone can replay them. Money belongs to
`indicators.py`.
"""

from hr_pipeline.schemas.codes import POPULATIONS, SERVICES, SUBGROUPS, WHO_CLASSES, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import SHARE, Figure

SIZE_KINDS = ["indirect", "registration", "survey", "expert", "unstated"]
"""How a size estimate was made."""
MEASURES = codes("coverage_measure")
AREA = "national, or the part of the country"


class PopulationSizes(Figure):
    """One estimate of the size of one population in one country or area, as a distribution that serves one year."""

    iso3: Code = iso3()
    area: Code = field(AREA)
    year: Whole = calendar_year("Year the estimate serves")
    population: Code = code(POPULATIONS, "Population")
    estimate: Text = field("Identity of the estimate, which all figures that rest on it share a draw of")
    estimate_year: Whole = calendar_year("Year the estimate speaks of")
    people: Number = field(
        "Median: the published centre, or the geometric mean of the bounds",
        "people",
        gt=0,
        nullable=True,
        formula="sum",
    )
    people_low: Number = field(
        "Lower bound as published, or the assumed share of the centre",
        "people",
        gt=0,
        nullable=True,
        formula="stated * factor",
    )
    people_high: Number = field(
        "Upper bound as published, or the assumed multiple of the centre",
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
    kind: Code = field("How the estimate was made", isin=SIZE_KINDS)
    source: Text = field("Where the estimate is published")
    choice: Code = code(codes("size_choice"), "Whether the indicators of the year use it")
    age_years: Whole = field("Years between the estimate and the year it serves", "years", ge=0)
    flags: Text = field("Words: bounds_assumed, size_carried, partial_scope")

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "estimate"]


class ServiceCoverage(Figure):
    """One service in one country or area, year, population and subgroup: how many are reached of how many."""

    iso3: Code = iso3()
    area: Code = field(AREA)
    year: Whole = calendar_year()
    population: Code = code(POPULATIONS, "Population of the denominator")
    service: Code = code(SERVICES, "Harm reduction service")
    measure: Code = code(MEASURES, "What is measured")
    subgroup: Code = code(SUBGROUPS, "Who is counted")
    numerator: Number = field(
        "Syringes distributed in the year, or people on therapy at the census date",
        "syringes or people",
        nullable=True,
        formula="sum",
        disclosure="people",
    )
    numerator_unit: Code = field("Unit of the numerator", isin=["syringes", "people"])
    denominator_people: Number = field("Size estimate", "people", nullable=True, formula="sum")
    denominator_people_low: Number = field("Lower bound of the size estimate", "people", nullable=True, formula="sum")
    denominator_people_high: Number = field("Upper bound of the size estimate", "people", nullable=True, formula="sum")
    denominator_year: Whole = calendar_year("Year the size estimate speaks of", nullable=True)
    denominator_kind: Code = field("How the size estimate was made", nullable=True)
    denominator_source: Code = field("Where the size estimate is published", nullable=True)
    coverage: Number = field(
        "Numerator over size estimate", "coverage_unit", nullable=True, formula="numerator / denominator"
    )
    coverage_low: Number = field(
        "Numerator over the upper bound of the size estimate (Larney 2017)",
        "coverage_unit",
        nullable=True,
        formula="numerator / denominator_high",
    )
    coverage_high: Number = field(
        "Numerator over the lower bound of the size estimate (Larney 2017)",
        "coverage_unit",
        nullable=True,
        formula="numerator / denominator_low",
    )
    coverage_unit: Code = field("Unit of the coverage", isin=["syringes_per_person", "share"])
    who_class: Code = code(
        WHO_CLASSES, "WHO class of the coverage; uncertain where no class has a probability of 0.8", nullable=True
    )
    high_class_probability_share: Number = field(
        "Probability that the coverage is in WHO's high class", "share", nullable=True, **SHARE
    )
    flags: Text = field(
        "Words: over_total, denominator_changed, bounds_assumed, size_carried, part_of_year, other_year, conflict"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "service", "measure", "subgroup"]


class CoverageGap(Figure):
    """What one service in one country and year is short of one target."""

    iso3: Code = iso3()
    area: Code = field(AREA)
    year: Whole = calendar_year()
    population: Code = code(POPULATIONS, "Population of the denominator")
    service: Code = code(SERVICES, "Harm reduction service")
    measure: Code = code(MEASURES, "What is measured")
    target: Code = field("Name of the target")
    target_value: Number = field("Syringes per person, or share of people", "syringes per person or share", gt=0)
    unit: Code = field("Unit of the gap", isin=["syringes", "people"])
    gap: Number = field(
        "Units missing to the target; 0 where it is reached",
        "unit",
        ge=0,
        nullable=True,
        formula="max(0, target * denominator - numerator)",
    )
    gap_low: Number = field(
        "Gap at the lower bound of the size estimate",
        "unit",
        ge=0,
        nullable=True,
        formula="max(0, target * denominator_low - numerator)",
    )
    gap_high: Number = field(
        "Gap at the upper bound of the size estimate",
        "unit",
        ge=0,
        nullable=True,
        formula="max(0, target * denominator_high - numerator)",
    )
    relative_gap_share: Number = field(
        "Gap over what the target needs",
        "share",
        nullable=True,
        formula="max(0, 1 - numerator / (target * denominator))",
        **SHARE,
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "service", "measure", "target"]
