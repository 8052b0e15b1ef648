"""Published allocations to `allocations`: what a country may apply for, never money that was spent."""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.aggregates import with_level
from hr_pipeline.sources.global_fund.cleaning import complete, per_text, read_cells, without_blank
from hr_pipeline.sources.global_fund.cycles import cycle_named
from hr_pipeline.sources.global_fund.layouts import Layout

TABLE = "allocations"


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of `allocations`; arguments as in `budget_lines.clean`."""
    return (
        lines.pipe(without_blank, TABLE, "amount_usd", reading)
        .pipe(read_cells, layout, reading)
        .pipe(with_level, TABLE, reading)
        .pipe(_with_cycle, reading)
        .pipe(complete, TABLE)
    )


def _with_cycle(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    named = lines["allocation_period"]
    cycles = per_text(named, cycle_named)
    kept = lines.assign(grant_cycle=cycles.astype("str").astype("category"))
    return reading.reject(TABLE, kept, cycles.isna(), "grant_cycle", named, "an allocation period such as 2023-2025")
