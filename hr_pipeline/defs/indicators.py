"""Assets of the published tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs.describe import check_specs, materialised, table_spec
from hr_pipeline.indicators import coverage_gap as gap
from hr_pipeline.indicators import funding_gap as money_gap
from hr_pipeline.indicators import grant_budget_revisions as revisions
from hr_pipeline.indicators import grant_cycle_attribution as cycle_attribution
from hr_pipeline.indicators import grant_lines_unmatched as unmatched
from hr_pipeline.indicators import grant_money_attribution as money_attribution
from hr_pipeline.indicators import grant_money_by_definition as by_definition
from hr_pipeline.indicators import harm_reduction_funding as funding
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


@dg.asset(**_published("harm_reduction_funding"))
def harm_reduction_funding(
    grant_budget_lines: pd.DataFrame,
    grant_expenditures: pd.DataFrame,
    national_budget_lines: pd.DataFrame,
    survey_spending: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    price_index: pd.DataFrame,
):
    """Who pays how much for which service, each dollar decided on once."""
    grants = [grant_budget_lines, grant_expenditures]
    inputs = [*grants, national_budget_lines, survey_spending, exchange_rates, price_index]
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


@dg.asset(**_published("grant_money_attribution"))
def grant_money_attribution(grant_budget_lines: pd.DataFrame):
    """What is known of all grant money, by area and year."""
    return _computed(
        "grant_money_attribution", money_attribution.grant_money_attribution(grant_budget_lines), [grant_budget_lines]
    )


@dg.asset(**_published("grant_cycle_attribution"))
def grant_cycle_attribution(grant_money_attribution: pd.DataFrame):
    """What is known of all grant money, by cycle, with shares."""
    figures = cycle_attribution.grant_cycle_attribution(grant_money_attribution)
    return _computed("grant_cycle_attribution", figures, [grant_money_attribution])


@dg.asset(**_published("grant_money_by_definition"))
def grant_money_by_definition(grant_budget_lines: pd.DataFrame, grant_money_attribution: pd.DataFrame):
    """Grant money for harm reduction as each definition takes it."""
    inputs = [grant_budget_lines, grant_money_attribution]
    return _computed("grant_money_by_definition", by_definition.grant_money_by_definition(*inputs), inputs)


@dg.asset(**_published("grant_lines_unmatched"))
def grant_lines_unmatched(grant_budget_lines: pd.DataFrame):
    """Names that speak of harm reduction and that no crosswalk knows."""
    figures = unmatched.grant_lines_unmatched(grant_budget_lines)
    return _computed("grant_lines_unmatched", figures, [grant_budget_lines])


@dg.asset(**_published("grant_budget_revisions"))
def grant_budget_revisions(grant_budget_lines: pd.DataFrame):
    """What a later publication of grant budgets changed."""
    return _computed(
        "grant_budget_revisions", revisions.grant_budget_revisions(grant_budget_lines), [grant_budget_lines]
    )


ASSETS = [
    *[service_coverage, coverage_gap, harm_reduction_funding, resource_need, funding_gap, grant_budget_revisions],
    *[grant_money_attribution, grant_cycle_attribution, grant_money_by_definition, grant_lines_unmatched],
]
