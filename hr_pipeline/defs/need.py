"""Assets of the tables of need and gap: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.need import funding_gap as gap
from hr_pipeline.indicators.need import funding_payers as payers
from hr_pipeline.indicators.need import need_reconciliation as reconciliation
from hr_pipeline.indicators.need import published_need_allotments as allotments
from hr_pipeline.indicators.need import resource_need as need
from hr_pipeline.indicators.need import units_per_million as million


@dg.asset(**published_spec("resource_need"))
def resource_need(
    population_sizes: Stored,
    coverage_targets: Stored,
    unit_costs: Stored,
    published_needs: Stored,
    country_groupings: Stored,
    method_parameters: Stored,
    check_thresholds: Stored,
    price_index: Stored,
):
    """What it costs to reach the targets."""
    costs = [unit_costs, published_needs, country_groupings, method_parameters, check_thresholds]
    inputs = [population_sizes, coverage_targets, *costs, price_index]
    return computed("resource_need", need.resource_need, inputs)


@dg.asset(**published_spec("units_per_million"))
def units_per_million(
    resource_need: Stored,
    unit_costs: Stored,
    check_thresholds: Stored,
    price_index: Stored,
):
    """What one more million US$ buys."""
    inputs = [resource_need, unit_costs, check_thresholds, price_index]
    return computed("units_per_million", million.units_per_million, inputs)


@dg.asset(**published_spec("published_need_allotments"))
def published_need_allotments(
    published_needs: Stored,
    population_sizes: Stored,
    country_groupings: Stored,
    total_population: Stored,
    price_index: Stored,
):
    """A published need parted among countries."""
    inputs = [published_needs, population_sizes, country_groupings, total_population, price_index]
    return computed("published_need_allotments", allotments.published_need_allotments, inputs)


@dg.asset(**published_spec("need_reconciliation"))
def need_reconciliation(resource_need: Stored, published_need_allotments: Stored):
    """The needs of each method next to each other."""
    inputs = [resource_need, published_need_allotments]
    return computed("need_reconciliation", reconciliation.need_reconciliation, inputs)


@dg.asset(**published_spec("funding_payers"))
def funding_payers(
    resource_need: Stored,
    money_available: Stored,
    hiv_spending_totals: Stored,
    method_parameters: Stored,
    basis_bridges: Stored,
):
    """What is known of each payer."""
    inputs = [resource_need, money_available, hiv_spending_totals, method_parameters, basis_bridges]
    return computed("funding_payers", payers.funding_payers, inputs)


@dg.asset(**published_spec("funding_gap"))
def funding_gap(
    resource_need: Stored,
    population_sizes: Stored,
    money_available: Stored,
    funding_payers: Stored,
    total_population: Stored,
    drug_law_enforcement_spending: Stored,
    basis_bridges: Stored,
    price_index: Stored,
):
    """What is left unfunded."""
    alongside = [funding_payers, total_population, drug_law_enforcement_spending]
    inputs = [resource_need, population_sizes, money_available, *alongside, basis_bridges, price_index]
    return computed("funding_gap", gap.funding_gap, inputs)


ASSETS = [
    resource_need,
    units_per_million,
    published_need_allotments,
    need_reconciliation,
    funding_payers,
    funding_gap,
]
