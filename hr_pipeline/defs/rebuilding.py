"""Build a release again from its archived snapshots, in a fresh home, and compare fingerprints."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hr_pipeline.defs import running
from hr_pipeline.defs.releases import controlled, gather
from hr_pipeline.defs.store import stored_inputs
from hr_pipeline.ingest.snapshots import not_kept, rebuild_landing
from hr_pipeline.paths import Home
from hr_pipeline.releases.disclosure import publishable
from hr_pipeline.releases.ledger import version_folders
from hr_pipeline.releases.pseudonyms import key_of, of_delivery
from hr_pipeline.releases.reading import published_table
from hr_pipeline.releases.row_verdicts import TableVerdict, row_by_row, rows_resting_on, whole_table
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES


def rebuilt(release: Path, place: Home, scratch: Path) -> tuple[list[TableVerdict], list[str]]:
    """Compare a release with what its snapshots give today.

    Tables that rest on confidential files that nobody kept are compared row by row.

    Args:
        release: folder of the release.
        place: the home whose archive holds the snapshots and whose private folder the complete list of sources.
        scratch: an empty folder to build in.

    Returns:
        A verdict on each table, and which files were not there to build from.
    """
    sources, key = listed_sources(release, place), key_of(place.pseudonym_key)
    gone = not_kept(sources, place.snapshots)
    rebuild_landing(sources.drop(gone.index), place.snapshots, scratch / "landing")
    with built(scratch / "landing", scratch / "home", key) as fresh:
        content = gather(fresh)
        hidden = controlled(content.tables, content.lineage, _before(release, place), place.private).suppressions
        public = publishable(replace(content, suppressions=hidden))
    hidden_names = {of_delivery(key, name) for name in gone["delivery"]}
    left_out = _resting_on(hidden_names, release, fresh) & set(public.tables)
    notes = [f"not rebuilt, as it was not kept: {name}" for name in sorted(gone["delivery"])]
    return _verdicts(release, public.tables, left_out, hidden_names), notes


def listed_sources(release: Path, place: Home) -> pd.DataFrame:
    """List the snapshots of a release, at home also those that it withholds."""
    listed = place.private / release.name / "sources.parquet"
    return pd.read_parquet(listed if listed.is_file() else release / "sources.parquet")


@contextmanager
def built(landing: Path, home: Path, key: bytes) -> Iterator[Home]:
    """Build all tables of a landing folder in a home, with the pseudonyms of a key; the environment is as before then.

    Raises:
        BuildFailed: a step failed.
    """
    before = dict(os.environ)
    try:
        fresh = running.prepare(landing, home)
        fresh.pseudonym_key.write_bytes(key.hex().encode())
        running.run("build", fresh)
        yield fresh
    finally:
        os.environ.clear()
        os.environ.update(before)


def _verdicts(release: Path, tables: dict[str, pd.DataFrame], left_out: set[str], gone: set[str]) -> list[TableVerdict]:
    entries = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["tables"]
    resting = rows_resting_on(pd.read_parquet(release / "lineage.parquet"), gone)
    return [
        row_by_row(name, entry["keys"], published_table(release, name), tables[name], resting.get(name, ()))
        if name in left_out
        else whole_table(name, entry["fingerprint"], tables[name])
        for name, entry in entries.items()
    ]


def _resting_on(gone: set[str], release: Path, fresh: Home) -> set[str]:
    """Name the tables that rows of these files went into, and all that were made of those."""
    books = pd.read_parquet(release / "row_accounting.parquet")
    went = set(books.loc[books["delivery"].isin(gone) & (books["outcome"] == "accepted"), "table"])
    made_of = {name: set(stored_inputs(fresh.table(name))) for name in INDICATOR_TABLES}
    reached = went - set(SOURCE_TABLES) | {name for name, given in made_of.items() if given & went}
    while more := {name for name, given in made_of.items() if given & reached} - reached:
        reached |= more
    return reached


def _before(release: Path, place: Home) -> list[Path]:
    """List the releases that were out when this one was made."""
    listed = version_folders(place.releases)
    names = [folder.name for folder in listed]
    return listed[: names.index(release.name)] if release.name in names else listed
