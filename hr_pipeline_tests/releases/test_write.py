"""Versions: written once when something changed, numbered in order, whole whatever happens to the writer."""

import json
import multiprocessing
import random
import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.releases.ledger import version_folders
from hr_pipeline.releases.verify import verify_release
from hr_pipeline.releases.write import latest
from hr_pipeline_tests.releases import writers
from hr_pipeline_tests.releases.builds import NOW, Home, book, publish, simple

KILLS = 15
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([writers.__name__])


def pointed_at(home: Home) -> Path:
    named = json.loads((home.releases / "latest.json").read_text(encoding="utf-8"))
    return home.releases / named["version"]


def names(home: Home) -> list[str]:
    return [folder.name for folder in version_folders(home.releases)]


def test_the_same_content_again_is_no_new_release(home):
    first, again = publish(simple(), home), publish(simple(), home, NOW + timedelta(days=400))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.folder == first.folder
    assert names(home) == ["2026.1"]


def test_nothing_of_a_release_is_touched_when_nothing_changed(home):
    def state() -> dict[Path, tuple[int, bytes]]:
        files = [file for file in folder.rglob("*") if file.is_file()]
        return {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in files}

    folder = publish(simple(), home).folder
    before = state()
    publish(simple(), home)
    assert state() == before


def test_changed_content_is_the_next_version_and_names_the_previous_one(home):
    publish(simple(10.0), home)
    done = publish(simple(11.0), home)
    assert (done.version, done.is_new) == ("2026.2", True)
    assert json.loads((done.folder / "manifest.json").read_text())["previous"] == "2026.1"
    assert pointed_at(home) == done.folder


def test_going_back_to_earlier_content_is_a_version_of_its_own(home):
    for amount in (10.0, 11.0, 10.0):
        publish(simple(amount), home)
    assert names(home) == ["2026.1", "2026.2", "2026.3"]


def test_version_ten_comes_after_version_nine(home):
    for amount in range(10):
        publish(simple(float(amount)), home)
    assert names(home)[-2:] == ["2026.9", "2026.10"]
    assert latest(home.releases).name == "2026.10"


def test_a_new_year_begins_with_one(home):
    publish(simple(10.0), home)
    assert publish(simple(11.0), home, datetime(2027, 1, 1)).version == "2027.1"
    assert latest(home.releases).name == "2027.1"


def test_before_the_first_release_there_is_none(home):
    assert latest(home.releases) is None


def test_copies_that_people_made_are_no_versions(home):
    folder = publish(simple(), home).folder
    for name in ("2026.1 (copy)", "2026.1.old", "2026.01"):
        shutil.copytree(folder, home.releases / name)
    assert names(home) == ["2026.1"]
    assert publish(simple(11.0), home).version == "2026.2"


def test_what_a_killed_process_left_is_cleared(home):
    publish(simple(10.0), home)
    left = home.releases / ".staging-0123"
    left.mkdir()
    (left / "manifest.json").write_text("{")
    publish(simple(11.0), home)
    assert not left.exists()
    assert names(home) == ["2026.1", "2026.2"]


def test_a_pointer_left_behind_by_a_crash_is_repaired_by_the_next_run(home):
    publish(simple(10.0), home)
    before = (home.releases / "latest.json").read_bytes()
    publish(simple(11.0), home)
    (home.releases / "latest.json").write_bytes(before)
    assert latest(home.releases).name == "2026.2"
    assert not publish(simple(11.0), home).is_new
    assert pointed_at(home).name == "2026.2"


def test_a_release_removed_by_hand_leaves_the_one_before_it(home):
    publish(simple(10.0), home)
    shutil.rmtree(publish(simple(11.0), home).folder)
    assert latest(home.releases).name == "2026.1"
    assert publish(simple(12.0), home).is_new


def test_the_content_root_does_not_know_when_bytes_were_first_seen_nor_their_number(home):
    def seen(retrieved: str, ordinal: int) -> pd.DataFrame:
        return book(
            "sources", {"ordinal": ordinal, "delivery": "global_fund/a.csv", "retrieved": retrieved, "sha256": "a" * 64}
        )

    publish(simple(sources=seen("2026-01-01", 1)), home)
    assert not publish(simple(sources=seen("2027-07-07", 9)), home).is_new


def test_other_bytes_or_terms_of_a_source_are_other_content(home):
    plain = {"ordinal": 1, "delivery": "global_fund/a.csv"}
    publish(simple(sources=book("sources", plain)), home)
    for changed in ({"sha256": "b" * 64}, {"licence": "CC-BY-4.0"}, {"is_illustrative": True}):
        assert publish(simple(sources=book("sources", plain | changed)), home).is_new


def test_the_private_copy_of_a_version_stays_at_home(home):
    done = publish(simple(), home)
    assert {file.name for file in (home.private / done.version).iterdir()} == {
        "lineage.parquet",
        "sources.parquet",
        "suppressions.parquet",
    }


@pytest.mark.slow
def test_killing_the_writer_at_any_moment_leaves_whole_releases_only(home):
    chance = random.Random(20260504)
    publish(simple(0.0), home)
    for _ in range(KILLS):
        writer = FORKS.Process(target=writers.publish_for_ever, args=(str(home.root),))
        writer.start()
        time.sleep(chance.uniform(0.05, 1.0))
        writer.kill()
        writer.join()
        assert pointed_at(home).is_dir()
    found = version_folders(home.releases)
    assert len(found) > 1, "no writer got so far as to publish"
    assert {folder.name: verify_release(folder) for folder in found} == {folder.name: [] for folder in found}
    shown = {folder for folder in home.releases.iterdir() if folder.is_dir() and not folder.name.startswith(".")}
    assert shown == set(found)
    assert publish(simple(-1.0), home).folder == pointed_at(home) == latest(home.releases)
    assert not list(home.releases.glob(".staging-*"))


@pytest.mark.slow
def test_two_writers_at_once_make_two_whole_series_in_one(home):
    both = [
        FORKS.Process(target=writers.publish_all, args=(str(home.root), [first, first + 1])) for first in (10.0, 20.0)
    ]
    for writer in both:
        writer.start()
    for writer in both:
        writer.join()
    assert [writer.exitcode for writer in both] == [0, 0]
    assert names(home) == ["2026.1", "2026.2", "2026.3", "2026.4"]
    assert [verify_release(folder) for folder in version_folders(home.releases)] == [[]] * 4
