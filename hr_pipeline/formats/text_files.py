"""Delimited text, read as text: every cell as published, with the line it stands on.

What columns mean belongs to the sources; typed values to `numbers.py`.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection

import charset_normalizer

from hr_pipeline.formats.encodings import oddness
from hr_pipeline.formats.text_records import TextTable, check_width, parsed
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked

SEPARATORS = [",", ";", "\t", "|"]
FALLBACK_ENCODINGS = ["cp1251", "cp1252", "cp1256", "koi8_r", "mac_cyrillic", "mac_roman"]
PIECE = 8 << 20
"""How much of a large file is decoded at once."""


def read_text_table(
    delivery: Delivery, categories: Collection[str] | None = None, encoding: str = "", separator: str = ""
) -> TextTable:
    """Read a delivered text file.

    Args:
        delivery: the file; gzip is unpacked.
        categories: columns to hold as category (cheap for few distinct values); None for all but the last resort.
        encoding: as declared by a layout; detected when empty.
        separator: as declared by a layout; detected when empty.

    Raises:
        Refused: empty, not text, no table, a doubled header, or a quote that is never closed.
    """
    content, encoding = _in_utf8(unpacked(delivery), encoding)
    head = content[: 1 << 20].decode(errors="ignore")  # the last character may be cut
    separator = separator or detect_separator(head)
    header = next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), [])
    _check_header(header)
    table = parsed(content, header, separator, categories)
    cells = delivery.corrections.applied(table.cells, table.lines, header)
    return TextTable(cells, table.lines, table.ragged, table.blank, encoding, separator)


def _in_utf8(content: bytes, encoding: str) -> tuple[bytes, str]:
    """Give a file's text as UTF-8; what is written so already is never held as text, which takes up to four times more.

    Raises:
        Refused: as `decode`.
    """
    _check_lines(content)
    if not encoding and _is_sound_utf8(content):
        return content.removeprefix(codecs.BOM_UTF8), "utf-8-sig"
    text, encoding = decode(content, encoding)
    return text.encode(), encoding


def _is_sound_utf8(content: bytes) -> bool:
    """Tell, piece by piece, whether `decode` would take bytes for UTF-8 and find nothing wrong in them."""
    if b"\0" in content or "\ufffd".encode() in content:
        return False
    decoder, is_blank = codecs.getincrementaldecoder("utf-8-sig")(), True
    try:
        for begin in range(0, len(content), PIECE):
            text = decoder.decode(content[begin : begin + PIECE], final=begin + PIECE >= len(content))
            is_blank = is_blank and (not text or text.isspace())
    except UnicodeDecodeError:
        return False
    return not is_blank


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Turn bytes into text: as declared, else UTF-8, UTF-16 with its mark, else the likeliest of a short list.

    Raises:
        Refused: no encoding fits, or the text has NUL or replacement characters.
    """
    _check_lines(content)
    text, chosen = _as_declared(content, encoding) if encoding else _as_detected(content)
    if "\0" in text or "\ufffd" in text:
        raise Refused(
            "the whole file", "expected text, found NUL or replacement characters", "export it again as UTF-8 text"
        )
    if not text or text.isspace():
        raise Refused("the whole file", "expected content, found only blanks", "deliver the file again")
    return text, chosen


LONGEST_LINE = 64 << 20


def _check_lines(content: bytes) -> None:
    """Refuse a file without line ends in it: a parser would take all of it for one cell."""
    begin = 0
    while len(content) - begin > LONGEST_LINE:
        end = max(content.rfind(mark, begin, begin + LONGEST_LINE) for mark in (b"\n", b"\r"))
        if end < 0:
            expected = f"expected lines of at most {LONGEST_LINE >> 20} MiB"
            raise Refused("the whole file", expected, "export the table again with one record to a line")
        begin = end + 1


def _as_declared(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), encoding
    except (UnicodeDecodeError, LookupError) as error:
        raise Refused(
            "the whole file", f"expected text in {encoding}", "save it as UTF-8, or name its encoding in the layout"
        ) from error


def _as_detected(content: bytes) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as_declared(content, "utf-16")
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        likely = charset_normalizer.from_bytes(content[: 1 << 18], cp_isolation=FALLBACK_ENCODINGS)
    chaos = {match.encoding: match.chaos for match in likely}
    readable = {name: odd for name in FALLBACK_ENCODINGS if (odd := oddness(content[: 1 << 18], name)) is not None}
    if not readable:
        expected = "expected text in UTF-8, UTF-16 or a Cyrillic, Arabic or Western code page"
        raise Refused("the whole file", expected, "save it as UTF-8")
    # Of encodings that read equally well, the one that more spreadsheet programs write.
    best = min(readable, key=lambda name: (readable[name], round(chaos.get(name, 1.0), 1)))
    return _as_declared(content, best)


def detect_separator(text: str) -> str:
    """Choose the separator that cuts the first lines into the most, equally many, cells.

    Raises:
        Refused: no separator cuts the header into two cells or more.
    """
    declared = re.match(r"\s*\"?sep=(.)\"?\s*[\r\n]", text)
    if declared and declared.group(1) in SEPARATORS:
        return declared.group(1)  # the first line in which Excel names it
    sample = "\n".join(text[: 1 << 16].splitlines()[:20])
    widths = {mark: [len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark) if row] for mark in SEPARATORS}
    usable = {mark: (found.count(found[0]), found[0]) for mark, found in widths.items() if found and found[0] > 1}
    if not usable:
        raise Refused(
            "line 1", "expected a header of several columns separated by , ; tab or |", "deliver a delimited table"
        )
    return max(usable, key=lambda mark: usable[mark])


def _check_header(header: list[str]) -> None:
    if not any(header):
        raise Refused("line 1", "expected the header, found an empty line", "delete the empty lines above the header")
    check_width(1, header)
    twice = sorted(name for name, times in Counter(header).items() if times > 1)
    if twice:
        raise Refused(
            "line 1", f"expected each column once, found {', '.join(map(repr, twice))} twice", "rename or remove one"
        )
