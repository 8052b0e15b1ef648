"""Grids: the tables of a delivered file as text cells by line and position, before anything is known of their header.

Twin headers, headers of two rows and none at all are read alike; which line is the header belongs to the readers.
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from hr_pipeline.formats.archives import is_archive, text_members
from hr_pipeline.formats.text_files import decode, detect_separator
from hr_pipeline.formats.text_records import check_width
from hr_pipeline.formats.workbooks import Sheet, is_workbook, read_workbook
from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.provenance.locators import column_letters

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz")


CELLS_HELD = 1 << 21
"""How many cells of tables that were read are kept for the next reader that looks at them."""


@dataclass(frozen=True)
class Grid:
    """One table as it lies in a file.

    Attributes:
        name: the sheet, or the member of an archive; "" for a text file.
        cells: text; index: the line or row each record begins on; columns: positions from 0.
        numeric: where a workbook holds a number and not a text; empty for text files.
        is_sheet: the columns are named by letters.
        torn: lines with content that have another number of cells than the others: line, cells.
    """

    name: str
    cells: pd.DataFrame
    numeric: pd.DataFrame
    is_sheet: bool = False
    torn: list[tuple[int, int]] = field(default_factory=list)

    def column(self, position: int, headers: list[str]) -> str:
        """Name a column as a locator does: letters, the header, or #4 for the fourth where no header tells it."""
        if self.is_sheet:
            return column_letters(position)
        name = headers[position] if position < len(headers) else ""
        return name if name and headers.count(name) == 1 else f"#{position + 1}"


def is_grid(name: str) -> bool:
    """Tell by its name whether a file holds tables of text cells."""
    return is_workbook(name) or is_archive(name) or name.lower().endswith(TEXT_ENDINGS)


@remembered(CELLS_HELD, lambda grids: sum(grid.cells.size for grid in grids))
def read_grids(delivery: Delivery) -> tuple[Grid, ...]:
    """Read every table of a delivered workbook, text file or zip of text files; readers that look share one reading.

    Raises:
        Refused: the file does not open, or is no text.
    """
    if is_workbook(delivery.name):
        return tuple(_of_sheet(sheet) for sheet in read_workbook(delivery))
    if is_archive(delivery.name):
        return tuple(text_grid(content, name) for name, content in text_members(delivery).items())
    return (text_grid(unpacked(delivery)),)


def _of_sheet(sheet: Sheet) -> Grid:
    rows = range(1, len(sheet.cells) + 1)
    return Grid(sheet.name, sheet.cells.set_axis(rows, axis=0), sheet.numeric.set_axis(rows, axis=0), is_sheet=True)


def text_grid(content: bytes, name: str = "") -> Grid:
    """Cut delimited text into cells; below the first line of the usual width, lines of another one are torn.

    Raises:
        Refused: no text, nothing separates its cells, or more columns than a spreadsheet has.
    """
    text, _ = decode(content)
    records = _numbered(text, detect_separator(text))
    width = Counter(map(len, records.values())).most_common(1)[0][0]
    begun = next(line for line, cells in records.items() if len(cells) == width)
    torn = [
        (line, len(cells))
        for line, cells in records.items()
        if line > begun and len(cells) != width and any(cell.strip() for cell in cells)
    ]
    kept = {line: cells for line, cells in records.items() if (line, len(cells)) not in torn}
    padded = [(cells + [""] * width)[:width] for cells in kept.values()]
    cells = pd.DataFrame(padded, index=list(kept), dtype="str")
    return Grid(name, cells, pd.DataFrame(index=cells.index), torn=torn)


def _numbered(text: str, separator: str) -> dict[int, list[str]]:
    """Give each record by the line it begins on."""
    reader, records, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator), {}, 1
    for cells in reader:
        check_width(line, cells)
        records[line] = cells
        line = reader.line_num + 1
    return records
