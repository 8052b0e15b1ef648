"""A release's manifest: what it holds, what it rests on, and what its content root is made of.

The content root (`verify_release.content_root`) covers rows, meanings and sources, never clocks, commits or versions
of packages: the same inputs give the same root.
"""

import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.provenance.fingerprint import file_sha256, fingerprint
from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.reading import table_path
from hr_pipeline.schemas.tables import INDICATOR_TABLES, describe, grain, keys

PACKAGES = ["dagster", "pandas", "pandera", "pyarrow", "numpy", "python-calamine", "hr_pipeline"]
TIMELESS = ["delivery", "source", "role", "sha256", "licence", "confidentiality", "is_illustrative", "stated_vintage"]
"""What of a snapshot is content: not when it was first seen, nor its number in one build."""


def table_entries(content: Content) -> dict[str, dict[str, Any]]:
    """Describe each table: rows, fingerprint, keys, columns, and whether its figures can be traced."""
    return {
        name: {
            "rows": len(table),
            "path": table_path(name) if len(table) else None,
            "fingerprint": content.fingerprints.get(name) or fingerprint(table),
            "grain": grain(name),
            "keys": keys(name),
            "is_published": name in INDICATOR_TABLES,
            "columns": describe(name),
        }
        for name, table in sorted(content.tables.items())
    }


def book_fingerprints(content: Content) -> dict[str, str]:
    """Give the fingerprints of lineage, sources, rejects, suppressions and the account of rows."""
    return {
        "sources": fingerprint(content.sources[TIMELESS].sort_values(["delivery", "sha256"])),
        "lineage": fingerprint(content.lineage.drop(columns="input_row")),
        "rejects": fingerprint(content.rejects),
        "suppressions": fingerprint(content.suppressions),
        "accounting": fingerprint(content.accounting),
    }


def code_state() -> dict[str, Any]:
    """Tell which commit this code is, and whether it was changed since; both unknown outside a checkout."""
    here = Path(__file__).parents[1]
    commit = _git(here, "rev-parse", "HEAD")
    return {"commit": commit, "is_dirty": bool(_git(here, "status", "--porcelain", "--", ".")) if commit else None}


def _git(folder: Path, *words: str) -> str:
    try:
        answer = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def package_versions() -> dict[str, str]:
    """Tell the versions of the packages that made the numbers."""
    return {name: version(name) for name in PACKAGES}


def file_entries(folder: Path) -> list[dict[str, Any]]:
    """List a folder's files with size and hash."""
    return [
        {"path": file.relative_to(folder).as_posix(), "bytes": file.stat().st_size, "sha256": file_sha256(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]


def account(accounting: pd.DataFrame) -> list[dict[str, Any]]:
    """Sum the account of rows by table and outcome, and list refused and recognised files with their messages."""
    is_whole = accounting["outcome"].isin(["refused", "recognised"])
    counted = accounting[~is_whole]
    sums = counted.groupby(["table", "outcome", "reason"])["rows"].sum().reset_index()
    return as_records(sums) + as_records(accounting.loc[is_whole, ["delivery", "outcome", "message"]])
