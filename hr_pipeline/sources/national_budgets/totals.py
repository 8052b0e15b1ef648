"""Rows that a code marks as the sum of other rows: checked against them, then left out, so that money counts once.

Sums that only words mark belong to `named_sums.py`.
"""

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.sources.national_budgets.amounts import numbers_of
from hr_pipeline.sources.national_budgets.layout import Layout, Totals
from hr_pipeline.sources.national_budgets.rows import KEPT

SLACK_SHARE = 0.001
"""A published sum may differ from its parts by 0.1 %, or by half a unit for each part: publishers round."""


def totals_left_out(grid: Grid, layout: Layout, words: pd.DataFrame, reason: pd.Series) -> pd.Series:
    """Leave out rows that state the sum of their parts; a total without parts stands for itself.

    Args:
        grid: the table.
        layout: says which code marks totals, and which codes their parts.
        words: the declared columns of words and codes.
        reason: why each row is left out; KEPT where it is not.

    Raises:
        Refused: a total is not the sum of its parts.
    """
    if layout.totals is None:
        return reason
    codes, declared = words[layout.totals.column], layout.totals
    key = [name for name in words.columns if name != declared.column]
    rows = words[key].assign(is_total=(codes == declared.total), is_part=codes.isin(declared.parts))[reason == KEPT]
    has_parts = rows.groupby(key, observed=True, dropna=False)["is_part"].transform("any")
    totals = rows.index[rows["is_total"] & has_parts]
    for amount in layout.amounts:
        numbers = numbers_of(grid, grid.position(amount.header), layout)
        _check(rows.assign(amount=numbers[rows.index]), key, totals, grid, declared, amount.header)
    return reason.mask(reason.index.isin(totals), "subtotal")


def _check(rows: pd.DataFrame, key: list[str], totals: pd.Index, grid: Grid, declared: Totals, header: str) -> None:
    """Compare each total with its parts."""
    parts = rows[rows["is_part"]].groupby(key, observed=True, dropna=False)["amount"].agg(["sum", "size"])
    stated = rows.loc[totals].join(parts, on=key, validate="m:1")
    slack = (stated["amount"].abs() * SLACK_SHARE).clip(lower=stated["size"] / 2)
    wrong = stated[(stated["amount"].fillna(0) - stated["sum"]).abs() > slack]
    if len(wrong):
        first = wrong.iloc[0]
        raise Refused(
            f"row {grid.rows[wrong.index[0]]}, column {header}",
            f"expected {declared.total} to be the sum of {', '.join(declared.parts)}, {first['sum']:,.2f}; "
            f"found {first['amount']:,.2f} ({len(wrong)} such rows)",
            "correct the table or enter the cell in corrections.yaml; or change `totals` of the layout",
        )
