"""Published expenditure to `grant_expenditures`: what was spent in the period and since the start, kept apart.

Only the latest report of an implementation period is kept; the others are counted as `not_latest`.
"""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.budget_lines import with_intervention
from hr_pipeline.sources.global_fund.cleaning import complete, latest, left_out, typed
from hr_pipeline.sources.global_fund.crosswalk import classify
from hr_pipeline.sources.global_fund.funding_streams import with_stream
from hr_pipeline.sources.global_fund.layouts import Layout
from hr_pipeline.sources.global_fund.repeats import with_flags

TABLE = "grant_expenditures"
AMOUNTS = ["amount_usd", "cumulative_amount_usd"]


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of `grant_expenditures`; arguments as in `budget_lines.clean`."""
    return (
        lines.pipe(latest, TABLE, reading)
        .pipe(_with_amount, reading)
        .pipe(typed, layout, reading)
        .pipe(with_intervention)
        .pipe(with_stream)
        .pipe(classify)
        .pipe(with_flags, "amount_usd")
        .pipe(complete, TABLE)
    )


def _with_amount(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Leave out lines with neither amount."""
    present = [name for name in AMOUNTS if name in lines]
    blank = (lines[present].astype("str").apply(lambda column: column.str.strip()) == "").all(axis=1)
    return left_out(lines, blank, TABLE, "blank", reading)
