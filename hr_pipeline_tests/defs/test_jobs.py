import dagster as dg
import pytest

from hr_pipeline.defs.jobs import landing_folder
from hr_pipeline.defs.store import Workplace


@pytest.fixture
def ticks(tmp_path, monkeypatch):
    """Let the sensor look again and again with its own cursor; gives the runs it asks for and why it asks for none."""
    monkeypatch.setenv("HR_PIPELINE_LANDING", str(tmp_path / "landing"))
    monkeypatch.setenv("HR_PIPELINE_HOME", str(tmp_path / "home"))
    (tmp_path / "landing").mkdir()
    (tmp_path / "home").mkdir()
    cursor = []

    with dg.instance_for_test() as instance:

        def tick():
            words = {"cursor": cursor[-1] if cursor else None, "resources": {"workplace": Workplace()}}
            with dg.build_sensor_context(instance, **words) as context:
                found = landing_folder.evaluate_tick(context)
            cursor.append(found.cursor)
            return found.run_requests or [], found.skip_message

        tick.instance = instance
        yield tick


def test_the_second_look_at_the_same_files_asks_for_a_run_without_a_key(ticks):
    first, why = ticks()
    assert first == [] and "looking once more" in why
    [request], _ = ticks()
    assert request.run_key is None and len(request.tags["landing"]) == 12


def test_while_a_build_waits_or_runs_no_other_is_asked_for(ticks):
    ticks()
    run = dg.DagsterRun("build_and_release", status=dg.DagsterRunStatus.STARTED)
    ticks.instance.add_run(run)
    runs, why = ticks()
    assert runs == [] and f"run {run.run_id[:8]} builds" in why


def test_the_sensor_looks_without_being_turned_on():
    assert landing_folder.default_status == dg.DefaultSensorStatus.RUNNING
