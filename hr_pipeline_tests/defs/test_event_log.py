"""The log that a run writes is whole, and Dagster's own class, which the UI uses, reads it."""

import dagster as dg
from sqlalchemy import text

from hr_pipeline.defs import running
from hr_pipeline.defs.event_log import KeptOpen, kept_open
from hr_pipeline.paths import default_landing
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES

DESCRIBED = dg.AssetKey("described")


def test_a_database_is_kept_open_until_the_end_and_holds_what_was_written(tmp_path):
    place = running.prepare(default_landing(), tmp_path)
    journal = place.dagster / "history/runs/index.db-wal"
    with kept_open(place.dagster) as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization(DESCRIBED))
        assert journal.stat().st_size > 0
    assert not list(place.dagster.rglob("*-wal"))
    with dg.DagsterInstance.get() as instance:
        assert instance.get_latest_materialization_event(DESCRIBED).asset_materialization.asset_key == DESCRIBED


def test_other_instances_of_the_home_are_dagsters_own(tmp_path):
    place = running.prepare(default_landing(), tmp_path)
    with kept_open(place.dagster) as ours:
        assert isinstance(ours.event_log_storage, KeptOpen)
    with dg.DagsterInstance.get() as instance:
        assert not isinstance(instance.event_log_storage, KeptOpen)
        with instance.event_log_storage.index_connection() as connection:
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_dagsters_own_class_reads_every_event_of_a_run(demonstration_home):
    running.prepare(default_landing(), demonstration_home)
    with dg.DagsterInstance.get() as instance:
        run = instance.get_runs(limit=1)[0]
        events = [event.dagster_event for event in instance.all_logs(run.run_id) if event.dagster_event]
    assert run.status == dg.DagsterRunStatus.SUCCESS
    recorded = [event.asset_key.to_user_string() for event in events if event.is_step_materialization]
    materialised = {*SOURCE_TABLES, *INDICATOR_TABLES, "sources", "one_build", "suppressions", "movements", "release"}
    assert sorted(recorded) == sorted(materialised)
    assert dg.DagsterEventType.RUN_SUCCESS in [event.event_type for event in events]
