"""`harm_reduction_funding`: who pays how much for which service, each dollar decided on once.

Five tables state money: budgets and spending of grants, national budgets, HIV spending by category, partners' reports.
Their lines come from `money_lines.py`, the decision on each from `same_flows.py`; here they are added up. Gaps belong
to `funding_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.common.measures import in_prices
from hr_pipeline.indicators.money.money_lines import KEY, MARKS, line_edges, money_lines
from hr_pipeline.indicators.money.same_flows import decided

TABLE = "harm_reduction_funding"


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
    """Add up harm reduction money by country, year, population, service, source, phase, dataset and decision.

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
    table = lines.pipe(_added_up).pipe(with_price_index, price_index).pipe(_in_constant_prices)
    inputs = {
        "grant_budget_lines": grant_budget_lines,
        "grant_expenditures": grant_expenditures,
        "national_budget_amounts": national_budget_amounts,
        "hiv_spending": hiv_spending,
        "survey_spending": survey_spending,
        "exchange_rates": exchange_rates,
        "exchange_rate_alternatives": exchange_rate_alternatives,
        "price_index": price_index,
    }
    parts, unshown = _contributions(lines, table)
    return published(TABLE, table, parts, inputs, unshown)


def _added_up(lines: pd.DataFrame) -> pd.DataFrame:
    """Add lines by key; a sum with an unconverted line is missing, never smaller than it should be."""
    grouped = lines.groupby(KEY, observed=True, dropna=False)
    summed = grouped.agg(amount_usd=("amount_usd", "sum"), lines=("amount_usd", "size"), known=("amount_usd", "count"))
    is_missing = summed["known"] < summed["lines"]
    several = grouped["has_several_rates"].max() & is_missing
    return placed(
        TABLE,
        summed.assign(
            amount_usd=summed["amount_usd"].round(CENTS).mask(is_missing),
            **{mark: grouped[mark].max() for mark in MARKS},
            has_several_rates=several,
            obs_status=is_missing.map({True: "O", False: "A"}),
            missing_reason=is_missing.map({True: "not_reported", False: None}).mask(several, "multiple_rates"),
        ).reset_index(),
    )


def _in_constant_prices(table: pd.DataFrame) -> pd.DataFrame:
    """Bring amounts to constant prices; years the index does not reach stay empty and say so."""
    constant = in_prices(table["amount_usd"], table["index_base"], table["index_year"])
    words = {
        "c19rm": table["is_c19rm"],
        "pro_rata": table["is_pro_rata"],
        "fiscal_year_split": table["is_split"],
        "unstable_rate": table["is_unstable"],
        "multiple_rates": table["has_several_rates"],
        "rate_missing": table["amount_usd"].isna(),
        "year_missing": table["year"].isna(),
        "index_missing": table["year"].notna() & table["index_year"].isna(),
    }
    return table.assign(amount_usd_2023=constant.round(CENTS), flags=flags(words))


def _contributions(lines: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Lines add up to current US$; current US$ and two values of the price index make constant US$.

    Returns:
        The contributions, and those to sums that are missing because a line has no rate.
    """
    positions = table[KEY].assign(output_row=range(len(table)), is_missing=table["amount_usd"].isna())
    located = lines.merge(positions, on=KEY, how="left", validate="m:1")
    used, unused = located[~located["is_missing"]], located[located["is_missing"]]
    amount = (TABLE, "amount_usd")
    parts, unshown = line_edges(amount, used), line_edges(amount, unused.assign(amount_usd=0.0))
    row = pd.Series(range(len(table)))
    known = table["amount_usd_2023"].notna()
    constant = (TABLE, "amount_usd_2023")
    constants = [
        edges(constant, row[known], (TABLE, row[known], "amount_usd"), "amount_usd", table["amount_usd"][known]),
        *(
            edges(constant, row[known], ("price_index", table[f"{role}_row"][known]), role, table[role][known])
            for role in ("index_year", "index_base")
        ),
    ]
    return [*parts, *constants], unshown
