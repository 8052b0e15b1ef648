"""Zip archives: their text members, unpacked in memory and never onto a disk.

What members mean belongs to the readers. Attachments in an archive are never opened.
"""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked

MOST_ENTRIES = 10_000
MOST_BYTES = 1 << 30
PACKED_FROM, MOST_PACKED = 32 << 20, 100
"""Above so many bytes, no archive of tables unpacks to more than so many times its size."""
TEXT_ENDINGS = (".csv", ".tsv", ".txt")


def is_archive(name: str) -> bool:
    """Tell by its name whether a file is a zip archive."""
    return name.lower().endswith(".zip")


def text_members(delivery: Delivery) -> dict[str, bytes]:
    """Unpack the text tables of a delivered zip archive, by name; attachments and other members stay closed.

    Raises:
        Refused: no whole zip, encrypted, too many or too large members, names that leave the archive, or no table.
    """
    try:
        with zipfile.ZipFile(BytesIO(unpacked(delivery))) as archive:
            members = _tables(archive)
            _check_names(archive.infolist(), members)
            return _read(archive, members, min(MOST_BYTES, max(PACKED_FROM, MOST_PACKED * delivery.size)))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise _refused("a whole zip archive without a password", "download the archive again") from error


def _tables(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    hidden = ("__MACOSX/", "media/")
    return [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith(TEXT_ENDINGS) and not member.filename.startswith(hidden)
    ]


def _check_names(all_members: list[zipfile.ZipInfo], members: list[zipfile.ZipInfo]) -> None:
    if len(all_members) > MOST_ENTRIES:
        raise _refused(f"at most {MOST_ENTRIES:,} members", "deliver the tables without their attachments")
    names = [member.filename for member in members]
    if not names:
        raise _refused("a member that is a text table (.csv)", "download the tables as a zip of CSV files")
    astray = [name for name in names if PurePosixPath(name).is_absolute() or set(name) & {"\\", ":"} or ".." in name]
    if astray or len(set(names)) < len(names):
        raise _refused("members with different names inside the archive", "download the archive again from the server")


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], most: int) -> dict[str, bytes]:
    """Unpack with a count of what really comes out; the sizes an archive states may be false."""
    content, left = {}, most
    for member in members:
        with archive.open(member) as stream:
            content[member.filename] = stream.read(left + 1)
        left -= len(content[member.filename])
        if left < 0:
            raise _refused(f"at most {most >> 20} MiB unpacked", "deliver it in parts")
    return content


def _refused(expected: str, how_to_fix: str) -> Refused:
    return Refused("the whole archive", f"expected {expected}", how_to_fix)
