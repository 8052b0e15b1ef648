"""One cell of an archived file, read again by its locator, with other readers than the ingestion's where there are any.

Also the one rule by which a typed workbook cell becomes text (`cell_text`), so that both readings can be compared.
"""

import csv
import gzip
import io
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow.parquet as pq

from hr_pipeline.provenance.locators import Locator, locator
from hr_pipeline.provenance.pages import at, read_pages

Engine = Literal["openpyxl", "calamine"]
"""What reads a workbook."""
EXACT = 2**53
"""A workbook keeps numbers as 64-bit floats: whole numbers are exact below this."""


def cell_text(value: Any) -> str:
    """Give a workbook cell's value as text: whole numbers without .0, dates as ISO, "" where empty.

    Readers disagree on what they make of one cell: an int or a float, a date or its midnight. The text is the same.
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return str(int(value)) if abs(value) < EXACT and value == int(value) else str(float(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


ENCODINGS = ["utf-8-sig", "utf-16", "cp1251", "cp1252", "cp1256", "koi8_r", "mac_cyrillic"]
SEPARATORS = ",;\t|"
NUMBERED = re.compile(r"#\d+")
HEADER_WITHIN = 60
"""A text table's header is looked for in so many first records."""

csv.field_size_limit(1 << 30)  # a survey's polygon is longer than the module's own limit


class Cells:
    """The cells of one archived file, opened once and read by locator."""

    def __init__(self, file: Path, name: str) -> None:
        """Open `file`, whose delivered name `name` tells its format."""
        self._name = name.lower()
        self._content = gzip.decompress(file.read_bytes()) if self._name.endswith(".gz") else file.read_bytes()
        self._records: dict[str, dict[int, list[str]]] = {}
        self._sheets: dict[str, pd.DataFrame] = {}
        self._pages: list[dict[str, Any]] = []
        self._columns: dict[str, list[Any]] = {}

    def read(self, locator: Locator) -> str:
        """Give the text of one cell.

        Raises:
            LookupError: the file has no such cell.
        """
        if locator.format == "csv":
            return self._text_cell(locator)
        if locator.format == "xlsx":
            return self._workbook_cell(locator)
        if locator.format == "json":
            return self._page_value(locator)
        if locator.format == "parquet":
            return self._parquet_cell(locator)
        raise LookupError(f"no reader finds {locator} again")

    def _page_value(self, locator: Locator) -> str:
        """A file of one page holds the page its locators name, whichever number it has in its fetch."""
        if not self._pages:
            self._pages = _pages(self._content)
        position = locator.row - 1 if len(self._pages) > 1 else 0
        if position >= len(self._pages):
            raise LookupError(f"no page at {locator}")
        return at(self._pages[position], locator.column)

    def _text_cell(self, locator: Locator) -> str:
        if locator.sheet not in self._records:
            content = _member(self._content, locator.sheet) if locator.sheet else self._content
            self._records[locator.sheet] = _records(content, locator.column)
        records = self._records[locator.sheet]
        cells = records.get(locator.row, [])
        position = _position(records, locator.column)
        if position >= len(cells):
            raise LookupError(f"no cell at {locator}")
        return cells[position]

    def _parquet_cell(self, locator: Locator) -> str:
        if locator.column not in self._columns:
            table = pq.ParquetFile(io.BytesIO(self._content))
            if locator.column not in table.schema_arrow.names:
                raise LookupError(f"no column {locator.column!r}")
            self._columns[locator.column] = table.read([locator.column])[locator.column].to_pylist()
        values = self._columns[locator.column]
        if not 1 <= locator.row <= len(values):
            raise LookupError(f"no cell at {locator}")
        return cell_text(values[locator.row - 1])

    def _workbook_cell(self, locator: Locator) -> str:
        if locator.sheet not in self._sheets:
            engine: Engine = "openpyxl" if self._name.endswith(("xlsx", "xlsm")) else "calamine"
            self._sheets[locator.sheet] = _sheet(self._content, locator.sheet, engine)
        grid = self._sheets[locator.sheet]
        column = 0
        for letter in locator.column:
            column = column * 26 + ord(letter) - ord("A") + 1
        if locator.row > len(grid) or column > grid.shape[1]:
            raise LookupError(f"no cell at {locator}")
        return cell_text(grid.iat[locator.row - 1, column - 1])


def cell_reader(sources: pd.DataFrame, snapshot: Callable[[str], Path]) -> Callable[[str, str, int, str], str]:
    """Give a function that reads a cell by delivery, sheet, row and column, and opens each archived file once.

    Args:
        sources: the snapshots, with delivery and sha256.
        snapshot: gives the archived file of a sha256.
    """
    hashes = sources.drop_duplicates("delivery").set_index("delivery")["sha256"]
    opened: dict[str, Cells] = {}

    def read(delivery: str, sheet: str, row: int, column: str) -> str:
        if delivery not in opened:
            file = snapshot(hashes[delivery])
            if not file.is_file():
                raise LookupError(f"{delivery} is not in the archive")
            opened[delivery] = Cells(file, delivery)
        return opened[delivery].read(locator({"delivery": delivery, "sheet": sheet, "row": row, "column": column}))

    return read


def _pages(content: bytes) -> list[dict[str, Any]]:
    try:
        return read_pages(content)
    except ValueError as error:
        raise LookupError("no JSON") from error


def _member(content: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(name)
    except (KeyError, zipfile.BadZipFile) as error:
        raise LookupError(f"no member {name!r}") from error


def _position(records: dict[int, list[str]], column: str) -> int:
    """Find a column by its header, or by its number from 1 where it is written as #4."""
    if NUMBERED.fullmatch(column):
        return int(column[1:]) - 1
    return _header(records, column).index(column)


def _sheet(content: bytes, sheet: str, engine: Engine) -> pd.DataFrame:
    try:
        return pd.read_excel(
            io.BytesIO(content), sheet_name=sheet, header=None, dtype="object", engine=engine, na_filter=False
        )
    except ValueError as error:
        raise LookupError(f"no sheet {sheet!r}") from error


def _records(content: bytes, column: str) -> dict[int, list[str]]:
    """Read all records by the line each begins on, in the encoding and separator that show the column's header."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for separator in SEPARATORS:
            start = islice(numbered_records(text[: 1 << 20], separator), HEADER_WITHIN)
            if any(column in cells or (len(cells) > 1 and NUMBERED.fullmatch(column)) for _, cells in start):
                return dict(numbered_records(text, separator))
    raise LookupError(f"no column {column!r}")


def numbered_records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Cut delimited text into records, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting_of(text, separator))
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def quoting_of(text: str, separator: str) -> Literal[0, 3]:
    """Tell whether quotation marks around cells are quotes, or letters like others, as the `csv` module calls it."""
    return csv.QUOTE_NONE if are_quotes_letters(text, separator) else csv.QUOTE_MINIMAL


def are_quotes_letters(text: str, separator: str) -> bool:
    """Tell text whose cells are never quoted: its marks make no sense as quotes, and without them no line is torn."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    width = max((line.count(separator) for line in lines[:HEADER_WITHIN] if '"' not in line), default=0)
    quoted = [line for line in lines if '"' in line]
    if not quoted or any(line.count(separator) != width for line in quoted):
        return False
    try:
        deque(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), maxlen=0)
    except csv.Error:
        return True
    return False


def _header(records: dict[int, list[str]], column: str) -> list[str]:
    for cells in islice(records.values(), HEADER_WITHIN):
        if column in cells:
            return cells
    raise LookupError(f"no column {column!r}")
