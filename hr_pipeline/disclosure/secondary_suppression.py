"""Choosing what to hide next to a hidden count: few cells, small ones, and none that needs a cover of its own.

Knows relations only by their lines of cells; whether that is enough is proven by `audit.py`.
"""

from typing import Any

import numpy as np
import pandas as pd


class Lines:
    """Which relations each cell stands in, and what is hidden in each; kept up to date as cells are hidden."""

    def __init__(self, cells: pd.DataFrame, relations: pd.DataFrame) -> None:
        self.value = cells["value"].fillna(1.0).to_dict()
        self.width = cells["width_needed"].to_dict()
        self.is_hidden = cells["is_hidden"].to_dict()
        self.is_free = (~cells["is_hidden"] & ~cells["is_known"] & (cells["value"] > 0)).to_dict()
        self.is_equation = relations.groupby("relation")["is_equation"].first().to_dict()
        self.cells_of: dict[Any, list[str]] = {}
        self.lines_of: dict[str, list[Any]] = {cell: [] for cell in cells.index}
        self.sign: dict[tuple[Any, str], float] = {}
        for line, cell, sign in zip(
            relations["relation"], relations["cell"], np.sign(relations["coefficient"]), strict=True
        ):
            self.cells_of.setdefault(line, []).append(cell)
            self.lines_of[cell].append(line)
            self.sign[line, cell] = sign

    def hide(self, cell: str, width: float) -> None:
        """Hide a cell as a cover."""
        self.is_hidden[cell], self.is_free[cell], self.width[cell] = True, False, width

    def short(self, line: Any) -> str:
        """Name the cell whose freedom an equation takes away; "" where what is hidden in it leaves all enough."""
        if not self.is_equation[line]:
            return ""
        hidden = [cell for cell in self.cells_of[line] if self.is_hidden[cell]]
        needing = max(hidden, key=lambda cell: self.width[cell], default="")
        if not needing or self.width[needing] <= 0:
            return ""
        if len({self.sign[line, cell] for cell in hidden}) > 1:
            return ""
        slack = sum(self.value[cell] - 1 for cell in hidden)
        return needing if len(hidden) == 1 or slack < self.width[needing] else ""

    def can_hide(self, line: Any) -> bool:
        """Tell whether a line still has something to hide."""
        return any(self.is_free[cell] for cell in self.cells_of[line])

    def best(self, cell: str, lines: list[Any]) -> str:
        """Choose the cover that leaves the fewest new cells alone, then the smallest that covers by itself."""
        enough = self.width[cell] + 2 - self.value[cell]
        free = {name for line in lines for name in self.cells_of[line] if self.is_free[name]}
        return min(free, key=lambda name: (self.value[name] < enough, self._left_alone(name), self.value[name], name))

    def _left_alone(self, cell: str) -> int:
        counts = [sum(self.is_hidden[other] for other in self.cells_of[line]) for line in self.lines_of[cell]]
        return counts.count(0) - counts.count(1)


def cover_subtractions(lines: Lines, width: float) -> list[str]:
    """Hide more in every line whose hidden cells a plain subtraction gives away."""
    complements: list[str] = []
    queue = list(lines.cells_of)
    while queue:
        line = queue.pop()
        alone = lines.short(line)
        if alone and lines.can_hide(line):
            complements.append(lines.best(alone, [line]))
            lines.hide(complements[-1], width)
            queue += [line, *lines.lines_of[complements[-1]]]
    return complements


def cover_exposed(lines: Lines, exposed: list[str], width: float) -> list[str]:
    """Hide one more cell near each exposed one; those that are related share it."""
    complements: list[str] = []
    settled: set[str] = set()
    for cell in exposed:
        if cell in settled:
            continue
        reached, near = _nearest(lines, cell)
        settled |= reached
        if near:
            complements.append(lines.best(cell, near))
            lines.hide(complements[-1], width)
    return complements


def _nearest(lines: Lines, cell: str) -> tuple[set[str], list[Any]]:
    """Walk from an exposed cell over hidden ones to the nearest relations that still have something to hide."""
    seen, edge = {cell}, [cell]
    while edge:
        alongside = [line for step in edge for line in lines.lines_of[step]]
        near = [line for line in alongside if lines.can_hide(line)]
        reached = {name for line in alongside for name in lines.cells_of[line] if lines.is_hidden[name]}
        if near:
            return seen | reached, near
        edge, seen = sorted(reached - seen), seen | reached
    return seen, []
