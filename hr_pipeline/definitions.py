"""What Dagster loads, written out: assets, jobs, schedule, sensor and the two resources."""

from types import ModuleType

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


def grouped(room: ModuleType) -> list[dg.AssetsDefinition]:
    """Put a room's tables into the group of the room's name: one group for each kind of figure."""
    name = room.__name__.rpartition(".")[2]
    return list(dg.map_asset_specs(lambda spec: spec.replace_attributes(group_name=name), room.ASSETS))


def ends(tables: list[dg.AssetsDefinition]) -> list[str]:
    """Name the tables that no other table is made of."""
    used = {dep.asset_key for asset in tables for spec in asset.specs for dep in spec.deps}
    return sorted(key.to_user_string() for asset in tables for key in asset.keys if key not in used)


tables = [*sources.ASSETS, *[asset for room in INDICATORS for asset in grouped(room)]]

defs = dg.Definitions(
    assets=[
        *tables,
        *[releases.one_build(ends(tables)), releases.suppressions, movements.money_movements, releases.release],
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
