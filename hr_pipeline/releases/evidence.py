"""The evidence bundle of a release: the open source files that its figures rest on, byte for byte, in one archive.

With a release and its bundle anybody can replay figures offline (`replay.py --evidence BUNDLE`). Confidential files and
those whose licence forbids it are listed and left out.
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.releases.disclosure import CONFIDENTIAL, NOT_REDISTRIBUTED

LISTED = ["delivery", "sha256", "size_bytes", "origin", "publisher", "stated_vintage", "licence"]
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every entry, so that the same files give the same archive."""


class NotWhole(Exception):
    """A source file is not in the archive, or has changed."""


def write_evidence(release: Path, snapshot: Callable[[str], Path], target: Path) -> dict[str, Any]:
    """Pack the source files of a release.

    Args:
        release: folder of the release.
        snapshot: gives the archived file of a sha256.
        target: the archive to write, whole or not at all.

    Returns:
        The files that are packed, and those left out with the reason.

    Raises:
        NotWhole: a file that belongs into the bundle is missing or has changed.
    """
    used = _cited(release).assign(reason=lambda d: [_kept_back(row) for row in as_records(d)])
    packed, left = used[used["reason"] == ""], used[used["reason"] != ""]
    contents = {
        "release": release.name,
        "files": packed[LISTED].fillna("").to_dict("records"),
        "left_out": left[["delivery", "sha256", "reason"]].to_dict("records"),
    }
    partial = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(zipfile.ZipInfo("evidence.json", EPOCH), json.dumps(contents, indent=2, sort_keys=True))
        for sha256 in sorted(set(packed["sha256"])):
            bundle.writestr(zipfile.ZipInfo(f"snapshots/{sha256}", EPOCH), _whole(snapshot(sha256), sha256))
    partial.replace(target)
    return contents


def _cited(release: Path) -> pd.DataFrame:
    """List the snapshots whose cells a figure rests on."""
    sources = pd.read_parquet(release / "sources.parquet")
    cited = pd.read_parquet(release / "lineage.parquet", columns=["delivery"])["delivery"].dropna().unique()
    return sources[sources["delivery"].isin(list(cited))].sort_values("delivery", ignore_index=True)


def _kept_back(source: dict[str, Any]) -> str:
    if source["confidentiality"] == CONFIDENTIAL:
        return "confidential"
    return f"licence {source['licence']}" if source["licence"] in NOT_REDISTRIBUTED else ""


def _whole(file: Path, sha256: str) -> bytes:
    if not file.is_file() or file_sha256(file) != sha256:
        raise NotWhole(
            f"{file} is missing or has changed. How to fix it: deliver the file again, then `hr-pipeline scrub`"
        )
    return file.read_bytes()
