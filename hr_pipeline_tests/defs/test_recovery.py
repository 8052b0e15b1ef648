import dagster as dg
import pytest

from hr_pipeline.defs.processes import identity
from hr_pipeline.defs.recovery import PROCESS_TAG, recover


@pytest.fixture
def instance():
    with dg.instance_for_test() as made:
        yield made


def started(instance, process):
    run = dg.DagsterRun("build", status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: process} if process else {})
    instance.add_run(run)
    return run.run_id


def test_only_runs_whose_process_is_gone_are_marked_as_failed(instance):
    gone = started(instance, identity().rsplit(":", 1)[0] + ":1")
    here, elsewhere, unknown = (started(instance, name) for name in (identity(), "elsewhere:1:1", ""))
    assert recover(instance) == [gone]
    assert instance.get_run_by_id(gone).status == dg.DagsterRunStatus.FAILURE
    for run in (here, elsewhere, unknown):
        assert instance.get_run_by_id(run).status == dg.DagsterRunStatus.STARTED
    assert recover(instance) == []
