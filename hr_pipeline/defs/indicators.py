"""Assets of the published tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs.describe import check_specs, materialised, table_spec
from hr_pipeline.indicators import coverage_gap as gap
from hr_pipeline.indicators import exchange_rate_agreement as rate_agreement
from hr_pipeline.indicators import funding_gap as money_gap
from hr_pipeline.indicators import harm_reduction_funding as funding
from hr_pipeline.indicators import national_budget_amounts as budget_amounts
from hr_pipeline.indicators import national_budget_lines_to_review as to_review
from hr_pipeline.indicators import resource_need as need
from hr_pipeline.indicators import service_coverage as coverage
from hr_pipeline.indicators.figures import Figures
from hr_pipeline.schemas.gate import Built

GROUP = "indicators"


def _published(name: str) -> dict:
    return {**table_spec(name, GROUP, "published"), "check_specs": check_specs(name, is_source=False)}


def _computed(name: str, figures: Figures, inputs: list[pd.DataFrame]) -> dg.MaterializeResult:
    return materialised(Built(name, figures.table, contributions=figures.contributions), inputs)


@dg.asset(**_published("service_coverage"))
def service_coverage(
    survey_services: pd.DataFrame, population_size_estimates: pd.DataFrame, coverage_targets: pd.DataFrame
):
    """Counts over sizes, with the published interval rule."""
    inputs = [survey_services, population_size_estimates, coverage_targets]
    return _computed("service_coverage", coverage.service_coverage(*inputs), inputs)


@dg.asset(**_published("coverage_gap"))
def coverage_gap(service_coverage: pd.DataFrame, coverage_targets: pd.DataFrame):
    """What services are short of their targets."""
    inputs = [service_coverage, coverage_targets]
    return _computed("coverage_gap", gap.coverage_gap(*inputs), inputs)


@dg.asset(**_published("exchange_rate_agreement"))
def exchange_rate_agreement(
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    check_thresholds: pd.DataFrame,
):
    """Publishers' rates beside each other."""
    inputs = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates, check_thresholds]
    return _computed("exchange_rate_agreement", rate_agreement.exchange_rate_agreement(*inputs), inputs)


@dg.asset(**_published("national_budget_amounts"))
def national_budget_amounts(
    national_budget_lines: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    redenominations: pd.DataFrame,
    price_index: pd.DataFrame,
    local_price_index: pd.DataFrame,
    check_thresholds: pd.DataFrame,
):
    """National budgets by calendar year, in US$, each step named."""
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates, redenominations]
    inputs = [national_budget_lines, *rates, price_index, local_price_index, check_thresholds]
    return _computed("national_budget_amounts", budget_amounts.national_budget_amounts(*inputs), inputs)


@dg.asset(**_published("national_budget_lines_to_review"))
def national_budget_lines_to_review(national_budget_lines: pd.DataFrame):
    """Budget lines whose words are unclear, with their money."""
    figures = to_review.national_budget_lines_to_review(national_budget_lines)
    return _computed("national_budget_lines_to_review", figures, [national_budget_lines])


@dg.asset(**_published("harm_reduction_funding"))
def harm_reduction_funding(
    grant_budget_lines: pd.DataFrame,
    national_budget_amounts: pd.DataFrame,
    survey_spending: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    price_index: pd.DataFrame,
):
    """Who pays how much for which service, each dollar decided on once."""
    stated = [grant_budget_lines, national_budget_amounts, survey_spending]
    inputs = [*stated, exchange_rates, exchange_rate_alternatives, multiple_exchange_rates, price_index]
    return _computed("harm_reduction_funding", funding.harm_reduction_funding(*inputs), inputs)


@dg.asset(**_published("resource_need"))
def resource_need(
    population_size_estimates: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    unit_costs: pd.DataFrame,
    price_index: pd.DataFrame,
):
    """What it costs to reach the targets."""
    inputs = [population_size_estimates, coverage_targets, unit_costs, price_index]
    return _computed("resource_need", need.resource_need(*inputs), inputs)


@dg.asset(**_published("funding_gap"))
def funding_gap(resource_need: pd.DataFrame, harm_reduction_funding: pd.DataFrame, price_index: pd.DataFrame):
    """Need less money."""
    inputs = [resource_need, harm_reduction_funding, price_index]
    return _computed("funding_gap", money_gap.funding_gap(*inputs), inputs)


ASSETS = [
    service_coverage,
    coverage_gap,
    exchange_rate_agreement,
    national_budget_amounts,
    national_budget_lines_to_review,
    harm_reduction_funding,
    resource_need,
    funding_gap,
]
