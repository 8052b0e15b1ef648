"""Fetches as jobs: not part of a build, started by hand or by a schedule that is off until somebody turns it on.

Fetching itself belongs to the package of each source; the landing folder's sensor builds when something came.
"""

import os

import dagster as dg

from hr_pipeline.defs.jobs import build_and_release
from hr_pipeline.defs.store import Workplace
from hr_pipeline.ingest.progress import Lines
from hr_pipeline.paths import LANDING_VARIABLE
from hr_pipeline.sources.global_fund import fetching


def _service() -> fetching.Service:
    """Give the addresses that the process was started with: a run's configuration cannot name others."""
    base, csv_base = os.environ.get(fetching.API_VARIABLE), os.environ.get(fetching.CSV_VARIABLE)
    return fetching.Service(base or fetching.API, csv_base or fetching.CSV)


@dg.op(
    config_schema={},  # without one, Dagster takes any configuration and ignores it in silence
    tags={"personal_data": "none"},
    description="Bring the Global Fund's current data into the landing folder.",
)
def global_fund(context: dg.OpExecutionContext, workplace: Workplace) -> None:
    """Fetch everything or nothing; a run that was stopped is continued by the next."""
    if not os.environ.get(LANDING_VARIABLE):
        raise dg.Failure(f"no landing folder is named: set {LANDING_VARIABLE}, or start with hr-pipeline ui --landing")
    try:
        fetched = fetching.fetch(workplace.landing_folder, _service(), Lines(context.log.info))
    except (fetching.Stopped, fetching.AlreadyRunning) as error:
        raise dg.Failure(str(error)) from error
    context.add_output_metadata(fetched.summary())


@dg.job(
    description="Bring the Global Fund's current data into the landing folder; a build follows.",
    executor_def=dg.in_process_executor,  # waits for no build: the landing folder has a lock of its own
    tags={"dagster/max_retries": "2", "dagster/retry_strategy": "ALL_STEPS"},
)
def fetch_global_fund():
    """One step."""
    global_fund()


monthly_fetch = dg.ScheduleDefinition(
    name="monthly_fetch_global_fund",
    target=fetch_global_fund,
    cron_schedule="0 1 2 * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="The 2nd of each month, before the monthly build; off until turned on.",
)


@dg.run_status_sensor(
    name="build_after_fetch",
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[fetch_global_fund],
    request_job=build_and_release,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Builds once a fetch has brought something, whatever the clock says.",
)
def build_after_fetch(context: dg.RunStatusSensorContext):
    """Ask for one build for each fetch."""
    return dg.RunRequest(run_key=context.dagster_run.run_id)


JOBS, SCHEDULES, SENSORS = [fetch_global_fund], [monthly_fetch], [build_after_fetch]
