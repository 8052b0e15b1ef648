"""Assets of the published tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs import coverage, funding, methods, need, regions
from hr_pipeline.defs.publishing import computed, published_spec
from hr_pipeline.indicators import advocacy_activity as advocacy
from hr_pipeline.indicators import capacity_support as support
from hr_pipeline.indicators import community_engagement as community
from hr_pipeline.indicators import exchange_rate_agreement as rate_agreement
from hr_pipeline.indicators import grant_budget_revisions as revisions
from hr_pipeline.indicators import grant_cycle_attribution as cycle_attribution
from hr_pipeline.indicators import grant_lines_unmatched as unmatched
from hr_pipeline.indicators import grant_money_attribution as money_attribution
from hr_pipeline.indicators import grant_money_by_definition as by_definition
from hr_pipeline.indicators import national_budget_amounts as budget_amounts
from hr_pipeline.indicators import national_budget_lines_to_review as to_review
from hr_pipeline.indicators import policy_environment as policy
from hr_pipeline.indicators import reported_unit_cost as unit_cost
from hr_pipeline.indicators import rights_violations as rights
from hr_pipeline.indicators import service_delivery as delivery
from hr_pipeline.indicators import triangulation as beside


@dg.asset(**published_spec("exchange_rate_agreement"))
def exchange_rate_agreement(
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    check_thresholds: pd.DataFrame,
):
    """Publishers' rates beside each other."""
    inputs = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates, check_thresholds]
    return computed("exchange_rate_agreement", rate_agreement.exchange_rate_agreement(*inputs), inputs)


@dg.asset(**published_spec("national_budget_amounts"))
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
    return computed("national_budget_amounts", budget_amounts.national_budget_amounts(*inputs), inputs)


@dg.asset(**published_spec("national_budget_lines_to_review"))
def national_budget_lines_to_review(national_budget_lines: pd.DataFrame):
    """Budget lines whose words are unclear, with their money."""
    figures = to_review.national_budget_lines_to_review(national_budget_lines)
    return computed("national_budget_lines_to_review", figures, [national_budget_lines])


@dg.asset(**published_spec("grant_money_attribution"))
def grant_money_attribution(grant_budget_lines: pd.DataFrame):
    """What is known of all grant money, by area and year."""
    return computed(
        "grant_money_attribution", money_attribution.grant_money_attribution(grant_budget_lines), [grant_budget_lines]
    )


@dg.asset(**published_spec("grant_cycle_attribution"))
def grant_cycle_attribution(grant_money_attribution: pd.DataFrame):
    """What is known of all grant money, by cycle, with shares."""
    figures = cycle_attribution.grant_cycle_attribution(grant_money_attribution)
    return computed("grant_cycle_attribution", figures, [grant_money_attribution])


@dg.asset(**published_spec("grant_money_by_definition"))
def grant_money_by_definition(grant_budget_lines: pd.DataFrame, grant_money_attribution: pd.DataFrame):
    """Grant money for harm reduction as each definition takes it."""
    inputs = [grant_budget_lines, grant_money_attribution]
    return computed("grant_money_by_definition", by_definition.grant_money_by_definition(*inputs), inputs)


@dg.asset(**published_spec("grant_lines_unmatched"))
def grant_lines_unmatched(grant_budget_lines: pd.DataFrame):
    """Names that speak of harm reduction and that no crosswalk knows."""
    figures = unmatched.grant_lines_unmatched(grant_budget_lines)
    return computed("grant_lines_unmatched", figures, [grant_budget_lines])


@dg.asset(**published_spec("grant_budget_revisions"))
def grant_budget_revisions(grant_budget_lines: pd.DataFrame):
    """What a later publication of grant budgets changed."""
    return computed(
        "grant_budget_revisions", revisions.grant_budget_revisions(grant_budget_lines), [grant_budget_lines]
    )


@dg.asset(**published_spec("triangulation"))
def triangulation(survey_services: pd.DataFrame, survey_community: pd.DataFrame, survey_policy: pd.DataFrame):
    """All partners' reports of one thing side by side."""
    inputs = [survey_services, survey_community, survey_policy]
    return computed("triangulation", beside.triangulation(*inputs), inputs)


@dg.asset(**published_spec("service_delivery"))
def service_delivery(triangulation: pd.DataFrame):
    """Whom services reached, as the chosen reports say."""
    return computed("service_delivery", delivery.service_delivery(triangulation), [triangulation])


@dg.asset(**published_spec("policy_environment"))
def policy_environment(survey_policy: pd.DataFrame):
    """What law and policy say."""
    return computed("policy_environment", policy.policy_environment(survey_policy), [survey_policy])


@dg.asset(**published_spec("rights_violations"))
def rights_violations(survey_violations: pd.DataFrame):
    """Documented cases, never a rate."""
    return computed("rights_violations", rights.rights_violations(survey_violations), [survey_violations])


@dg.asset(**published_spec("community_engagement"))
def community_engagement(survey_community: pd.DataFrame):
    """Groups led by people who use drugs, and their seats."""
    return computed("community_engagement", community.community_engagement(survey_community), [survey_community])


@dg.asset(**published_spec("capacity_support"))
def capacity_support(
    survey_support: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
):
    """What support partners gave."""
    inputs = [survey_support, exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    return computed("capacity_support", support.capacity_support(*inputs), inputs)


@dg.asset(**published_spec("advocacy_activity"))
def advocacy_activity(survey_advocacy: pd.DataFrame):
    """What campaigns did."""
    return computed("advocacy_activity", advocacy.advocacy_activity(survey_advocacy), [survey_advocacy])


@dg.asset(**published_spec("reported_unit_cost"))
def reported_unit_cost(
    survey_costs: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
):
    """What a unit of a service costs."""
    inputs = [survey_costs, exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    return computed("reported_unit_cost", unit_cost.reported_unit_cost(*inputs), inputs)


ASSETS = [
    *coverage.ASSETS,
    *need.ASSETS,
    *funding.ASSETS,
    *methods.ASSETS,
    *regions.ASSETS,
    *[exchange_rate_agreement, national_budget_amounts, national_budget_lines_to_review],
    *[triangulation, service_delivery, policy_environment, rights_violations],
    *[community_engagement, capacity_support, advocacy_activity, reported_unit_cost],
    *[grant_money_attribution, grant_cycle_attribution, grant_money_by_definition, grant_lines_unmatched],
    grant_budget_revisions,
]
