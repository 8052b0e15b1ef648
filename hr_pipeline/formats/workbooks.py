"""Workbooks (xlsx, xls, xlsb, ods), read as text: every cell as published, in its place.

What a workbook may hold is checked in `workbook_limits.py` before it is parsed here.
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO

import pandas as pd
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

from hr_pipeline.formats.workbook_limits import BROKEN, LOCKED, check_workbook
from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.corrections import Corrections
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.provenance.cells import cell_text
from hr_pipeline.provenance.locators import column_letters

MOST_CELLS = 2_000_000
"""Cells of a workbook that are kept at most, for those who look at it again."""
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


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


@remembered(MOST_CELLS, lambda sheets: sum(sheet.cells.size for sheet in sheets))
def read_workbook(delivery: Delivery) -> list[Sheet]:
    """Read all worksheets of a delivered workbook; the last small ones are kept.

    Raises:
        Refused: no workbook, broken, encrypted, or larger than a table of people's making can be.
    """
    content = unpacked(delivery)
    check_workbook(content)
    try:
        sheets = _sheets(content)
    except PasswordError as error:
        raise LOCKED from error
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
