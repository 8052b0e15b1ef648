"""Lists of transactions: each is counted once, and each way of classifying them adds up to the same money.

What the codes mean belongs to `spending_categories.py`.
"""

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.sources.national_budgets.amounts import numbers_of
from hr_pipeline.sources.national_budgets.layout import Layout
from hr_pipeline.sources.national_budgets.rows import KEPT, tidied

SLACK = 0.005


def transactions_once(grid: Grid, layout: Layout, words: pd.DataFrame, reason: pd.Series) -> pd.Series:
    """Leave out a transaction that the list states again, and check its vectors.

    Args:
        grid: the table.
        layout: names the column `transaction`, and the vectors that each transaction is classified by.
        words: the declared columns of words and codes.
        reason: why each row is left out; KEPT where it is not.

    Raises:
        Refused: a vector adds up to other money than the list, since some transactions have no code of it.
    """
    if "transaction" not in words and not layout.vectors:
        return reason
    columns = [grid.position(amount.header) for amount in layout.amounts]
    amounts = pd.DataFrame({at: numbers_of(grid, at, layout) for at in columns})
    if "transaction" in words:
        described = grid.cells[(reason == KEPT) & (words["transaction"] != "")].astype("str")
        reason = reason.mask(reason.index.isin(described.index[described.duplicated()]), "duplicate")
    total = amounts[reason == KEPT].sum().sum()
    for vector in layout.vectors:
        coded = tidied(grid.cells[grid.position(vector)]) != ""
        sum_of_vector = amounts[(reason == KEPT) & coded].sum().sum()
        if abs(total - sum_of_vector) > SLACK:
            raise _uneven(grid, vector, sum_of_vector, total, grid.rows[(reason == KEPT) & ~coded].iloc[0])
    return reason


def _uneven(grid: Grid, vector: str, found: float, total: float, row: int) -> Refused:
    return Refused(
        f"column {vector!r}, row {row}",
        f"expected every vector to add up to {total:,.2f}, the transactions' total; this one adds up to {found:,.2f}",
        "give each transaction a code of every vector (.98 or .99 where it is not known)",
    )
