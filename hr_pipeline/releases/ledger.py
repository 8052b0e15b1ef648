"""The ledger of versions: every number ever given, the content it was given to, and what became of the release.

It grows and is never shortened, so that no number is given twice, whatever the clock shows and whoever removes a
folder. Writing a release belongs to `write.py`.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.releases.files import write_json

FILE = "ledger.json"
VERSION = re.compile(r"\d{4}\.[1-9]\d*")
PUBLISHED, WITHDRAWN, MISSING, DAMAGED = "published", "withdrawn", "missing", "damaged"


class DamagedLedger(Exception):
    """The ledger of versions cannot be read."""


class UnknownVersion(LookupError):
    """No release was ever published under this version."""


@dataclass(frozen=True)
class Entry:
    """One version.

    Attributes:
        version: its number, never given again.
        content_root: hash of its content.
        manifest_sha256: hash of its manifest, which the next release names.
        state: published, withdrawn, missing (its folder was removed) or damaged (its manifest cannot be read).
        reason: why it was withdrawn.
        withdrawn_on: when it was withdrawn.
    """

    version: str
    content_root: str
    manifest_sha256: str
    state: str = PUBLISHED
    reason: str = ""
    withdrawn_on: str = ""


def read_ledger(releases: Path) -> list[Entry]:
    """Read the ledger of a folder of releases and compare it with the folders there are.

    A folder the ledger does not know yet is added; an entry whose folder is gone stays, as missing.

    Raises:
        DamagedLedger: the file is there and cannot be read.
    """
    written = {entry.version: entry for entry in _written(releases / FILE)}
    found = {folder.name: _seen(folder) for folder in version_folders(releases)}
    known = [_compared(entry, found.get(version)) for version, entry in written.items()]
    return sorted([*known, *(entry for name, entry in found.items() if name not in written)], key=_order)


def _written(file: Path) -> list[Entry]:
    if not file.is_file():
        return []
    try:
        return [Entry(**record) for record in json.loads(file.read_text(encoding="utf-8"))["versions"]]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedLedger(
            f"{file}: expected the ledger of versions, found a file that cannot be read ({error}). How to fix it: "
            "bring it back from a copy of the home; without one, move it away, and the next run writes it again from "
            "the release folders"
        ) from error


def _seen(folder: Path) -> Entry:
    manifest = read_manifest(folder)
    if manifest is None:
        return Entry(folder.name, "", "", DAMAGED)
    return Entry(folder.name, str(manifest["content_root"]), file_sha256(folder / "manifest.json"))


def _compared(entry: Entry, seen: Entry | None) -> Entry:
    """Keep what was written at publication; only the state follows the folder."""
    if entry.state == WITHDRAWN:
        return entry
    state = MISSING if seen is None else DAMAGED if seen.state == DAMAGED else PUBLISHED
    return replace(entry, state=state)


def write_ledger(entries: Iterable[Entry], releases: Path) -> None:
    """Write the ledger, whole or not at all."""
    write_json({"versions": [asdict(entry) for entry in sorted(entries, key=_order)]}, releases / FILE)


def version_folders(releases: Path) -> list[Path]:
    """List the folders of releases, oldest first, whole or not; copies under other names are none."""
    named = [folder for folder in releases.glob("*") if VERSION.fullmatch(folder.name) and folder.is_dir()]
    return sorted(named, key=lambda folder: _numbers(folder.name))


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read a release's manifest; None where there is none that can be read."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"content_root", "tables", "version"} <= found.keys() else None


def newest(entries: Iterable[Entry]) -> Entry | None:
    """Give the newest version that is published, not withdrawn, and whole."""
    return max((entry for entry in entries if entry.state == PUBLISHED), key=_order, default=None)


def next_version(entries: Iterable[Entry], year: int) -> str:
    """Number the next release: after every number ever given, also where the clock has gone back.

    Args:
        entries: the ledger.
        year: the year of the clock; where a later year was given before, that year goes on.
    """
    given = [_order(entry) for entry in entries]
    last_year, _ = max(given, default=(year, 0))
    this = max(year, last_year)
    return f"{this}.{max((number for known, number in given if known == this), default=0) + 1}"


def withdrawn(entries: list[Entry], version: str, reason: str, when: str) -> list[Entry]:
    """Mark a version as withdrawn; its folder stays, so that its figures can still be looked up.

    Raises:
        UnknownVersion: the ledger holds no such version.
    """
    if version not in {entry.version for entry in entries}:
        known = ", ".join(entry.version for entry in entries) or "none"
        raise UnknownVersion(f"no release {version!r} was published here. Versions: {known}")
    return [
        replace(entry, state=WITHDRAWN, reason=reason, withdrawn_on=when) if entry.version == version else entry
        for entry in entries
    ]


def _order(entry: Entry) -> tuple[int, int]:
    return _numbers(entry.version)


def _numbers(version: str) -> tuple[int, int]:
    year, _, number = version.partition(".")
    return int(year), int(number)
