"""Cells of archived files, read again with the standard library and pyarrow: nothing here is shared with the readers.

Text tables (also packed with gzip, or in a zip archive), XLSX, pages of JSON and Parquet are read. What cannot be read
(XLS, XLSB, ODS) is not checked. Shipped in each release as `replay_cells.py`.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal
from xml.etree import ElementTree

import pyarrow.parquet as pq

Cell = tuple[str, int, str]
"""Sheet (or member of an archive, or page), row, column."""

ENCODINGS = ("utf-8-sig", "utf-16", "cp1251", "cp1252", "cp1256", "koi8_r", "mac_cyrillic")
HEADER_WITHIN = 60
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DATES = {*range(14, 23), *range(45, 48)}
"""Number formats of dates that every workbook knows."""

csv.field_size_limit(1 << 30)


class NotChecked(Exception):
    """No reader here opens this kind of file."""


def read_cells(content: bytes, name: str, wanted: set[Cell]) -> dict[Cell, str]:
    """Read cells of one file.

    Args:
        content: the file's bytes.
        name: its delivered name, which tells its format.
        wanted: the cells.

    Returns:
        The text of each cell that there is.

    Raises:
        NotChecked: the format is not read here.
    """
    lower = name.lower()
    if lower.endswith(".gz"):
        content, lower = gzip.decompress(content), lower[:-3]
    ending = lower.rsplit(".", 1)[-1]
    readers = {"xlsx": _workbook, "xlsm": _workbook, "json": _pages, "parquet": _parquet}
    readers |= dict.fromkeys(("csv", "tsv", "txt", "zip"), _text)
    if ending not in readers:
        raise NotChecked(f"{ending.upper()} is not read here")
    return readers[ending](content, wanted)


def _text(content: bytes, wanted: set[Cell]) -> dict[Cell, str]:
    found: dict[Cell, str] = {}
    for member in {sheet for sheet, _, _ in wanted}:
        own = {cell for cell in wanted if cell[0] == member}
        table = zipfile.ZipFile(io.BytesIO(content)).read(member) if member else content
        for column in {column for _, _, column in own}:
            lines = {row for _, row, name in own if name == column}
            texts = _column(table, column, lines)
            found |= {(member, row, column): text for row, text in texts.items()}
    return found


def _column(content: bytes, column: str, lines: set[int]) -> dict[int, str]:
    """Read a column at some lines, in the encoding and with the separator that show its header."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for separator in ",;\t|":
            position = _position(text, separator, column)
            if position is not None:
                records = _records(text, separator)
                return {n: cells[position] for n, cells in records if n in lines and position < len(cells)}
    return {}


def _position(text: str, separator: str, column: str) -> int | None:
    for number, (_, cells) in enumerate(_records(text[: 1 << 20], separator)):
        if re.fullmatch(r"#\d+", column) and len(cells) > 1:
            return int(column[1:]) - 1
        if column in cells:
            return cells.index(column)
        if number >= HEADER_WITHIN:
            break
    return None


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Cut text into records, each with the line it begins on; marks that make no sense as quotes are letters."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error:
        quoting = csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _pages(content: bytes, wanted: set[Cell]) -> dict[Cell, str]:
    try:
        pages = json.loads(content, parse_float=str, parse_int=str)
    except ValueError:
        pages = [json.loads(line, parse_float=str, parse_int=str) for line in content.splitlines() if line.strip()]
    pages = pages if isinstance(pages, list) else [pages]
    found = {}
    for sheet, row, column in wanted:
        is_pointer = column.startswith("/")
        number = row if is_pointer else int(sheet)
        path = column if is_pointer else f"/value/{row - 1}/{column}"
        page = pages[number - 1 if len(pages) > 1 else 0]
        value = _at(page, path.split("/")[1:])
        if value is not None:
            found[sheet, row, column] = value
    return found


def _at(found: object, path: list[str]) -> str | None:
    for part in path:
        name = part.replace("~1", "/").replace("~0", "~")
        try:
            found = found[int(name)] if isinstance(found, list) else found[name]  # type: ignore[index]
        except (LookupError, TypeError, ValueError):
            return None
    if isinstance(found, bool):
        return "true" if found else "false"
    return "" if found is None or isinstance(found, list | dict) else str(found)


def _parquet(content: bytes, wanted: set[Cell]) -> dict[Cell, str]:
    names = sorted({column for _, _, column in wanted})
    table = pq.read_table(io.BytesIO(content), columns=names)
    held = {name: table[name].to_pylist() for name in table.column_names}
    inside = [cell for cell in wanted if cell[2] in held and 1 <= cell[1] <= table.num_rows]
    return {cell: _number_text(held[cell[2]][cell[1] - 1]) for cell in inside}


def _number_text(value: object) -> str:
    """Give a typed cell as text: whole numbers without decimals, dates as ISO, "" where empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return str(int(value)) if abs(value) < 2**53 and value == int(value) else str(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return str(value)


def _workbook(content: bytes, wanted: set[Cell]) -> dict[Cell, str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    strings, dated, sheets, base = _strings(archive), _dated(archive), *_sheets(archive)
    found: dict[Cell, str] = {}
    for sheet in {sheet for sheet, _, _ in wanted} & set(sheets):
        places = {f"{column}{row}": (sheet, row, column) for name, row, column in wanted if name == sheet}
        with archive.open(sheets[sheet]) as part:
            for _, cell in ElementTree.iterparse(part):
                if cell.tag == MAIN + "c" and cell.get("r") in places:
                    found[places[str(cell.get("r"))]] = _cell_text(cell, strings, dated, base)
                if cell.tag == MAIN + "row":
                    cell.clear()
        found |= {cell: "" for cell in places.values() if cell not in found}
    return found


def _cell_text(cell: ElementTree.Element, strings: list[str], dated: set[int], base: datetime) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(MAIN + "v")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(MAIN + "t"))
    if value is None:
        return ""
    if kind == "s":
        return strings[int(value)]
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return value
    number = float(value)
    is_date = int(cell.get("s", "0")) in dated
    return _number_text(base + timedelta(days=number)) if is_date else _number_text(number)


def _strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    entries = ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).findall(MAIN + "si")
    runs = [[*entry.findall(MAIN + "t"), *entry.findall(f"{MAIN}r/{MAIN}t")] for entry in entries]
    return ["".join(part.text or "" for part in parts) for parts in runs]


def _dated(archive: zipfile.ZipFile) -> set[int]:
    """Number the cell styles that show a number as a date."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in styles.iter(MAIN + "numFmt")}
    is_date = {number for number, code in own.items() if re.search("[dmyhs]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", code))}
    styled = styles.find(MAIN + "cellXfs")
    used = [int(xf.get("numFmtId", 0)) for xf in styled] if styled is not None else []
    return {index for index, number in enumerate(used) if number in is_date or (number in DATES and number not in own)}


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], datetime]:
    """Find the part of each sheet, and the day that dates are counted from."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {str(link.get("Id")): str(link.get("Target")) for link in links}
    paths = {str(s.get("name")): targets[str(s.get(RELATION))] for s in book.iter(MAIN + "sheet")}
    parts = {name: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for name, path in paths.items()}
    settings = book.find(MAIN + "workbookPr")
    is_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    return parts, datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
