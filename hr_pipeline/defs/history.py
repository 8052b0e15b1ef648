"""The last run of a home: when it was, how it ended, and why it failed.

Runs whose process is gone are marked first, see `recovery.py`.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from hr_pipeline.defs.recovery import recover
from hr_pipeline.defs.running import failure_described

JOBS = ["build_and_release", "build"]


def last_run(dagster: Path) -> dict[str, Any] | None:
    """Describe the last build of a home.

    Args:
        dagster: the home's Dagster folder.

    Returns:
        Run, job, status, begin, end, and why it failed; None where nothing ever ran.
    """
    if not (dagster / "dagster.yaml").is_file():
        return None
    with dg.DagsterInstance.from_config(str(dagster)) as instance:
        recover(instance)
        records = [found for job in JOBS for found in instance.get_run_records(dg.RunsFilter(job_name=job), limit=1)]
        if not records:
            return None
        newest = max(records, key=lambda record: record.create_timestamp)
        return _described(instance, newest)


def _described(instance: dg.DagsterInstance, record: dg.RunRecord) -> dict[str, Any]:
    run, status = record.dagster_run, record.dagster_run.status
    return {
        "run": run.run_id,
        "job": run.job_name,
        "status": status.value.lower(),
        "started": _moment(record.start_time),
        "ended": _moment(record.end_time),
        "why": failure_described(instance, run.run_id) if status == dg.DagsterRunStatus.FAILURE else "",
    }


def _moment(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
