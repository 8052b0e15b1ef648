"""Write a release: into a folder next to the others, to the disk, then named in one step; never changed afterwards.

What may be in it belongs to `disclosure.py`, its texts to `documents.py`.
"""

import fcntl
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.releases import documents, gather, headline_workbook, methods, verify_release
from hr_pipeline.releases.compare import compare
from hr_pipeline.releases.disclosure import Content, publishable
from hr_pipeline.releases.files import settle_folder, settle_names, write_csv, write_json, write_parquet, write_text
from hr_pipeline.releases.ledger import (
    PUBLISHED,
    WITHDRAWN,
    Entry,
    newest,
    next_version,
    read_ledger,
    read_manifest,
    withdrawn,
    write_ledger,
)
from hr_pipeline.releases.manifest import (
    account,
    book_fingerprints,
    code_state,
    file_entries,
    package_versions,
    table_entries,
)
from hr_pipeline.releases.revisions import revisions
from hr_pipeline.releases.shipped import ship_checks
from hr_pipeline.releases.signing import attestation, public_key
from hr_pipeline.releases.standards import descriptors
from hr_pipeline.releases.verify_release import ATTESTATION, content_root

LATEST = "latest.json"
STAGING = ".staging-"
OWN_FILE, OWN_FOLDER = 0o600, 0o700
"""What is withheld is read by nobody but the engineer."""
BOOKS = ["lineage", "sources", "rejects", "row_accounting", "suppressions"]


@dataclass(frozen=True)
class Published:
    """What became of a build: the release that holds it, and whether it is new."""

    folder: Path
    version: str
    is_new: bool


def write_release(
    content: Content,
    releases: Path,
    private: Path,
    now: datetime,
    checks: list[dict[str, Any]],
    key: Ed25519PrivateKey | None = None,
) -> Published:
    """Publish a build as the next version, unless the newest one holds the same content.

    Content that was withdrawn as the newest version is not published again either.

    Args:
        content: all that the build made.
        releases: folder of releases; created when missing.
        private: folder that keeps the complete lineage and sources of each version at home.
        now: time of publication; its year begins the version, unless a later year was given before.
        checks: name, asset, passed, description of each check.
        key: signs the release; unsigned without one.

    Returns:
        The new release, or the newest one where nothing changed.

    Raises:
        DamagedLedger: the ledger of versions cannot be read, so that no safe number is known.
    """
    releases.mkdir(parents=True, exist_ok=True)
    public = publishable(content)
    entries, books = table_entries(public), book_fingerprints(public)
    root = content_root(entries, books)
    with _alone(releases):
        _clear_staging(releases)
        ledger = read_ledger(releases)
        if unchanged := _unchanged(ledger, root):
            _keep_private(content, private / unchanged.version)
            _point_at(ledger, releases)
            return Published(releases / unchanged.version, unchanged.version, is_new=False)
        version = next_version(ledger, now.year)
        about = {
            "version": version,
            "created": now.isoformat(timespec="seconds"),
            "content_root": root,
            "tables": entries,
            "books": books,
            "signed_by": public_key(key),
        } | _chained(ledger)
        staging = releases / f"{STAGING}{uuid.uuid4().hex}"
        manifest_sha256 = _fill(staging, public, about, _readable_before(ledger, releases), checks, key)
        _keep_private(content, private / version)
        settle_folder(staging)
        staging.rename(releases / version)
        settle_names(releases)
        _point_at([*ledger, Entry(version, root, manifest_sha256)], releases)
    return Published(releases / version, version, is_new=True)


def _unchanged(ledger: list[Entry], root: str) -> Entry | None:
    """Give the newest version where it holds this content, also when it was withdrawn for good reason."""
    last = next((entry for entry in reversed(ledger) if entry.state in (PUBLISHED, WITHDRAWN)), None)
    return last if last and last.content_root == root else None


def _chained(ledger: list[Entry]) -> dict[str, str | None]:
    """Name the version before and the hash of its manifest, whatever became of its folder since."""
    last = next((entry for entry in reversed(ledger) if entry.manifest_sha256), None)
    return {
        "previous": last.version if last else None,
        "previous_manifest_sha256": last.manifest_sha256 if last else None,
    }


def _readable_before(ledger: list[Entry], releases: Path) -> Path | None:
    """Give the newest release that is still there to compare with."""
    readable = [releases / entry.version for entry in ledger if read_manifest(releases / entry.version)]
    return readable[-1] if readable else None


def withdraw(releases: Path, version: str, reason: str, now: datetime) -> None:
    """Withdraw a release: it stays where it is and can still be traced, but is the newest no more.

    Raises:
        UnknownVersion: no such release was published.
    """
    with _alone(releases):
        _point_at(withdrawn(read_ledger(releases), version, reason, now.isoformat(timespec="seconds")), releases)


def _point_at(ledger: list[Entry], releases: Path) -> None:
    """Write the ledger, then name the newest release for readers outside; completes what a crash left undone."""
    write_ledger(ledger, releases)
    last = newest(ledger)
    if last:
        write_json({"version": last.version, "content_root": last.content_root}, releases / LATEST)
    else:
        (releases / LATEST).unlink(missing_ok=True)
    settle_names(releases)


def latest(releases: Path) -> Path | None:
    """Find the newest release that is whole and not withdrawn; before the first there is none.

    The folders and the ledger are asked, not `latest.json`: a release is one from its rename on.
    """
    last = newest(read_ledger(releases))
    return releases / last.version if last else None


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
    folder: Path,
    public: Content,
    about: dict[str, Any],
    previous: Path | None,
    checks: list[dict[str, Any]],
    key: Ed25519PrivateKey | None,
) -> str:
    """Write all files of a release; the manifest names those before it, SHA256SUMS all of them.

    Returns:
        The hash of the manifest.
    """
    (folder / "csv").mkdir(parents=True)
    for name, table in public.tables.items():
        entry = about["tables"][name]
        if not entry["path"]:
            continue
        write_parquet(table, name, folder / entry["path"], {"fingerprint": entry["fingerprint"]})
        if entry["is_published"]:
            write_csv(table, folder / "csv" / f"{name}.csv")
    texts = [public.lineage, public.sources, public.rejects, public.accounting, public.suppressions]
    for name, table in zip(BOOKS, texts, strict=True):
        write_parquet(table, name, folder / f"{name}.parquet")
    write_parquet(revisions(folder.parent, about, public.tables), "revisions", folder / "revisions.parquet")
    warning = documents.demonstration(public)
    headline_workbook.write_workbook(about, documents.TITLE, warning, public.tables, folder)
    changes = compare(previous, folder, about) if previous else None
    write_text(documents.changes(about, public, previous, changes), folder / "CHANGES.md")
    write_text(documents.readme(about, public), folder / "README.md")
    write_text(documents.citation(about, public), folder / "CITATION.cff")
    write_text(methods.methods(public), folder / methods.FILE)
    write_text(gather.gather(public), folder / gather.FILE)
    write_json(documents.datapackage(about, public), folder / "datapackage.json")
    described = descriptors(
        about, documents.TITLE, documents.licences_of(public), lambda path: file_sha256(folder / path)
    )
    for name, descriptor in described.items():
        write_json(descriptor, folder / name)
    ship_checks(folder)
    manifest = about | {
        "code": code_state(),
        "packages": package_versions(),
        "row_accounting": account(public.accounting),
        "checks": checks,
        "files": file_entries(folder),
    }
    write_json(manifest, folder / "manifest.json")
    manifest_sha256 = file_sha256(folder / "manifest.json")
    if key:
        write_json(attestation(key, manifest_sha256, about), folder / ATTESTATION)
    sums = "".join(f"{entry['sha256']}  {entry['path']}\n" for entry in file_entries(folder))
    write_text(sums, folder / verify_release.SUMS)
    return manifest_sha256


def _keep_private(content: Content, folder: Path) -> None:
    """Keep at home what a release withholds, so that its owner can still trace and replay it."""
    write_parquet(content.lineage, "lineage", folder / "lineage.parquet")
    write_parquet(content.sources, "sources", folder / "sources.parquet")
    write_parquet(content.suppressions, "suppressions", folder / "suppressions.parquet")
    for own in (folder.parent, folder):
        own.chmod(OWN_FOLDER)
    for file in folder.iterdir():
        file.chmod(OWN_FILE)
