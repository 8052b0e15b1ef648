"""What each table of a home was made from: the decision whether a stored table still holds, or has to be made anew.

A table holds while the code that makes it, its inputs and the bytes of its files are the same. Files belong to
`store.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from hr_pipeline.paths import Home
from hr_pipeline.provenance.fingerprint import file_sha256


@dataclass(frozen=True)
class Record:
    """How a table came about.

    Attributes:
        key: hash of the code and the inputs it was made from; empty where it has to be made anew each time.
        fingerprint: fingerprint of its rows.
        rows: number of its rows.
        passed: whether its check found nothing.
        files: file below the home -> sha256.
    """

    key: str
    fingerprint: str
    rows: int
    passed: bool
    files: dict[str, str]


def key_of(code: Iterable[str], inputs: Mapping[str, str]) -> str:
    """Name what a table is made from.

    Args:
        code: versions of the modules that make it.
        inputs: name -> version of everything that goes into it.
    """
    return hashlib.sha256(json.dumps([list(code), sorted(inputs.items())]).encode()).hexdigest()


def record(home: Home, name: str) -> Record | None:
    """Read how a table came about; none where nobody wrote it down whole."""
    try:
        return Record(**json.loads(home.record(name).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def holding(home: Home, name: str, key: str) -> Record | None:
    """Find the record of a table that still holds; none where it was made from something else, or a file is damaged."""
    known = record(home, name)
    return known if known and known.key and known.key == key and is_whole(home, known) else None


def is_whole(home: Home, known: Record) -> bool:
    """Tell whether all files of a table are as they were written."""
    return all((file := home.root / name).is_file() and file_sha256(file) == sha for name, sha in known.files.items())


def write_record(home: Home, name: str, made: Record) -> None:
    """Write down how a table came about, after its files; a half-written record is never seen under its name."""
    file = home.record(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    partial.write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
    partial.replace(file)


def hashes(home: Home, files: Iterable[Path]) -> dict[str, str]:
    """Hash files of a home, each by its name below the home."""
    return {file.relative_to(home.root).as_posix(): file_sha256(file) for file in files}
