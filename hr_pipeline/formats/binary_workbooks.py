"""How far the sheets of binary workbooks (.xls, .xlsb) reach, read from their records without parsing any cell.

What is too far is decided in `workbook_limits.py`.
"""

import struct
from collections.abc import Iterator
from typing import IO

_BEGIN, _ROW_AND_COLUMN = 0x0809, {0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}
_SEVERAL, _BLANKS, _PASSWORD = 0x00BD, 0x00BE, 0x002F
_ROW, _LAST_CELL = 0, 11
"""Records of an .xlsb sheet: 0 begins a row, 1 to 11 are its cells."""

Reach = tuple[int, int, int]
"""Last row, last column (both from 1) and number of cells."""


def is_locked(book: bytes) -> bool:
    """Tell whether an .xls workbook's stream is encrypted with a password."""
    return any(kind == _PASSWORD for kind, _, _ in _biff_records(book))


def biff_extents(book: bytes) -> list[Reach]:
    """Tell how far each part (the globals, then the sheets) of an .xls workbook's stream reaches."""
    found: list[Reach] = []
    for kind, at, size in _biff_records(book):
        if kind == _BEGIN:
            found.append((0, 0, 0))
        elif found and kind in _ROW_AND_COLUMN and size >= 4:
            row, column = struct.unpack_from("<HH", book, at)
            found[-1] = _moved(found[-1], row, column, 1)
        elif found and kind in (_SEVERAL, _BLANKS) and size >= 6:
            row, first = struct.unpack_from("<HH", book, at)
            (last,) = struct.unpack_from("<H", book, at + size - 2)
            found[-1] = _moved(found[-1], row, last, max(1, last - first + 1))
    return found


def _biff_records(book: bytes) -> Iterator[tuple[int, int, int]]:
    """Give each record's kind, where its body begins, and its length; the kinds are never encrypted."""
    at = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if at + 4 + size > len(book):
            return
        yield kind, at + 4, size
        at += 4 + size


def xlsb_extent(stream: IO[bytes]) -> Reach:
    """Tell how far a sheet's part of an .xlsb workbook reaches; a torn end is the parser's to refuse."""
    reach, row = (0, 0, 0), 0
    while (kind := _packed_number(stream, 2)) is not None and (size := _packed_number(stream, 4)) is not None:
        body = stream.read(size)
        if kind > _LAST_CELL or len(body) < 4:
            continue
        (number,) = struct.unpack_from("<I", body)
        if kind == _ROW:
            row = number
        else:
            reach = _moved(reach, row, number, 1)
    return reach


def _packed_number(stream: IO[bytes], most: int) -> int | None:
    """Read a number in pieces of seven bits; None at the end."""
    number = 0
    for place in range(most):
        if not (byte := stream.read(1)):
            return None
        number |= (byte[0] & 0x7F) << 7 * place
        if byte[0] < 0x80:
            break
    return number


def _moved(reach: Reach, row: int, column: int, cells: int) -> Reach:
    rows, columns, seen = reach
    return max(rows, row + 1), max(columns, column + 1), seen + cells
