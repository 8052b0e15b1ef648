"""A look at a home finds everything that a run would do otherwise, and nothing else."""

import shutil
from pathlib import Path

import pytest

from hr_pipeline.defs.looking import nothing_has_changed
from hr_pipeline.paths import Home
from hr_pipeline_tests.conftest import PACKAGED

JOB = "build_and_release"


@pytest.fixture
def home(demonstration_home, tmp_path):
    return Home(shutil.copytree(demonstration_home, tmp_path / "home"))


@pytest.fixture
def landing(tmp_path):
    return Path(shutil.copytree(PACKAGED, tmp_path / "landing"))


def test_after_a_run_nothing_has_changed(home, landing):
    assert nothing_has_changed(landing, home, JOB)


def test_another_job_runs(home, landing):
    assert not nothing_has_changed(landing, home, "build")


def test_other_code_runs(home, landing, monkeypatch):
    monkeypatch.setattr("hr_pipeline.defs.looking.package_version", lambda: "another")
    assert not nothing_has_changed(landing, home, JOB)


def test_an_empty_home_runs(tmp_path, landing):
    assert not nothing_has_changed(landing, Home(tmp_path / "empty"), JOB)


@pytest.mark.parametrize("how", ["added", "changed", "gone", "renamed"])
def test_another_delivery_runs(home, landing, how):
    notes = landing / "global_fund" / "delivery.yaml"
    if how == "added":
        (landing / "global_fund" / "more.csv").write_text("a,b\n1,2\n")
    elif how == "changed":
        notes.write_text(notes.read_text() + "\n# a remark\n")
    elif how == "gone":
        notes.unlink()
    else:
        notes.rename(notes.with_name("more.delivery.yaml"))
    assert not nothing_has_changed(landing, home, JOB)


@pytest.mark.parametrize("place", ["table", "lineage", "record"])
def test_a_damaged_table_runs(home, landing, place):
    file = getattr(home, place)("funding_gap")
    file.write_bytes(file.read_bytes()[:-4])
    assert not nothing_has_changed(landing, home, JOB)


def test_a_release_that_is_gone_runs(home, landing):
    shutil.rmtree(home.releases)
    assert not nothing_has_changed(landing, home, JOB)


def test_a_damaged_note_of_the_last_run_runs(home, landing):
    home.last_run.write_text(home.last_run.read_text()[:40])
    assert not nothing_has_changed(landing, home, JOB)
