"""`revisions.parquet`: the value of every headline figure in every release of the ledger, this one included.

Why a figure changed belongs to `causes.py`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.releases.figure_values import figures_of, published_figures
from hr_pipeline.releases.ledger import PUBLISHED, WITHDRAWN, read_ledger, read_manifest
from hr_pipeline.schemas.tables import kinds

HEADLINES = "headline_*"


def revisions(releases: Path, about: dict[str, Any], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put together what each release gave for each headline figure.

    Args:
        releases: folder of the releases before this one.
        about: the manifest of the release that is being written: version, created, tables.
        tables: its tables after disclosure control.

    Returns:
        One row per figure and release, by figure, the oldest release first; a release that is damaged or was removed
        has no rows, and neither has a figure that a release does not give.
    """
    ledger = [entry for entry in read_ledger(releases) if entry.state in (PUBLISHED, WITHDRAWN)]
    known = [(entry, read_manifest(releases / entry.version)) for entry in ledger]
    earlier = [
        _described(published_figures(releases / entry.version, manifest, HEADLINES), manifest, entry.state)
        for entry, manifest in known
        if manifest
    ]
    published = {name: tables[name] for name in about["tables"] if name in tables}
    own = _described(figures_of(_headlines(published), about["tables"], HEADLINES), about, PUBLISHED)
    every = pd.concat([*earlier, own], ignore_index=True)
    return every.sort_values("figure", kind="stable", ignore_index=True).astype(kinds("revisions"))


def _headlines(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: table for name, table in tables.items() if name.startswith(HEADLINES.rstrip("*"))}


def _described(figures: pd.DataFrame, manifest: dict[str, Any], state: str) -> pd.DataFrame:
    named = figures.rename_axis("figure").reset_index()
    described = named.assign(release=manifest["version"], created=str(manifest["created"]), state=state)
    return described[list(kinds("revisions"))]
