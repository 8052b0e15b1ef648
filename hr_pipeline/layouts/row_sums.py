"""Rows that are sums of other rows, found by arithmetic alone, whatever they are called.

Parents and parts by codes or indentation belong to `hierarchies.py`, sums of columns to `column_sums.py`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

SLACK_SHARE = 0.001
"""A published sum may differ from its parts by 0.1 %, or by half a unit for each part: publishers round."""
LONGEST = 400
"""A sum is looked for among so many rows directly above or below it."""
CERTAIN, POSSIBLE = 2.5, 0.5
"""Digits that agree beyond what chance explains: from so many on a row is certainly a sum, or possibly."""


@dataclass(frozen=True)
class SumRow:
    """A row that states the sum of others: positions from 0, and whether chance is excluded."""

    row: int
    parts: tuple[int, ...]
    is_certain: bool


def step_of(numbers: pd.DataFrame) -> float:
    """Give the smallest unit in which the numbers of a table are printed: 1 for whole numbers, 0.1 for one decimal."""
    values = numbers.to_numpy(dtype="float64")
    values = np.abs(values[np.isfinite(values)])
    for decimals in range(4):
        if np.allclose(values, np.round(values, decimals), rtol=0, atol=1e-6):
            return float(10.0**-decimals)
    return 1e-4


def is_equal(stated: np.ndarray, summed: np.ndarray, parts: int, step: float) -> np.ndarray:
    """Compare stated sums with computed ones, allowing for rounding of each part."""
    slack = np.minimum(step * (parts + 1) / 2, SLACK_SHARE * np.abs(summed)) + 1e-9 * np.abs(summed) + 1e-9
    return np.asarray(np.abs(stated - summed) <= slack)


def sum_rows(numbers: pd.DataFrame) -> list[SumRow]:
    """Find the rows that are sums of rows directly above or below them, totals of totals included.

    Args:
        numbers: one column per column of amounts, missing where the cell holds none; rows in the order of the file.

    Returns:
        The rows in the order of the file; those with numbers too small to exclude chance are not certain.
    """
    values = numbers.to_numpy(dtype="float64")
    given = [row for row in range(len(values)) if np.isfinite(values[row]).any()]
    step, found = step_of(numbers), dict[int, SumRow]()
    remaining, before = given, -1
    while len(found) > before:
        before = len(found)
        for is_reversed in (False, True):
            items = remaining[::-1] if is_reversed else remaining
            left = _one_pass(items, values, step, found)
            remaining = left[::-1] if is_reversed else left
    return [found[row] for row in sorted(found)]


def _one_pass(items: list[int], values: np.ndarray, step: float, found: dict[int, SumRow]) -> list[int]:
    """Go through rows once; each that states the sum of the rows just passed takes their place."""
    pending: list[int] = []
    for at, item in enumerate(items):
        parts = _parts(pending, values, values[item], step) if item not in found else ()
        if parts:
            is_last = at == len(items) - 1 and len(parts) == len(pending)
            certainty = _digits(values[item], step) - np.log10(len(pending) + 1)
            if is_last or certainty >= POSSIBLE:
                found[item] = SumRow(item, tuple(sorted(parts)), bool(is_last or certainty >= CERTAIN))
                pending = pending[: -len(parts)]
        pending.append(item)
    return pending


def _parts(pending: list[int], values: np.ndarray, target: np.ndarray, step: float) -> tuple[int, ...]:
    """Give the last pending rows that add up to a row; the most of them where several numbers of rows do."""
    columns = np.isfinite(target)
    if len(pending) < 2 or not np.any(target[columns] != 0):
        return ()
    near = np.array(pending[-LONGEST:][::-1])
    block = np.nan_to_num(values[near][:, columns])
    sums = np.cumsum(block, axis=0)
    counts = np.arange(1, len(near) + 1)[:, None]
    slack = np.minimum(step * (counts + 1) / 2, SLACK_SHARE * np.abs(sums)) + 1e-9 * np.abs(sums) + 1e-9
    agrees = (np.abs(sums - target[columns]) <= slack).all(axis=1)
    filled = np.cumsum((block != 0).any(axis=1))
    fits = np.flatnonzero(agrees & (filled >= 2))
    return tuple(int(row) for row in near[: fits[-1] + 1]) if len(fits) else ()


def _digits(target: np.ndarray, step: float) -> float:
    filled = np.abs(target[np.isfinite(target)]) / step
    return float(np.log10(np.maximum(filled, 1)).sum())
