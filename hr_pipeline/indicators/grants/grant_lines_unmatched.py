"""`grant_lines_unmatched`: names that speak of harm reduction and that no crosswalk knows, with their money.

The crosswalk belongs to the source: adding a row there takes a pair out of this table.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.grants.grant_lines import DATASET, DECIMALS, UNMATCHED, counted, with_attribution
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "grant_lines_unmatched"
KEY = keys(TABLE)


def grant_lines_unmatched(grant_budget_lines: pd.DataFrame) -> Figures:
    """List pairs of module and intervention without a meaning by area, with their money and number of lines.

    Args:
        grant_budget_lines: Global Fund budget lines, US$ at the reference rate.
    """
    known = with_attribution(counted(grant_budget_lines))
    lines = known[known["attribution"] == UNMATCHED].astype(dict.fromkeys(KEY, "str"))
    grouped = lines.groupby(KEY, observed=True, dropna=False)
    summed = grouped.agg(
        population=("population", "first"), amount_usd=("amount_usd", "sum"), lines=("amount_usd", "size")
    ).reset_index()
    table = placed(TABLE, summed.round({"amount_usd": DECIMALS}).assign(obs_status="A", missing_reason=None))
    positions = table[KEY].assign(output_row=range(len(table)))
    located = lines.merge(positions, on=KEY, how="left", validate="m:1")
    sums = edges(
        (TABLE, "amount_usd"), located["output_row"], (DATASET, located["row_id"]), ADDEND, located["amount_usd"]
    )
    return published(TABLE, table, [sums], {DATASET: grant_budget_lines})
