"""Delivered tables opened as grids: delimited text, workbooks with one or more tables on a sheet, Parquet.

How a header is found belongs to `grids.py`, which layout a file gets to `matching.py`.
"""

import io
from collections.abc import Iterable
from fnmatch import fnmatchcase

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from hr_pipeline.formats.workbook_limits import require_no_links
from hr_pipeline.formats.workbooks import Sheet, read_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.layouts.grids import HEADER_WITHIN, Grid, joined
from hr_pipeline.layouts.texts import plain
from hr_pipeline.sources.national_budgets.delimited import csv_grid, first_records, text_of
from hr_pipeline.sources.national_budgets.grids import locate
from hr_pipeline.sources.national_budgets.headers import settled
from hr_pipeline.sources.national_budgets.layout import WITH_HEADER, Layout
from hr_pipeline.sources.national_budgets.parquet_tables import parquet_columns, parquet_grid


def opened(delivery: Delivery, layouts: tuple[Layout, ...]) -> tuple[list[tuple[Layout, Grid]], dict[str, int]]:
    """Open the tables that a file's layouts name.

    Returns:
        Each table with its layout; and by sheet the number of numbers that stand outside all of them.

    Raises:
        Refused: unreadable, empty, or a header is not there.
    """
    if layouts[0].format == "workbook":
        return _of_workbook(delivery, layouts)
    read, first = (csv_grid, _first_rows) if layouts[0].format == "csv" else (parquet_grid, _column_names)
    named = [settled(layout, first(delivery, layout)) for layout in layouts]
    return [(layout, read(delivery, layout)) for layout in named], {}


def _first_rows(delivery: Delivery, layout: Layout) -> list[list[str]]:
    return [cells for _, cells in first_records(*text_of(delivery, layout)[::2])]


def _column_names(delivery: Delivery, layout: Layout) -> list[list[str]]:
    return [parquet_columns(delivery)]


def _of_workbook(delivery: Delivery, layouts: tuple[Layout, ...]) -> tuple[list[tuple[Layout, Grid]], dict[str, int]]:
    sheets = read_workbook(delivery)
    require_no_links(unpacked(delivery))
    full = [sheet for sheet in sheets if (sheet.cells != "").any(axis=None)]
    found: list[tuple[Layout, Grid]] = []
    outside = {sheet.name: sheet.numeric.to_numpy().copy() for sheet in full}
    for layout in layouts:
        for sheet in _chosen(layout, sheets, full):
            named = settled(layout, sheet.cells.head(HEADER_WITHIN).to_numpy().tolist())
            grid, covered = _sheet_grid(sheet, named, delivery)
            outside[sheet.name][covered] = False
            found.append((named, grid))
    return found, {name: int(numbers.sum()) for name, numbers in outside.items()}


def _chosen(layout: Layout, sheets: list[Sheet], full: list[Sheet]) -> Iterable[Sheet]:
    """Choose the sheets with anything in them that a layout names.

    Raises:
        Refused: a named sheet is missing or empty.
    """
    if layout.sheets == (WITH_HEADER,):
        return _with_header(layout, full)
    for pattern in layout.sheets:
        if not any(fnmatchcase(sheet.name, pattern) for sheet in full):
            names = ", ".join(sheet.name + ("" if sheet in full else " (empty)") for sheet in sheets)
            raise Refused(
                f"sheet {pattern!r}",
                f"expected a sheet of this name with cells in it; the workbook has: {names}",
                "name the sheet as the layout does, or the layout's `sheets` as the workbook does",
            )
    return [sheet for sheet in full if any(fnmatchcase(sheet.name, pattern) for pattern in layout.sheets)]


def _with_header(layout: Layout, full: list[Sheet]) -> list[Sheet]:
    """Choose the sheets on which a layout's header stands.

    Raises:
        Refused: it stands on none; says what the last sheet lacks.
    """
    chosen, lacking = [], Refused("the whole file", "expected a sheet with cells in it", "deliver the file again")
    for sheet in full:
        rows = sheet.cells.head(HEADER_WITHIN).to_numpy().tolist()
        try:
            locate(rows, settled(layout, rows), f"sheet {sheet.name!r}")
            chosen.append(sheet)
        except Refused as refused:
            lacking = refused
    if not chosen:
        raise lacking
    return chosen


def _sheet_grid(sheet: Sheet, layout: Layout, delivery: Delivery) -> tuple[Grid, tuple[slice, slice]]:
    """Cut one table out of a sheet.

    Returns:
        The table, and the rows and columns of the sheet that it takes up, with all above a sheet's first table.
    """
    where = f"sheet {sheet.name!r}"
    top = _marked(sheet, layout.begins, 0, where) if layout.begins else 0
    left, right = _span(sheet, layout)
    columns = list(range(left, right))
    start = sheet.cells.iloc[top : top + HEADER_WITHIN, left:right].to_numpy().tolist()
    at = locate(start, layout, where)
    below = top + at + layout.header_rows
    end = _marked(sheet, layout.ends, below, where) if layout.ends else len(sheet.cells)
    grid = Grid(
        sheet=sheet.name,
        cells=sheet.cells.iloc[below:end, left:right].set_axis(range(len(columns)), axis=1).reset_index(drop=True),
        typed=sheet.numeric.iloc[below:end, left:right].set_axis(range(len(columns)), axis=1).reset_index(drop=True),
        rows=pd.Series(range(below + 1, end + 1), dtype="int64"),
        headers=joined(start[at : at + layout.header_rows]),
        places=[sheet.letters(position) for position in columns],
        above=[cell for row in start[: at + layout.header_rows] for cell in row if cell.strip()],
        ragged=[],
        blank=0,
        hidden=hidden_rows(delivery, sheet.name) if layout.hidden_rows == "leave_out" else frozenset(),
    )
    return grid, (slice(0 if top == 0 else top, end), slice(left, right))


def _span(sheet: Sheet, layout: Layout) -> tuple[int, int]:
    """Tell the first column of a table, and the one behind its last."""
    first, last = layout.across
    width = sheet.cells.shape[1]
    return column_index_from_string(first) - 1, min(column_index_from_string(last), width) if last else width


def _marked(sheet: Sheet, text: str, after: int, where: str) -> int:
    """Find the first row, from `after` on, with a cell that begins with a text.

    Raises:
        Refused: there is none.
    """
    for at in range(after, len(sheet.cells)):
        if any(plain(cell).startswith(plain(text)) for cell in sheet.cells.iloc[at]):
            return at
    raise Refused(
        where, f"expected a cell that begins with {text!r}", "change `begins` or `ends` of the layout to what is there"
    )


def hidden_rows(delivery: Delivery, sheet: str) -> frozenset[int]:
    """List the rows that a worksheet hides, also by a filter.

    Raises:
        Refused: the format does not tell.
    """
    if not delivery.name.lower().endswith((".xlsx", ".xlsm")):
        raise Refused(
            "the whole file",
            "expected an .xlsx workbook: in others hidden rows cannot be distinguished",
            "save it as .xlsx, or write `hidden_rows: read` in the layout",
        )
    heights = load_workbook(io.BytesIO(unpacked(delivery)), data_only=True)[sheet].row_dimensions
    return frozenset(number for number, row in heights.items() if row.hidden)
