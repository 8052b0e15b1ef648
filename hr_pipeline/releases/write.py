"""Write a release: into a folder next to the others, to the disk, then named in one step; never changed afterwards.

What may be in it belongs to `disclosure.py`, its texts to `documents.py`.
"""

import fcntl
import json
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hr_pipeline.releases import documents, methods, verify_release
from hr_pipeline.releases.compare import compare
from hr_pipeline.releases.disclosure import Content, publishable
from hr_pipeline.releases.files import settle_folder, settle_names, write_csv, write_json, write_parquet, write_text
from hr_pipeline.releases.manifest import (
    account,
    code_state,
    content_root,
    file_entries,
    package_versions,
    table_entries,
)

LATEST = "latest.json"
STAGING = ".staging-"
OWN_FILE, OWN_FOLDER = 0o600, 0o700
"""What is withheld is read by nobody but the engineer."""
VERSION = re.compile(r"\d{4}\.[1-9]\d*")
BOOKS = ["lineage", "sources", "rejects", "row_accounting", "suppressions"]


@dataclass(frozen=True)
class Published:
    """What became of a build: the release that holds it, and whether it is new."""

    folder: Path
    version: str
    is_new: bool


def write_release(
    content: Content, releases: Path, private: Path, now: datetime, checks: list[dict[str, Any]]
) -> Published:
    """Publish a build as the next version, unless the newest release holds the same content.

    Args:
        content: all that the build made.
        releases: folder of releases; created when missing.
        private: folder that keeps the complete lineage and sources of each version at home.
        now: time of publication; its year begins the version.
        checks: name, asset, passed, description of each check.

    Returns:
        The new release, or the newest one where nothing changed.
    """
    releases.mkdir(parents=True, exist_ok=True)
    public = publishable(content)
    entries = table_entries(public)
    root = content_root(entries, public)
    with _alone(releases):
        _clear_staging(releases)
        previous = latest(releases)
        if previous and _manifest(previous)["content_root"] == root:
            _keep_private(content, private / previous.name)
            _point_at(previous, root)
            return Published(previous, previous.name, is_new=False)
        version = _next_version(releases, now.year)
        about = {
            "version": version,
            "created": now.isoformat(timespec="seconds"),
            "content_root": root,
            "tables": entries,
        }
        staging = releases / f"{STAGING}{uuid.uuid4().hex}"
        _fill(staging, public, about, previous, checks)
        _keep_private(content, private / version)
        settle_folder(staging)
        staging.rename(releases / version)
        settle_names(releases)
        _point_at(releases / version, root)
    return Published(releases / version, version, is_new=True)


def _point_at(release: Path, root: str) -> None:
    """Say in `latest.json`, for readers outside, which release is the newest; completes what a crash left undone."""
    write_json({"version": release.name, "content_root": root}, release.parent / LATEST)
    settle_names(release.parent)


def latest(releases: Path) -> Path | None:
    """Find the newest release; before the first there is none.

    The folders are asked, not `latest.json`: a release is one from its rename on.
    """
    return max(versions(releases), key=_order, default=None)


def versions(releases: Path) -> list[Path]:
    """List the releases, oldest first; copies that people made under other names are none."""
    named = [folder for folder in releases.glob("*") if VERSION.fullmatch(folder.name)]
    return sorted((folder for folder in named if (folder / "manifest.json").is_file()), key=_order)


def _order(folder: Path) -> tuple[int, int]:
    year, _, number = folder.name.partition(".")
    return int(year), int(number)


def _next_version(releases: Path, year: int) -> str:
    numbers = [_order(folder)[1] for folder in versions(releases) if _order(folder)[0] == year]
    return f"{year}.{max(numbers, default=0) + 1}"


def _manifest(release: Path) -> dict[str, Any]:
    return json.loads((release / "manifest.json").read_text(encoding="utf-8"))


@contextmanager
def _alone(releases: Path) -> Iterator[None]:
    """Let one process at a time publish into a folder; the lock goes with the process, however it ends."""
    with (releases / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear_staging(releases: Path) -> None:
    """Remove what a killed process left half-written; nobody else writes while the lock is held."""
    for folder in releases.glob(f"{STAGING}*"):
        shutil.rmtree(folder)


def _fill(
    folder: Path, public: Content, about: dict[str, Any], previous: Path | None, checks: list[dict[str, Any]]
) -> None:
    """Write all files of a release; the manifest names those before it, SHA256SUMS all of them."""
    (folder / "csv").mkdir(parents=True)
    for name, table in public.tables.items():
        noted = {"fingerprint": about["tables"][name]["fingerprint"]}
        write_parquet(table, name, folder / "tables" / f"{name}.parquet", noted)
        if about["tables"][name]["is_published"]:
            write_csv(table, folder / "csv" / f"{name}.csv")
    texts = [public.lineage, public.sources, public.rejects, public.accounting, public.suppressions]
    books = dict(zip(BOOKS, texts, strict=True))
    for name, table in books.items():
        write_parquet(table, name, folder / f"{name}.parquet")
    changes = compare(previous, folder, about) if previous else None
    write_text(documents.changes(about, public, previous, changes), folder / "CHANGES.md")
    write_text(documents.readme(about, public), folder / "README.md")
    write_text(documents.citation(about, public), folder / "CITATION.cff")
    write_text(methods.methods(public), folder / methods.FILE)
    write_json(documents.datapackage(about, public), folder / "datapackage.json")
    shutil.copyfile(str(verify_release.__file__), folder / "verify.py")
    manifest = about | {
        "previous": previous.name if previous else None,
        "code": code_state(),
        "packages": package_versions(),
        "row_accounting": account(public.accounting),
        "checks": checks,
        "files": file_entries(folder),
    }
    write_json(manifest, folder / "manifest.json")
    sums = "".join(f"{entry['sha256']}  {entry['path']}\n" for entry in file_entries(folder))
    write_text(sums, folder / verify_release.SUMS)


def _keep_private(content: Content, folder: Path) -> None:
    """Keep at home what a release withholds, so that its owner can still trace and replay it."""
    write_parquet(content.lineage, "lineage", folder / "lineage.parquet")
    write_parquet(content.sources, "sources", folder / "sources.parquet")
    write_parquet(content.suppressions, "suppressions", folder / "suppressions.parquet")
    for own in (folder.parent, folder):
        own.chmod(OWN_FOLDER)
    for file in folder.iterdir():
        file.chmod(OWN_FILE)
