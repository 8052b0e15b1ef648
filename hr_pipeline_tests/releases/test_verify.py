"""Verifying: every flipped byte, missing and added file is named, by the package and by the release itself."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.releases.verify import compare_fingerprints, verify_release, verify_snapshots
from hr_pipeline_tests.releases.conftest import Release


@pytest.fixture
def copy(release: Release, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release.published.folder, tmp_path / "copy"))


def flip(file: Path, position: int) -> None:
    content = bytearray(file.read_bytes())
    content[position] ^= 1
    file.write_bytes(content)


def alone(folder: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the release's own check with a Python that has nothing else: no packages, no environment."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *words]
    return subprocess.run(command, cwd=cwd or folder, capture_output=True, text=True, timeout=60, check=False)


def test_a_release_is_whole_as_it_is_written(release):
    assert verify_release(release.published.folder) == []


def test_one_flipped_byte_of_any_file_is_named(copy):
    for file in sorted(path for path in copy.rglob("*") if path.is_file() and path.name != "SHA256SUMS"):
        before = file.read_bytes()
        for position in (0, len(before) // 2, len(before) - 1):
            flip(file, position)
            wrong = verify_release(copy)
            assert any(file.relative_to(copy).as_posix() in line for line in wrong), (file, position, wrong)
            file.write_bytes(before)
    assert verify_release(copy) == []


def test_every_flipped_byte_of_the_sums_is_seen(copy):
    sums = copy / "SHA256SUMS"
    before = sums.read_bytes()
    for position in range(0, len(before), 41):
        flip(sums, position)
        assert verify_release(copy), position
        sums.write_bytes(before)


def test_sums_that_are_no_text_are_named(copy):
    (copy / "SHA256SUMS").write_bytes(b"\xff\xfe\x00")
    assert verify_release(copy) == ["SHA256SUMS has changed: it cannot be read"]


def test_missing_and_added_files_are_named(copy):
    (copy / "README.md").unlink()
    (copy / "csv" / "more.csv").write_text("1")
    assert verify_release(copy) == ["README.md is missing", "csv/more.csv does not belong to the release"]


def test_a_folder_that_is_no_release_says_what_is_missing(tmp_path):
    assert verify_release(tmp_path / "nowhere") == ["SHA256SUMS is missing"]


def test_the_releases_own_check_runs_with_python_alone(copy, tmp_path):
    assert (alone(copy).returncode, alone(copy).stdout) == (0, "The release is whole.\n")
    assert alone(copy, str(copy), cwd=tmp_path).returncode == 0
    (copy / "README.md").unlink()
    found = alone(copy)
    assert (found.returncode, found.stdout) == (1, "README.md is missing\n")


def test_rows_that_are_not_the_manifests_are_named_although_all_hashes_fit(copy):
    """Somebody who rewrites a table and its sums cannot rewrite the manifest's fingerprint with them."""
    file = copy / "tables" / "funding_gap.parquet"
    table = pd.read_parquet(file)
    table.assign(gap_usd=0.0).to_parquet(file)
    listed = (copy / "SHA256SUMS").read_text().splitlines()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    kept = [
        line if "tables/funding_gap.parquet" not in line else f"{digest}  tables/funding_gap.parquet" for line in listed
    ]
    (copy / "SHA256SUMS").write_text("\n".join(kept) + "\n")
    assert verify_release(copy) == ["tables/funding_gap.parquet does not hold the rows of the manifest"]


def test_snapshots_that_are_gone_or_changed_are_named(release, tmp_path):
    archive = Path(shutil.copytree(release.home.snapshots, tmp_path / "snapshots"))
    data = release.content.sources.query("role == 'data'").reset_index(drop=True)

    def snapshot(sha256: str) -> Path:
        return archive / sha256[:2] / sha256

    assert verify_snapshots(data, snapshot) == []
    gone, changed = data["sha256"][0], data["sha256"][1]
    snapshot(gone).unlink()
    flip(snapshot(changed), 0)
    wrong = verify_snapshots(data, snapshot)
    assert len(wrong) == 2
    assert "is not in the archive" in next(line for line in wrong if gone in line)
    assert "has changed" in next(line for line in wrong if changed in line)


def test_a_rebuild_that_differs_is_named_by_table(release):
    entries = json.loads(release.text("manifest.json"))["tables"]
    rebuilt = {name: entry["fingerprint"] for name, entry in entries.items()}
    assert compare_fingerprints(release.published.folder, rebuilt) == []
    changed = rebuilt | {"funding_gap": "0"}
    assert compare_fingerprints(release.published.folder, changed) == [
        "funding_gap: rebuilt rows differ from the release's"
    ]
