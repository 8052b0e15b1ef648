"""Assets of regions: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.regions import regional_summary as summary


@dg.asset(**published_spec("regional_summary"))
def regional_summary(
    country_groupings: Stored,
    population_sizes: Stored,
    service_coverage: Stored,
    coverage_gap: Stored,
    resource_need: Stored,
    funding_gap: Stored,
    money_available: Stored,
    harm_reduction_funding: Stored,
    check_thresholds: Stored,
):
    """Figures of countries added up over regions, with who reports."""
    inputs = [country_groupings, population_sizes, service_coverage, coverage_gap]
    inputs += [resource_need, funding_gap, money_available, harm_reduction_funding, check_thresholds]
    return computed("regional_summary", summary.regional_summary, inputs)


ASSETS = [regional_summary]
