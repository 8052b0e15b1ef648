"""Delimited text opened as grids, whatever its separator and encoding: those that a layout declares are tried first.

Workbooks belong to `opened.py`, finding a header to `grids.py`.
"""

from collections.abc import Iterator

import pandas as pd

from hr_pipeline.formats.text_files import decode, detect_separator, read_text_table
from hr_pipeline.formats.text_records import text_records
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.layouts.grids import HEADER_WITHIN, Grid, joined
from hr_pipeline.layouts.texts import plain
from hr_pipeline.sources.national_budgets.grids import amounts_of, locate
from hr_pipeline.sources.national_budgets.layout import Layout

Records = list[tuple[int, list[str]]]
SAMPLE = 1 << 18


def text_of(delivery: Delivery, layout: Layout) -> tuple[str, str, str]:
    """Decode a text file and choose its separator: those that show the most of the headers that a layout names.

    Returns:
        The text, its encoding and its separator; as declared where another choice shows no more.

    Raises:
        Refused: no text, or empty.
    """
    wanted = {plain(text) for text in [*layout.columns.values(), *(amount.header for amount in layout.amounts)]}
    wanted |= {plain(text) for header, others in layout.other_headers.items() for text in (header, *others)}
    best, most = None, -1
    for text, encoding, separator in _ways(delivery, layout):
        here = {plain(cell) for _, cells in first_records(text, separator) for cell in cells}
        if len(wanted & here) > most:
            best, most = (text, encoding, separator), len(wanted & here)
        if wanted <= here:
            break
    if best is None:
        raise Refused("the whole file", "expected delimited text", "save it as UTF-8 text with one separator")
    return best


def _ways(delivery: Delivery, layout: Layout) -> Iterator[tuple[str, str, str]]:
    """List the ways to read a file: as declared, with another separator, in another encoding."""
    content = unpacked(delivery)
    for declared in dict.fromkeys([layout.encoding, ""]):
        try:
            text, encoding = decode(content, declared)
        except Refused:
            if not declared:
                raise
            continue
        if layout.separator:
            yield text, encoding, layout.separator
        try:
            yield text, encoding, detect_separator(text)
        except Refused:
            if not layout.separator:
                raise


def first_records(text: str, separator: str) -> Records:
    """Cut the first records out of a text, each with its line."""
    return [(line, cells) for line, cells in _cut(text[:SAMPLE], separator)][:HEADER_WITHIN]


def _cut(text: str, separator: str) -> Records:
    """Cut a text into records; a last one that a sample cuts through is left as it is."""
    try:
        return text_records(text, separator)
    except Refused:
        return text_records(text.replace('"', ""), separator)


def csv_grid(delivery: Delivery, layout: Layout) -> Grid:
    """Read a delimited text file; its header need not be the first line.

    Raises:
        Refused: unreadable, empty, or the header is not there.
    """
    text, encoding, separator = text_of(delivery, layout)
    first = first_records(text, separator)
    at = locate([cells for _, cells in first], layout, "the table")
    above = [cell for _, cells in first[: at + layout.header_rows] for cell in cells if cell.strip()]
    if at > 0 or layout.header_rows > 1 or not all(name.strip() for name in first[0][1]):
        return _grid_below(delivery, text_records(text, separator), at, layout.header_rows, above)
    labels = set(first[0][1]) - {text for text in first[0][1] if plain(text) in amounts_of(layout)}
    table = read_text_table(delivery, labels, encoding, separator)
    headers = list(table.cells.columns)
    cells = table.cells.set_axis(range(len(headers)), axis=1)
    return Grid("", headers, cells, table.lines, headers, above=above, ragged=table.ragged, blank=table.blank)


def _grid_below(delivery: Delivery, records: Records, at: int, header_rows: int, above: list[str]) -> Grid:
    """Build the grid of a text that has lines above its header, several header rows, or columns without a header."""
    top, body = [cells for _, cells in records[at : at + header_rows]], records[at + header_rows :]
    width = max(map(len, top))
    headers = joined([cells + [""] * (width - len(cells)) for cells in top])
    least = max((position for position, text in enumerate(headers, 1) if text.strip()), default=width)
    whole = [(line, (cells + [""] * width)[:width]) for line, cells in body if _fits(cells, least, width)]
    torn = [(line, len(cells)) for line, cells in body if cells and not _fits(cells, least, width)]
    cells = pd.DataFrame([cells for _, cells in whole], columns=range(width), dtype="str")
    rows = pd.Series([line for line, _ in whole], dtype="int64")
    blank = len(body) - len(whole) - len(torn)
    places = (top[-1] + [""] * width)[:width]
    corrected = delivery.corrections.applied(cells, rows, places)
    return Grid("", headers, corrected, rows, places, above=above, ragged=torn, blank=blank)


def _fits(cells: list[str], least: int, width: int) -> bool:
    """Say whether a record has a cell for each header; empty cells behind the last header do not matter."""
    return least <= len(cells) and not any(cell.strip() for cell in cells[width:])
