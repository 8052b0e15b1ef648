"""Parents and their parts, by codes or by levels of the labels, confirmed by arithmetic.

Sums that only their neighbours show belong to `row_sums.py`.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hr_pipeline.layouts.row_sums import is_equal, step_of

MOSTLY = 0.8
"""Codes make a hierarchy of sums where so many parents are the sum of their parts."""


@dataclass(frozen=True)
class Hierarchy:
    """Parents that state the sum of their parts, and parents that state something else; positions from 0."""

    sums: dict[int, tuple[int, ...]]
    differing: dict[int, tuple[int, ...]]


NONE = Hierarchy({}, {})


def by_codes(codes: pd.Series, numbers: pd.DataFrame) -> Hierarchy:
    """Find parents by their codes: each is the beginning of its parts' codes.

    Args:
        codes: code of each row as published, such as 01, 01.2, 01.2.3 or 0100, 0110, 0111; empty where there is none.
        numbers: one column per column of amounts, missing where the cell holds none.
    """
    return max(
        (_confirmed(_children(keys), numbers) for keys in (_parts_of_codes(codes), _digits_of_codes(codes))),
        key=lambda found: len(found.sums),
    )


def by_levels(levels: list[int | None], numbers: pd.DataFrame) -> Hierarchy:
    """Find parents by the depth of their labels: a row's parts are the deeper rows below it, down to the next as high.

    Args:
        levels: depth of each row's label (indentation, or the column it is written in); None where there is none.
        numbers: as in `by_codes`.
    """
    if len({level for level in levels if level is not None}) < 2:
        return NONE
    parents: dict[int, list[int]] = {}
    open_rows: list[tuple[int, int]] = []
    for row, level in enumerate(levels):
        if level is None:
            continue
        while open_rows and open_rows[-1][0] >= level:
            open_rows.pop()
        if open_rows:
            parents.setdefault(open_rows[-1][1], []).append(row)
        open_rows.append((level, row))
    return _confirmed({row: tuple(parts) for row, parts in parents.items()}, numbers)


def levels_of(labels: pd.DataFrame) -> list[int | None]:
    """Give the depth of each row's label: blanks in front of it, or the first filled of several label columns."""
    depths: list[int | None] = []
    for row in labels.to_numpy(dtype="object").tolist():
        filled = [(at, str(text)) for at, text in enumerate(row) if str(text).strip()]
        first = filled[0] if filled else None
        depths.append(None if first is None else 100 * first[0] + len(first[1]) - len(first[1].lstrip()))
    return depths


def _parts_of_codes(codes: pd.Series) -> list[tuple[str, ...]]:
    return [tuple(re.findall(r"\w+", str(code))) for code in codes]


def _digits_of_codes(codes: pd.Series) -> list[tuple[str, ...]]:
    """Cut codes into single marks; zeros at the end of codes that are equally long say that nothing follows."""
    texts = [re.sub(r"\W", "", str(code)) for code in codes]
    lengths = {len(text) for text in texts if text}
    return [tuple(text.rstrip("0") or text[:1] if len(lengths) == 1 else text) for text in texts]


def _children(keys: list[tuple[str, ...]]) -> dict[int, tuple[int, ...]]:
    """Give the parts of each row whose key is the beginning of other rows' keys; nearest parents only."""
    first = {key: row for row, key in reversed(list(enumerate(keys))) if key}
    parents: dict[int, list[int]] = {}
    for row, key in enumerate(keys):
        nearest = next((first[key[:length]] for length in range(len(key) - 1, 0, -1) if key[:length] in first), None)
        if nearest is not None and nearest != row:
            parents.setdefault(nearest, []).append(row)
    return {row: tuple(parts) for row, parts in parents.items()}


def _confirmed(parents: dict[int, tuple[int, ...]], numbers: pd.DataFrame) -> Hierarchy:
    """Keep a hierarchy of which most parents are the sum of their parts, in every column that they fill."""
    values, step = numbers.to_numpy(dtype="float64"), step_of(numbers)
    stated = {row: parts for row, parts in parents.items() if np.nan_to_num(values[row]).any()}
    sums = {row: parts for row, parts in stated.items() if _adds_up(values, row, parts, step)}
    has_evidence = sum(len(parts) for parts in sums.values()) >= 2
    if not has_evidence or len(sums) < MOSTLY * len(stated):
        return NONE
    return Hierarchy(sums, {row: parts for row, parts in stated.items() if row not in sums})


def _adds_up(values: np.ndarray, row: int, parts: tuple[int, ...], step: float) -> bool:
    columns = np.isfinite(values[row])
    summed = np.nan_to_num(values[list(parts)][:, columns]).sum(axis=0)
    return bool(is_equal(values[row][columns], summed, len(parts), step).all())
