"""`grant_money_attribution`: what is known of all grant money of an area and year: what totals rest on.

Shares of whole grant cycles belong to `grant_cycle_attribution.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.grants.grant_lines import DATASET, DECIMALS, current
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "grant_money_attribution"
KEY = keys(TABLE)


def grant_money_attribution(grant_budget_lines: pd.DataFrame) -> Figures:
    """Add up all current grant lines by area, year, cycle, stream and attribution.

    Args:
        grant_budget_lines: Global Fund budget lines, US$ at the reference rate.
    """
    lines = current(grant_budget_lines)
    grouped = lines.groupby(KEY, observed=True, dropna=False)
    summed = grouped.agg(amount_usd=("amount_usd", "sum"), is_pro_rata=("is_pro_rata", "max")).reset_index()
    table = placed(TABLE, summed).assign(
        amount_usd=lambda d: d["amount_usd"].round(DECIMALS),
        flags=lambda d: flags({"year_missing": d["year"].isna(), "pro_rata": d["is_pro_rata"]}),
        obs_status="A",
        missing_reason=None,
    )
    positions = table[KEY].assign(output_row=range(len(table)))
    located = lines.merge(positions, on=KEY, how="left", validate="m:1")
    sums = edges(
        (TABLE, "amount_usd"), located["output_row"], (DATASET, located["row_id"]), ADDEND, located["amount_usd"]
    )
    return published(TABLE, table, [sums], {DATASET: grant_budget_lines})
