"""Tables of the Global Fund source that speak of no money of a grant: results, allocations, eligibility."""

from hr_pipeline.schemas.codes import RESULT_MEASURES
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.global_fund import GRANT, GRANT_CYCLES, IMPLEMENTATION_PERIOD, REFERENCE_RATE, Day

LEVELS = ["country", "subnational", "multicountry", "aggregate"]


class PlaceRow(SourceRow):
    """Base: the publication a row stands in, and the place it speaks of."""

    publication: Code = field("What was published together: a file, or the folder of the pages of one fetch")
    vintage: Day = field("Date of the publication; empty where neither notes nor file name state one", nullable=True)
    geography: Code = field("Country, multicountry grant or region, as published")
    geography_level: Code = field(
        "Kind of place; an aggregate (World, a region) holds countries, so it is never added to them", isin=LEVELS
    )
    iso3: Code = iso3(nullable=True)
    area: Code = field("national, the name of a part of the country, or of a place that is no country")


class GrantResults(PlaceRow):
    """One indicator of one place and year, or of one implementation period, as one delivery publishes it."""

    dataset: Code = field(
        "Annual results, or targets and results of an implementation period",
        isin=["annual_results", "implementation_period"],
    )
    grant_code: Code = field("Grant, such as UKR-C-AUA", "code", str_matches=GRANT, nullable=True)
    implementation_period: Code = field(
        "Implementation period, such as UKR-C-AUAP04", "code", str_matches=IMPLEMENTATION_PERIOD, nullable=True
    )
    component: Code = field("Component, as published", nullable=True)
    module: Code = field("Module of the modular framework, as published", nullable=True)
    intervention: Code = field("Intervention, as published", nullable=True)
    indicator: Code = field("Indicator, as published")
    indicator_code: Code = field("Code of the indicator, without the (M) of 2017-2019", nullable=True)
    indicator_type: Code = field("Impact, outcome or coverage, as published", nullable=True)
    measure: Code = code(RESULT_MEASURES, "Harm reduction measure; empty for other indicators", nullable=True)
    measure_unit: Code = field("What the measure counts in; values of different units are never added", nullable=True)
    disaggregation: Code = field("Category of the disaggregation, as published", nullable=True)
    disaggregation_value: Code = field("Its value, as published", nullable=True)
    geographic_coverage: Code = field("National or subnational, as published", nullable=True)
    is_reversed: Code = field("Whether less is better, as published", nullable=True)
    year: Whole = calendar_year("Year of the result; empty where the delivery states none", nullable=True)
    reported_from: Day = field("First day the row speaks of", "date", nullable=True)
    reported_to: Day = field("Last day the row speaks of", "date", nullable=True)
    value_type: Code = field("Kind of the values", isin=["number", "percentage", "text"], nullable=True)
    baseline_year: Whole = calendar_year("Year of the baseline", nullable=True)
    baseline_value: Number = field("Baseline, in the kind of the values", "as value_type", nullable=True)
    baseline_numerator: Number = field("Numerator of the baseline", "count", nullable=True)
    baseline_denominator: Number = field("Denominator of the baseline", "count", nullable=True)
    target_value: Number = field("Target, in the kind of the values", "as value_type", nullable=True)
    target_numerator: Number = field("Numerator of the target", "count", nullable=True)
    target_denominator: Number = field("Denominator of the target", "count", nullable=True)
    result_value: Number = field("Result, in the kind of the values", "as value_type", nullable=True)
    result_numerator: Number = field("Numerator of the result", "count", nullable=True)
    result_denominator: Number = field("Denominator of the result", "count", nullable=True)


class Allocations(PlaceRow):
    """What one country may apply for, for one component and allocation period."""

    component: Code = field("Component, as published")
    allocation_period: Code = field("Allocation period, as published, such as 2023-2025")
    grant_cycle: Code = field("Grant cycle of the allocation period", "code", isin=GRANT_CYCLES)
    amount_usd: Number = field("Communicated allocation", REFERENCE_RATE, ge=0)


class Eligibility(PlaceRow):
    """Whether one country may apply for one component, in one year's list."""

    component: Code = field("Component, as published", nullable=True)
    funding_stream: Code = field("Stream of funding, as published", nullable=True)
    year: Whole = calendar_year("Year of the list")
    eligibility: Code = field("Answer of the list", isin=["eligible", "not_eligible", "transition_funding"])
    income_level: Code = field("Income level, as published", nullable=True)
    disease_burden: Code = field("Disease burden, as published", nullable=True)
