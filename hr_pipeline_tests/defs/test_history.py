import dagster as dg
import pytest

from hr_pipeline.defs.history import last_run
from hr_pipeline.defs.processes import identity
from hr_pipeline.defs.recovery import ENDED, PROCESS_TAG
from hr_pipeline.defs.running import prepare
from hr_pipeline.paths import default_landing


@pytest.fixture
def place(tmp_path):
    return prepare(default_landing(), tmp_path / "home")


def test_a_home_where_nothing_ran_has_no_last_run(place, tmp_path):
    assert last_run(place.dagster) is None
    assert last_run(tmp_path / "none") is None


def test_a_run_whose_process_was_killed_is_shown_as_failed_with_the_reason(place):
    gone = identity().rsplit(":", 1)[0] + ":1"
    with dg.DagsterInstance.get() as instance:
        run = dg.DagsterRun("build", status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: gone})
        instance.add_run(run)
    found = last_run(place.dagster)
    assert (found["run"], found["status"]) == (run.run_id, "failure")
    assert ENDED in found["why"]
