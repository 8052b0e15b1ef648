"""`grant_money_by_definition`: grant money for harm reduction as each named definition takes it, from strict to wide.

The definitions stand in `schemas`; what is counted together with other payers belongs to `harm_reduction_funding.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.grants.grant_lines import (
    DATASET,
    DECIMALS,
    GROUP,
    UNATTRIBUTED,
    current,
    included,
    may_belong,
)
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.definitions import DEFINITIONS, UNKNOWN, YES
from hr_pipeline.schemas.tables import keys

TABLE = "grant_money_by_definition"
PARTS = "grant_money_attribution"
KEY = keys(TABLE)
AMOUNTS = {"amount_usd": YES, "unknown_usd": UNKNOWN}
TESTING_INSIDE_UNTIL = "GC5"
"""The last cycle whose module for people who inject drugs held HIV testing."""


def grant_money_by_definition(grant_budget_lines: pd.DataFrame, grant_money_attribution: pd.DataFrame) -> Figures:
    """Add up current grant lines by definition, area, year, cycle and stream.

    Args:
        grant_budget_lines: Global Fund budget lines, US$ at the reference rate.
        grant_money_attribution: all money of the same areas, years and cycles by what is known of it.

    Returns:
        One row for each definition that takes, or may take, a line of an area, year, cycle and stream.
    """
    lines = _taken(current(grant_budget_lines))
    money = grant_money_attribution.assign(input_row=range(len(grant_money_attribution)))
    table = lines.pipe(_added_up).pipe(_with_share_of_all_money, money).pipe(_with_flags)
    parts = [*_of_lines(lines, table), *_of_all_money(money, table), *_within(table)]
    return published(TABLE, table, parts, {DATASET: grant_budget_lines, PARTS: grant_money_attribution})


def _taken(lines: pd.DataFrame) -> pd.DataFrame:
    """Repeat lines for every definition they belong, or may belong, to."""
    parts = [lines.assign(definition=name, belongs=may_belong(lines, name)) for name in DEFINITIONS]
    together = pd.concat([part[part["belongs"].notna()] for part in parts], ignore_index=True)
    amount, may_lack = together["amount_usd"], together["belongs"] == UNKNOWN
    amounts = {column: amount.where(together["belongs"] == word, 0.0) for column, word in AMOUNTS.items()}
    return together.assign(**amounts, may_lack=may_lack)


def _added_up(lines: pd.DataFrame) -> pd.DataFrame:
    grouped = lines.groupby(KEY, observed=True, dropna=False)
    summed = grouped.agg(
        amount_usd=("amount_usd", "sum"),
        unknown_usd=("unknown_usd", "sum"),
        may_lack=("may_lack", "max"),
        is_pro_rata=("is_pro_rata", "max"),
    )
    return placed(TABLE, summed.round(dict.fromkeys(AMOUNTS, DECIMALS)).reset_index()).assign(
        amount_usd_high=lambda d: (d["amount_usd"] + d["unknown_usd"]).round(DECIMALS)
    )


def _with_share_of_all_money(table: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    """Add all grants' money of the same area, year, cycle and stream, and the share of it that names a module."""
    named = money["amount_usd"].where(money["attribution"] != UNATTRIBUTED, 0.0)
    sums = money.assign(attributed_usd=named).groupby(GROUP, observed=True, dropna=False)
    totals = sums.agg(attributed_usd=("attributed_usd", "sum"), total_usd=("amount_usd", "sum")).round(DECIMALS)
    return table.merge(totals.reset_index(), on=GROUP, how="left", validate="m:1").assign(
        attributed_share=lambda d: (d["attributed_usd"] / d["total_usd"]).where(d["total_usd"] != 0)
    )


def _with_flags(table: pd.DataFrame) -> pd.DataFrame:
    testing = pd.DataFrame({"service": "hiv_testing", "population": "people_who_inject_drugs"}, index=[0])
    holds_testing = [name for name in DEFINITIONS if included(testing, name).notna().all()]
    after = table["grant_cycle"].astype("str") > TESTING_INSIDE_UNTIL
    words = {
        "year_missing": table["year"].isna(),
        "pro_rata": table["is_pro_rata"],
        "lower_bound": table["may_lack"],
        "series_break_hiv_testing": after & table["definition"].isin(holds_testing),
    }
    return table.assign(flags=flags(words), obs_status="A", missing_reason=None)


def _of_lines(lines: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Lines add up to both amounts; where no line surely belongs, those that may are shown as giving nothing."""
    positions = table[KEY].assign(output_row=range(len(table)))
    located = lines.merge(positions, on=KEY, how="left", validate="m:1")
    made = []
    for column, word in AMOUNTS.items():
        gives = located["belongs"] == word
        has_any = located["output_row"].isin(located.loc[gives, "output_row"])
        used = located[gives | ~has_any]
        made.append(edges((TABLE, column), used["output_row"], (DATASET, used["row_id"]), ADDEND, used[column]))
    return made


def _of_all_money(money: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    rows = table[GROUP].assign(output_row=range(len(table)))
    located = rows.merge(money[[*GROUP, "attribution", "input_row", "amount_usd"]], on=GROUP, validate="m:m")
    named = located[located["attribution"] != UNATTRIBUTED]
    return [
        edges((TABLE, column), part["output_row"], (PARTS, part["input_row"], "amount_usd"), ADDEND, part["amount_usd"])
        for column, part in {"attributed_usd": named, "total_usd": located}.items()
    ]


def _within(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Two amounts make the upper bound, two sums make the share."""
    row = pd.Series(range(len(table)))
    made = [
        edges((TABLE, "amount_usd_high"), row, (TABLE, row, column), role, table[column])
        for role, column in {"amount": "amount_usd", "unknown": "unknown_usd"}.items()
    ]
    shown = table["attributed_share"].notna()
    return made + [
        edges((TABLE, "attributed_share"), row[shown], (TABLE, row[shown], column), role, table[column][shown])
        for role, column in {"attributed": "attributed_usd", "total": "total_usd"}.items()
    ]
