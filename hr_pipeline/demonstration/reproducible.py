"""Containers that come out the same byte for byte each time: archives and workbooks without the time of their making.

What goes into them belongs to the makers.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

MADE = datetime(2026, 1, 1)


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows, the header first, as UTF-8 text with commas and line feeds."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def gzip_bytes(content: bytes) -> bytes:
    """Pack content without a file name or a time."""
    return gzip.compress(content, mtime=0)


def workbook_bytes(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """Write a workbook of plain tables: sheet name -> rows, the header first."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.properties.created = MADE
    workbook.properties.modified = MADE
    packed = io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(packed, "w")).save()
    return _without_times(packed)


def _without_times(packed: io.BytesIO) -> bytes:
    """Pack a zip archive's members again under one fixed time."""
    again = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()
