"""Compound files: the container of old .xls workbooks and of encrypted ones; its streams, whole or none.

What a workbook may hold is decided in `workbook_limits.py`.
"""

import struct
from dataclasses import dataclass

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
LAST = 0xFFFFFFF0
"""Sector numbers from here on mean the end of a chain, or no sector."""
_HEADER, _ENTRY, _ROOT = 512, 128, 5


class BrokenFile(Exception):
    """A chain of sectors leads nowhere or in a circle, or the header is none."""


@dataclass(frozen=True)
class Entry:
    """One name of the directory: what it is, where it begins, how long it is."""

    kind: int
    start: int
    size: int


class CompoundFile:
    """A compound file in memory.

    Attributes:
        entries: the directory by name.

    Raises:
        BrokenFile: it is none, or its tables are torn.
    """

    def __init__(self, content: bytes) -> None:
        if not content.startswith(SIGNATURE) or len(content) < _HEADER:
            raise BrokenFile
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        directory, _, self._cutoff, small = struct.unpack_from("<IIII", content, 48)
        if shift not in (9, 12) or small_shift != 6:
            raise BrokenFile
        self._content, self._size = content, 1 << shift
        self._table = self._allocation()
        self._small_table = _numbers(self._chain(small)) if small < LAST else ()
        self.entries = self._entries(self._chain(directory))

    def stream(self, name: str) -> bytes:
        """Read a stream.

        Raises:
            BrokenFile: it is torn.
            KeyError: there is none of that name.
        """
        entry = self.entries[name]
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        root = next((one for one in self.entries.values() if one.kind == _ROOT), Entry(_ROOT, LAST, 0))
        return _followed(entry.start, self._small_table, self._chain(root.start), 64, 0)[: entry.size]

    def _allocation(self) -> tuple[int, ...]:
        """Read which sector follows which; the sectors of this table itself are listed in the header and after it."""
        listed = list(struct.unpack_from("<109I", self._content, 76))
        further, seen = struct.unpack_from("<I", self._content, 68)[0], set()
        while further < LAST:
            if further in seen:
                raise BrokenFile
            seen.add(further)
            *more, further = _numbers(self._sector(further))
            listed += more
        return _numbers(b"".join(self._sector(number) for number in listed if number < LAST))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise BrokenFile
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    def _chain(self, start: int) -> bytes:
        return _followed(start, self._table, self._content, self._size, self._size)

    def _entries(self, directory: bytes) -> dict[str, Entry]:
        found = {}
        for at in range(0, len(directory), _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind:
                found[name] = Entry(kind, start, size)
        return found


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _followed(start: int, table: tuple[int, ...], content: bytes, size: int, offset: int) -> bytes:
    """Put the sectors of a chain together; a chain longer than the table has sectors goes in a circle."""
    pieces: list[bytes] = []
    while start < LAST:
        begin = offset + start * size
        if start >= len(table) or begin >= len(content) or len(pieces) > len(table):
            raise BrokenFile
        pieces.append(content[begin : begin + size])
        start = table[start]
    return b"".join(pieces)
