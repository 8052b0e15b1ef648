"""Code lists, code books and crosswalks among the deliveries: recognised by their header, and never counted.

The lists are declared in `code_lists.yaml`. What the pipeline's own codes are belongs to `hr_pipeline.schemas.codes`.
"""

import csv
import gzip
import io
import json
from dataclasses import dataclass
from functools import cache

from openpyxl import load_workbook

from hr_pipeline.formats.text_files import decode, detect_separator
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.packaged import packaged_yaml

CODE_LIST = "code_list"
TEXT_ENDINGS = (".csv", ".tsv", ".txt")
HEAD_BYTES = 1 << 16
"""The header of a text file stands in its first bytes."""
LARGEST_BYTES = 1 << 18
"""Workbooks and JSON files that are larger are no code lists: they would have to be read as a whole."""

Header = frozenset[str]


@dataclass(frozen=True)
class CodeList:
    """One declared list; `code_lists.yaml` explains every key."""

    name: str
    columns: list[str]
    reason: str = CODE_LIST

    @property
    def header(self) -> Header:
        """The columns as they are compared."""
        return _plain(self.columns)


def code_list(delivery: Delivery) -> tuple[str, str]:
    """Tell which declared code list a delivered file is.

    Args:
        delivery: any data file.

    Returns:
        Reason and name; two empty texts where it is none.

    Raises:
        Exception: the file cannot be opened; whoever asks leaves it to its reader, which refuses it with a reason.
    """
    headers = _headers(delivery)
    found = [_declared().get(header) for header in headers]
    lists = [one for one in found if one]
    return (lists[0].reason, lists[0].name) if lists and len(lists) == len(found) else ("", "")


@cache
def _declared() -> dict[Header, CodeList]:
    entries = [CodeList(**entry) for entry in packaged_yaml(__package__, "code_lists.yaml")]
    return {entry.header: entry for entry in entries}


def _plain(names: list[str]) -> Header:
    return frozenset(name.strip().casefold() for name in names if name.strip())


def _headers(delivery: Delivery) -> list[Header]:
    """Read the header of each table of a file, without the rest of it where its format allows that."""
    name = delivery.name.lower()
    if name.removesuffix(".gz").endswith(TEXT_ENDINGS):
        return [_text_header(delivery)]
    if delivery.file.stat().st_size > LARGEST_BYTES:
        return []
    if name.endswith(".xlsx"):
        return _sheet_headers(delivery)
    return _json_header(delivery) if name.endswith(".json") else []


def _text_header(delivery: Delivery) -> Header:
    opener = gzip.open if delivery.name.lower().endswith(".gz") else open
    with opener(delivery.file, "rb") as file:
        content = file.read(HEAD_BYTES)
    whole_lines = content[: content.rfind(b"\n") + 1] or content
    text, _ = decode(whole_lines)
    return _plain(next(csv.reader(io.StringIO(text), delimiter=detect_separator(text)), []))


def _sheet_headers(delivery: Delivery) -> list[Header]:
    with delivery.file.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True)
        rows = [next(sheet.iter_rows(max_row=1, values_only=True), ()) for sheet in book.worksheets]
    return [_plain([str(cell) for cell in row if cell is not None]) for row in rows if any(row)]


def _json_header(delivery: Delivery) -> list[Header]:
    """Take a list of records whose values are all texts for a table; numbers may be data."""
    records = json.loads(delivery.file.read_bytes())
    is_table = isinstance(records, list) and records and all(isinstance(one, dict) for one in records)
    if not is_table or not all(isinstance(value, str) for one in records for value in one.values()):
        return []
    return sorted({_plain(list(one)) for one in records}, key=sorted)
