"""`need_reconciliation`: the need of each country by each method next to each other, with how far and why they differ.

The methods themselves belong to `resource_need.py` and `published_need_allotments.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.common.measures import ratio
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.need import ALL, PER_PERSON_METHOD, UNIT_COST

TABLE = "need_reconciliation"
KEY = ["iso3", "year"]
UNITS, EACH, PART = "unit_cost_need_usd_2023", "per_person_need_usd_2023", "published_need_usd_2023"
NEED, ALLOTTED = "resource_need", "published_need_allotments"
WHY = (
    "bottom-up needs pay for the targets of the coverage gaps at studied costs and hold no other service; published "
    "needs rest on models of their publishers"
)


def need_reconciliation(resource_need: pd.DataFrame, published_need_allotments: pd.DataFrame) -> Figures:
    """Put the three needs of each country and year next to each other.

    Args:
        resource_need: bottom-up needs, and published needs for each person.
        published_need_allotments: parts of published needs; of several the next to be met, else the last.

    Returns:
        The table (US$ of 2023) and its contributions.
    """
    needs = resource_need.assign(row=resource_need.index).astype({"iso3": "str", "service": "str", "method": "str"})
    bottom_up = needs[needs["method"] == UNIT_COST]
    each = needs[(needs["method"] == PER_PERSON_METHOD) & (needs["service"] == ALL)]
    part = _next(bottom_up[KEY].drop_duplicates(), published_need_allotments)
    table = (
        bottom_up.groupby(KEY)
        .agg(**{UNITS: ("need_usd_2023", "sum"), "people": ("people", "first"), "people_row": ("row", "first")})
        .reset_index()
        .merge(_named(each, EACH, "each_row"), on=KEY, how="left", validate="1:1")
        .merge(part, on=KEY, how="left", validate="1:1")
        .pipe(_compared)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {NEED: resource_need, ALLOTTED: published_need_allotments}
    return published(TABLE, table, _contributions(table, bottom_up), inputs)


def _named(rows: pd.DataFrame, column: str, row: str) -> pd.DataFrame:
    return rows.rename(columns={"need_usd_2023": column, "row": row})[[*KEY, column, row]]


def _next(asked: pd.DataFrame, allotments: pd.DataFrame) -> pd.DataFrame:
    """Take of each country and year the part of the next published need, else of the last."""
    known = allotments.assign(part_row=allotments.index).astype({"iso3": "str", "service": "str", "publication": "str"})
    named = known[known["service"] == ALL].rename(columns={"year": "target_year", "need_usd_2023": PART})
    pairs = asked.merge(named[["iso3", "target_year", PART, "part_row", "publication"]], on="iso3", how="inner")
    late = pairs["target_year"] - pairs["year"]
    order = pairs.assign(is_past=late < 0, distance=late.abs()).sort_values(["is_past", "distance", "publication"])
    return order.drop_duplicates(KEY).drop(columns=["is_past", "distance", "target_year"])


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    units = table[UNITS].round(CENTS)
    return table.assign(
        **{UNITS: units},
        unit_cost_need_usd_2023_per_person=ratio(units, table["people"]),
        unit_cost_over_published_ratio=ratio(units, table[PART]),
        unit_cost_over_per_person_ratio=ratio(units, table[EACH]),
        publication=table["publication"].fillna(""),
        why=WHY,
        obs_status="E",
        missing_reason=None,
    )


def _contributions(table: pd.DataFrame, bottom_up: pd.DataFrame) -> list[pd.DataFrame]:
    row = table.index
    added = bottom_up.merge(table[KEY].assign(output_row=row), on=KEY, validate="m:1")
    source = (NEED, added["row"], "need_usd_2023")
    each, part = table[table[EACH].notna()], table[table[PART].notna()]
    parts = [
        edges((TABLE, UNITS), added["output_row"], source, ADDEND, added["need_usd_2023"]),
        edges((TABLE, "people"), row, (NEED, table["people_row"], "people"), ADDEND, table["people"]),
        edges((TABLE, EACH), each.index, (NEED, each["each_row"].astype("Int64"), "need_usd_2023"), ADDEND, each[EACH]),
        edges(
            (TABLE, PART), part.index, (ALLOTTED, part["part_row"].astype("Int64"), "need_usd_2023"), ADDEND, part[PART]
        ),
    ]
    ratios = {"unit_cost_over_published_ratio": PART, "unit_cost_over_per_person_ratio": EACH}
    for column, other in ratios.items():
        rows = table[table[column].notna()]
        parts.append(edges((TABLE, column), rows.index, (TABLE, rows.index, UNITS), "unit_cost", rows[UNITS]))
        parts.append(edges((TABLE, column), rows.index, (TABLE, rows.index, other), "other", rows[other]))
    for role, column in {"need": UNITS, "people": "people"}.items():
        output = (TABLE, "unit_cost_need_usd_2023_per_person")
        parts.append(edges(output, row, (TABLE, row, column), role, table[column]))
    return parts
