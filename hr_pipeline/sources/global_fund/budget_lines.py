"""Published budget lines to `grant_budget_lines`: streams, services, notes.

Types, cycles and countries belong to `cleaning.py`, the names of services to `crosswalk.py`.
"""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.cleaning import complete, latest, typed, without_blank
from hr_pipeline.sources.global_fund.crosswalk import classify
from hr_pipeline.sources.global_fund.funding_streams import with_stream
from hr_pipeline.sources.global_fund.layouts import Layout
from hr_pipeline.sources.global_fund.repeats import with_flags

TABLE = "grant_budget_lines"


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of `grant_budget_lines` of one published table.

    Args:
        lines: one row per published line, every cell as text named as the layout's columns, with places, publication
            and vintage.
        layout: the shape they were published in.
        reading: where rows that are blank or cannot be read are counted.

    Returns:
        The table's own columns and the place of each amount.
    """
    return (
        lines.pipe(latest, TABLE, reading)
        .pipe(without_blank, TABLE, "amount_usd", reading)
        .pipe(typed, layout, reading)
        .pipe(with_intervention)
        .pipe(with_stream)
        .pipe(classify)
        .pipe(with_flags, "amount_usd")
        .pipe(complete, TABLE)
    )


def with_intervention(lines: pd.DataFrame) -> pd.DataFrame:
    """Older downloads stop at the module: there no line names an intervention."""
    absent = [name for name in ("module", "intervention") if name not in lines]
    return lines.assign(**{name: pd.Categorical([""] * len(lines)) for name in absent})
