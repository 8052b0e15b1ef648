"""How long the history of runs is kept: the newest runs and the last one that succeeded, the others are deleted.

Releases, snapshots and tables are no history: they stay. Retention of ticks is a setting of the instance.
"""

import shutil
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter
from dagster._core.storage.event_log import SqliteEventLogStorage

KEPT_RUNS = 12
"""A run of all assets logs some 5 MB."""
ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def prune(instance: dg.DagsterInstance, kept: int = KEPT_RUNS) -> list[str]:
    """Delete what is logged of old runs.

    Args:
        instance: the home's Dagster instance.
        kept: how many ended runs are kept, the last one that succeeded apart.

    Returns:
        The ids of the runs that were deleted.
    """
    ended = [run.run_id for run in instance.get_runs(RunsFilter(statuses=ENDED))]  # the newest first
    succeeded = instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.SUCCESS]), limit=1)
    old = [run for run in ended[kept:] if run not in {one.run_id for one in succeeded}]
    for run in old:
        instance.delete_run(run)
        _remove_files(instance, run)
    return old


def _remove_files(instance: dg.DagsterInstance, run: str) -> None:
    """Remove the files of a run: Dagster deletes the rows in them only."""
    log = instance.event_log_storage
    if isinstance(log, SqliteEventLogStorage):
        database = Path(log.path_for_shard(run))
        for file in database.parent.glob(f"{database.name}*"):  # SQLite's own files of it have longer names
            file.unlink()
    shutil.rmtree(Path(instance.storage_directory()) / run, ignore_errors=True)  # what its steps printed
