"""Build a release again from its archived snapshots, in a fresh home, and compare fingerprints."""

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hr_pipeline.defs import running
from hr_pipeline.defs.releases import controlled, gather
from hr_pipeline.defs.store import stored_inputs
from hr_pipeline.ingest.snapshots import not_kept, rebuild_landing
from hr_pipeline.paths import Home
from hr_pipeline.releases.disclosure import publishable
from hr_pipeline.releases.manifest import table_entries
from hr_pipeline.releases.verify import compare_fingerprints
from hr_pipeline.releases.write import versions
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES


def rebuilt(release: Path, place: Home, scratch: Path) -> tuple[list[str], list[str]]:
    """Compare a release with what its snapshots give today.

    Without confidential files that nobody kept, the tables that do not rest on them are compared.

    Args:
        release: folder of the release.
        place: the home whose archive holds the snapshots and whose private folder the complete list of sources.
        scratch: an empty folder to build in.

    Returns:
        The tables that came out otherwise, and what was compared and what not.
    """
    listed = place.private / release.name / "sources.parquet"
    sources = pd.read_parquet(listed if listed.is_file() else release / "sources.parquet")
    gone = not_kept(sources, place.snapshots)
    rebuild_landing(sources.drop(gone.index), place.snapshots, scratch / "landing")
    before = dict(os.environ)
    try:
        fresh = running.prepare(scratch / "landing", scratch / "home")
        running.run("build", fresh)
        content = gather(fresh)
        hidden = controlled(content.tables, content.lineage, _before(release, place), place.private).suppressions
        public = publishable(replace(content, suppressions=hidden))
    finally:
        os.environ.clear()
        os.environ.update(before)
    left_out = _resting_on(set(gone["sha256"]), release, fresh) & set(public.tables)
    entries = {name: entry["fingerprint"] for name, entry in table_entries(public).items()}
    notes = [f"not rebuilt, as it was not kept: {name}" for name in sorted(gone["delivery"])]
    notes += [f"not compared, as it rests on them: {name}" for name in sorted(left_out)]
    return compare_fingerprints(release, entries, left_out), [*notes, _compared(len(entries), len(left_out))]


def _compared(tables: int, left_out: int) -> str:
    which = f"{tables - left_out} of {tables} tables have" if left_out else "every table has"
    return f"rebuilt from its snapshots: {which} the same fingerprint, unless another is named"


def _resting_on(gone: set[str], release: Path, fresh: Home) -> set[str]:
    """Name the tables that rows of these files went into, and all that were made of those."""
    sources, books = (pd.read_parquet(release / f"{name}.parquet") for name in ("sources", "row_accounting"))
    names = sources.loc[sources["sha256"].isin(gone), "delivery"]
    went = set(books.loc[books["delivery"].isin(names) & (books["outcome"] == "accepted"), "table"])
    made_of = {name: set(stored_inputs(fresh.table(name))) for name in INDICATOR_TABLES}
    reached = went - set(SOURCE_TABLES) | {name for name, given in made_of.items() if given & went}
    while more := {name for name, given in made_of.items() if given & reached} - reached:
        reached |= more
    return reached


def _before(release: Path, place: Home) -> list[Path]:
    """List the releases that were out when this one was made."""
    listed = versions(place.releases)
    names = [folder.name for folder in listed]
    return listed[: names.index(release.name)] if release.name in names else listed
