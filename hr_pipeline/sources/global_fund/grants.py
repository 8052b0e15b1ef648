"""Published grants and implementation periods to `grants` and `implementation_periods`.

Columns about people (portfolio managers, contacts) are in no layout, so they never come in.
"""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.cleaning import complete, typed
from hr_pipeline.sources.global_fund.layouts import Layout

TABLES = ["grants", "implementation_periods"]


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of the layout's table; arguments as in `budget_lines.clean`."""
    return lines.pipe(typed, layout, reading).pipe(complete, layout.table)
