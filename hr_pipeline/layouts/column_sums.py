"""Columns that are computed from other columns: sums, differences, shares, and running totals.

Which of them to count belongs to the sources; sums of rows belong to `row_sums.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from hr_pipeline.frames import positions
from hr_pipeline.layouts.row_sums import SLACK_SHARE, step_of

MOSTLY = 0.9
"""A column is computed from others where so many of its rows say so."""
FEWEST_DIGITS = 3.0
FEWEST_RUNNING = 3
MOST_FOR_TRIPLES = 14


@dataclass(frozen=True)
class Relation:
    """What one column states of others, positions from 0.

    `kind` is `sum` (the column is the sum of `of`; of two parts each may as well be the difference), `same` (it repeats
    `of`), `share` (it is a share or percentage of `of`) or `running` (it is the last of a running total over `of`).
    """

    kind: str
    column: int
    of: tuple[int, ...]
    rows: int


def relations(numbers: pd.DataFrame) -> list[Relation]:
    """Find the columns that are computed from others.

    Args:
        numbers: columns in the order of the file, named by position; missing where a cell holds no number.

    Returns:
        At most one relation per column; sums before the others.
    """
    columns = [column for column in positions(numbers) if numbers[column].notna().sum() > 0]
    values = {column: numbers[column].to_numpy(dtype="float64") for column in columns}
    found: dict[int, Relation] = {}
    for column in columns:
        relation = _sum(column, columns, values, numbers) or _same(column, columns, values)
        if relation:
            found[column] = relation
    shares = {column: share for column in columns if (share := _share(column, columns, values))}
    return [*found.values(), *(share for column, share in shares.items() if column not in found)]


def running(numbers: pd.DataFrame, columns: list[int]) -> Relation | None:
    """Say whether neighbouring columns state a running total: no row falls, and most rise from each to the next."""
    if len(columns) < FEWEST_RUNNING:
        return None
    block = numbers[columns].dropna(how="any")
    block = block[(block != 0).any(axis=1)]
    steps = np.diff(block.to_numpy(dtype="float64"), axis=1)
    if not len(block) or (steps < 0).any() or (steps > 0).mean() < 0.5:
        return None
    return (
        Relation("running", columns[-1], tuple(columns[:-1]), len(block))
        if (len(block) * (len(columns) - 1) >= 4)
        else None
    )


def _sum(column: int, columns: list[int], values: dict[int, np.ndarray], numbers: pd.DataFrame) -> Relation | None:
    """Find parts of a column: neighbours on one side, columns at equal distances, or any two or three."""
    stated, step = values[column], step_of(numbers[columns])
    for parts in _candidates(columns.index(column), columns):
        rows = _agreeing(stated, [values[part] for part in parts], step)
        if rows:
            return Relation("sum", column, parts, rows)
    return None


def _candidates(at: int, columns: list[int]) -> Iterator[tuple[int, ...]]:
    """List the columns that the column at a position may be the sum of, the longest runs first."""
    for length in range(len(columns) - 1, 1, -1):
        for stride in (1, 2, 3, 4):
            before = columns[at - length * stride : at : stride] if at - length * stride >= 0 else []
            after = columns[at + stride : at + length * stride + 1 : stride]
            yield from (tuple(run) for run in (before, after) if len(run) == length)
    others = [column for column in columns if column != columns[at]]
    yield from combinations(others, 2)
    if len(columns) <= MOST_FOR_TRIPLES:
        yield from combinations(others, 3)


def _agreeing(stated: np.ndarray, parts: list[np.ndarray], step: float) -> int:
    """Count the rows in which a column is the sum of its parts; 0 where too few agree for it to be more than chance."""
    block = np.stack(parts)
    given = np.isfinite(stated) & np.isfinite(block).any(axis=0)
    block = np.nan_to_num(block[:, given])
    if not (block != 0).any(axis=1).all() or not given.sum():
        return 0
    summed, target = block.sum(axis=0), stated[given]
    slack = np.minimum(step * (len(parts) + 1) / 2, SLACK_SHARE * np.abs(summed)) + 1e-9 * np.abs(summed) + 1e-9
    agrees = np.abs(target - summed) <= slack
    telling = agrees & ((block != 0).sum(axis=0) >= 2)
    digits = np.log10(np.maximum(np.abs(target[telling]) / step, 1)).sum()
    is_sum = agrees.mean() >= MOSTLY and telling.any() and digits >= FEWEST_DIGITS
    return int(agrees.sum()) if is_sum else 0


def _same(column: int, columns: list[int], values: dict[int, np.ndarray]) -> Relation | None:
    """Find an earlier column that states the same numbers."""
    stated = values[column]
    for other in columns[: columns.index(column)]:
        both = np.isfinite(stated) & np.isfinite(values[other])
        are_given_alike = both.sum() >= 2 and np.array_equal(np.isfinite(stated), np.isfinite(values[other]))
        if are_given_alike and (stated[both] == values[other][both]).all() and np.any(stated[both]):
            return Relation("same", column, (other,), int(both.sum()))
    return None


def _share(column: int, columns: list[int], values: dict[int, np.ndarray]) -> Relation | None:
    """Find the columns that a column of small numbers is the quotient, percentage or growth of."""
    stated = values[column]
    if np.nanmax(np.abs(stated)) > 1000:
        return None
    larger = [other for other in columns if other != column and np.nanmax(np.abs(values[other])) > 0]
    for first in larger:
        for parts, ratio in _ratios(first, larger, values):
            for factor in (1, 100):
                rows = _near(stated, factor * ratio)
                if rows:
                    return Relation("share", column, parts, rows)
    return None


def _ratios(
    first: int, others: list[int], values: dict[int, np.ndarray]
) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    top = values[first]
    with np.errstate(divide="ignore", invalid="ignore"):
        for whole in (np.nansum(top), np.nansum(top) / 2, np.nanmax(top)):
            yield (first,), top / whole
        for second in others:
            if second != first:
                yield (first, second), top / values[second]
                yield (first, second), top / values[second] - 1


def _near(stated: np.ndarray, expected: np.ndarray) -> int:
    """Count the rows in which a share is as computed, to the last digit that it is printed with."""
    both = np.isfinite(stated) & np.isfinite(expected)
    if both.sum() < 3 or not np.any(stated[both]) or len(np.unique(stated[both])) < 2:
        return 0
    slack = 0.6 * step_of(pd.DataFrame(stated[both])) + 1e-6
    span = float(np.ptp(stated[both]))
    agrees = np.abs(stated[both] - expected[both]) <= min(slack, max(span / 4, 1e-6))
    return int(agrees.sum()) if agrees.mean() >= MOSTLY else 0
