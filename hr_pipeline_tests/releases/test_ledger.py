"""The ledger: no number twice, nothing unchanged twice, whatever the clock shows and whoever removes files."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from hr_pipeline.releases.ledger import DamagedLedger, UnknownVersion, read_ledger, version_folders
from hr_pipeline.releases.verify_release import check
from hr_pipeline.releases.write import latest, withdraw
from hr_pipeline_tests.releases.builds import publish, simple
from hr_pipeline_tests.releases.forgery import alone

EARLIER, NOW, LATER = (datetime(year, 5, 4, tzinfo=UTC) for year in (2019, 2026, 2040))


def states(home):
    return {entry.version: entry.state for entry in read_ledger(home.releases)}


def test_a_clock_that_goes_back_publishes_nothing_again_and_goes_on_counting(home):
    publish(simple(10.0), home, NOW)
    assert not publish(simple(10.0), home, EARLIER).is_new
    assert publish(simple(11.0), home, EARLIER).version == "2026.2"
    assert latest(home.releases).name == "2026.2"


def test_after_one_jump_ahead_nothing_is_published_twice(home):
    publish(simple(10.0), home, LATER)
    done = publish(simple(11.0), home, NOW)
    assert done.version == "2040.2"
    assert [publish(simple(11.0), home, NOW).is_new for _ in range(3)] == [False, False, False]
    assert json.loads((home.releases / "latest.json").read_text())["version"] == "2040.2"


def test_the_number_of_a_removed_release_is_never_given_again(home):
    publish(simple(10.0), home)
    shutil.rmtree(publish(simple(11.0), home).folder)
    assert latest(home.releases).name == "2026.1"
    assert publish(simple(12.0), home).version == "2026.3"
    assert states(home) == {"2026.1": "published", "2026.2": "missing", "2026.3": "published"}


def test_the_chain_goes_on_over_a_removed_release(home):
    publish(simple(10.0), home)
    shutil.rmtree(publish(simple(11.0), home).folder)
    manifest = json.loads((publish(simple(12.0), home).folder / "manifest.json").read_text())
    entry = {entry.version: entry for entry in read_ledger(home.releases)}["2026.2"]
    assert (manifest["previous"], manifest["previous_manifest_sha256"]) == ("2026.2", entry.manifest_sha256)


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_text("{"), lambda file: None])
def test_a_missing_or_damaged_manifest_stops_nothing(home, damage):
    folder = publish(simple(10.0), home).folder
    damage(folder / "manifest.json")
    done = publish(simple(11.0), home)
    assert (done.version, done.is_new) == ("2026.2", True)
    assert check(done.folder)[0] in ([], ["the release before it, 2026.1, is not the one its manifest names"])


def test_content_whose_release_was_damaged_is_published_again_under_its_own_number(home):
    (publish(simple(10.0), home).folder / "manifest.json").write_text("[]")
    assert publish(simple(10.0), home).version == "2026.2"


def test_a_ledger_that_is_gone_is_written_again_from_the_folders(home):
    for amount in (10.0, 11.0):
        publish(simple(amount), home)
    (home.releases / "ledger.json").unlink()
    assert not publish(simple(11.0), home).is_new
    assert states(home) == {"2026.1": "published", "2026.2": "published"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"versions": [{"version": 1}]}'])
def test_a_ledger_that_cannot_be_read_stops_publishing_with_advice(home, text):
    publish(simple(10.0), home)
    (home.releases / "ledger.json").write_text(text)
    with pytest.raises(DamagedLedger, match="How to fix it"):
        publish(simple(11.0), home)


def test_a_withdrawn_release_can_be_read_but_is_the_newest_no_more(home):
    publish(simple(10.0), home)
    folder = publish(simple(11.0), home).folder
    withdraw(home.releases, "2026.2", "the rate of Ukraine was wrong", NOW)
    assert latest(home.releases).name == "2026.1"
    assert json.loads((home.releases / "latest.json").read_text())["version"] == "2026.1"
    assert folder in version_folders(home.releases)
    found = alone(folder)
    assert found.returncode == 0
    assert "WITHDRAWN on 2026-05-04: the rate of Ukraine was wrong" in found.stdout


def test_withdrawn_content_is_not_published_again(home):
    publish(simple(10.0), home)
    publish(simple(11.0), home)
    withdraw(home.releases, "2026.2", "wrong", NOW)
    assert not publish(simple(11.0), home).is_new
    assert latest(home.releases).name == "2026.1"
    assert publish(simple(12.0), home).version == "2026.3"


def test_withdrawing_the_only_release_leaves_none(home):
    publish(simple(10.0), home)
    withdraw(home.releases, "2026.1", "wrong", NOW)
    assert latest(home.releases) is None
    assert not (home.releases / "latest.json").exists()


def test_a_version_that_was_never_published_cannot_be_withdrawn(home):
    publish(simple(10.0), home)
    with pytest.raises(UnknownVersion, match=r"2026\.1"):
        withdraw(home.releases, "2026.9", "wrong", NOW)
