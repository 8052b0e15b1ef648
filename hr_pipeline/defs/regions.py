"""Assets of regions: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.indicators.regions import regional_summary as summary


@dg.asset(**published_spec("regional_summary"))
def regional_summary(
    country_groupings: pd.DataFrame,
    population_sizes: pd.DataFrame,
    service_coverage: pd.DataFrame,
    coverage_gap: pd.DataFrame,
    resource_need: pd.DataFrame,
    funding_gap: pd.DataFrame,
    money_available: pd.DataFrame,
    harm_reduction_funding: pd.DataFrame,
    check_thresholds: pd.DataFrame,
):
    """Figures of countries added up over regions, with who reports."""
    inputs = [country_groupings, population_sizes, service_coverage, coverage_gap]
    inputs += [resource_need, funding_gap, money_available, harm_reduction_funding, check_thresholds]
    return computed("regional_summary", summary.regional_summary(*inputs), inputs)


ASSETS = [regional_summary]
