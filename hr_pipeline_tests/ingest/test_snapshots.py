"""The archive of delivered bytes: kept once, never half, numbered the same way, laid out again as they came."""

import gzip
import hashlib
import os
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.ingest import keeping
from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.keeping import scrub
from hr_pipeline.ingest.snapshots import archive_landing, deliveries, rebuild_landing, snapshot_path
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline_tests.formats.made import delivered, refusal

FILES = {"global_fund/b.csv": b"b", "global_fund/sub/a.csv": b"a", "stray.csv": b"s", "reference/rates.csv": b"r"}


def land(folder, files):
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@pytest.fixture
def landing(tmp_path):
    return land(tmp_path / "landing", FILES)


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "home" / "snapshots"


def own(sources):
    """List what was delivered, without the packaged tables."""
    return sources[~sources["delivery"].str.startswith("packaged/")].set_index("delivery")


def times(archive):
    return {file: file.stat().st_mtime_ns for file in archive.rglob("*") if file.is_file()}


def test_every_file_is_kept_under_the_hash_of_its_bytes(landing, archive):
    sources = own(archive_landing(landing, archive))
    assert set(sources.index) == set(FILES)
    for path, content in FILES.items():
        sha256 = hashlib.sha256(content).hexdigest()
        assert (sources.at[path, "sha256"], sources.at[path, "size_bytes"]) == (sha256, len(content))
        assert (archive / sha256[:2] / sha256).read_bytes() == content


def test_a_file_that_vanished_is_refused_by_name_and_the_others_are_kept(landing, archive):
    (landing / "global_fund" / "gone.csv").symlink_to(landing / "nowhere.csv")
    sources = own(archive_landing(landing, archive))
    assert (
        "expected a file that can be read, found none (FileNotFoundError)" in sources.at["global_fund/gone.csv", "role"]
    )
    assert set(FILES) < set(sources.index)


@pytest.mark.parametrize("folder", ["global_fund", "."])
def test_a_file_name_that_is_not_utf_8_is_refused_in_words_that_can_be_printed(landing, archive, folder):
    named = os.fsencode(landing / folder) + b"/budget_\xff\n.csv"
    Path(os.fsdecode(named)).write_bytes(b"lines")
    sources = archive_landing(landing, archive)
    (refused,) = sources.loc[sources["role"].str.startswith("refused"), "delivery"]
    assert refused == f"{folder}/budget_\\xff\\n.csv".removeprefix("./")
    described = unread(sources, archive).set_index("delivery")["message"]
    assert (refused in described) == (folder == ".")


def test_packaged_reference_tables_come_along(landing, archive):
    sources = archive_landing(landing, archive)
    packaged = sources[sources["delivery"].str.startswith("packaged/reference/")]
    assert "packaged/reference/countries.csv" in set(packaged["delivery"])
    assert set(packaged["source"]) == {"reference"}


def test_snapshots_are_numbered_by_their_bytes_whatever_they_are_called(landing, archive, tmp_path):
    first = archive_landing(landing, archive)
    assert first["sha256"].is_monotonic_increasing
    assert first["ordinal"].is_monotonic_increasing
    assert first["ordinal"].is_unique
    renamed = land(
        tmp_path / "other", {f"global_fund/z{number}.csv": text for number, text in enumerate(FILES.values())}
    )
    assert archive_landing(renamed, archive)["sha256"].tolist() == first["sha256"].tolist()


def test_the_same_bytes_again_are_no_new_work_and_were_first_seen_when_they_were(landing, archive, monkeypatch):
    first = archive_landing(landing, archive)
    before = times(archive)
    pd.testing.assert_frame_equal(archive_landing(landing, archive), first)
    assert times(archive) == before


def test_a_copy_that_breaks_off_is_never_seen_under_its_name(landing, archive, monkeypatch):
    def full(_):
        raise OSError("no space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        archive_landing(landing, archive)
    assert not [file for file in archive.rglob("*") if len(file.name) == 64]
    monkeypatch.undo()
    assert len(own(archive_landing(landing, archive))) == len(FILES)
    assert not list(archive.rglob("*.part"))


def test_a_snapshot_that_was_cut_is_made_whole_by_the_same_delivery(landing, archive):
    sources = own(archive_landing(landing, archive))
    kept = snapshot_path(archive, sources.at["global_fund/b.csv", "sha256"])
    kept.write_bytes(b"")
    archive_landing(landing, archive)
    assert kept.read_bytes() == b"b"


def test_a_snapshot_that_changed_at_equal_size_is_made_whole_by_the_same_delivery(landing, archive):
    sources = own(archive_landing(landing, archive))
    kept = snapshot_path(archive, sources.at["global_fund/b.csv", "sha256"])
    kept.chmod(0o600)
    kept.write_bytes(b"B")
    archive_landing(landing, archive)
    assert kept.read_bytes() == b"b"


def test_scrubbing_names_what_changed_and_heals_it_from_the_landing(landing, archive, tmp_path):
    sources = own(archive_landing(landing, archive))
    one, other = (sources.at[name, "sha256"] for name in ("global_fund/b.csv", "stray.csv"))
    for sha256 in (one, other):
        snapshot_path(archive, sha256).write_bytes(b"X")
    (landing / "stray.csv").unlink()
    checked, healed, damaged = scrub(archive)
    assert (healed, damaged) == ([], sorted([one, other]))
    assert checked > len(FILES)
    assert scrub(archive, landing)[1:] == ([one], [other])
    assert scrub(archive)[1:] == ([], [other])


def test_an_empty_file_is_kept_too(tmp_path, archive):
    sources = own(archive_landing(land(tmp_path / "landing", {"global_fund/a.csv": b""}), archive))
    assert sources["size_bytes"].tolist() == [0]


@pytest.mark.parametrize("name", [".DS_Store", "~$budget.xlsx", ".hidden/a.csv"])
def test_files_that_programs_hide_are_no_deliveries(landing, archive, name):
    land(landing, {f"global_fund/{name}": b"x"})
    assert set(own(archive_landing(landing, archive)).index) == set(FILES)


def test_notes_of_the_folder_come_with_every_file(landing, archive):
    land(landing, {"global_fund/delivery.yaml": b"publisher: somebody\nillustrative: true\nlicence: CC0-1.0"})
    sources = own(archive_landing(landing, archive))
    inside, outside = sources.loc["global_fund/sub/a.csv"], sources.loc["stray.csv"]
    assert inside[["publisher", "is_illustrative", "licence"]].tolist() == ["somebody", True, "CC0-1.0"]
    assert outside[["publisher", "is_illustrative", "licence"]].tolist() == ["", False, "LicenceRef-unstated"]


def test_files_under_notes_that_cannot_be_meant_are_refused_and_kept_with_the_source_s_terms(landing, archive):
    land(landing, {"global_fund/sub/delivery.yaml": b"licence: free"})
    sources = archive_landing(landing, archive)
    refused = {one.path: one.refusal for one in deliveries(sources, archive, "global_fund")}
    assert "expected one of" in refused["global_fund/sub/a.csv"]
    assert refused["global_fund/b.csv"] == ""
    assert own(sources).at["global_fund/sub/a.csv", "publisher"] == "The Global Fund"


def test_a_source_gets_its_own_deliveries_in_the_order_of_their_paths(landing, archive):
    found = deliveries(archive_landing(landing, archive), archive, "global_fund")
    assert [one.path for one in found] == ["global_fund/b.csv", "global_fund/sub/a.csv"]
    assert [one.file.read_bytes() for one in found] == [b"b", b"a"]
    assert [one.folder for one in found] == ["global_fund", "global_fund/sub"]


def test_a_landing_folder_is_laid_out_again_as_it_was(landing, archive, tmp_path):
    land(landing, {"global_fund/delivery.yaml": b"publisher: somebody"})
    first = archive_landing(landing, archive)
    rebuild_landing(first, archive, tmp_path / "again")
    again = archive_landing(tmp_path / "again", archive)
    pd.testing.assert_frame_equal(again, first)


def test_a_snapshot_that_is_gone_stops_the_rebuilding(landing, archive, tmp_path):
    sources = archive_landing(landing, archive)
    snapshot_path(archive, own(sources).at["stray.csv", "sha256"]).unlink()
    with pytest.raises(FileNotFoundError, match=r"of stray\.csv is not in"):
        rebuild_landing(sources, archive, tmp_path / "again")


def test_a_landing_folder_that_is_not_there_is_reported(tmp_path, archive):
    with pytest.raises(FileNotFoundError, match="name another with --landing"):
        archive_landing(tmp_path / "nowhere", archive)


def test_a_packed_file_that_unpacks_to_too_much_is_refused(tmp_path):
    bomb = delivered(tmp_path, gzip.compress(b"\0" * (5 << 20)), "global_fund/lines.csv.gz")
    assert "at most 4 MiB unpacked" in refusal(unpacked, bomb, 4 << 20)
    assert len(unpacked(bomb, 5 << 20)) == 5 << 20


def test_links_that_lead_out_of_the_landing_folder_and_pipes_are_refused_by_name(landing, archive, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("name,password\n")
    folder = landing / "global_fund"
    (folder / "leads_out.csv").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.csv")
    sources = archive_landing(landing, archive).set_index("delivery")
    for name, described in (("leads_out.csv", "leads out"), ("folder", "leads out"), ("pipe.csv", "regular file")):
        assert described in sources.at[f"global_fund/{name}", "role"]
    kept = [file.read_bytes() for file in archive.rglob("*") if file.is_file()]
    assert secret.read_bytes() not in kept


def test_a_link_within_the_landing_folder_is_the_file_it_leads_to(landing, archive):
    (landing / "global_fund" / "same.csv").symlink_to(landing / "global_fund" / "real.csv")
    (landing / "global_fund" / "real.csv").write_text("a,b\n")
    sources = archive_landing(landing, archive).set_index("delivery")
    assert sources.at["global_fund/same.csv", "sha256"] == sources.at["global_fund/real.csv", "sha256"]


def test_a_side_file_that_is_no_text_of_a_person_is_refused_unread(landing, archive):
    (landing / "global_fund" / "huge.layout.yaml").write_bytes(b"a: b\n" * 200_000)
    sources = archive_landing(landing, archive).set_index("delivery")
    assert "at most 512 KiB" in sources.at["global_fund/huge.layout.yaml", "role"]
