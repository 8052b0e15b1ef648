"""Bytes into the archive of snapshots, each once, under their sha256; files that cannot be kept are refused by name.

Listing what was delivered belongs to `snapshots.py`.
"""

import errno
import hashlib
import os
from pathlib import Path

from hr_pipeline.ingest.refusals import Refused
from hr_pipeline.provenance.fingerprint import file_sha256

OWN_FILE, OWN_FOLDER = 0o600, 0o700
"""Only the engineer who runs the pipeline reads what was delivered."""

HASH_LENGTH = 64

UNREADABLE = (errno.ENOENT, errno.EACCES, errno.EIO, errno.ESTALE, errno.ELOOP)
"""Errors of one file; those of the archive's own disk concern every file."""


def snapshot_path(archive: Path, sha256: str) -> Path:
    """Tell where the bytes with this hash are kept."""
    return archive / sha256[:2] / sha256


def kept(file: Path, path: str, archive: Path, folder: Path) -> tuple[str, int, str]:
    """Keep a file's bytes; of one that cannot be read, or that no table can name, keep a note of why.

    Args:
        file: the delivered file.
        path: its path inside the landing folder.
        archive: folder of snapshots.
        folder: no file outside it is kept, wherever a link leads.

    Returns:
        sha256 and size of what was kept, and why the file is refused; empty where it is not.
    """
    try:
        fault = _fault(file, path, folder)
        if not fault:
            return *_keep(file, archive), ""
    except OSError as error:
        if error.errno not in UNREADABLE:
            raise
        expected = f"expected a file that can be read, found none ({type(error).__name__})"
        fault = Refused("the whole file", expected, "deliver it again, once it is complete and readable")
    return *_keep_bytes(f"{printable(path)}: {fault}".encode(), archive), str(fault)


def _fault(file: Path, path: str, folder: Path) -> Refused | None:
    """Tell why a file is not kept at all: its name, or what it is."""
    if printable(path) != path:
        expected = f"expected a file name in UTF-8 without control characters, found {printable(path)}"
        return Refused("the file name", expected, "rename the file")
    if not Path(os.path.realpath(file, strict=True)).is_relative_to(folder.resolve()):
        expected = "expected a file of the landing folder, found a link that leads out of it"
        return Refused("the whole file", expected, "put a copy of the file in the place of the link")
    if not file.is_file():
        expected = "expected a regular file, found a link to a folder, a pipe or a device"
        return Refused("the whole file", expected, "put the files themselves in its place")
    return None


def printable(path: str) -> str:
    """Give a path as text that every table can hold: bytes that are no UTF-8 and control characters are escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def is_whole(archive: Path, sha256: str) -> bool:
    """Tell whether the archive holds the bytes with this hash, unchanged."""
    snapshot = snapshot_path(archive, sha256)
    return snapshot.is_file() and file_sha256(snapshot) == sha256


def scrub(archive: Path, landing: Path | None = None) -> tuple[int, list[str], list[str]]:
    """Hash every snapshot of an archive, and replace those that changed where their bytes were delivered again.

    Args:
        archive: folder of snapshots.
        landing: folder of deliveries to heal from, if any.

    Returns:
        The number of snapshots, the hashes of those healed, and of those that are still damaged.
    """
    names = sorted(file.name for file in archive.glob("*/*") if len(file.name) == HASH_LENGTH)
    damaged = {sha256 for sha256 in names if not is_whole(archive, sha256)}
    delivered = [file for file in landing.rglob("*") if file.is_file()] if landing and damaged else []
    healed = {sha256 for file in delivered if (sha256 := file_sha256(file)) in damaged and _keep(file, archive)}
    return len(names), sorted(healed), sorted(damaged - healed)


def _keep_bytes(content: bytes, archive: Path) -> tuple[str, int]:
    note = archive / f".{os.getpid()}.note"
    note.write_bytes(content)
    try:
        return _keep(note, archive)
    finally:
        note.unlink()


def _keep(file: Path, archive: Path) -> tuple[str, int]:
    """Copy a file into the archive unless its bytes are there; a half-written copy is never seen under its name.

    What the archive holds is hashed, not measured: a snapshot that has changed at equal size is replaced by the
    delivered bytes, so that no figure is ever read from it.
    """
    partial = archive / f".{os.getpid()}.part"
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, partial.open("wb") as target:
        while block := source.read(1 << 20):
            digest.update(block)
            size += target.write(block)
        target.flush()
        os.fsync(target.fileno())
    kept = snapshot_path(archive, digest.hexdigest())
    if is_whole(archive, digest.hexdigest()):
        partial.unlink()
    else:
        kept.parent.mkdir(mode=OWN_FOLDER, exist_ok=True)
        partial.chmod(OWN_FILE)
        partial.replace(kept)
    return digest.hexdigest(), size
