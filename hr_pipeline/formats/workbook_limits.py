"""What a workbook may hold: looked at part by part before any parser sees it.

A single cell in the last corner of a sheet makes parsers ask for all memory; macros, entities and amounts drawn from
other files are no published values. Cells of the binary formats are found in `binary_workbooks.py`.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from hr_pipeline.formats.binary_workbooks import biff_extents, is_locked, xlsb_extent
from hr_pipeline.formats.compound_files import SIGNATURE, BrokenFile, CompoundFile
from hr_pipeline.ingest.refusals import Refused

MOST_BYTES, MOST_SHARED_BYTES = 1 << 30, 256 << 20
MOST_ENTRIES = 10_000
MOST_COLUMNS, MOST_CELLS = 4_096, 40_000_000
PACKED_FROM, MOST_PACKED = 32 << 20, 100
"""From this size on a part that was packed more than a hundredfold is no table: real sheets reach about thirty."""
SPARSE_FROM, MOST_SPARSE = 2_000_000, 25
"""An area of more cells than this must have something in one of 25 of them: parsers hold the whole area."""

BROKEN = Refused(
    "the whole file",
    "expected a workbook that opens",
    "open it in a spreadsheet program, save it again as .xlsx and deliver that",
)
LOCKED = Refused(
    "the whole file", "expected a workbook without a password", "remove the password, save it and deliver that"
)
MACROS = Refused(
    "the whole file",
    "expected a workbook without macros: they are never run, and amounts may depend on them",
    "save it as .xlsx without macros and deliver that",
)
DECLARED = Refused(
    "the whole file",
    "expected a workbook without XML entities: no spreadsheet program writes them",
    "open it in a spreadsheet program you trust, save it again as .xlsx and deliver that",
)


LINKED = Refused(
    "the whole file",
    "expected a workbook without links to other files or programs: what they hold was not delivered",
    "break the links (in Excel: Data, Edit Links, Break Link), save it and deliver that",
)


@dataclass(frozen=True)
class Extent:
    """How far a sheet reaches, and how many cells it states."""

    rows: int = 0
    columns: int = 0
    cells: int = 0

    def check(self, name: str) -> None:
        """Refuse a sheet whose area would not fit into memory, or has next to nothing in it.

        Raises:
            Refused: it reaches too far.
        """
        area = self.rows * self.columns
        if self.columns > MOST_COLUMNS or area > MOST_CELLS or area > max(SPARSE_FROM, MOST_SPARSE * self.cells):
            raise _too_large(
                f"cells within {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells, not few of them far apart; "
                f"{name} reaches row {self.rows:,}, column {self.columns:,}"
            )


def check_workbook(content: bytes) -> None:
    """Refuse a workbook whose cells would not fit, or are not its own, before any parser sees it.

    Raises:
        Refused: too many parts, too many bytes when unpacked, a cell too far out, macros, a password, XML entities, or
            cells that draw on other files.
    """
    if content.startswith(SIGNATURE):
        return _check_compound(content)
    if not zipfile.is_zipfile(BytesIO(content)):
        raise BROKEN
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise BROKEN from error


def require_no_links(content: bytes) -> None:
    """Refuse a workbook that knows of other workbooks, even where no cell draws on them now.

    Raises:
        Refused: it does.
    """
    if content.startswith(SIGNATURE):
        return
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if any(name.startswith("xl/externalLinks/") for name in archive.namelist()):
            raise LINKED


def _check_compound(content: bytes) -> None:
    """Look into an old workbook, or the container of an encrypted one."""
    try:
        file = CompoundFile(content)
        if "EncryptedPackage" in file.entries:
            raise LOCKED
        if "_VBA_PROJECT_CUR" in file.entries:
            raise MACROS
        book = file.stream("Workbook" if "Workbook" in file.entries else "Book")
    except (BrokenFile, KeyError) as error:
        raise BROKEN from error
    if is_locked(book):
        raise LOCKED
    for number, found in enumerate(biff_extents(book), start=1):
        Extent(*found).check(f"sheet {number}")


def _check_parts(archive: zipfile.ZipFile) -> None:
    if len(archive.infolist()) > MOST_ENTRIES:
        raise _too_large(f"at most {MOST_ENTRIES:,} parts")
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise LOCKED
    if any(name.lower().endswith(("vbaproject.bin", "/script-lb.xml")) for name in archive.namelist()):
        raise MACROS
    total = 0
    for part in archive.infolist():
        extent, size = _extent(archive, part, MOST_BYTES - total)
        total += size
        extent.check(part.filename)


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> tuple[Extent, int]:
    """Unpack a part without keeping it: how far it reaches, and its size.

    Raises:
        Refused: the part is larger than `most` bytes, is packed like a bomb, or holds what no table needs.
    """
    seen, size, tail = Extent(), 0, b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            size += len(block)
            _check_bytes(part, size, most)
            if part.filename.endswith((".xml", ".rels")):
                _check_text(part.filename, tail + block)
                seen = _further(seen, tail, block) if "sheet" in part.filename else seen
                tail = (tail + block)[-TAIL:]
    if part.filename == OPEN_DOCUMENT:
        with archive.open(part) as stream:
            seen = _repeated_extent(stream)
    if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".bin"):
        with archive.open(part) as stream:
            seen = Extent(*xlsb_extent(stream))
    return seen, size


def _check_bytes(part: zipfile.ZipInfo, size: int, most: int) -> None:
    if size > most:
        raise _too_large(f"at most {MOST_BYTES >> 20} MiB unpacked")
    if size > MOST_SHARED_BYTES and "sharedStrings" in part.filename:
        raise _too_large(f"at most {MOST_SHARED_BYTES >> 20} MiB of texts")
    if size > max(PACKED_FROM, MOST_PACKED * part.compress_size):
        raise _too_large(f"no part that unpacks to more than {MOST_PACKED} times its size; {part.filename} does")


TAIL = 256
_OUTSIDE = re.compile(rb"<f[ >][^<]{0,200}?(?:\[\d+\]|\||WEBSERVICE\(|DDE\(|\[[^\]<]{1,120}\.xl)", re.IGNORECASE)
_DECLARED = [mark.encode(code) for mark in ("<!ENTITY", "<!DOCTYPE") for code in ("ascii", "utf-16-le", "utf-16-be")]


def _check_text(name: str, xml: bytes) -> None:
    """Refuse entities (in an OpenDocument a bare document type is usual), locked parts, and what lies outside."""
    of_office = name.startswith("xl/")
    if any(mark in xml for mark in _DECLARED[: 6 if of_office else 3]):
        raise DECLARED
    if name == "META-INF/manifest.xml" and b"encryption-data" in xml:
        raise LOCKED
    if of_office and (_OUTSIDE.search(xml) or b"<ddeLink" in xml or b"<oleLink" in xml):
        raise LINKED


OPEN_DOCUMENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _repeated_extent(stream: IO[bytes]) -> Extent:
    """Tell how far an OpenDocument's tables reach, which write repeated cells once."""
    seen, row = Extent(), 0
    try:
        for _, element in iterparse(stream, events=("end",)):
            if element.tag == f"{_TABLE}table":
                row = 0
            if element.tag != f"{_TABLE}table-row":
                continue
            times = int(element.get(f"{_TABLE}number-rows-repeated", 1))
            row += times
            width, filled = _width(element)
            if width:
                seen = Extent(max(seen.rows, row), max(seen.columns, width), seen.cells + times * filled)
            element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BROKEN from error
    return seen


def _width(row: Any) -> tuple[int, int]:
    """Count a row's cells up to the last one with content, and those with content: programs fill rows to the end."""
    width = position = filled = 0
    for cell in row:
        times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        position += times
        if len(cell):
            width, filled = position, filled + times
    return width, filled


_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")


def _further(seen: Extent, tail: bytes, block: bytes) -> Extent:
    """Move the extent on over the cell references of a piece of a sheet's XML."""
    found = [match for match in _REFERENCE.finditer(tail + block) if match.end() > len(tail)]
    if not found:
        return seen
    rows = max(int(match[2]) for match in found)
    columns = max(_number(letters) for letters in {match[1] for match in found})
    return Extent(max(seen.rows, rows), max(seen.columns, columns), seen.cells + len(found))


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
