"""Lines of harm reduction money added up to a published table, in current US$ and in constant prices.

What a line is belongs to `money_lines.py`, whether it counts to `same_flows.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.common.measures import in_prices
from hr_pipeline.indicators.money.money_lines import MARKS, line_edges
from hr_pipeline.schemas.tables import keys


def money_sums(name: str, lines: pd.DataFrame, inputs: dict[str, pd.DataFrame]) -> Figures:
    """Add lines up by the key of a table.

    Args:
        name: the published table.
        lines: lines as `same_flows.decided` gives them.
        inputs: tables that the lines and rates stand in, and `price_index`.

    Returns:
        The table (current US$, US$ of 2023) and its contributions.
    """
    table = _added_up(name, lines).pipe(with_price_index, inputs["price_index"]).pipe(_in_constant_prices)
    parts, unshown = _contributions(name, lines, table)
    return published(name, table, parts, inputs, unshown)


def _added_up(name: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Add lines by key; a sum with an unconverted line is missing, never smaller than it should be."""
    grouped = lines.groupby(keys(name), observed=True, dropna=False)
    summed = grouped.agg(amount_usd=("amount_usd", "sum"), lines=("amount_usd", "size"), known=("amount_usd", "count"))
    is_missing = summed["known"] < summed["lines"]
    several = grouped["has_several_rates"].max() & is_missing
    return placed(
        name,
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
        "year_profile": table["is_year_profile"],
        "fiscal_year_split": table["is_split"],
        "unstable_rate": table["is_unstable"],
        "multiple_rates": table["has_several_rates"],
        "rate_missing": table["amount_usd"].isna(),
        "year_missing": table["year"].isna(),
        "index_missing": table["year"].notna() & table["index_year"].isna(),
    }
    return table.assign(amount_usd_2023=constant.round(CENTS), flags=flags(words))


def _contributions(
    name: str, lines: pd.DataFrame, table: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Lines add up to current US$; current US$ and two values of the price index make constant US$.

    Returns:
        The contributions, and those to sums that are missing because a line has no rate.
    """
    positions = table[keys(name)].assign(output_row=range(len(table)), is_missing=table["amount_usd"].isna())
    located = lines.merge(positions, on=keys(name), how="left", validate="m:1")
    used, unused = located[~located["is_missing"]], located[located["is_missing"]]
    amount = (name, "amount_usd")
    parts, unshown = line_edges(amount, used), line_edges(amount, unused.assign(amount_usd=0.0))
    row = pd.Series(range(len(table)))
    known = table["amount_usd_2023"].notna()
    constant = (name, "amount_usd_2023")
    constants = [
        edges(constant, row[known], (name, row[known], "amount_usd"), "amount_usd", table["amount_usd"][known]),
        *(
            edges(constant, row[known], ("price_index", table[f"{role}_row"][known]), role, table[role][known])
            for role in ("index_year", "index_base")
        ),
    ]
    return [*parts, *constants], unshown
