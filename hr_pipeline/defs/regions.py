"""Assets of regions: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.regions import modelled_sizes as modelled
from hr_pipeline.indicators.regions import regional_summary as summary


@dg.asset(**published_spec("modelled_sizes"))
def modelled_sizes(
    population_sizes: Stored,
    country_groupings: Stored,
    regional_sizes: Stored,
    working_age_people: Stored,
    total_population: Stored,
    check_thresholds: Stored,
):
    """People who inject drugs of every country, imputed where no estimate of the country serves."""
    inputs = [population_sizes, country_groupings, regional_sizes]
    inputs += [working_age_people, total_population, check_thresholds]
    return computed("modelled_sizes", modelled.modelled_sizes, inputs)


@dg.asset(**published_spec("regional_summary"))
def regional_summary(
    country_groupings: Stored,
    population_sizes: Stored,
    modelled_sizes: Stored,
    service_coverage: Stored,
    coverage_gap: Stored,
    resource_need: Stored,
    funding_gap: Stored,
    money_available: Stored,
    harm_reduction_funding: Stored,
    check_thresholds: Stored,
):
    """Figures of countries added up over regions, with who reports."""
    inputs = [country_groupings, population_sizes, modelled_sizes, service_coverage, coverage_gap]
    inputs += [resource_need, funding_gap, money_available, harm_reduction_funding, check_thresholds]
    return computed("regional_summary", summary.regional_summary, inputs)


ASSETS = [modelled_sizes, regional_summary]
