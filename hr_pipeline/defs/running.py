"""Run the job in this process, on a home's own Dagster instance, so that the UI shows it like any other run.

The instance is initialised once, alone: several processes initialising one SQLite home at once break it.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import yaml

from hr_pipeline.defs.event_log import kept_open
from hr_pipeline.defs.processes import identity
from hr_pipeline.defs.recovery import PROCESS_TAG
from hr_pipeline.defs.retention import prune
from hr_pipeline.defs.store import tables_in_memory
from hr_pipeline.paths import HOME_VARIABLE, LANDING_VARIABLE, Home

INSTANCE_SETTINGS = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
    # One build at a time: a home has one set of tables.
    "concurrency": {"runs": {"max_concurrent_runs": 1}},
    # A fetch says itself how often it is tried again; builds are what the landing folder's sensor asks for.
    "run_retries": {"enabled": True, "max_retries": 0},
    "run_monitoring": {"enabled": True, "poll_interval_seconds": 10, "start_timeout_seconds": 120},
    "retention": {"schedule": {"purge_after_days": 90}, "sensor": {"purge_after_days": 14}},
}

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Progress is shown by our own logger; the whole event log is in the UI."""


OWNER_ONLY = 0o700
"""A home holds counts of few people before suppression: nobody but its owner reads it."""


class BuildFailed(Exception):
    """A step of the job failed; the message is that of the error that stopped it."""


def prepare(landing: Path, home: Path) -> Home:
    """Point this process, and those it starts, at a landing folder and a home, and set the home up once."""
    place = Home(home.resolve())
    os.environ |= {
        LANDING_VARIABLE: str(landing.resolve()),
        HOME_VARIABLE: str(place.root),
        "DAGSTER_HOME": str(place.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    place.dagster.mkdir(parents=True, exist_ok=True)
    place.root.chmod(OWNER_ONLY)
    with alone(place.root / ".setup.lock"):
        settings = place.dagster / "dagster.yaml"
        if not settings.is_file():
            settings.write_text(yaml.safe_dump(INSTANCE_SETTINGS), encoding="utf-8")
            with dg.DagsterInstance.get() as instance:
                instance.get_run_records(limit=1)
    return place


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock that goes with the process, however it ends."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(name: str, place: Home) -> None:
    """Run a job to its end; `executing.py` sees to it that it runs alone on its home.

    Raises:
        BuildFailed: a step failed; tables that were not reached keep their last state.
    """
    with kept_open(place.dagster) as instance, tables_in_memory():
        found = dg.build_reconstructable_job("hr_pipeline.definitions", "job", reconstructable_args=(name,))
        with dg.execute_job(found, instance=instance, run_config=QUIET, tags={PROCESS_TAG: identity()}) as result:
            if result.success:
                prune(instance)
                return
            failures = [event for event in result.all_events if event.is_step_failure]
            blocked = result.get_asset_check_evaluations()
    raise BuildFailed(_blocked(blocked) or _message(failures))


def failure_described(instance: dg.DagsterInstance, run: str) -> str:
    """Say why a run failed: a check that stopped it, else the error of its first failed step, else its last word."""
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.ASSET_CHECK_EVALUATION}
    events = [e.dagster_event for e in instance.all_logs(run, of_type=kinds) if e.dagster_event]
    checks = [
        e.asset_check_evaluation_data for e in events if e.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]
    failed = [e for e in events if e.is_step_failure]
    if blocked := _blocked(checks):
        return blocked
    if failed:
        return _message(failed)
    ends = instance.all_logs(run, of_type={dg.DagsterEventType.RUN_FAILURE})
    last = ends[-1].dagster_event if ends else None
    return last.message if last and last.message else _message([])


def _blocked(checks: Sequence[dg.AssetCheckEvaluation]) -> str:
    """Take what a check says that stopped the build."""
    return "; ".join(f"{c.check_name}: {c.description}" for c in checks if c.blocking and not c.passed)


def _message(failures: list[dg.DagsterEvent]) -> str:
    """Take the error that stopped the first failed step, without Dagster's frames around it."""
    for event in failures:
        error = event.step_failure_data.error
        while error and error.cause:
            error = error.cause
        if error:
            return f"{event.step_key}: {error.message.strip()}"
    return "the job did not start; see the run in the UI"
