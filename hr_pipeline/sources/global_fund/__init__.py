"""The Global Fund's published grant data: opens a delivery, finds its layout, hands the lines to be cleaned.

Layouts stand in `layouts.yaml`, names of services in `crosswalk.csv`. Formulas belong to `indicators`.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from hr_pipeline.lineage.place import column_letters
from hr_pipeline.sources.deliveries import Delivery, Refused
from hr_pipeline.sources.global_fund.budget_lines import TABLE, clean
from hr_pipeline.sources.global_fund.layouts import Layout, fitting, unfit
from hr_pipeline.sources.reading import Reading
from hr_pipeline.sources.text_files import read_text_table
from hr_pipeline.sources.workbooks import Sheet, is_workbook, read_workbook

TABLES = [TABLE]
HEADER_WITHIN = 30
"""A sheet's header is looked for in so many first rows."""


class Published(NamedTuple):
    """One published table: its layout, its lines as text with their places, and the rows that are no lines."""

    sheet: str
    layout: Layout
    lines: pd.DataFrame
    ragged: list[tuple[int, int]]
    blank: int


def read(delivery: Delivery, companions: list[Delivery]) -> Reading:
    """Read one delivered file of budget lines.

    Args:
        delivery: csv, csv.gz or a workbook in one of the declared layouts.
        companions: the other files of the source; this source needs none.

    Raises:
        Refused: the file cannot be opened, or has no table of a known shape.
    """
    reading = Reading()
    frames = []
    for table in _workbook(delivery) if is_workbook(delivery.name) else _text(delivery):
        if table.lines.empty and not table.ragged:
            raise Refused(
                "the whole table", "expected budget lines below the header, found none", "deliver the file again"
            )
        reading.seen(TABLE, table.sheet, len(table.lines) + len(table.ragged) + table.blank)
        reading.leave_out(TABLE, table.sheet, "blank", table.blank)
        reading.tear_off(TABLE, table.sheet, table.ragged)
        frames.append(clean(table.lines, table.layout, reading, table.sheet))
    reading.records[TABLE] = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    return reading


def _text(delivery: Delivery) -> Iterable[Published]:
    if not delivery.name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt")):
        raise Refused(
            "the whole file", "expected .csv, .csv.gz or a workbook", "deliver the budget download in one of these"
        )
    table = read_text_table(delivery)
    header = list(table.cells.columns)
    layout = fitting(header)
    if layout is None:
        raise unfit("line 1", header)
    headers = layout.headers(header)
    places = {"sheet": "", "row": table.lines, "column": headers["amount_usd"]}
    yield Published("", layout, _named(table.cells, headers, places), table.ragged, table.blank)


def _workbook(delivery: Delivery) -> Iterable[Published]:
    found = [table for sheet in read_workbook(delivery) if (table := _in_sheet(sheet))]
    if not found:
        sheets = [sheet for sheet in read_workbook(delivery) if len(sheet.cells)]
        if not sheets:
            raise Refused(
                "the whole workbook", "expected a sheet with a table, found only empty sheets", "deliver the file again"
            )
        raise unfit(f"sheet {sheets[0].name!r}, row 1", list(sheets[0].cells.iloc[0]))
    return found


def _in_sheet(sheet: Sheet) -> Published | None:
    """Find the header among the first rows; everything below it is a line or blank."""
    for position in range(min(HEADER_WITHIN, len(sheet.cells))):
        header = list(sheet.cells.iloc[position])
        if layout := fitting(header):
            below = sheet.cells.iloc[position + 1 :].set_axis(header, axis=1)
            blank = (below == "").all(axis=1)
            headers = layout.headers(header)
            rows = pd.Series(below.index + 1, index=below.index)[~blank]
            letters = column_letters(header.index(headers["amount_usd"]))
            places = {"sheet": sheet.name, "row": rows, "column": letters}
            return Published(sheet.name, layout, _named(below[~blank], headers, places), [], int(blank.sum()))
    return None


def _named(cells: pd.DataFrame, headers: dict[str, str], places: dict) -> pd.DataFrame:
    """Name the columns as the layout does, hold few-valued text as categories, and add the place of each amount."""
    lines = cells[list(headers.values())].set_axis(list(headers), axis=1)
    kinds = {name: "str" if name == "amount_usd" else "category" for name in headers}
    return lines.astype(kinds).assign(**places)
