"""When things run: one job that builds and releases, a monthly schedule, a sensor on the landing folder."""

import hashlib

import dagster as dg

from hr_pipeline.defs.store import Workplace
from hr_pipeline.ingest.snapshots import is_hidden

build_and_release = dg.define_asset_job(
    "build_and_release",
    selection=dg.AssetSelection.groups("sources", "indicators", "releases"),
    description="Read every delivery, compute every table, publish what changed.",
)
build = dg.define_asset_job(
    "build",
    selection=dg.AssetSelection.groups("sources", "indicators"),
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
    minimum_interval_seconds=60,
    description="Runs the job when files in the landing folder were added, changed or taken away.",
)
def landing_folder(context: dg.SensorEvaluationContext, workplace: Workplace):
    """Compare names, sizes and times of the delivered files with those of the last look."""
    folder = workplace.landing_folder
    if not folder.is_dir():
        return dg.SkipReason(f"there is no landing folder at {folder}")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not is_hidden(path.relative_to(folder)))
    seen = [f"{path.relative_to(folder)}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files]
    cursor = hashlib.sha256("\n".join(seen).encode()).hexdigest()
    if cursor == context.cursor:
        return dg.SkipReason("nothing has changed")
    context.update_cursor(cursor)
    return dg.RunRequest(run_key=cursor, tags={"landing": cursor[:12]})


JOBS, SCHEDULES, SENSORS = [build_and_release, build], [monthly], [landing_folder]
