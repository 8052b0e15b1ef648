"""Columns of labels whose values restate each other: T = C + S, stages of the money, and months that run on.

Sums among neighbouring rows belong to `row_sums.py`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hr_pipeline.frames import positions
from hr_pipeline.layouts.row_sums import is_equal, step_of

MOSTLY = 0.95
MOST_VALUES = 12
"""A column of labels that restates its rows has few values."""


@dataclass(frozen=True)
class Whole:
    """A value of a column whose rows state the sum of the rows with the other values; keys that agree, of so many."""

    column: int
    total: str
    parts: tuple[str, ...]
    keys: int


def wholes(labels: pd.DataFrame, numbers: pd.DataFrame) -> list[Whole]:
    """Find columns in which one value's rows are the sum of the other values' rows.

    Args:
        labels: all columns of labels, codes and years, as text, named by position.
        numbers: columns of amounts on the same index.
    """
    found = (_whole(column, labels, numbers) for column in positions(labels))
    return [whole for whole in found if whole]


def _whole(column: int, labels: pd.DataFrame, numbers: pd.DataFrame) -> Whole | None:
    values = [value for value in labels[column].unique() if str(value).strip()]
    if not 3 <= len(values) <= MOST_VALUES:
        return None
    keys = _keys(column, labels)
    by_value = {value: numbers[labels[column] == value].groupby(keys, sort=False).sum(min_count=1) for value in values}
    step = step_of(numbers)
    for total in values:
        parts = tuple(value for value in values if value != total)
        agreeing = _agreeing(by_value[total], [by_value[part] for part in parts], step)
        if agreeing:
            return Whole(column, total, parts, agreeing)
    return None


def _keys(column: int, labels: pd.DataFrame) -> pd.Series:
    """Name each row by all its labels but one column's, and but those that only name that column's values again."""
    values = labels[column]
    others = [name for name in labels if name != column and not _goes_with(labels[name], values)]
    return labels[others].astype("str").agg("\x1f".join, axis=1) if others else pd.Series("", index=labels.index)


def _goes_with(names: pd.Series, values: pd.Series) -> bool:
    """Say whether each value always has the same name: a code and its label."""
    return bool(names.groupby(values, observed=True).nunique().max() == 1)


def _agreeing(total: pd.DataFrame, parts: list[pd.DataFrame], step: float) -> int:
    """Count the keys of which the total is the sum of its parts; 0 where it is not so for nearly all."""
    summed = pd.concat(parts).groupby(level=0).sum(min_count=1).reindex(total.index)
    counted = summed.notna() & total.notna()
    if counted.to_numpy().sum() < 2 or summed.dropna(how="all").empty:
        return 0
    several = pd.concat(parts).groupby(level=0).size().reindex(total.index).fillna(0) >= 2
    if several.sum() < 2:
        return 0
    agrees = is_equal(total.to_numpy(), summed.to_numpy(), len(parts), step)[counted.to_numpy()]
    return int(agrees.sum()) if agrees.mean() >= MOSTLY else 0


def restating(column: int, labels: pd.DataFrame) -> tuple[str, ...]:
    """Give the values of a column with each of which every row's other labels occur once: perhaps stages of money."""
    values = [value for value in labels[column].unique() if str(value).strip()]
    if not 2 <= len(values) <= 5:
        return ()
    keys = _keys(column, labels)
    pairs = pd.DataFrame({"key": keys, "value": labels[column]})
    once = not pairs.duplicated().any() and len(set(pairs["key"])) > 1
    full = pairs.groupby("key")["value"].nunique().eq(len(values)).mean() >= MOSTLY
    return tuple(map(str, values)) if once and full else ()


def running_within(period: pd.Series, year: pd.Series, labels: pd.DataFrame, numbers: pd.DataFrame) -> bool:
    """Say whether amounts run on from period to period within each year: none falls, and most rise.

    Args:
        period: order of each row's period.
        year: fiscal year of each row.
        labels: the other labels, which distinguish the series.
        numbers: columns of amounts.
    """
    key = labels.astype("str").agg("\x1f".join, axis=1) if len(labels.columns) else pd.Series("", index=period.index)
    ordered = numbers.assign(_key=key, _year=year, _period=period).sort_values(["_key", "_year", "_period"])
    steps = ordered.groupby(["_key", "_year"], sort=False)[list(numbers)].diff().to_numpy(dtype="float64")
    steps = steps[np.isfinite(steps)]
    return bool(len(steps) >= 4 and (steps >= 0).mean() >= MOSTLY and (steps > 0).mean() >= 0.5)
