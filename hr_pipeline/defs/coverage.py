"""Assets of the coverage tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs.publishing import computed, published_spec
from hr_pipeline.indicators import coverage_gap as gap
from hr_pipeline.indicators import population_sizes as sizes
from hr_pipeline.indicators import service_coverage as coverage


@dg.asset(**published_spec("population_sizes"))
def population_sizes(population_size_estimates: pd.DataFrame, check_thresholds: pd.DataFrame):
    """Published sizes as distributions, and which of them serves a year."""
    inputs = [population_size_estimates, check_thresholds]
    return computed("population_sizes", sizes.population_sizes(*inputs), inputs)


@dg.asset(**published_spec("service_coverage"))
def service_coverage(
    survey_services: pd.DataFrame, population_size_estimates: pd.DataFrame, coverage_targets: pd.DataFrame
):
    """Counts over sizes, with the published interval rule."""
    inputs = [survey_services, population_size_estimates, coverage_targets]
    return computed("service_coverage", coverage.service_coverage(*inputs), inputs)


@dg.asset(**published_spec("coverage_gap"))
def coverage_gap(service_coverage: pd.DataFrame, coverage_targets: pd.DataFrame):
    """What services are short of their targets."""
    inputs = [service_coverage, coverage_targets]
    return computed("coverage_gap", gap.coverage_gap(*inputs), inputs)


ASSETS = [population_sizes, service_coverage, coverage_gap]
