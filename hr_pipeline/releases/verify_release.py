"""Check that this release is whole: every file is there, unchanged, and nothing was added.

Needs Python only. Run it inside the release: `python verify.py`, or from elsewhere: `python verify.py FOLDER`.
Exit status 0: whole; 1: the files named are not.
"""

import hashlib
import sys
from pathlib import Path

SUMS = "SHA256SUMS"


def problems(folder: Path) -> list[str]:
    """List what no longer matches SHA256SUMS."""
    sums = folder / SUMS
    if not sums.is_file():
        return [f"{SUMS} is missing"]
    try:
        lines = sums.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
        expected = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    except ValueError:  # no text, or a line without a hash and a name
        return [f"{SUMS} has changed: it cannot be read"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}
    missing = [f"{name} is missing" for name in sorted(set(expected) - found)]
    added = [f"{name} does not belong to the release" for name in sorted(found - set(expected))]
    changed = [
        f"{name} has changed: it does not match {SUMS}"
        for name in sorted(found & set(expected))
        if _sha256(folder / name) != expected[name]
    ]
    return missing + added + changed


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


if __name__ == "__main__":
    wrong = problems(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    print("\n".join(wrong) if wrong else "The release is whole.")
    raise SystemExit(1 if wrong else 0)
