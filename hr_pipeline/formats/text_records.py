"""Records of delimited text that is UTF-8 already: one row for each, with the line it begins on.

Encodings, separators and headers belong to `text_files.py`.
"""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from hr_pipeline.ingest.deliveries import Refused

END = ["\0", "\0"]
"""A record of our own behind the last one; where it does not come out whole, an open quote has swallowed it."""

MOST_COLUMNS = 16_384
"""As many as a spreadsheet has; the widest surveys have some thousands."""

csv.field_size_limit(1 << 30)  # a survey's polygon is longer than the module's own limit


@dataclass(frozen=True)
class TextTable:
    """A text file's header and records.

    Attributes:
        cells: one row per record, every cell as text ("" where empty); columns named as published.
        lines: line each record begins on; the header is line 1.
        ragged: line and number of cells of each record that does not fit the header.
        blank: number of lines without content; separators of the header's number make a record of empty cells.
        encoding: how the bytes were read.
        separator: what stands between cells.
    """

    cells: pd.DataFrame
    lines: pd.Series
    ragged: list[tuple[int, int]] = field(default_factory=list)
    blank: int = 0
    encoding: str = "utf-8-sig"
    separator: str = ","


def parsed(content: bytes, header: list[str], separator: str, categories: Collection[str] | None) -> TextTable:
    """Parse with Arrow where every record is one line of the right width, else record by record."""
    if _is_uneven(content, header):
        return _parse_slowly(content, header, separator)
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    try:
        cells = _parse_fast(content, header, separator, categories)
    except pa.ArrowInvalid:
        return _parse_slowly(content, header, separator)
    if len(cells) != lines - 1:
        return _parse_slowly(content, header, separator)
    return TextTable(cells, pd.Series(range(2, len(cells) + 2), dtype="int64"))


def _is_uneven(content: bytes, header: list[str]) -> bool:
    """Tell whether lines and records part in a way that Arrow does not show: it takes an empty line for a record."""
    empty_lines = b"\n\n" in content or b"\n\r\n" in content
    other_ends = content.count(b"\r") != content.count(b"\r\n")
    return empty_lines or other_ends or content.count(b'"') % 2 == 1 or any("\n" in name for name in header)


def _parse_fast(content: bytes, header: list[str], separator: str, categories: Collection[str] | None) -> pd.DataFrame:
    few = set(header) if categories is None else set(categories)
    types = {name: pa.dictionary(pa.int32(), pa.string()) if name in few else pa.string() for name in header}
    table = pa_csv.read_csv(
        pa.BufferReader(content),
        read_options=pa_csv.ReadOptions(column_names=header, skip_rows=1, block_size=8 << 20),
        parse_options=pa_csv.ParseOptions(delimiter=separator, newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(
            column_types=types, strings_can_be_null=False, quoted_strings_can_be_null=False
        ),
    )
    return table.to_pandas()


def _parse_slowly(content: bytes, header: list[str], separator: str) -> TextTable:
    """Read record by record: knows each one's line, keeps aside those of another width, counts empty lines."""
    return _sorted_out(text_records(content.decode(), separator)[1:], header)


def text_records(text: str, separator: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> list[tuple[int, list[str]]]:
    """Cut text into records, each with the line it begins on.

    Args:
        text: the whole file.
        separator: what stands between cells.
        quoting: `csv.QUOTE_NONE` where quotation marks are letters like others.

    Raises:
        Refused: a quote is opened and never closed.
    """
    lines = chain(io.StringIO(text, newline=""), [separator.join(END)])
    reader = csv.reader(lines, delimiter=separator, quoting=quoting)
    records: list[tuple[int, list[str]]] = []
    line = 1
    for cells in reader:
        check_width(line, cells)
        records.append((line, cells))
        line = reader.line_num + 1
    last, end = records.pop()
    if end != END:
        raise Refused(
            f"line {last}", "expected a closing quote before the end of the file", "close or remove the quote"
        )
    return records


def check_width(line: int, cells: list[str]) -> None:
    """Refuse a record with more cells than a spreadsheet has columns: what looks at pairs of columns would never end.

    Raises:
        Refused: it has more.
    """
    if len(cells) > MOST_COLUMNS:
        expected = f"expected at most {MOST_COLUMNS:,} columns, found {len(cells):,}"
        raise Refused(f"line {line}", expected, "export the columns that are needed, or one record to a line")


def _sorted_out(records: list[tuple[int, list[str]]], header: list[str]) -> TextTable:
    fitting = [(line, cells) for line, cells in records if len(cells) == len(header)]
    others = [(line, cells) for line, cells in records if len(cells) != len(header)]
    ragged = [(line, len(cells)) for line, cells in others if any(cell.strip() for cell in cells)]
    cells = pd.DataFrame([cells for _, cells in fitting], columns=header, dtype="str")
    lines = pd.Series([line for line, _ in fitting], dtype="int64")
    return TextTable(cells, lines, ragged, blank=len(others) - len(ragged))
