"""A look at a home before a run: whether anything that a run depends on has changed since the last complete one.

Nothing is loaded that only a run needs, so that the answer comes at once. What a single table was made from belongs to
`records.py`.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.defs.records import hashes, is_whole, record
from hr_pipeline.ingest.snapshots import delivered_hashes, keeps_confidential
from hr_pipeline.paths import Home
from hr_pipeline.provenance.code_version import package_version
from hr_pipeline.releases.write import latest
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES

TABLES = ["sources", *SOURCE_TABLES, *INDICATOR_TABLES]


def nothing_has_changed(landing: Path, home: Home, job: str) -> bool:
    """Tell whether a run would give what is there: same deliveries, same code, and every file as it was written.

    Args:
        landing: folder of deliveries.
        home: the home.
        job: name of the job that would run.
    """
    try:
        before = json.loads(home.last_run.read_text(encoding="utf-8"))
        known = [record(home, name) for name in TABLES]
        return before == _state(delivered_hashes(landing), home, job) and all(
            one is not None and is_whole(home, one) for one in known
        )
    except (OSError, ValueError):
        return False


def note_run(home: Home, job: str) -> None:
    """Write down what a complete run was made from, unless another run would give something else.

    Args:
        home: the home.
        job: name of the job that ran.
    """
    home.last_run.unlink(missing_ok=True)
    known = [record(home, name) for name in TABLES if name != "sources"]
    if all(one is not None and one.key for one in known):
        read = pd.read_parquet(home.table("sources"), columns=["delivery", "sha256"])
        deliveries = dict(read.itertuples(index=False, name=None))
        home.last_run.write_text(json.dumps(_state(deliveries, home, job)), encoding="utf-8")


def _state(deliveries: dict[str, str], home: Home, job: str) -> dict[str, Any]:
    newest = latest(home.releases)
    return {
        "deliveries": deliveries,
        "package": package_version(),
        "job": job,
        "keeps_confidential": keeps_confidential(),
        "records": hashes(home, [home.record(name) for name in TABLES]),
        "release": hashes(home, [newest / "manifest.json"]) if newest else {},
    }
