"""What Dagster loads, written out: assets, jobs, schedule, sensor and the two resources."""

import dagster as dg

from hr_pipeline.defs import (
    alerting,
    checks,
    coverage,
    fetching,
    grants,
    headlines,
    jobs,
    money,
    movements,
    need,
    partners,
    regions,
    releases,
    reports,
    sources,
)
from hr_pipeline.defs.executing import engine
from hr_pipeline.defs.reading import SafeReading
from hr_pipeline.defs.store import TableStore, Workplace

INDICATORS = [coverage, grants, money, need, partners, regions, headlines, checks]

workplace = Workplace()

defs = dg.Definitions(
    assets=[
        *sources.ASSETS,
        *[asset for room in INDICATORS for asset in room.ASSETS],
        *[releases.suppressions, movements.money_movements, releases.release],
        *reports.ASSETS,
    ],
    jobs=[*jobs.JOBS, *fetching.JOBS, *reports.JOBS],
    schedules=[*jobs.SCHEDULES, *fetching.SCHEDULES],
    sensors=[*jobs.SENSORS, *fetching.SENSORS, *alerting.SENSORS],
    resources={"workplace": workplace, "reading": SafeReading(), "io_manager": TableStore(workplace=workplace)},
    executor=engine(),
)


def job(name: str) -> dg.JobDefinition:
    """Find a job by name; importable, so that a run can find it again."""
    return defs.resolve_job_def(name)
