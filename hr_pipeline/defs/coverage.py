"""Assets of the coverage tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.coverage import coverage_agreement as agreement
from hr_pipeline.indicators.coverage import coverage_gap as gap
from hr_pipeline.indicators.coverage import coverage_sensitivity as sensitivity
from hr_pipeline.indicators.coverage import coverage_status as status
from hr_pipeline.indicators.coverage import coverage_trends as trends
from hr_pipeline.indicators.coverage import population_sizes as sizes
from hr_pipeline.indicators.coverage import service_coverage as coverage


@dg.asset(**published_spec("population_sizes"))
def population_sizes(
    population_size_estimates: Stored,
    published_statistics: Stored,
    check_thresholds: Stored,
    size_grades: Stored,
    working_age_people: Stored,
    total_population: Stored,
):
    """Published sizes as distributions, and which of them serves a year."""
    inputs = [population_size_estimates, published_statistics, check_thresholds]
    inputs += [size_grades, working_age_people, total_population]
    return computed("population_sizes", sizes.population_sizes, inputs)


@dg.asset(**published_spec("service_coverage"))
def service_coverage(
    survey_services: Stored,
    published_statistics: Stored,
    population_sizes: Stored,
    coverage_targets: Stored,
    check_thresholds: Stored,
):
    """Counts over sizes and ratios as stated, with the published and the simulated interval."""
    inputs = [survey_services, published_statistics, population_sizes, coverage_targets, check_thresholds]
    return computed("service_coverage", coverage.service_coverage, inputs)


@dg.asset(**published_spec("coverage_trends"))
def coverage_trends(service_coverage: Stored):
    """Changes of coverage where nothing breaks the series."""
    return computed("coverage_trends", trends.coverage_trends, [service_coverage])


@dg.asset(**published_spec("coverage_sensitivity"))
def coverage_sensitivity(
    service_coverage: Stored,
    survey_services: Stored,
    published_statistics: Stored,
    population_sizes: Stored,
    check_thresholds: Stored,
):
    """Coverage by other sizes and other reports."""
    inputs = [service_coverage, survey_services, published_statistics, population_sizes, check_thresholds]
    return computed("coverage_sensitivity", sensitivity.coverage_sensitivity, inputs)


@dg.asset(**published_spec("coverage_agreement"))
def coverage_agreement(service_coverage: Stored):
    """A country's coverage next to that of its areas together."""
    return computed("coverage_agreement", agreement.coverage_agreement, [service_coverage])


@dg.asset(**published_spec("coverage_status"))
def coverage_status(service_coverage: Stored, coverage_targets: Stored):
    """How many countries reach each target."""
    inputs = [service_coverage, coverage_targets]
    return computed("coverage_status", status.coverage_status, inputs)


@dg.asset(**published_spec("coverage_gap"))
def coverage_gap(service_coverage: Stored, population_sizes: Stored, coverage_targets: Stored):
    """What services are short of their targets."""
    inputs = [service_coverage, population_sizes, coverage_targets]
    return computed("coverage_gap", gap.coverage_gap, inputs)


ASSETS = [
    *[population_sizes, service_coverage, coverage_trends, coverage_sensitivity],
    *[coverage_agreement, coverage_status, coverage_gap],
]
