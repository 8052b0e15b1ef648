"""A delivered table as a grid of texts with a header: csv and workbooks alike, each cell still in its place.

What the columns mean belongs to `lines.py`.
"""

import csv
import io
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pandas as pd

from hr_pipeline.sources.deliveries import Delivery, Refused
from hr_pipeline.sources.national_budgets.layout import Layout
from hr_pipeline.sources.snapshots import unpacked
from hr_pipeline.sources.text_files import decode, detect_separator, read_text_table
from hr_pipeline.sources.workbooks import Sheet, read_workbook

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

    def position(self, header: str) -> int:
        """Find a column by its header text; `locate` has made sure that it is there."""
        return [plain(text) for text in self.headers].index(plain(header))


def plain(text: str) -> str:
    """Make header texts comparable: one blank between words, no case."""
    return " ".join(text.split()).casefold()


def amounts_of(layout: Layout) -> set[str]:
    """Give the headers of a layout's amounts, made comparable."""
    return {plain(amount.header) for amount in layout.amounts}


def csv_grid(delivery: Delivery, layout: Layout) -> Grid:
    """Read a delimited text file; its header need not be the first line.

    Raises:
        Refused: unreadable, empty, or the header is not there.
    """
    text, encoding = decode(unpacked(delivery), layout.encoding)
    separator = layout.separator or detect_separator(text)
    first = _first(text, separator)
    at = locate([cells for _, cells in first], layout, "the table")
    above = [cell for _, cells in first[: at + 1] for cell in cells if cell.strip()]
    if at > 0:
        return _grid_below(delivery, text, separator, at, above)
    labels = set(first[0][1]) - {text for text in first[0][1] if plain(text) in amounts_of(layout)}
    table = read_text_table(delivery, labels, encoding, separator)
    headers = list(table.cells.columns)
    cells = table.cells.set_axis(range(len(headers)), axis=1)
    return Grid("", cells, None, table.lines, headers, headers, above, table.ragged, table.blank)


def first_records(delivery: Delivery, separator: str) -> list[tuple[int, list[str]]]:
    """Read the first records of a delimited text file, each with its line.

    Raises:
        Refused: empty, or no text.
    """
    text, _ = decode(unpacked(delivery))
    return _first(text, separator or detect_separator(text))


def _first(text: str, separator: str) -> list[tuple[int, list[str]]]:
    return _records(text[: 1 << 18], separator)[:HEADER_WITHIN]


def _records(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Cut a text into records, each with the line it begins on."""
    reader, records, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator), [], 1
    for cells in reader:
        records.append((line, cells))
        line = reader.line_num + 1
    return records


def _grid_below(delivery: Delivery, text: str, separator: str, at: int, above: list[str]) -> Grid:
    """Build the grid of a csv that has lines above its header."""
    records = _records(text, separator)
    headers, body = records[at][1], records[at + 1 :]
    whole = [(line, cells) for line, cells in body if len(cells) == len(headers)]
    ragged = [(line, len(cells)) for line, cells in body if cells and len(cells) != len(headers)]
    cells = pd.DataFrame([cells for _, cells in whole], columns=range(len(headers)), dtype="str")
    rows = pd.Series([line for line, _ in whole], dtype="int64")
    blank = len(body) - len(whole) - len(ragged)
    cells = delivery.corrections.applied(cells, rows, headers)
    return Grid("", cells, None, rows, headers, headers, above, ragged, blank)


def workbook_grids(delivery: Delivery, layout: Layout) -> tuple[list[Grid], list[Sheet]]:
    """Read the worksheets that a layout names.

    Returns:
        One grid per sheet to read, and the other sheets that hold anything.

    Raises:
        Refused: broken, a named sheet is missing or empty, or a header is not there.
    """
    sheets = read_workbook(delivery)
    full = [sheet for sheet in sheets if (sheet.cells != "").any(axis=None)]
    for pattern in layout.sheets:
        if not any(fnmatchcase(sheet.name, pattern) for sheet in full):
            names = ", ".join(sheet.name + ("" if sheet in full else " (empty)") for sheet in sheets)
            raise Refused(
                f"sheet {pattern!r}",
                f"expected a sheet of this name with cells in it; the workbook has: {names}",
                "name the sheet as the layout does, or the layout's `sheets` as the workbook does",
            )
    chosen = [sheet for sheet in full if any(fnmatchcase(sheet.name, pattern) for pattern in layout.sheets)]
    return [_sheet_grid(sheet, layout) for sheet in chosen], [sheet for sheet in full if sheet not in chosen]


def _sheet_grid(sheet: Sheet, layout: Layout) -> Grid:
    start = sheet.cells.head(HEADER_WITHIN).to_numpy().tolist()
    at = locate(start, layout, f"sheet {sheet.name!r}")
    below = at + layout.header_rows
    cells = sheet.cells.iloc[below:].set_axis(range(sheet.cells.shape[1]), axis=1)
    return Grid(
        sheet=sheet.name,
        cells=cells.reset_index(drop=True),
        typed=sheet.numeric.iloc[below:].set_axis(range(sheet.cells.shape[1]), axis=1).reset_index(drop=True),
        rows=pd.Series(range(below + 1, len(sheet.cells) + 1), dtype="int64"),
        headers=joined(start[at:below]),
        places=[sheet.letters(position) for position in range(sheet.cells.shape[1])],
        above=[cell for row in start[:below] for cell in row if cell.strip()],
        ragged=[],
        blank=0,
    )


def joined(rows: list[list[str]]) -> list[str]:
    """Join one or two header rows; the upper text of merged cells stands over every lower one beside it."""
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
