"""Assets of the coverage tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.indicators.coverage import coverage_agreement as agreement
from hr_pipeline.indicators.coverage import coverage_gap as gap
from hr_pipeline.indicators.coverage import coverage_sensitivity as sensitivity
from hr_pipeline.indicators.coverage import coverage_status as status
from hr_pipeline.indicators.coverage import coverage_trends as trends
from hr_pipeline.indicators.coverage import population_sizes as sizes
from hr_pipeline.indicators.coverage import service_coverage as coverage


@dg.asset(**published_spec("population_sizes"))
def population_sizes(
    population_size_estimates: pd.DataFrame, published_statistics: pd.DataFrame, check_thresholds: pd.DataFrame
):
    """Published sizes as distributions, and which of them serves a year."""
    inputs = [population_size_estimates, published_statistics, check_thresholds]
    return computed("population_sizes", sizes.population_sizes(*inputs), inputs)


@dg.asset(**published_spec("service_coverage"))
def service_coverage(
    survey_services: pd.DataFrame,
    published_statistics: pd.DataFrame,
    population_sizes: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    check_thresholds: pd.DataFrame,
):
    """Counts over sizes and ratios as stated, with the published and the simulated interval."""
    inputs = [survey_services, published_statistics, population_sizes, coverage_targets, check_thresholds]
    return computed("service_coverage", coverage.service_coverage(*inputs), inputs)


@dg.asset(**published_spec("coverage_trends"))
def coverage_trends(service_coverage: pd.DataFrame):
    """Changes of coverage where nothing breaks the series."""
    return computed("coverage_trends", trends.coverage_trends(service_coverage), [service_coverage])


@dg.asset(**published_spec("coverage_sensitivity"))
def coverage_sensitivity(
    service_coverage: pd.DataFrame,
    survey_services: pd.DataFrame,
    published_statistics: pd.DataFrame,
    population_sizes: pd.DataFrame,
    check_thresholds: pd.DataFrame,
):
    """Coverage by other sizes and other reports."""
    inputs = [service_coverage, survey_services, published_statistics, population_sizes, check_thresholds]
    return computed("coverage_sensitivity", sensitivity.coverage_sensitivity(*inputs), inputs)


@dg.asset(**published_spec("coverage_agreement"))
def coverage_agreement(service_coverage: pd.DataFrame):
    """A country's coverage next to that of its areas together."""
    return computed("coverage_agreement", agreement.coverage_agreement(service_coverage), [service_coverage])


@dg.asset(**published_spec("coverage_status"))
def coverage_status(service_coverage: pd.DataFrame, coverage_targets: pd.DataFrame):
    """How many countries reach each target."""
    inputs = [service_coverage, coverage_targets]
    return computed("coverage_status", status.coverage_status(*inputs), inputs)


@dg.asset(**published_spec("coverage_gap"))
def coverage_gap(service_coverage: pd.DataFrame, population_sizes: pd.DataFrame, coverage_targets: pd.DataFrame):
    """What services are short of their targets."""
    inputs = [service_coverage, population_sizes, coverage_targets]
    return computed("coverage_gap", gap.coverage_gap(*inputs), inputs)


ASSETS = [
    *[population_sizes, service_coverage, coverage_trends, coverage_sensitivity],
    *[coverage_agreement, coverage_status, coverage_gap],
]
