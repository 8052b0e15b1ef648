"""Assets of the tables of need and gap: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.need import funding_gap as gap
from hr_pipeline.indicators.need import resource_need as need
from hr_pipeline.indicators.need import units_per_million as million


@dg.asset(**published_spec("resource_need"))
def resource_need(
    population_sizes: Stored,
    coverage_targets: Stored,
    unit_costs: Stored,
    published_needs: Stored,
    country_groupings: Stored,
    check_thresholds: Stored,
    price_index: Stored,
):
    """What it costs to reach the targets."""
    costs = [unit_costs, published_needs, country_groupings, check_thresholds]
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


@dg.asset(**published_spec("funding_gap"))
def funding_gap(
    resource_need: Stored,
    population_sizes: Stored,
    money_available: Stored,
    hiv_spending_totals: Stored,
    total_population: Stored,
    drug_law_enforcement_spending: Stored,
    basis_bridges: Stored,
    price_index: Stored,
):
    """Need less money."""
    alongside = [hiv_spending_totals, total_population, drug_law_enforcement_spending]
    inputs = [resource_need, population_sizes, money_available, *alongside, basis_bridges, price_index]
    return computed("funding_gap", gap.funding_gap, inputs)


ASSETS = [resource_need, units_per_million, funding_gap]
