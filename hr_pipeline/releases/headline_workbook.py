"""`headlines.xlsx`: the headline tables as a workbook that spreadsheet programs and screen readers can read.

One sheet per table with a named table, a header row that stays in view and a description of each column; a first sheet
that lists them. No merged cells, no empty rows, no meaning by colour alone.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from hr_pipeline.releases.files import harmless, settle

FILE, FIRST_SHEET = "headlines.xlsx", "README"
PREFIX = "headline_"
NARROWEST, WIDEST = 12, 60
STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
MISSING = "An empty cell is a missing value, never a zero: obs_status and missing_reason say why."


def write_workbook(
    about: dict[str, Any], title: str, warning: str, tables: Mapping[str, pd.DataFrame], to: Path
) -> None:
    """Write the headline tables that have rows, whole or not at all.

    Args:
        about: the manifest of the release: version, created, tables.
        title: title of the release.
        warning: what to know before any figure is used; empty where nothing is.
        tables: the tables after disclosure control.
        to: folder of the release.
    """
    shown = {name: table for name, table in tables.items() if name.startswith(PREFIX) and len(table)}
    book = openpyxl.Workbook()
    book.properties.title, book.properties.creator = f"{title}, release {about['version']}", "hr_pipeline contributors"
    book.properties.created = book.properties.modified = datetime.fromisoformat(about["created"]).replace(tzinfo=None)
    first = book.worksheets[0]
    first.title = FIRST_SHEET
    _contents(first, f"{title}, release {about['version']}", warning, {name: about["tables"][name] for name in shown})
    for name, table in shown.items():
        _sheet(book.create_sheet(_sheet_name(name)), name, table, about["tables"][name]["columns"])
    partial = to / f".{FILE}.part"
    book.save(partial)
    settle(partial, to / FILE)


def _sheet_name(name: str) -> str:
    """Sheet names end after 31 characters."""
    return name.removeprefix(PREFIX)[:31]


def _contents(sheet: Worksheet, title: str, warning: str, entries: Mapping[str, Any]) -> None:
    for line in [title, *([warning] if warning else []), MISSING]:
        sheet.append([line])
    sheet.append(["sheet", "one row is", "rows"])
    start = sheet.max_row
    for name, entry in entries.items():
        sheet.append([_sheet_name(name), entry["grain"], entry["rows"]])
        sheet.cell(sheet.max_row, 1).hyperlink = f"#'{_sheet_name(name)}'!A1"
    if entries:
        _as_table(sheet, "contents", f"A{start}:C{sheet.max_row}")
    _widen(sheet, {1: 31, 2: WIDEST, 3: NARROWEST})


def _sheet(sheet: Worksheet, name: str, table: pd.DataFrame, columns: list[dict[str, str]]) -> None:
    sheet.append(list(table.columns))
    for row in table.astype("object").where(table.notna(), None).itertuples(index=False):
        sheet.append([harmless(value) if isinstance(value, str) else value for value in row])
    for number, column in enumerate(columns, 1):
        unit = f" ({column['unit']})" if column["unit"] else ""
        sheet.cell(1, number).comment = Comment(f"{column['description']}{unit}", "hr_pipeline")
    _as_table(sheet, name, f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}")
    sheet.freeze_panes = "A2"
    longest = {number: len(str(column)) + 4 for number, column in enumerate(table.columns, 1)}
    _widen(sheet, {number: min(max(width, NARROWEST), WIDEST) for number, width in longest.items()})


def _as_table(sheet: Worksheet, name: str, cells: str) -> None:
    table = Table(displayName=name, ref=cells)
    table.tableStyleInfo = STYLE
    sheet.add_table(table)


def _widen(sheet: Worksheet, widths: Mapping[int, int]) -> None:
    for number, width in widths.items():
        sheet.column_dimensions[get_column_letter(number)].width = width
