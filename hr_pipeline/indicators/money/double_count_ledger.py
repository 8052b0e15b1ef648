"""`double_count_ledger`: every pair of records that may be one flow of money, and what was decided about it.

How pairs are found and decided on belongs to `same_flows.py`; `harm_reduction_funding.py` counts by the same decisions.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.money.money_lines import line_edges, money_lines
from hr_pipeline.indicators.money.same_flows import PLACE, RECORD, decided
from hr_pipeline.schemas.codes import FLOW_EVIDENCE

TABLE = "double_count_ledger"
SIDES = ["left", "right"]


def double_count_ledger(
    grant_budget_lines: pd.DataFrame,
    grant_expenditures: pd.DataFrame,
    national_budget_amounts: pd.DataFrame,
    hiv_spending: pd.DataFrame,
    survey_spending: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    double_count_decisions: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """List the pairs of records of harm reduction money that may state one flow.

    Args:
        grant_budget_lines: Global Fund budget lines.
        grant_expenditures: spending that grants report.
        national_budget_amounts: budget money by calendar year, in US$.
        hiv_spending: HIV spending by category and financing source.
        survey_spending: partners' reports of spending.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates that override.
        multiple_exchange_rates: years in which currencies have several rates.
        double_count_decisions: what somebody who knows decided.
        check_thresholds: by how much two statements of one flow may differ.

    Returns:
        The table (current US$) and its contributions.
    """
    stated = [grant_budget_lines, grant_expenditures, national_budget_amounts, hiv_spending, survey_spending]
    rates = [exchange_rates, exchange_rate_alternatives, multiple_exchange_rates]
    lines, pairs = decided(money_lines(stated, rates), double_count_decisions, check_thresholds)
    table = placed(TABLE, _columns(pairs))
    names = ["grant_budget_lines", "grant_expenditures", "national_budget_amounts", "hiv_spending", "survey_spending"]
    inputs = dict(zip([*names, "exchange_rates", "exchange_rate_alternatives"], [*stated, *rates[:2]], strict=True))
    parts, unshown = _contributions(lines, table)
    return published(TABLE, table, parts, inputs, unshown)


def _columns(pairs: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of both sides, and write the evidence in words."""
    named = {f"{name}_{side}": f"{side}_{name}" for side in SIDES for name in ["record", "usd", *RECORD]}
    table = pairs.rename(columns=named)
    words = {word: table[f"says_{word}"] for word in FLOW_EVIDENCE if f"says_{word}" in table}
    is_missing = table["left_usd"].isna()
    return table.assign(
        right_record=table["right_record"].fillna("none"),
        evidence=flags(words),
        at_stake_usd=table[["left_usd", "right_usd"]].min(axis=1, skipna=False),
        obs_status=is_missing.map({True: "O", False: "A"}),
        missing_reason=is_missing.map({True: "not_reported", False: None}),
    )


def _contributions(lines: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Lines add up to the amount of each side; the smaller amount is at stake.

    Returns:
        The contributions, and those to amounts that are missing because a line has no rate.
    """
    parts, unshown = [], []
    for side in SIDES:
        at = table.assign(
            output_row=table.index, record=table[f"{side}_record"], is_missing=table[f"{side}_usd"].isna()
        )
        used = lines.merge(at[[*PLACE, "record", "output_row", "is_missing"]], on=[*PLACE, "record"], how="inner")
        used = used[used["own"] == used.groupby([*PLACE, "record"])["own"].transform("min")]
        parts += line_edges((TABLE, f"{side}_usd"), used[~used["is_missing"]])
        unshown += line_edges((TABLE, f"{side}_usd"), used[used["is_missing"]].assign(amount_usd=0.0))
    known = table[table["at_stake_usd"].notna()]
    column = (TABLE, "at_stake_usd")
    stake = [
        edges(column, known.index, (TABLE, known.index, f"{side}_usd"), side, known[f"{side}_usd"]) for side in SIDES
    ]
    return [*parts, *stake], unshown
