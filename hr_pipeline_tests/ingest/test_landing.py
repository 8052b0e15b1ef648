"""A landing folder is read once nothing arrives any more, and is known by what was delivered."""

import os
import time

import pytest

from hr_pipeline.ingest.landing import INCOMPLETE, MOST_LOOKS, StillArriving, digest, look, settled


@pytest.fixture
def landing(tmp_path):
    folder = tmp_path / "landing" / "global_fund"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("a,b\n1,2\n")
    return tmp_path / "landing"


def test_a_file_that_is_still_being_copied_is_waited_for(landing):
    file = landing / "global_fund" / "a.csv"
    waited = []

    def copies(seconds):
        waited.append(seconds)
        if len(waited) < 4:
            file.write_text("x" * 10 * len(waited))

    assert settled(landing, 30, copies).files["global_fund/a.csv"][1] == 30
    assert waited == [30] * 4


def test_what_was_delivered_long_ago_is_read_at_once(landing):
    assert settled(landing, 0, pytest.fail) == look(landing)
    assert settled(landing / "none", 30, pytest.fail).files == {}


def test_a_folder_that_changes_all_the_time_is_given_up(landing):
    looks = iter(range(MOST_LOOKS + 1))
    with pytest.raises(StillArriving, match="changes all the time"):
        settled(landing, 30, lambda _: (landing / "global_fund" / f"{next(looks)}.csv").touch())


def test_a_marked_folder_is_not_complete_until_the_mark_is_gone(landing):
    (landing / "global_fund" / INCOMPLETE).touch()
    with pytest.raises(StillArriving, match=INCOMPLETE):
        settled(landing, 0)
    (landing / "global_fund" / INCOMPLETE).unlink()
    assert settled(landing, 0).files


@pytest.mark.parametrize("name", ["b.csv.part", "b.csv.crdownload", ".b.csv.x3", "~$b.xlsx", "b.TMP"])
def test_unfinished_files_are_not_there(landing, name):
    before = look(landing)
    (landing / "global_fund" / name).write_text("half")
    assert look(landing).signature == before.signature


def test_a_digest_is_of_names_and_contents_only(landing, tmp_path):
    known, file = tmp_path / "known.json", landing / "global_fund" / "a.csv"
    first = digest(landing, known)
    os.utime(file, (time.time() - 999, time.time() - 999))
    assert digest(landing, known) == first
    content = file.read_text()
    file.write_text(content.replace("1", "7"))
    second = digest(landing, known)
    file.write_text(content)
    assert digest(landing, known) == first != second
    file.rename(file.with_name("b.csv"))
    assert digest(landing, known) not in (first, second)


def test_a_file_is_hashed_once(landing, tmp_path, monkeypatch):
    monkeypatch.setattr("hr_pipeline.ingest.landing.SETTLE_SECONDS", 0)
    known = tmp_path / "known.json"
    first = digest(landing, known)
    remembered = known.read_text()
    known.write_text(remembered.replace('"', '"').replace(remembered[-10:-4], "ffffff"))
    assert digest(landing, known) != first
