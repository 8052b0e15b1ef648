"""Verify a release: files against hashes, tables against fingerprints, snapshots in the archive.

Building it again from its snapshots belongs to whoever can run the pipeline (`hr-pipeline verify --replay`).
"""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from hr_pipeline.provenance.fingerprint import file_sha256, fingerprint
from hr_pipeline.releases.reading import published_table
from hr_pipeline.releases.verify_release import problems


def verify_release(release: Path) -> list[str]:
    """Name what no longer matches: files missing, added or changed, tables whose rows are not those of the manifest.

    Args:
        release: folder of the release.
    """
    wrong = problems(release)
    if wrong:
        return wrong
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return [
        f"{entry.get('path') or name} does not hold the rows of the manifest"
        for name, entry in manifest["tables"].items()
        if fingerprint(published_table(release, name, manifest)) != entry["fingerprint"]
    ]


def verify_snapshots(sources: pd.DataFrame, snapshot: Callable[[str], Path]) -> list[str]:
    """Name the archived files that are missing or have other bytes; confidential ones may not have been kept.

    Args:
        sources: the release's `sources` table.
        snapshot: gives the archived file of a sha256.
    """
    wrong = []
    for row in sources.drop_duplicates("sha256").to_dict("records"):
        file = snapshot(row["sha256"])
        if not file.is_file() and row["confidentiality"] == "C":
            continue
        if not file.is_file():
            wrong.append(f"snapshot {row['sha256']} of {row['delivery']} is not in the archive")
        elif file_sha256(file) != row["sha256"]:
            wrong.append(f"snapshot {row['sha256']} of {row['delivery']} has changed ({file})")
    return wrong
