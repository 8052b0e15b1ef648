"""Compute the tables of a release again with the inputs of another, one cause at a time, to see what changed a figure.

What the causes are and how parts are made of the computations belongs to `releases/causes.py`.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.defs.rebuilding import built, listed_sources
from hr_pipeline.defs.store import Stored
from hr_pipeline.ingest.snapshots import not_kept, rebuild_landing
from hr_pipeline.paths import Home
from hr_pipeline.releases.causes import CODE, NOT_ATTRIBUTED, Stage, attributed, stages
from hr_pipeline.releases.figure_values import figures_of, published_figures, tables_asked
from hr_pipeline.releases.pseudonyms import key_of, with_partners


def by_cause(before: Path, after: Path, place: Home, scratch: Path, pattern: str) -> tuple[pd.DataFrame, list[str]]:
    """Divide the change of figures from one release to another among its causes.

    All stages are built in one home, so that each computes only what its files change. A figure that either release
    suppresses is left out.

    Args:
        before: folder of the older release.
        after: folder of the newer release.
        place: the home whose archive holds the snapshots of both.
        scratch: an empty folder to build in.
        pattern: ids of figures, with `*` for anything.

    Returns:
        The parts (`causes.COLUMNS`), and which files were not there to build from.

    Raises:
        FileNotFoundError: a snapshot that is not confidential is not in the archive.
        BuildFailed: the inputs of a stage cannot be built.
    """
    listed = [listed_sources(release, place) for release in (before, after)]
    gone = sorted({name for sources in listed for name in not_kept(sources, place.snapshots)["delivery"]})
    entries = {name: entry for name, entry in _manifest(after)["tables"].items() if entry["is_published"]}
    computed = [
        (stage, _computed(stage, scratch / str(number), place, entries, pattern))
        for number, stage in enumerate(stages(*[sources[~sources["delivery"].isin(gone)] for sources in listed]))
    ]
    published = [published_figures(release, _manifest(release), pattern) for release in (before, after)]
    parts = attributed(published, computed).pipe(_not_hidden, [before, after])
    named = {CODE: NOT_ATTRIBUTED} if gone else {}
    return parts.replace({"cause": named}), [f"not computed again, as it was not kept: {name}" for name in gone]


def _manifest(release: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def _computed(stage: Stage, landing: Path, place: Home, entries: dict[str, Any], pattern: str) -> pd.DataFrame:
    key = key_of(place.pseudonym_key)
    rebuild_landing(stage.sources, place.snapshots, landing)
    with built(landing, landing.parent / "home", key) as fresh:
        tables = {name: Stored(name, fresh).frame() for name in tables_asked(list(entries), pattern)}
    named = {name: with_partners(name, table, key) for name, table in tables.items()}
    return figures_of(named, entries, pattern)


def _not_hidden(parts: pd.DataFrame, releases: list[Path]) -> pd.DataFrame:
    """Leave out what a release suppresses: the computations between would show it."""
    registers = [release / "suppressions.parquet" for release in releases]
    hidden = {figure for file in registers if file.is_file() for figure in pd.read_parquet(file)["figure"]}
    return parts[~parts["figure"].isin(hidden)].reset_index(drop=True)
