"""A delivered table as a grid of texts with a header, each cell still in its place; and how its header is found.

Opening files belongs to `opened.py`, what the columns mean to `lines.py`.
"""

from dataclasses import dataclass

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.national_budgets.layout import Layout

HEADER_WITHIN = 60
"""A header is looked for in so many first rows."""
JOINT = " | "


@dataclass(frozen=True)
class Grid:
    """The rows below one table's header.

    Attributes:
        sheet: name of the worksheet; empty for a csv.
        cells: one row per row of the file, one column per column, numbered from 0, all text ("" where empty).
        typed: for workbooks, where the spreadsheet holds a number and not a text; None for a csv.
        rows: row or line each row of `cells` stands in.
        headers: text of each column's header, two header rows joined.
        places: how a locator names each column.
        above: all texts above the table and in its header.
        ragged: line and number of cells of each record that does not fit the header.
        blank: number of empty lines.
        hidden: rows that the workbook hides, where the layout leaves those out.
    """

    sheet: str
    cells: pd.DataFrame
    typed: pd.DataFrame | None
    rows: pd.Series
    headers: list[str]
    places: list[str]
    above: list[str]
    ragged: list[tuple[int, int]]
    blank: int
    hidden: frozenset[int] = frozenset()

    def position(self, header: str) -> int:
        """Find a column by its header text; `locate` has made sure that it is there."""
        return [plain(text) for text in self.headers].index(plain(header))


def plain(text: str) -> str:
    """Make header texts comparable: one blank between words, no case."""
    return " ".join(text.split()).casefold()


def amounts_of(layout: Layout) -> set[str]:
    """Give the headers of a layout's amounts, made comparable."""
    return {plain(amount.header) for amount in layout.amounts}


def joined(rows: list[list[str]]) -> list[str]:
    """Join one or two header rows; the upper text of merged cells stands over every lower one next to it."""
    if len(rows) == 1:
        return rows[0]
    headers, over = [], ""
    for upper, lower in zip(*rows, strict=True):
        if upper.strip() or not lower.strip():
            over = upper if lower.strip() else ""
        headers.append(JOINT.join(text for text in (upper.strip() or over.strip(), lower.strip()) if text))
    return headers


def locate(rows: list[list[str]], layout: Layout, where: str) -> int:
    """Find the row in which a table's header begins: the first that holds every declared header.

    Raises:
        Refused: no row does; names what the nearest row lacks, or a header that stands there twice.
    """
    wanted = [*layout.columns.values(), *(amount.header for amount in layout.amounts)]
    best, most = 0, 0
    for at in range(len(rows) - layout.header_rows + 1):
        here = [plain(text) for text in joined(rows[at : at + layout.header_rows])]
        found = sum(plain(header) in here for header in wanted)
        if found == len(wanted):
            return _once(here, wanted, where, at)
        best, most = (at, found) if found > most else (best, most)
    raise _no_header(rows, layout, where, best, most, wanted)


def _once(here: list[str], wanted: list[str], where: str, at: int) -> int:
    twice = [header for header in wanted if here.count(plain(header)) > 1]
    if twice:
        raise Refused(
            f"{where}, row {at + 1}", f"expected one column {twice[0]!r}, found several", "rename or remove the others"
        )
    return at


def _no_header(rows: list[list[str]], layout: Layout, where: str, best: int, most: int, wanted: list[str]) -> Refused:
    if most == 0:
        listed = ", ".join(map(repr, wanted))
        return Refused(
            f"{where}, first {len(rows)} rows",
            f"expected a header with the columns {listed}",
            "deliver the table these columns stand in, or change the layout's header texts",
        )
    here = [plain(text) for text in joined(rows[best : best + layout.header_rows])]
    missing = ", ".join(repr(header) for header in wanted if plain(header) not in here)
    return Refused(
        f"{where}, row {best + 1}",
        f"expected the columns {missing}, which are missing",
        "restore the columns, or change the layout's header texts to the new ones",
    )
