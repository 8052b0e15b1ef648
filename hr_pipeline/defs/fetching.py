"""Fetches as jobs: not part of a build, started by hand or by a schedule that is off until somebody turns it on.

Fetching itself belongs to the package of each source; the landing folder's sensor builds when something came.
"""

import os

import dagster as dg

from hr_pipeline.defs.store import Workplace
from hr_pipeline.ingest.progress import Lines
from hr_pipeline.paths import LANDING_VARIABLE
from hr_pipeline.sources.global_fund import fetching


class GlobalFundService(dg.Config):
    """Where the Global Fund's data are asked for."""

    base: str = fetching.API
    csv_base: str = fetching.CSV


@dg.op(tags={"personal_data": "none"}, description="Bring the Global Fund's current data into the landing folder.")
def global_fund(context: dg.OpExecutionContext, config: GlobalFundService, workplace: Workplace) -> None:
    """Fetch everything or nothing; a run that was stopped is continued by the next."""
    if not (workplace.landing or os.environ.get(LANDING_VARIABLE)):
        raise dg.Failure(f"no landing folder is named: set the workplace's landing, or {LANDING_VARIABLE}")
    service = fetching.Service(config.base, config.csv_base)
    try:
        fetched = fetching.fetch(workplace.landing_folder, service, Lines(context.log.info))
    except (fetching.Stopped, fetching.AlreadyRunning) as error:
        raise dg.Failure(str(error)) from error
    context.add_output_metadata(fetched.summary())


@dg.job(description="Bring the Global Fund's current data into the landing folder; the next build reads it.")
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

JOBS, SCHEDULES = [fetch_global_fund], [monthly_fetch]
