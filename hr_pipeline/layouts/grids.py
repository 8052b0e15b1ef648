"""A delivered table as a grid of texts below its header, each cell with its location in the file.

Opening files belongs to the sources, what the columns mean to their layouts.
"""

from dataclasses import dataclass, field

import pandas as pd

from hr_pipeline.layouts.texts import plain
from hr_pipeline.provenance.locators import column_letters

HEADER_WITHIN = 60
"""A header is looked for in so many first rows."""
JOINT = " | "


@dataclass(frozen=True)
class Grid:
    """The rows below one table's header.

    Attributes:
        sheet: name of the worksheet, or of the table in a zip archive; empty for a text file.
        headers: text of each column's header, several header rows joined.
        cells: one row per row of the file, columns numbered from 0, all text ("" where empty).
        rows: row or line of the file that each row of `cells` comes from.
        places: how a locator names each column.
        typed: where a workbook holds a number and not a text; None for a text file.
        per_cent: where a workbook shows a number as per cent and holds the share; None where it never does.
        above: all texts above the table and in its header.
        ragged: line and number of cells of each record that does not fit the header.
        blank: number of empty lines.
        hidden: rows that the workbook hides, where the layout leaves those out.
    """

    sheet: str
    headers: list[str]
    cells: pd.DataFrame
    rows: pd.Series
    places: list[str]
    typed: pd.DataFrame | None = None
    per_cent: pd.DataFrame | None = None
    above: list[str] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    blank: int = 0
    hidden: frozenset[int] = frozenset()

    def has(self, header: str) -> bool:
        """Say whether there is such a column."""
        return plain(header) in addresses(self.headers)

    def position(self, header: str) -> int:
        """Find a column by its header text, which is there."""
        return addresses(self.headers)[plain(header)]

    def texts(self, header: str) -> pd.Series:
        """Give a column's cells as published; empty ones where the table has no such column."""
        if not header or not self.has(header):
            return pd.Series("", self.cells.index, dtype="str")
        return self.cells[self.position(header)].astype("str")


def addresses(headers: list[str]) -> dict[str, int]:
    """Give the position of each column by the texts that may name it, made comparable.

    A column is named by its header; without one it is `column B`, and one of several equal ones `Amount (column D)`.
    """
    found: dict[str, int] = {}
    for at, text in enumerate(headers):
        letters = f"column {column_letters(at)}"
        for name in (text, f"{text} ({letters})" if text.strip() else letters):
            if name.strip():
                found.setdefault(plain(name), at)
    return found


def address(headers: list[str], at: int) -> str:
    """Name a column so that `addresses` finds it: by its header, with its letters where that is not enough."""
    text = " ".join(headers[at].split())
    if not text:
        return f"column {column_letters(at)}"
    is_once = [plain(header) for header in headers].count(plain(text)) == 1
    return text if is_once else f"{text} (column {column_letters(at)})"


def joined(rows: list[list[str]]) -> list[str]:
    """Join header rows; the upper text of merged cells holds for every lower one to its right."""
    if len(rows) == 1:
        return rows[0]
    uppers, lower = joined(rows[:-1]), rows[-1]
    headers, over = [], ""
    for upper, text in zip(uppers, lower, strict=True):
        if upper.strip() or not text.strip():
            over = upper if text.strip() else ""
        headers.append(JOINT.join(part for part in (upper.strip() or over.strip(), text.strip()) if part))
    return headers
