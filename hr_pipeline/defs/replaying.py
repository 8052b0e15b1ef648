"""Build a release again from its archived snapshots, in a fresh home, and compare fingerprints."""

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd

from hr_pipeline.defs import running
from hr_pipeline.defs.releases import controlled, gather
from hr_pipeline.releases.disclosure import publishable
from hr_pipeline.releases.manifest import table_entries
from hr_pipeline.releases.verify import compare_fingerprints
from hr_pipeline.releases.write import versions
from hr_pipeline.sources.snapshots import rebuild_landing
from hr_pipeline.workplace import Home


def rebuilt_differences(release: Path, place: Home, scratch: Path) -> list[str]:
    """Name the tables that the snapshots of a release no longer give.

    Args:
        release: folder of the release.
        place: the home whose archive holds the snapshots and whose private folder the complete list of sources.
        scratch: an empty folder to build in.
    """
    listed = place.private / release.name / "sources.parquet"
    sources = pd.read_parquet(listed if listed.is_file() else release / "sources.parquet")
    rebuild_landing(sources, place.snapshots, scratch / "landing")
    before = dict(os.environ)
    try:
        fresh = running.prepare(scratch / "landing", scratch / "home")
        running.run("build", fresh)
        content = gather(fresh)
        hidden = controlled(content, _before(release, place), place.private).suppressions
        rebuilt = table_entries(publishable(replace(content, suppressions=hidden)))
    finally:
        os.environ.clear()
        os.environ.update(before)
    return compare_fingerprints(release, {name: entry["fingerprint"] for name, entry in rebuilt.items()})


def _before(release: Path, place: Home) -> list[Path]:
    """List the releases that were out when this one was made."""
    listed = versions(place.releases)
    names = [folder.name for folder in listed]
    return listed[: names.index(release.name)] if release.name in names else listed
