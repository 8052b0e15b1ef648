"""Workbooks (xlsx, xls, xlsb, ods), read as text: every cell as published, in its place.

A workbook is checked before it is parsed: a single cell in the last corner of a sheet makes parsers ask for all memory.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook, SheetTypeEnum

from hr_pipeline.lineage.cells import cell_text
from hr_pipeline.lineage.place import column_letters
from hr_pipeline.sources.corrections import Corrections
from hr_pipeline.sources.deliveries import Delivery, Refused
from hr_pipeline.sources.snapshots import unpacked

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
MOST_BYTES = 1 << 30
MOST_ENTRIES = 10_000
MOST_ROWS, MOST_COLUMNS = 1_048_576, 4_096
MOST_CELLS = 40_000_000
BROKEN = Refused(
    "the whole file",
    "expected a workbook that opens",
    "open it in a spreadsheet program, save it again as .xlsx and deliver that",
)


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its name and its cells as text.

    Attributes:
        name: as on its tab.
        cells: all rows from 1 and columns from A as text; row i of the frame is row i + 1 of the sheet.
        numeric: where the workbook holds a number and not a text: no convention of writing applies there.
    """

    name: str
    cells: pd.DataFrame
    numeric: pd.DataFrame

    def letters(self, position: int) -> str:
        """Name a column by its position from 0."""
        return column_letters(position)


def is_workbook(name: str) -> bool:
    """Tell by its name whether a file is a workbook."""
    return name.lower().endswith(WORKBOOK_ENDINGS)


def read_workbook(delivery: Delivery) -> list[Sheet]:
    """Read all worksheets of a delivered workbook.

    Raises:
        Refused: no workbook, broken, encrypted, or larger than a table of people's making can be.
    """
    content = unpacked(delivery)
    check_size(content)
    try:
        sheets = _sheets(content)
    except Exception as error:
        raise BROKEN from error
    except BaseException as error:  # the parser's panics are no Exceptions
        if type(error).__name__ == "PanicException":
            raise BROKEN from error
        raise
    return [_corrected(sheet, delivery.corrections) for sheet in sheets]


def _corrected(sheet: Sheet, corrections: Corrections) -> Sheet:
    """Put corrected texts in; a number in a number's place stays one."""
    if not corrections.entries:
        return sheet
    rows, letters = pd.Series(sheet.cells.index + 1), [column_letters(at) for at in range(sheet.cells.shape[1])]
    cells = corrections.applied(sheet.cells, rows, letters, sheet.name)
    is_number = cells.apply(pd.to_numeric, errors="coerce").notna()
    return Sheet(sheet.name, cells, sheet.numeric & is_number)


def _sheets(content: bytes) -> list[Sheet]:
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    sheets = [_sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    return _with_errors(content, sheets) if _has_errors(content) else sheets


def _sheet(name: str, rows: list[list]) -> Sheet:
    numeric = [[isinstance(value, int | float) and not isinstance(value, bool) for value in row] for row in rows]
    return Sheet(name, _text(rows), pd.DataFrame(numeric, dtype="bool"))


def _has_errors(content: bytes) -> bool:
    if not zipfile.is_zipfile(BytesIO(content)):
        return False
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return any(b't="e"' in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


def _with_errors(content: bytes, sheets: list[Sheet]) -> list[Sheet]:
    """Put back errors such as #REF!, which calamine reads as empty: a value that failed is not a missing one."""
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    for sheet in sheets:
        published = book[sheet.name]
        published.reset_dimensions()  # some programs write a size that is not the sheet's
        for cell in (cell for row in published.iter_rows() for cell in row if cell.data_type == "e"):
            sheet.cells.iat[cell.row - 1, cell.column - 1] = str(cell.value)
    return sheets


def _text(rows: list[list]) -> pd.DataFrame:
    return pd.DataFrame([[cell_text(value) for value in row] for row in rows], dtype="str").fillna("")


def check_size(content: bytes) -> None:
    """Refuse a workbook whose cells would not fit, before any parser sees it.

    Raises:
        Refused: too many parts, too many bytes when unpacked, or a cell too far out.
    """
    if not zipfile.is_zipfile(BytesIO(content)):
        return  # the old binary format cannot hold more than 65,536 x 256 cells a sheet
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise BROKEN from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    if len(archive.infolist()) > MOST_ENTRIES:
        raise _too_large(f"at most {MOST_ENTRIES:,} parts")
    total = 0
    for part in archive.infolist():
        rows, columns, size = _extent(archive, part, MOST_BYTES - total)
        total += size
        if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise _too_large(
                f"cells within {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells; "
                f"{part.filename} reaches row {rows:,}, column {columns:,}"
            )


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> tuple[int, int, int]:
    """Unpack a part without keeping it: its furthest row and column, and its size.

    Raises:
        Refused: the part is larger than `most` bytes.
    """
    furthest, size, tail = (0, 0), 0, b""
    is_sheet = part.filename.endswith(".xml") and "sheet" in part.filename
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            size += len(block)
            if size > most:
                raise _too_large(f"at most {MOST_BYTES >> 20} MiB unpacked")
            if is_sheet:
                furthest = _further(furthest, tail + block)
                tail = block[-64:]
    if part.filename == OPEN_DOCUMENT:
        with archive.open(part) as stream:
            furthest = _repeated_extent(stream)
    return *furthest, size


OPEN_DOCUMENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _repeated_extent(stream: IO[bytes]) -> tuple[int, int]:
    """Tell the furthest row and column with content of an OpenDocument's tables, which write repeated cells once."""
    rows = columns = row = 0
    try:
        for _, element in iterparse(stream, events=("end",)):
            if element.tag == f"{_TABLE}table":
                row = 0
            if element.tag != f"{_TABLE}table-row":
                continue
            row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
            if width := _width(element):
                rows, columns = max(rows, row), max(columns, width)
            element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BROKEN from error
    return rows, columns


def _width(row: Any) -> int:
    """Count a row's cells up to the last one with content: programs fill rows with empty cells to the sheet's end."""
    width = position = 0
    for cell in row:
        position += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        width = position if len(cell) else width
    return width


_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")


def _further(furthest: tuple[int, int], xml: bytes) -> tuple[int, int]:
    """Move the furthest (row, column) on over the cell references of a piece of a sheet's XML."""
    rows, columns = furthest
    found = _REFERENCE.findall(xml)
    if found:
        rows = max(rows, max(int(number) for _, number in found))
        columns = max(columns, max(_number(letters) for letters in {letters for letters, _ in found}))
    return rows, columns


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(expected: str) -> Refused:
    return Refused(
        "the whole file",
        f"expected {expected}",
        "delete the stray cells far outside the table (or split it) and save it again",
    )
