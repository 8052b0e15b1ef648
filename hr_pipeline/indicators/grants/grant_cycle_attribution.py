"""`grant_cycle_attribution`: which share of a grant cycle's money is matched, wider, unknown, unmatched, unattributed.

Calendar years belong to `grant_money_attribution.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.grants.grant_lines import DECIMALS
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "grant_cycle_attribution"
PARTS = "grant_money_attribution"
KEY = keys(TABLE)
CYCLE = [name for name in KEY if name != "attribution"]
ALL = {"iso3": None, "area": "all"}
"""How the rows of all areas together are keyed."""


def grant_cycle_attribution(grant_money_attribution: pd.DataFrame) -> Figures:
    """Add up years, for each area and for all together, and divide by all money of the cycle.

    Args:
        grant_money_attribution: amounts by area, year, cycle, stream, phase, dataset and attribution.
    """
    money = _with_all_areas(grant_money_attribution)
    summed = money.groupby(KEY, observed=True, dropna=False)["amount_usd"].sum().round(DECIMALS).reset_index()
    totals = summed.groupby(CYCLE, observed=True, dropna=False)["amount_usd"].transform("sum").round(DECIMALS)
    table = placed(TABLE, summed.assign(total_usd=totals)).assign(
        amount_share=lambda d: (d["amount_usd"] / d["total_usd"]).where(d["total_usd"] != 0),
        obs_status="A",
        missing_reason=None,
    )
    parts = _contributions(money, table)
    return published(TABLE, table, parts, {PARTS: grant_money_attribution})


def _with_all_areas(money: pd.DataFrame) -> pd.DataFrame:
    """Repeat the rows for all areas together; each knows its position."""
    rows = money.astype({"iso3": "str", "area": "str"}).assign(input_row=range(len(money)))
    return pd.concat([rows, rows.assign(**ALL).astype({"iso3": "str"})], ignore_index=True)


def _contributions(money: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    row = pd.Series(range(len(table)))
    below = money.merge(table[KEY].assign(output_row=row), on=KEY, how="left", validate="m:1")
    mates = table[[*CYCLE, "amount_usd"]].assign(input_row=row)
    within = table[CYCLE].assign(output_row=row).merge(mates, on=CYCLE, validate="m:m")
    shown = table["amount_share"].notna()
    return [
        edges(
            (TABLE, "amount_usd"),
            below["output_row"],
            (PARTS, below["input_row"], "amount_usd"),
            ADDEND,
            below["amount_usd"],
        ),
        edges(
            (TABLE, "total_usd"),
            within["output_row"],
            (TABLE, within["input_row"], "amount_usd"),
            ADDEND,
            within["amount_usd"],
        ),
        *(
            edges((TABLE, "amount_share"), row[shown], (TABLE, row[shown], column), role, table[column][shown])
            for role, column in {"part": "amount_usd", "total": "total_usd"}.items()
        ),
    ]
