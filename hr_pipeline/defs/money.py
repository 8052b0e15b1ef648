"""Assets of the tables of money: name the inputs, call one pure function. Formulas belong to `indicators`."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.money import double_count_ledger as ledger
from hr_pipeline.indicators.money import exchange_rate_agreement as rate_agreement
from hr_pipeline.indicators.money import harm_reduction_funding as funding
from hr_pipeline.indicators.money import hiv_spending_totals as totals
from hr_pipeline.indicators.money import money_available as available
from hr_pipeline.indicators.money import money_not_counted as not_counted
from hr_pipeline.indicators.money import national_budget_amounts as budget_amounts
from hr_pipeline.indicators.money import national_budget_lines_to_review as to_review


@dg.asset(**published_spec("exchange_rate_agreement"))
def exchange_rate_agreement(
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
    check_thresholds: Stored,
):
    """Publishers' rates side by side."""
    inputs = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates, check_thresholds]
    return computed("exchange_rate_agreement", rate_agreement.exchange_rate_agreement, inputs)


@dg.asset(**published_spec("national_budget_amounts"))
def national_budget_amounts(
    national_budget_lines: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
    redenominations: Stored,
    price_index: Stored,
    local_price_index: Stored,
    check_thresholds: Stored,
):
    """National budgets by calendar year, in US$, each step named."""
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates, redenominations]
    inputs = [national_budget_lines, *rates, price_index, local_price_index, check_thresholds]
    return computed("national_budget_amounts", budget_amounts.national_budget_amounts, inputs)


@dg.asset(**published_spec("national_budget_lines_to_review"))
def national_budget_lines_to_review(national_budget_lines: Stored):
    """Budget lines whose words are unclear, with their money."""
    return computed(
        "national_budget_lines_to_review", to_review.national_budget_lines_to_review, [national_budget_lines]
    )


@dg.asset(**published_spec("harm_reduction_funding"))
def harm_reduction_funding(
    grant_budget_lines: Stored,
    grant_expenditures: Stored,
    national_budget_amounts: Stored,
    hiv_spending: Stored,
    survey_spending: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
    price_index: Stored,
    double_count_decisions: Stored,
    check_thresholds: Stored,
):
    """Who pays how much for which service, each dollar decided on once."""
    stated = [grant_budget_lines, grant_expenditures, national_budget_amounts, hiv_spending, survey_spending]
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    inputs = [*stated, *rates, price_index, double_count_decisions, check_thresholds]
    return computed("harm_reduction_funding", funding.harm_reduction_funding, inputs)


@dg.asset(**published_spec("money_not_counted"))
def money_not_counted(
    grant_budget_lines: Stored,
    grant_expenditures: Stored,
    national_budget_amounts: Stored,
    hiv_spending: Stored,
    survey_spending: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
    price_index: Stored,
    double_count_decisions: Stored,
    check_thresholds: Stored,
):
    """Harm reduction money that no total holds, with the reason."""
    stated = [grant_budget_lines, grant_expenditures, national_budget_amounts, hiv_spending, survey_spending]
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    inputs = [*stated, *rates, price_index, double_count_decisions, check_thresholds]
    return computed("money_not_counted", not_counted.money_not_counted, inputs)


@dg.asset(**published_spec("double_count_ledger"))
def double_count_ledger(
    grant_budget_lines: Stored,
    grant_expenditures: Stored,
    national_budget_amounts: Stored,
    hiv_spending: Stored,
    survey_spending: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
    double_count_decisions: Stored,
    check_thresholds: Stored,
):
    """Pairs of records that may be one flow of money, and what was decided."""
    stated = [grant_budget_lines, grant_expenditures, national_budget_amounts, hiv_spending, survey_spending]
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    inputs = [*stated, *rates, double_count_decisions, check_thresholds]
    return computed("double_count_ledger", ledger.double_count_ledger, inputs)


@dg.asset(**published_spec("money_available"))
def money_available(harm_reduction_funding: Stored, money_not_counted: Stored, double_count_ledger: Stored):
    """Money counted once, with bounds over what nobody has decided."""
    inputs = [harm_reduction_funding, money_not_counted, double_count_ledger]
    return computed("money_available", available.money_available, inputs)


@dg.asset(**published_spec("hiv_spending_totals"))
def hiv_spending_totals(
    hiv_spending: Stored,
    exchange_rates: Stored,
    exchange_rate_alternatives: Stored,
    multiple_exchange_rates: Stored,
    check_thresholds: Stored,
):
    """All HIV spending by who pays."""
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    inputs = [hiv_spending, *rates, check_thresholds]
    return computed("hiv_spending_totals", totals.hiv_spending_totals, inputs)


ASSETS = [
    exchange_rate_agreement,
    national_budget_amounts,
    national_budget_lines_to_review,
    harm_reduction_funding,
    money_not_counted,
    double_count_ledger,
    money_available,
    hiv_spending_totals,
]
