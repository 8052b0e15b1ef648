"""The proof: what interval an attacker can narrow each hidden count down to, by linear programming.

Cells: index is the cell's name; `value` (missing where not even we know it), `is_hidden`, `lowest` (what everybody
knows it cannot be below) and `width_needed` (its protection interval: an attacker's interval must be at least as wide;
0 needs no protection). From 1 on, an interval as wide as the threshold reaches beyond all small counts.
Relations: one row per relation and cell; the sum of `coefficient` x value is 0 where `is_equation`, else at most 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

TOLERANCE = 1e-6
IDLE_TRIES = 3
"""Programs for many cells at once that show nothing new, before cells are asked one by one."""


class ContradictoryRelations(Exception):
    """No values at all keep the relations: a fault of ours."""


@dataclass(frozen=True)
class Program:
    """What is known of hidden cells that are related, and of no others.

    Attributes:
        cells: the hidden cells, as the audit takes them.
        equal, equal_to: matrix (equations x cells) and right side.
        at_most, bound: matrix (inequalities x cells) and right side.
    """

    cells: pd.DataFrame
    equal: csr_array
    equal_to: np.ndarray
    at_most: csr_array
    bound: np.ndarray

    def best(self, direction: np.ndarray, highest: np.ndarray | None = None) -> np.ndarray | None:
        """Find values that keep all relations and go furthest against a direction; None where there is no end."""
        top = np.full(len(self.cells), np.inf) if highest is None else highest
        bounds = np.column_stack([self.cells["lowest"].to_numpy("float64"), top])
        sides: dict[str, Any] = {"A_eq": self.equal, "b_eq": self.equal_to} if len(self.equal_to) else {}
        sides |= {"A_ub": self.at_most, "b_ub": self.bound} if len(self.bound) else {}
        found = linprog(direction, bounds=bounds, method="highs", **sides)
        if found.status == 2:
            raise ContradictoryRelations(f"no counts fit around {self.cells.index[0]}")
        return found.x if found.status == 0 else None

    def interval(self, position: int) -> tuple[float, float]:
        """Narrow one cell down as far as the relations allow; counts are whole."""
        direction = np.zeros(len(self.cells))
        direction[position] = 1.0
        least, most = self.best(direction), self.best(-direction)
        low = -np.inf if least is None else np.ceil(least[position] - TOLERANCE)
        return float(low), float(np.inf if most is None else np.floor(most[position] + TOLERANCE))


def intervals(cells: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Narrow every hidden cell down: index is the cell, columns `low` and `high`."""
    found = {
        name: program.interval(position)
        for program in programs(cells, relations)
        for position, name in enumerate(program.cells.index)
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=["low", "high"], dtype="float64")


def exposed(cells: pd.DataFrame, relations: pd.DataFrame, enough: int | None = None) -> list[str]:
    """Name hidden cells whose interval is narrower than their protection interval: all, or as many as are enough."""
    found = (name for program in programs(cells, relations) for name in _exposed(program))
    return list(islice(found, enough))


def programs(cells: pd.DataFrame, relations: pd.DataFrame) -> list[Program]:
    """Write what is known as linear programs, one for each set of hidden cells that are related."""
    hidden = cells[cells["is_hidden"]]
    if hidden.empty:
        return []
    matrix, sides, is_equation = _system(cells, hidden, relations)
    graph = coo_array(matrix.T @ matrix)
    _, group = connected_components(graph, directed=False)
    rows = np.asarray(abs(matrix).sum(axis=1)).ravel() > 0
    owner = np.full(matrix.shape[0], -1)
    entries = coo_array(matrix)
    owner[entries.row] = group[entries.col]
    order = np.argsort(group, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    lines = {int(group[columns[0]]): columns for columns in members}
    return [
        _program(hidden, columns, matrix, sides, is_equation, np.flatnonzero(rows & (owner == number)))
        for number, columns in sorted(lines.items())
    ]


def _system(
    cells: pd.DataFrame, hidden: pd.DataFrame, relations: pd.DataFrame
) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Put the hidden cells on the left and the sum of the published ones on the right."""
    number, names = pd.factorize(relations["relation"])
    is_hidden = relations["cell"].isin(hidden.index).to_numpy()
    coefficient = relations["coefficient"].to_numpy("float64")
    value = relations["cell"].map(cells["value"]).to_numpy("float64")
    sides = -np.bincount(number[~is_hidden], (coefficient * value)[~is_hidden], minlength=len(names))
    position = hidden.index.get_indexer(pd.Index(relations.loc[is_hidden, "cell"]))
    shape = (len(names), len(hidden))
    matrix = csr_array((coefficient[is_hidden], (number[is_hidden], position)), shape=shape)
    is_equation = relations.groupby("relation", sort=False)["is_equation"].first().to_numpy("bool")
    return matrix, sides, is_equation


def _program(
    hidden: pd.DataFrame,
    columns: np.ndarray,
    matrix: csr_array,
    sides: np.ndarray,
    is_equation: np.ndarray,
    rows: np.ndarray,
) -> Program:
    equations, others = rows[is_equation[rows]], rows[~is_equation[rows]]
    own = matrix[:, columns]
    return Program(hidden.iloc[columns], own[equations], sides[equations], own[others], sides[others])


def _exposed(program: Program) -> Iterator[str]:
    """Ask only those cells one by one whose freedom no solution has shown yet."""
    low, high = _shown(program)
    for position in np.flatnonzero(~_is_safe(program.cells, low, high)):
        low[position], high[position] = program.interval(int(position))
        if not _is_safe(program.cells, low, high)[position]:
            yield str(program.cells.index[int(position)])


def _is_safe(cells: pd.DataFrame, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    needed = cells["width_needed"].to_numpy("float64")
    return (needed <= 0) | (high - low >= needed - TOLERANCE)


def _shown(program: Program) -> tuple[np.ndarray, np.ndarray]:
    """Collect what solutions show: the truth is one, others push all cells that are not yet safe, each a little."""
    cells = program.cells
    truth = cells["value"].to_numpy("float64")
    low, high = np.where(np.isnan(truth), np.inf, truth), np.where(np.isnan(truth), -np.inf, truth)
    room = np.where(np.isnan(truth), np.inf, truth + cells["width_needed"].to_numpy("float64") + 1)
    chance, idle = np.random.default_rng(len(cells)), 0  # the same cells, the same directions
    while idle < IDLE_TRIES and not (safe := _is_safe(cells, low, high)).all():
        push = np.where(safe, 0.0, chance.choice([-1.0, 1.0], len(cells)))
        solution = program.best(push, room)
        if solution is not None:
            low, high = np.minimum(low, solution), np.maximum(high, solution)
        idle = 0 if _is_safe(cells, low, high).sum() > safe.sum() else idle + 1
    return low, high
