"""When a build is asked for: the newest release is compared with what the landing folder gives."""

from datetime import UTC, datetime

import pytest

from hr_pipeline.defs.deciding import FIRST_PAUSE, LONGEST_PAUSE, Memory, decide
from hr_pipeline.defs.desired import LANDING_NOTE, PROGRAM, note_published
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.paths import Home
from hr_pipeline.releases.files import write_json, write_parquet
from hr_pipeline.releases.write import withdraw


class Place:
    """A landing folder and a home, looked at again and again; building is writing down what was published."""

    def __init__(self, folder):
        self.landing, self.home = folder / "landing", Home(folder / "home")
        self.landing.mkdir()
        self.home.root.mkdir()
        self.memory, self.now = Memory(), 0.0

    def deliver(self, **files):
        for name, text in files.items():
            (self.landing / name).write_text(text)

    def look(self):
        step = decide(self.memory, self.landing, self.home, self.now)
        self.memory = Memory.read(step.memory.written())
        return step

    def looks(self):
        """Look until a build is asked for, at most three times."""
        steps = [self.look() for _ in range(3)]
        return next((step.wanted for step in steps if step.wanted), ""), steps[-1].reason

    def publish(self, wanted, version="2026.1", program=PROGRAM):
        release = self.home.releases / version
        release.mkdir(parents=True, exist_ok=True)
        write_json({"version": version, "content_root": wanted, "tables": {}}, release / "manifest.json")
        write_json({"landing": wanted, "release": version, "program": program}, self.home.published)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_what_is_published_is_not_built_again(place):
    place.deliver(a="1")
    wanted, _ = place.looks()
    assert wanted
    place.publish(wanted)
    assert place.looks() == ("", "the newest release is what the landing folder gives")


def test_a_bad_file_that_is_taken_away_again_is_built_again(place):
    place.deliver(a="1")
    good, _ = place.looks()
    place.publish(good)
    place.deliver(b="bad")
    bad, _ = place.looks()
    place.publish(bad, "2026.2")
    (place.landing / "b").unlink()
    assert place.looks()[0] == good != bad


def test_a_half_copy_is_not_built_before_it_stands_still(place):
    for size in range(1, 5):
        place.deliver(a="x" * size)
        assert not place.look().wanted
    assert place.look().wanted


def test_a_marked_folder_waits(place):
    place.deliver(a="1", **{".incomplete": ""})
    assert "still delivering" in place.looks()[1]
    (place.landing / ".incomplete").unlink()
    assert place.looks()[0]


def test_a_failed_build_is_tried_again_at_once_and_then_with_growing_pauses(place):
    place.deliver(a="1")
    assert [bool(place.look().wanted) for _ in range(3)] == [False, True, True]
    for tries in range(1, 9):
        pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        assert "tried again in" in place.look().reason
        place.now += pause
        assert place.look().wanted
    place.deliver(a="2")
    assert place.looks()[0], "other files need not wait"


def withdraw_first(releases):
    withdraw(releases, "2026.1", "the rate of Ukraine was wrong", datetime(2026, 5, 4, tzinfo=UTC))


def lose_manifest(releases):
    (releases / "2026.1" / "manifest.json").unlink()


@pytest.mark.parametrize("lose", [withdraw_first, lose_manifest])
def test_another_version_of_the_program_or_a_withdrawn_release_is_built_again(place, lose):
    place.deliver(a="1")
    wanted, _ = place.looks()
    place.publish(wanted, program="0.0.1")
    place.now = LONGEST_PAUSE
    assert place.looks()[0] == wanted
    place.publish(wanted)
    assert not place.looks()[0]
    lose(place.home.releases)
    assert place.looks()[0] == wanted


def test_what_was_withdrawn_and_is_given_again_is_built_once_and_not_for_ever(place):
    place.deliver(a="1")
    wanted, _ = place.looks()
    place.publish(wanted)
    assert not place.looks()[0]
    withdraw_first(place.home.releases)
    assert place.looks()[0] == wanted
    write_parquet(empty("sources"), "sources", place.home.table("sources"), {LANDING_NOTE: wanted})
    note_published(place.home)  # what was built is what was withdrawn: nothing is published
    place.now += LONGEST_PAUSE
    assert not place.looks()[0]


def test_a_missing_landing_folder_is_a_reason_and_not_an_error(place):
    place.landing.rmdir()
    assert "no landing folder" in place.look().reason
    assert Memory.read("of another version") == Memory()
