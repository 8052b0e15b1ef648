"""What is seen in an unknown table before anything is drafted; and a part of a draft."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from hr_pipeline.layouts.column_kinds import AMOUNTS, POSSIBLE_CODE, YEAR, kinds_of, numbers_of, text_cells
from hr_pipeline.layouts.conventions import Decision, decide
from hr_pipeline.layouts.grids import Grid, address
from hr_pipeline.layouts.headers import is_numbering
from hr_pipeline.layouts.questions import Question
from hr_pipeline.layouts.texts import plain


@dataclass(frozen=True)
class Seen:
    """An unknown table: its grid, what each column holds, how decimals are written, its numbers, and its file."""

    grid: Grid
    kinds: dict[int, str]
    convention: Decision
    numbers: pd.DataFrame
    iso3: str
    name: str

    def columns(self, *kinds: str) -> list[int]:
        """Give the positions of the columns of some kinds."""
        return [at for at, kind in self.kinds.items() if kind in kinds]

    def header(self, at: int) -> str:
        """Name a column as a layout names it."""
        return address(self.grid.headers, at)

    @property
    def around(self) -> list[str]:
        """Texts above the table, and the names of the sheet and of the file."""
        return [*self.grid.above, self.grid.sheet, self.name]

    @property
    def has_year_column(self) -> bool:
        """Say whether a column names each row's year."""
        return bool(self.columns(YEAR, "period"))


@dataclass(frozen=True)
class Part:
    """A part of a draft: keys of the layout, questions about them, and sentences on what was seen."""

    declared: dict[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


def seen_in(grid: Grid, iso3: str, name: str) -> Seen:
    """Look at the columns of a table, and read its numbers.

    Args:
        grid: the table.
        iso3: its country.
        name: name of its file.
    """
    kinds = kinds_of(grid)
    amounts = [at for at, kind in kinds.items() if kind in (AMOUNTS, POSSIBLE_CODE)]
    decision = decide(text_cells(grid, amounts)) if amounts else Decision("point", "no numbers", True)
    numbers = numbers_of(grid, amounts, decision.convention)
    numbers.loc[headings_in(grid)] = float("nan")
    return Seen(grid, kinds, decision, numbers, iso3, name)


def headings_in(grid: Grid) -> list[int]:
    """Find the rows that number the columns, or repeat the header."""
    header = {plain(text) for text in grid.headers if text.strip()}
    texts = grid.cells.astype("str").to_numpy().tolist()
    return [
        at
        for at, row in enumerate(texts)
        if is_numbering(row)
        or (sum(plain(cell) in header for cell in row if cell.strip()) > len(header) / 2 and any(map(str.strip, row)))
    ]
