"""`money_not_counted`: harm reduction money that a source states and no total holds, with the reason.

Superseded publications, other statements of counted money, money that nobody has decided on, and lines wider than harm
reduction stand here and only here. What counts belongs to `harm_reduction_funding.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.money.harm_reduction_funding import COUNTED
from hr_pipeline.indicators.money.money_lines import money_lines
from hr_pipeline.indicators.money.money_sums import money_sums
from hr_pipeline.indicators.money.same_flows import decided

TABLE = "money_not_counted"


def money_not_counted(
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
    """Add up the harm reduction money that does not count, by the key of `harm_reduction_funding` and the reason.

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
    return money_sums(TABLE, lines[lines["decision"] != COUNTED], inputs)
