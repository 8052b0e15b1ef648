"""Files opened before anything is known of them: every sheet or text as a rectangle of cells, with its rows.

What stands in them belongs to `headers.py` and the sources; reading by a layout to the sources.
"""

import re
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.formats.text_files import decode, detect_separator
from hr_pipeline.formats.text_records import text_records
from hr_pipeline.formats.workbooks import is_workbook, read_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.layouts.grids import HEADER_WITHIN, Grid, joined
from hr_pipeline.layouts.headers import find_header
from hr_pipeline.layouts.texts import plain
from hr_pipeline.provenance.locators import column_letters

MOST_ROWS = 20_000
"""So many rows of a file show how it is laid out."""


@dataclass(frozen=True)
class Sheet:
    """A rectangle of text cells; `typed` says where a workbook holds a number, `rows` where each row is in the file."""

    name: str
    cells: pd.DataFrame
    typed: pd.DataFrame | None
    rows: list[int]


def sheets_of(delivery: Delivery) -> list[Sheet]:
    """Open all sheets of a file; a text or Parquet file has one without a name.

    Raises:
        Refused: the file does not open.
    """
    if is_workbook(delivery.name):
        opened = [
            Sheet(one.name, one.cells.head(MOST_ROWS), one.numeric.head(MOST_ROWS), [*range(1, len(one.cells) + 1)])
            for one in read_workbook(delivery)
        ]
        return [sheet for sheet in opened if (sheet.cells != "").any(axis=None)]
    if delivery.name.lower().endswith(".parquet"):
        return [_parquet(delivery)]
    text, _ = decode(unpacked(delivery))
    records = [(line, cells) for line, cells in text_records(text, detect_separator(text)) if cells][:MOST_ROWS]
    width = max(len(cells) for _, cells in records)
    padded = [cells + [""] * (width - len(cells)) for _, cells in records]
    return [Sheet("", pd.DataFrame(padded, dtype="str"), None, [line for line, _ in records])]


def _parquet(delivery: Delivery) -> Sheet:
    table = pd.read_parquet(delivery.file).head(MOST_ROWS)
    typed = pd.DataFrame({at: pd.api.types.is_numeric_dtype(kind) for at, kind in enumerate(table.dtypes)}, table.index)
    body = table.astype("object").where(table.notna(), "").astype("str").set_axis(range(len(table.columns)), axis=1)
    top = pd.DataFrame([list(map(str, table.columns))])
    cells = pd.concat([top, body], ignore_index=True).astype("str")
    numeric = pd.concat([pd.DataFrame([[False] * len(table.columns)]), typed], ignore_index=True).astype("bool")
    return Sheet("", cells, numeric, [*range(len(cells))])


def table_in(sheet: Sheet) -> tuple[Grid, int] | None:
    """Cut the first table out of a sheet: the rows below its header.

    Returns:
        The table and the number of its header rows; None where no row of texts has numbers below it.
    """
    top = sheet.cells.head(HEADER_WITHIN + 20).to_numpy().tolist()
    header = find_header(top)
    if header is None:
        return None
    below = header.at + header.height
    grid = Grid(
        sheet=sheet.name,
        headers=joined(top[header.at : below]),
        cells=sheet.cells.iloc[below:].reset_index(drop=True),
        rows=pd.Series(sheet.rows[below : len(sheet.cells)], dtype="int64"),
        places=[column_letters(at) for at in range(sheet.cells.shape[1])],
        typed=None if sheet.typed is None else sheet.typed.iloc[below:].reset_index(drop=True),
        above=[cell for row in top[:below] for cell in row if cell.strip()],
    )
    return grid, header.height


def tables_in(delivery: Delivery) -> tuple[list[tuple[Grid, int]], list[str]]:
    """Give the table with the most cells of a file and those of the same shape on other sheets, in the file's order.

    Returns:
        Each table with its number of header rows; and the sheets with other tables.

    Raises:
        Refused: the file does not open, or no row looks like a header above numbers.
    """
    tables = [table for sheet in sheets_of(delivery) if (table := table_in(sheet))]
    if not tables:
        raise Refused(
            f"the first {HEADER_WITHIN} rows",
            "expected a row of several texts with numbers below it, as a table's header is",
            "save the table alone in a workbook, or write the layout by hand: layouts/README.md explains every key",
        )
    best = max(tables, key=lambda table: int(table[0].cells.map(lambda text: bool(text.strip())).to_numpy().sum()))
    alike = [table for table in tables if _shape(table[0]) == _shape(best[0])]
    return alike, [table[0].sheet for table in tables if _shape(table[0]) != _shape(best[0])]


def _shape(grid: Grid) -> list[str]:
    """Give the headers of a table without the years in them."""
    return [re.sub(r"\d+", "", plain(header)) for header in grid.headers if header.strip()]
