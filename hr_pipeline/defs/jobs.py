"""When things run: one job that builds and releases, a monthly schedule, a sensor on the landing folder."""

import os
import time

import dagster as dg
from dagster import DagsterRunStatus

from hr_pipeline.defs.deciding import Memory, decide
from hr_pipeline.defs.recovery import UNDERWAY, recover
from hr_pipeline.defs.retention import prune
from hr_pipeline.defs.store import Workplace

LOOK_VARIABLE, LOOK_SECONDS = "HR_PIPELINE_LOOK_SECONDS", 30
NOT_ENDED = [DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED, *UNDERWAY]

RELEASES, REPORTS = dg.AssetSelection.groups("releases"), dg.AssetSelection.groups("reports")
build_and_release = dg.define_asset_job(
    "build_and_release",
    selection=dg.AssetSelection.all() - REPORTS,
    description="Read every delivery, compute every table, publish what changed.",
)
build = dg.define_asset_job(
    "build",
    selection=dg.AssetSelection.all() - REPORTS - RELEASES,
    description="The same without a release.",
)
monthly = dg.ScheduleDefinition(
    name="monthly",
    target=build_and_release,
    cron_schedule="0 5 2 * *",
    execution_timezone="UTC",
    description="The 2nd of each month.",
)


@dg.sensor(
    name="landing_folder",
    target=build_and_release,
    minimum_interval_seconds=int(os.environ.get(LOOK_VARIABLE, LOOK_SECONDS)),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Builds whenever the newest release is not what the landing folder gives; failed builds are tried "
    "again at once, then after 1, 2, 4 ... minutes, at most after an hour.",
)
def landing_folder(context: dg.SensorEvaluationContext, workplace: Workplace):
    """Look at the landing folder; build what has settled and is not published."""
    recover(context.instance)
    prune(context.instance)
    step = decide(Memory.read(context.cursor), workplace.landing_folder, workplace.place, time.time())
    if step.wanted and (run := _underway(context.instance)):
        return dg.SkipReason(f"run {run} builds; the landing folder is compared again after it")
    context.update_cursor(step.memory.written())
    return dg.RunRequest(tags={"landing": step.wanted[:12]}) if step.wanted else dg.SkipReason(step.reason)


def _underway(instance: dg.DagsterInstance) -> str:
    """Name a build that waits or runs; empty where there is none."""
    runs = instance.get_runs(dg.RunsFilter(job_name=build_and_release.name, statuses=NOT_ENDED), limit=1)
    return runs[0].run_id[:8] if runs else ""


JOBS, SCHEDULES, SENSORS = [build_and_release, build], [monthly], [landing_folder]
