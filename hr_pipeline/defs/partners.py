"""Assets of partner reports: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.partners import advocacy_activity as advocacy
from hr_pipeline.indicators.partners import capacity_support as support
from hr_pipeline.indicators.partners import community_engagement as community
from hr_pipeline.indicators.partners import policy_environment as policy
from hr_pipeline.indicators.partners import reported_unit_cost as unit_cost
from hr_pipeline.indicators.partners import rights_violations as rights
from hr_pipeline.indicators.partners import service_delivery as delivery
from hr_pipeline.indicators.partners import triangulation as reports


@dg.asset(**published_spec("triangulation"))
def triangulation(survey_services: Stored, survey_community: Stored, survey_policy: Stored):
    """All partners' reports of one thing side by side."""
    inputs = [survey_services, survey_community, survey_policy]
    return computed("triangulation", reports.triangulation, inputs)


@dg.asset(**published_spec("service_delivery"))
def service_delivery(triangulation: Stored):
    """Whom services reached, as the chosen reports say."""
    return computed("service_delivery", delivery.service_delivery, [triangulation])


@dg.asset(**published_spec("policy_environment"))
def policy_environment(survey_policy: Stored):
    """What law and policy say."""
    return computed("policy_environment", policy.policy_environment, [survey_policy])


@dg.asset(**published_spec("rights_violations"))
def rights_violations(survey_violations: Stored):
    """Documented cases, never a rate."""
    return computed("rights_violations", rights.rights_violations, [survey_violations])


@dg.asset(**published_spec("community_engagement"))
def community_engagement(survey_community: Stored):
    """Groups led by people who use drugs, and their seats."""
    return computed("community_engagement", community.community_engagement, [survey_community])


@dg.asset(**published_spec("capacity_support"))
def capacity_support(
    survey_support: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
):
    """What support partners gave."""
    inputs = [survey_support, exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    return computed("capacity_support", support.capacity_support, inputs)


@dg.asset(**published_spec("advocacy_activity"))
def advocacy_activity(survey_advocacy: Stored):
    """What campaigns did."""
    return computed("advocacy_activity", advocacy.advocacy_activity, [survey_advocacy])


@dg.asset(**published_spec("reported_unit_cost"))
def reported_unit_cost(
    survey_costs: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
):
    """What a unit of a service costs."""
    inputs = [survey_costs, exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    return computed("reported_unit_cost", unit_cost.reported_unit_cost, inputs)


ASSETS = [
    triangulation,
    service_delivery,
    policy_environment,
    rights_violations,
    community_engagement,
    capacity_support,
    advocacy_activity,
    reported_unit_cost,
]
