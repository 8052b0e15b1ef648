"""`harm_reduction_funding`: who pays how much for which service, each dollar of a phase once: a plain sum is right.

Five tables state money: budgets and spending of grants, national budgets, HIV spending by category, partners' reports.
What of it does not count stands in `money_not_counted.py`, the decision on each line in `same_flows.py`. Gaps belong to
`funding_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.money.money_lines import money_lines
from hr_pipeline.indicators.money.money_sums import money_sums
from hr_pipeline.indicators.money.same_flows import decided

TABLE = "harm_reduction_funding"
COUNTED = "counted"


def harm_reduction_funding(
    grant_budget_lines: pd.DataFrame,
    grant_expenditures: pd.DataFrame,
    national_budget_amounts: pd.DataFrame,
    hiv_spending: pd.DataFrame,
    survey_spending: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    price_index: pd.DataFrame,
    double_count_decisions: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Add up the harm reduction money that counts by country, year, population, service, source, phase and dataset.

    Args:
        grant_budget_lines: Global Fund budget lines, US$ at the reference rate.
        grant_expenditures: spending that grants report, US$ at the reference rate.
        national_budget_amounts: budget money by calendar year, in US$.
        hiv_spending: HIV spending by category and financing source.
        survey_spending: partners' reports of spending in local currency.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates that override.
        multiple_exchange_rates: years in which currencies have several rates.
        price_index: prices in the United States.
        double_count_decisions: what somebody who knows decided about two records.
        check_thresholds: by how much two statements of one flow may differ.

    Returns:
        The table (current US$, US$ of 2023) and its contributions.
    """
    stated = [grant_budget_lines, grant_expenditures, national_budget_amounts, hiv_spending, survey_spending]
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    lines, _ = decided(money_lines(stated, rates), double_count_decisions, check_thresholds)
    names = ["grant_budget_lines", "grant_expenditures", "national_budget_amounts", "hiv_spending", "survey_spending"]
    names += ["exchange_rates", "exchange_rate_alternatives", "price_index"]
    inputs = dict(zip(names, [*stated, *rates[:2], price_index], strict=True))
    return money_sums(TABLE, lines[lines["decision"] == COUNTED], inputs)
