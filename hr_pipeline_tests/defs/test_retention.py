from pathlib import Path

import dagster as dg
import pytest

from hr_pipeline.defs.retention import KEPT_RUNS, prune


@dg.asset
def busy():
    for number in range(30):
        yield dg.AssetObservation("busy", metadata={"text": "x" * 2_000, "number": number})
    yield dg.Output(1)


@pytest.fixture
def instance(tmp_path):
    (tmp_path / "dagster.yaml").touch()
    with dg.DagsterInstance.from_config(str(tmp_path)) as opened:
        yield opened


def run(instance, is_failing=False):
    if not is_failing:
        return dg.materialize([busy], instance=instance).run_id
    run = dg.DagsterRun("build", status=dg.DagsterRunStatus.FAILURE)
    instance.add_run(run)
    return run.run_id


def logged(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_the_newest_runs_are_kept_and_of_the_others_nothing_is_left(instance, tmp_path):
    runs = [run(instance) for _ in range(5)]
    assert set(prune(instance, kept=2)) == set(runs[:3])
    assert {one.run_id for one in instance.get_runs()} == set(runs[3:])
    assert not [file for file in tmp_path.rglob("*") if any(gone in file.name for gone in runs[:3])]
    assert instance.get_latest_materialization_event(dg.AssetKey("busy")).run_id == runs[-1]


def test_the_last_run_that_succeeded_is_kept_whatever_failed_after_it(instance):
    good = run(instance)
    failed = [run(instance, is_failing=True) for _ in range(4)]
    assert set(prune(instance, kept=2)) == set(failed[:2])
    assert instance.get_run_by_id(good)


def test_the_log_does_not_grow_with_the_number_of_runs(instance, tmp_path):
    sizes = []
    for _ in range(12):
        run(instance)
        prune(instance, kept=2)
        sizes.append(logged(tmp_path))
    assert max(sizes[6:]) <= 1.2 * max(sizes[:6])


def test_the_log_of_all_kept_runs_is_below_100_mb(demonstration_home):
    """A run of the demonstration makes every asset: no run logs more."""
    assert logged(demonstration_home / "dagster" / "history") * (KEPT_RUNS + 2) < 100_000_000
