"""The published tables that are made of coverage: trends, alternatives, gaps, agreement of areas, counts of countries.

Formulas are written over the roles of the contributions, so that anyone can replay them.
"""

from hr_pipeline.schemas.codes import codes
from hr_pipeline.schemas.coverage import (
    COVERAGE_FLAGS,
    COVERAGE_KEY,
    COVERED_KEY,
    MEASURES,
    NUMERATOR_UNITS,
    Covered,
    CoveredGroup,
)
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, YesNo, calendar_year, code, field
from hr_pipeline.schemas.indicators import SHARE, Figure

TARGET_UNIT = "syringes per person or share"


class CoverageTrends(CoveredGroup):
    """One coverage next to the one before it in its series, and whether the two may be compared."""

    previous_year: Whole = calendar_year("Year of the coverage before")
    coverage: Number = field("Coverage of the year", "unit of the measure", ge=0, nullable=True, formula="sum")
    previous_coverage: Number = field("Coverage before", "unit of the measure", ge=0, nullable=True, formula="sum")
    is_comparable: YesNo = field("Both rest on the same denominator, method and publication")
    break_reason: Code = code(codes("break_reason"), "What changed between the two", nullable=True)
    change: Number = field(
        "Coverage less the one before; empty across a break",
        "unit of the measure",
        nullable=True,
        formula="coverage - previous",
    )

    class Config:
        """Key of the table."""

        unique = COVERAGE_KEY


class CoverageSensitivity(CoveredGroup):
    """One coverage as another size estimate or another report would have it."""

    alternative: Text = field("The other estimate, or the table and publication or partner of the other report")
    kind: Code = code(codes("sensitivity_kind"), "What differs")
    statement: Code = field("Source table that states the count or value of the alternative")
    alternative_coverage: Number = field(
        "Coverage by the alternative", "unit of the measure", ge=0, nullable=True, formula="numerator / denominator"
    )
    alternative_numerator: Number = field(
        "Count of the alternative; empty where a ratio is stated",
        "alternative_numerator_unit",
        ge=0,
        nullable=True,
        formula="sum",
        disclosure="people",
    )
    alternative_numerator_unit: Code = field("Unit of the count", isin=NUMERATOR_UNITS)
    alternative_denominator: Number = field(
        "Size estimate of the alternative; empty where a ratio is stated",
        "people",
        gt=0,
        nullable=True,
        formula="sum",
    )
    coverage: Number = field("Coverage that was chosen", "unit of the measure", ge=0, nullable=True, formula="sum")
    ratio: Number = field(
        "Alternative over chosen coverage; empty where nobody is reached",
        "ratio",
        ge=0,
        nullable=True,
        formula="alternative / coverage",
    )

    class Config:
        """Key of the table."""

        unique = [*COVERAGE_KEY, "alternative"]


class CoverageAgreement(CoveredGroup):
    """A country's coverage next to that of its areas together: how well the parts agree with the whole."""

    areas_reporting: Whole = field("Areas with a coverage", "areas", ge=1, formula="sum")
    areas_numerator: Number = field("Counts of the areas together", "syringes or people", ge=0, formula="sum")
    areas_denominator: Number = field("Sizes of the areas together", "people", gt=0, formula="sum")
    areas_coverage: Number = field(
        "Coverage of the areas together", "unit of the measure", ge=0, formula="numerator / denominator"
    )
    coverage: Number = field("Coverage of the country", "unit of the measure", ge=0, formula="sum")
    ratio: Number = field("Areas' over country's coverage", "ratio", ge=0, nullable=True, formula="areas / coverage")

    class Config:
        """Key of the table."""

        unique = COVERAGE_KEY


class CoverageStatus(Figure):
    """How many countries report one measure in a span of years, and how many of them reach one target."""

    measure: Code = code(MEASURES, "What is measured")
    target: Code = field("Name of the target")
    first_year: Whole = calendar_year("First year whose value counts")
    last_year: Whole = calendar_year("Last year whose value counts; a country's latest value in the span counts")
    target_value: Number = field("Value to be reached", TARGET_UNIT, gt=0)
    countries_reporting: Whole = field("Countries with a national value", "countries", ge=0, formula="sum")
    countries_reaching: Whole = field("Of these, countries that reach the target", "countries", ge=0, formula="sum")
    which: Text = field("The countries that reach it, separated by blanks")

    class Config:
        """Key of the table."""

        unique = ["measure", "target", "first_year", "last_year"]


class CoverageGap(Covered):
    """What one service in one country or area and year is short of one target, in units or people."""

    target: Code = field("Name of the target")
    target_value: Number = field("Syringes per person, or share of people", TARGET_UNIT, gt=0)
    target_year: Whole = calendar_year("Year by which the target is to be reached", nullable=True)
    unit: Code = field("Unit of the gap", isin=NUMERATOR_UNITS)
    gap: Number = field(
        "Units missing to the target; 0 where it is reached",
        "unit",
        ge=0,
        nullable=True,
        formula="max(0, target * denominator - numerator)",
    )
    gap_low: Number = field("2.5 % quantile over the draws of the size", "unit", ge=0, nullable=True)
    gap_high: Number = field("97.5 % quantile over the draws of the size", "unit", ge=0, nullable=True)
    relative_gap_share: Number = field(
        "Gap over what the target needs",
        "share",
        nullable=True,
        formula="max(0, 1 - numerator / (target * denominator))",
        **SHARE,
    )
    reached_probability_share: Number = field(
        "Probability that the target is reached, over the draws of the size", "share", nullable=True, **SHARE
    )
    flags: Text = field(COVERAGE_FLAGS)

    class Config:
        """Key of the table."""

        unique = [*COVERED_KEY, "target"]


TABLES = {
    "coverage_trends": CoverageTrends,
    "coverage_sensitivity": CoverageSensitivity,
    "coverage_agreement": CoverageAgreement,
    "coverage_status": CoverageStatus,
    "coverage_gap": CoverageGap,
}
