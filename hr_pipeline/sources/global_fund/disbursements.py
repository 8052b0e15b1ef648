"""Published disbursements to `grant_disbursements`: one payment a row, never a cumulative amount."""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.cleaning import complete, typed, without_blank
from hr_pipeline.sources.global_fund.layouts import Layout
from hr_pipeline.sources.global_fund.repeats import with_flags

TABLE = "grant_disbursements"


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of `grant_disbursements`; arguments as in `budget_lines.clean`."""
    return (
        lines.pipe(without_blank, TABLE, "amount_usd", reading)
        .pipe(typed, layout, reading)
        .pipe(with_flags, "amount_usd")
        .pipe(complete, TABLE)
    )
