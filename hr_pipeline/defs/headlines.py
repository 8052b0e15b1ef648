"""Assets of the headline tables: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.headlines import headline_below_target as below
from hr_pipeline.indicators.headlines import headline_certainty as certainty
from hr_pipeline.indicators.headlines import headline_gap as gap
from hr_pipeline.indicators.headlines import headline_share_of_hiv_money as share
from hr_pipeline.indicators.headlines import headline_trend as trend
from hr_pipeline.indicators.headlines import headline_who_pays as payers


@dg.asset(**published_spec("headline_share_of_hiv_money"))
def headline_share_of_hiv_money(money_available: Stored, hiv_spending_totals: Stored, country_groupings: Stored):
    """What share of HIV money goes to harm reduction."""
    inputs = [money_available, hiv_spending_totals, country_groupings]
    return computed("headline_share_of_hiv_money", share.headline_share_of_hiv_money, inputs)


@dg.asset(**published_spec("headline_who_pays"))
def headline_who_pays(funding_payers: Stored, country_groupings: Stored):
    """Who pays, and what is not known of it."""
    inputs = [funding_payers, country_groupings]
    return computed("headline_who_pays", payers.headline_who_pays, inputs)


@dg.asset(**published_spec("headline_trend"))
def headline_trend(money_available: Stored, country_groupings: Stored, price_index: Stored):
    """How the money moved."""
    inputs = [money_available, country_groupings, price_index]
    return computed("headline_trend", trend.headline_trend, inputs)


@dg.asset(**published_spec("headline_gap"))
def headline_gap(funding_gap: Stored, country_groupings: Stored):
    """How large the gap is."""
    inputs = [funding_gap, country_groupings]
    return computed("headline_gap", gap.headline_gap, inputs)


@dg.asset(**published_spec("headline_below_target"))
def headline_below_target(coverage_gap: Stored, country_groupings: Stored):
    """Who is below which target."""
    inputs = [coverage_gap, country_groupings]
    return computed("headline_below_target", below.headline_below_target, inputs)


@dg.asset(**published_spec("headline_certainty"))
def headline_certainty(headline_gap: Stored, headline_who_pays: Stored, headline_share_of_hiv_money: Stored):
    """How sure the headlines are."""
    inputs = [headline_gap, headline_who_pays, headline_share_of_hiv_money]
    return computed("headline_certainty", certainty.headline_certainty, inputs)


ASSETS = [
    headline_share_of_hiv_money,
    headline_who_pays,
    headline_trend,
    headline_gap,
    headline_below_target,
    headline_certainty,
]
