"""Verifying: every flipped byte, missing and added file is named, by the package and by the release itself."""

import shutil
from pathlib import Path

import pytest

from hr_pipeline.releases.verify import verify_release, verify_snapshots
from hr_pipeline.releases.verify_release import problems
from hr_pipeline_tests.releases.conftest import Release
from hr_pipeline_tests.releases.forgery import alone, forge


@pytest.fixture
def copy(release: Release, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release.published.folder, tmp_path / "copy"))


def flip(file: Path, position: int) -> None:
    content = bytearray(file.read_bytes())
    content[position] ^= 1
    file.write_bytes(content)


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
    found = alone(copy)
    assert (found.returncode, found.stdout.splitlines()[-1]) == (0, "The release is whole.")
    assert alone(copy, str(copy), cwd=tmp_path).returncode == 0
    (copy / "README.md").unlink()
    found = alone(copy)
    assert (found.returncode, found.stdout) == (1, "README.md is missing\nThe release does NOT hold.\n")


def test_rows_that_are_not_the_manifests_are_named_although_all_hashes_fit(copy):
    """Somebody who rewrites a table and the hashes of files has not yet rewritten its fingerprint."""
    forge(copy, with_fingerprint=False)
    assert problems(copy) == []
    assert verify_release(copy) == ["tables/funding_gap.parquet does not hold the rows of the manifest"]


def test_a_forged_figure_with_its_fingerprint_is_not_the_content_root(copy):
    forge(copy)
    found = alone(copy)
    assert found.returncode == 1
    assert "the content root is not that of the tables and books in the manifest" in found.stdout


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
