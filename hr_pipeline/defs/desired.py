"""What should be published: what the landing folder gives now. Which landing folder the newest release was made of.

Looking at a landing folder belongs to `hr_pipeline.ingest.landing`.
"""

import json
from pathlib import Path

import pandas as pd

from hr_pipeline.ingest.landing import StillArriving, digest, look, settled
from hr_pipeline.ingest.snapshots import archive_landing
from hr_pipeline.paths import Home
from hr_pipeline.provenance.code_version import package_version
from hr_pipeline.releases.files import read_notes, write_json
from hr_pipeline.releases.write import latest

LANDING_NOTE = "landing"
PROGRAM = package_version()
"""Changes with the program's files: what another version of it gave is no longer what the landing folder gives."""


def complete(landing: Path, home: Home) -> tuple[pd.DataFrame, str]:
    """Keep what was delivered, once nothing arrives any more.

    Args:
        landing: the landing folder.
        home: the home that keeps it.

    Returns:
        The `sources` table, and the digest of the landing folder it was made of.

    Raises:
        StillArriving: files came, changed or went while they were read.
    """
    before = settled(landing)
    kept = archive_landing(landing, home.snapshots)
    made_of = digest(landing, home.hashes)
    if look(landing) != before:
        raise StillArriving(f"{landing} has changed while it was read: the next run reads it again")
    return kept, made_of


def note_published(home: Home) -> None:
    """Write down which landing folder was built, by which version of the program, and which release is newest since.

    None is newest where the build gave what was withdrawn: it is not published again, and need not be built again.
    """
    made_of = read_notes(home.table("sources")).get(LANDING_NOTE, "")
    write_json({"landing": made_of, "release": _newest(home), "program": PROGRAM}, home.published)


def published_of(home: Home) -> str:
    """Give the digest of the landing folder that was built last; empty where another release is newest since."""
    try:
        noted = json.loads(home.published.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    holds = _newest(home) == noted["release"] and noted["program"] == PROGRAM
    return noted["landing"] if holds else ""


def _newest(home: Home) -> str:
    newest = latest(home.releases)
    return newest.name if newest else ""
