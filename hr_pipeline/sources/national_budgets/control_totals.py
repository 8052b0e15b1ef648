"""Totals that a table states itself, compared with the rows that are counted.

Rows that are counted and are sums belong to `arithmetic.py`.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.grids import Grid, address
from hr_pipeline.layouts.row_sums import SLACK_SHARE
from hr_pipeline.layouts.sum_words import is_of_which
from hr_pipeline.sources.national_budgets.layout import Layout
from hr_pipeline.sources.national_budgets.row_findings import MOST_ROWS, groups_of, layout_findings
from hr_pipeline.sources.national_budgets.rows import KEPT


def differing_totals(
    grid: Grid, layout: Layout, words: pd.DataFrame, reason: pd.Series, numbers: pd.DataFrame
) -> Iterator[Refused]:
    """Find rows that are left out as sums and that no rows of the table add up to.

    Args:
        grid: the table, its cells as text.
        layout: a layout that a person wrote next to the file.
        words: the declared columns of words and codes, tidied.
        reason: why each row is left out; KEPT where it is not.
        numbers: the numbers of the columns of amounts, named by position.
    """
    is_part = words.apply(lambda column: column.map(lambda text: is_of_which(str(text)))).any(axis=1)
    stated = reason.index[(reason == "subtotal") & numbers.notna().any(axis=1) & ~is_part]
    if layout.totals or not len(stated) or len(numbers) > MOST_ROWS:
        return
    rows = reason.index[reason.isin([KEPT, "subtotal"])]
    explained = set(layout_findings(grid, layout, words.loc[rows], numbers.loc[rows], {"of which"}))
    kept = numbers.index[(reason == KEPT) & numbers.notna().any(axis=1)]
    groups = groups_of(layout, words)
    for at in (at for at in stated if at not in explained):
        counted = numbers.loc[[one for one in kept if groups[one] == groups[at]]]
        row = int(grid.rows[at])
        if f"row {row}" not in layout.differing_totals and not _is_block(numbers.loc[at], counted, at):
            yield _refusal(grid, row, numbers.loc[at], counted.sum())


def _is_block(stated: pd.Series, counted: pd.DataFrame, at: int) -> bool:
    """Say whether a total is the sum of counted rows directly above or below it."""
    columns = stated.index[stated.notna()]
    return any(
        bool((np.abs(block[columns].fillna(0).cumsum() - stated[columns]) <= _slack(stated[columns])).all(axis=1).any())
        for block in (counted[counted.index < at].iloc[::-1], counted[counted.index > at])
    )


def _slack(stated: pd.Series) -> pd.Series:
    return (stated.abs() * SLACK_SHARE).clip(lower=1e-6)


def _refusal(grid: Grid, row: int, stated: pd.Series, added: pd.Series) -> Refused:
    column = next((at for at in stated.index if abs(stated[at] - added[at]) > 1e-6), stated.index[0])
    return Refused(
        f"row {row}, column {address(grid.headers, column)!r}",
        f"expected this total, {stated[column]:,.2f}, to be the sum of rows; the counted ones add up to "
        f"{added[column]:,.2f}",
        f"correct the table or the layout, or add `row {row}` to `differing_totals`",
    )


def agreeing_totals(grid: Grid, layout: Layout, words: pd.DataFrame, reason: pd.Series, numbers: pd.DataFrame) -> int:
    """Count the totals of the table which the counted rows of their year and stage add up to."""
    groups, agreeing = groups_of(layout, words), 0
    for at in reason.index[(reason == "subtotal") & numbers.notna().any(axis=1)]:
        counted = numbers[(reason == KEPT) & (groups == groups[at])].sum()
        stated = numbers.loc[at].dropna()
        agreeing += bool(((counted[stated.index] - stated).abs() <= _slack(stated)).all())
    return agreeing
