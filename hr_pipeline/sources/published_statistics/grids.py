"""Delivered tables of statistics as grids of texts below their header, every cell still in its place.

What the columns mean belongs to `statistics.py`, which layout a file gets to `matching.py`.
"""

import zipfile
from functools import lru_cache
from io import BytesIO
from itertools import islice

import pandas as pd
from openpyxl import load_workbook

from hr_pipeline.formats.archives import is_archive, text_members
from hr_pipeline.formats.text_files import decode, detect_separator
from hr_pipeline.formats.text_records import text_records
from hr_pipeline.formats.workbooks import Sheet, is_workbook, read_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.layouts.grids import HEADER_WITHIN, Grid
from hr_pipeline.layouts.texts import plain
from hr_pipeline.provenance.cells import numbered_records, quoting_of
from hr_pipeline.provenance.locators import column_letters

STYLES = "xl/styles.xml"
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")


@lru_cache(maxsize=2)
def first_rows(delivery: Delivery) -> dict[str, list[list[str]]]:
    """Read the first rows of each table of a file, to find a header among them.

    Raises:
        Refused: the file does not open, or is neither a workbook nor delimited text.
    """
    if is_workbook(delivery.name):
        return {sheet.name: sheet.cells.head(HEADER_WITHIN).to_numpy().tolist() for sheet in read_workbook(delivery)}
    return {
        name: [cells for _, cells in islice(numbered_records(text[: 1 << 18], separator), HEADER_WITHIN)]
        for name, (text, separator) in _texts(delivery).items()
    }


def _texts(delivery: Delivery) -> dict[str, tuple[str, str]]:
    """Give the text of a file, or of each table in a zip archive, with its separator."""
    if not delivery.name.lower().endswith((*TEXT_ENDINGS, ".zip")):
        how_to_fix = "save the table as .xlsx or .csv and deliver that"
        raise Refused("the whole file", "expected a workbook, delimited text or a zip of it", how_to_fix)
    content = text_members(delivery) if is_archive(delivery.name) else {"": unpacked(delivery)}
    decoded = {name: decode(packed)[0] for name, packed in content.items()}
    return {name: (text, detect_separator(text)) for name, text in decoded.items()}


def header_row(rows: list[list[str]], headers: list[str]) -> int | None:
    """Find the first row in which all headers stand; None where there is none."""
    wanted = set(map(plain, headers))
    return next((at for at, row in enumerate(rows) if wanted <= set(map(plain, row))), None)


def grids(delivery: Delivery, headers: list[str]) -> list[Grid]:
    """Open the tables of a file on which all headers stand.

    Raises:
        Refused: unreadable, or a header stands there twice.
    """
    found = {name: header_row(rows, headers) for name, rows in first_rows(delivery).items()}
    if not is_workbook(delivery.name):
        texts = _texts(delivery)
        opened = [_text_grid(delivery, name, *texts[name], at) for name, at in found.items() if at is not None]
    else:
        sheets = {sheet.name: sheet for sheet in read_workbook(delivery)}
        opened = [_sheet_grid(delivery, sheets[name], at) for name, at in found.items() if at is not None]
    for grid in opened:
        _check_once(grid, headers)
    return opened


def rows_outside(delivery: Delivery, opened: list[Grid]) -> dict[str, int]:
    """Count the rows with content of the sheets, or of the tables in an archive, that are not opened."""
    known = {grid.sheet for grid in opened}
    if is_workbook(delivery.name):
        others = {sheet.name: sheet.cells for sheet in read_workbook(delivery) if sheet.name not in known}
        counted = {name: int((cells != "").any(axis=1).sum()) for name, cells in others.items()}
    else:
        texts = {name: text for name, (text, _) in _texts(delivery).items() if name not in known}
        counted = {name: sum(bool(line.strip()) for line in text.splitlines()) for name, text in texts.items()}
    return {name: count for name, count in counted.items() if count}


def _check_once(grid: Grid, headers: list[str]) -> None:
    here = [plain(text) for text in grid.headers]
    twice = next((header for header in headers if here.count(plain(header)) > 1), None)
    if twice:
        where = f"the header of sheet {grid.sheet!r}" if grid.sheet else "the header"
        raise Refused(where, f"expected one column {twice!r}, found several", "rename or remove the others")


def _text_grid(delivery: Delivery, name: str, text: str, separator: str, at: int) -> Grid:
    """Read delimited text; lines may stand above its header, and empty cells behind its last column."""
    records = text_records(text, separator, quoting_of(text, separator))
    headers, body = records[at][1], records[at + 1 :]
    width = len(headers)
    full = [(line, cells[:width]) for line, cells in body if len(cells) >= width and not any(cells[width:])]
    torn = [(line, len(cells)) for line, cells in body if any(cells) and (len(cells) < width or any(cells[width:]))]
    rows = pd.Series([line for line, _ in full], dtype="int64")
    cells = pd.DataFrame([cells for _, cells in full], columns=range(width), dtype="str")
    corrected = delivery.corrections.applied(cells, rows, headers, name)
    return Grid(name, headers, corrected, rows, headers, ragged=torn, blank=len(body) - len(full) - len(torn))


def _sheet_grid(delivery: Delivery, sheet: Sheet, at: int) -> Grid:
    headers = sheet.cells.iloc[at].tolist()
    cells, typed = (part.iloc[at + 1 :].reset_index(drop=True) for part in (sheet.cells, sheet.numeric))
    rows = pd.Series(range(at + 2, at + 2 + len(cells)), dtype="int64")
    places = [column_letters(position) for position in range(len(headers))]
    shown = _per_cent(delivery, sheet.name)
    per_cent = None if shown is None else shown.reindex(rows, fill_value=False).reset_index(drop=True)
    return Grid(sheet.name, headers, cells, rows, places, typed, per_cent)


def _per_cent(delivery: Delivery, name: str) -> pd.DataFrame | None:
    """Tell where a sheet shows per cent, by row from 1 and position; the reader of its values does not say."""
    content = unpacked(delivery)
    if not zipfile.is_zipfile(BytesIO(content)) or not _styles(content):
        return None
    sheet = load_workbook(BytesIO(content), read_only=True, data_only=True)[name]
    sheet.reset_dimensions()  # some programs write a size that is not the sheet's
    shown = [["%" in (cell.number_format or "") for cell in row] for row in sheet.iter_rows()]
    return pd.DataFrame(shown, index=range(1, len(shown) + 1)).fillna(False).astype("bool")


def _styles(content: bytes) -> bool:
    """Tell whether an .xlsx has a format of per cent at all; 9 and 10 are the ones that every program knows."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if STYLES not in archive.namelist():
            return False
        styles = archive.read(STYLES)
    return any(mark in styles for mark in (b'numFmtId="9"', b'numFmtId="10"', b"%"))
