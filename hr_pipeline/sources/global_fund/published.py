"""Finds the published tables in text files and workbooks: cells as text in the layout's names, with their places.

Which shape a header has belongs to `layouts.py`; what cells mean to the module named as the table; which opener fits
a delivery to `opening.py`.
"""

from dataclasses import dataclass, field

import pandas as pd

from hr_pipeline.formats.text_files import read_text_table
from hr_pipeline.formats.workbooks import Sheet, read_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.provenance.locators import column_letters
from hr_pipeline.sources.global_fund.layouts import Layout, fitting, unfit
from hr_pipeline.sources.global_fund.own_layouts import own_layout

HEADER_WITHIN = 30
"""A sheet's header is looked for in so many first rows."""


@dataclass(frozen=True)
class Published:
    """One published table.

    Attributes:
        layout: its shape, which names the table it is meant for.
        lines: one row per record: every cell as text (categories, but for the place's column), named as the layout's
            columns, and sheet, row, column, raw_value of the cell it is traced to.
        sheet: name of the sheet; empty where there is none.
        ragged: line and number of cells of each record that does not fit the header.
        blank: number of lines without content.
        passed_over: number of rows that no table takes.
    """

    layout: Layout
    lines: pd.DataFrame
    sheet: str = ""
    ragged: list[tuple[int, int]] = field(default_factory=list)
    blank: int = 0
    passed_over: int = 0


def of_text(delivery: Delivery, companions: list[Delivery]) -> list[Published]:
    """Open a delimited text file, gzip or not.

    Raises:
        Refused: no text, no table, or a header of no known shape.
    """
    table = read_text_table(delivery)
    header = list(table.cells.columns)
    own = own_layout(delivery, companions)
    layout = fitting(header, own)
    if layout is None:
        raise unfit("line 1", header, own)
    found = layout.positions(header)
    places = {"sheet": "", "row": table.lines, "column": header[found[layout.place]]}
    return [Published(layout, named(table.cells, found, layout, places), "", table.ragged, table.blank)]


def of_workbook(delivery: Delivery, companions: list[Delivery]) -> list[Published]:
    """Open a workbook: every sheet with a header of a known shape among its first rows.

    Raises:
        Refused: no workbook, or no such sheet.
    """
    sheets = [sheet for sheet in read_workbook(delivery) if len(sheet.cells)]
    if not sheets:
        raise Refused(
            "the whole workbook", "expected a sheet with a table, found only empty sheets", "deliver the file again"
        )
    own = own_layout(delivery, companions)
    found = [table for sheet in sheets if (table := _in_sheet(sheet, own))]
    if not found:
        raise unfit(f"sheet {sheets[0].name!r}, row 1", list(sheets[0].cells.iloc[0]), own)
    return found


def _in_sheet(sheet: Sheet, own: Layout | None) -> Published | None:
    """Find the header among the first rows; everything below it is a line or blank."""
    for position in range(min(HEADER_WITHIN, len(sheet.cells))):
        header = list(sheet.cells.iloc[position])
        if layout := fitting(header, own):
            below = sheet.cells.iloc[position + 1 :]
            blank = (below == "").all(axis=1)
            rows = pd.Series(below.index + 1, index=below.index)[~blank]
            found = layout.positions(header)
            places = {"sheet": sheet.name, "row": rows, "column": column_letters(found[layout.place])}
            return Published(layout, named(below[~blank], found, layout, places), sheet.name, [], int(blank.sum()))
    return None


def named(cells: pd.DataFrame, found: dict[str, int], layout: Layout, places: dict) -> pd.DataFrame:
    """Name the columns as the layout does, hold few-valued text as categories, and add the place of each row's cell."""
    lines = cells.iloc[:, list(found.values())].set_axis(list(found), axis=1)
    kinds = {name: "str" if name == layout.place else "category" for name in found}
    typed = lines.astype(kinds)
    return typed.assign(**places, raw_value=typed[layout.place])
