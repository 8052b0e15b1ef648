"""The whole graph: what Dagster records of a build, and that building twice gives the same."""

import os

import dagster as dg
import pandas as pd
import pytest

from hr_pipeline.defs import running
from hr_pipeline.defs.desired import published_of
from hr_pipeline.ingest.landing import digest
from hr_pipeline.paths import Home, default_landing
from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES
from hr_pipeline_tests.conftest import PACKAGED


def fingerprints(home) -> dict[str, str]:
    return {name: fingerprint(pd.read_parquet(Home(home).table(name))) for name in [*SOURCE_TABLES, *INDICATOR_TABLES]}


@pytest.mark.slow
def test_two_homes_built_of_the_same_deliveries_hold_the_same_rows(command, demonstration_home, tmp_path):
    command("run", "--home", tmp_path, "--no-release")
    assert fingerprints(tmp_path) == fingerprints(demonstration_home)
    assert not (tmp_path / "releases").exists()


def test_each_materialisation_carries_fingerprint_rows_and_what_became_of_the_deliveries(demonstration_home):
    running.prepare(default_landing(), demonstration_home)
    made = fingerprints(demonstration_home)
    with dg.DagsterInstance.get() as instance:
        for name, expected in made.items():
            event = instance.get_latest_materialization_event(dg.AssetKey(name)).asset_materialization
            assert event.tags["dagster/data_version"] == expected
            assert event.metadata["dagster/row_count"].value == len(
                pd.read_parquet(Home(demonstration_home).table(name))
            )
        lines = instance.get_latest_materialization_event(dg.AssetKey("grant_budget_lines")).asset_materialization
        assert "accepted" in lines.metadata["row_account"].value
        assert lines.metadata["refused"].value == "None."
        assert lines.metadata["preview"].value.count("\n") <= 12
        survey = instance.get_latest_materialization_event(dg.AssetKey("survey_services")).asset_materialization
        assert "preview" not in survey.metadata


def test_a_release_is_known_to_be_what_its_landing_folder_gives(demonstration_home, tmp_path):
    assert published_of(Home(demonstration_home)) == digest(PACKAGED, tmp_path / "hashes.json")


def test_a_failing_step_is_reported_by_its_error_and_leaves_the_last_tables(tmp_path, demonstration_home, monkeypatch):
    place = running.prepare(default_landing(), tmp_path)
    monkeypatch.setenv("HR_PIPELINE_LANDING", str(tmp_path / "gone"))
    with pytest.raises(running.BuildFailed, match="sources: FileNotFoundError: no landing folder"):
        running.run("build", place)
    assert not place.table("sources").exists()


def test_preparing_twice_sets_a_home_up_once(tmp_path):
    place = running.prepare(default_landing(), tmp_path)
    settings = place.dagster / "dagster.yaml"
    before = settings.stat().st_mtime_ns
    running.prepare(default_landing(), tmp_path)
    assert settings.stat().st_mtime_ns == before
    assert os.environ["DAGSTER_HOME"] == str(place.dagster)
