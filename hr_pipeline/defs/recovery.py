"""Runs whose process has ended without a word: they are marked as failed, so that nothing waits for them.

Which process runs a job is written down by `executing.py`.
"""

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from hr_pipeline.defs.processes import is_gone

PROCESS_TAG = "hr_pipeline/process"
UNDERWAY = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
ENDED = "The process of this run has ended without finishing it (killed, or the machine was switched off)."


def recover(instance: dg.DagsterInstance) -> list[str]:
    """Mark the runs as failed whose process is gone.

    Args:
        instance: the home's Dagster instance.

    Returns:
        The ids of these runs.
    """
    dead = [
        run
        for run in instance.get_runs(RunsFilter(statuses=UNDERWAY))
        if PROCESS_TAG in run.tags and is_gone(run.tags[PROCESS_TAG])
    ]
    for run in dead:
        instance.report_run_failed(run, f"{ENDED} The landing folder's sensor starts a new one.")
    return [run.run_id for run in dead]
