"""`units_per_million`: what one more million US$ of the year buys of each unit, at the country's unit cost.

Which unit cost serves belongs to `unit_costs.py`; what reaching all costs, to `resource_need.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import with_price_index
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.need.unit_costs import BOUNDS, bound_edges, cost_edges, costs_serving, with_cost_bounds
from hr_pipeline.schemas.need import UNIT_COST

TABLE = "units_per_million"
MILLION = 1e6
_KEY = ["iso3", "year", "service", "unit"]
_OPPOSITE = {"": "", "_low": "_high", "_high": "_low"}
"""A dear unit buys few: the lower bound of what is bought rests on the upper bound of the cost."""


def units_per_million(
    resource_need: pd.DataFrame,
    unit_costs: pd.DataFrame,
    check_thresholds: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute what a million buys, for the countries and years that have a need.

    Args:
        resource_need: says which countries and years are asked about.
        unit_costs: published costs; of each unit the preferred one serves.
        check_thresholds: bounds that are assumed where none are published.
        price_index: prices in the United States, to bring costs to the prices of the year.

    Returns:
        The table (current US$) and its contributions; years without a price have no row.
    """
    costs = with_cost_bounds(unit_costs, check_thresholds)
    table = (
        _questions(resource_need)
        .pipe(costs_serving, costs)
        .drop_duplicates(_KEY)
        .pipe(with_price_index, price_index)
        .pipe(_with_price_of_study, price_index)
        .dropna(subset=["index_year", "index_price_year"])
        .pipe(_bought)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {"unit_costs": unit_costs, "check_thresholds": check_thresholds, "price_index": price_index}
    return published(TABLE, table, _contributions(table), inputs)


def _questions(need: pd.DataFrame) -> pd.DataFrame:
    asked = need.loc[need["method"] == UNIT_COST, ["iso3", "year"]].astype({"iso3": "str"})
    return asked.drop_duplicates(ignore_index=True)


def _with_price_of_study(rows: pd.DataFrame, price_index: pd.DataFrame) -> pd.DataFrame:
    index = price_index[["year", "value", "row_id"]]
    names = {"year": "price_year", "value": "index_price_year", "row_id": "index_price_year_row"}
    return rows.merge(index.rename(columns=names), on="price_year", how="left", validate="m:1")


def _bought(rows: pd.DataFrame) -> pd.DataFrame:
    price = (1 + rows["support_share"]) * rows["index_year"] / rows["index_price_year"]
    cost = {f"unit_cost{end}": rows[f"cost{end}"] * price for end in _OPPOSITE}
    units = {f"units{end}": MILLION / cost[f"unit_cost{other}"] for end, other in _OPPOSITE.items()}
    served = {f"served{end}": units[f"units{end}"] / rows["units_per_person"] for end in _OPPOSITE}
    words = {"cost_bounds_assumed": rows["is_cost_assumed"], "cost_of_the_country": rows["is_own"]}
    return rows.assign(**cost, **units, **served, flags=flags(words), obs_status="E", missing_reason=None)


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    row = table.index
    parts = cost_edges(TABLE, "unit_cost", table, {"cost": "cost", "support_share": "support_share"})
    for bound in BOUNDS:
        parts += bound_edges(TABLE, f"unit_cost_{bound}", table, bound)
    for end, other in _OPPOSITE.items():
        cost = (TABLE, row, f"unit_cost{other}")
        parts.append(edges((TABLE, f"units{end}"), row, cost, "unit_cost", table[f"unit_cost{other}"]))
        units = (TABLE, row, f"units{end}")
        parts.append(edges((TABLE, f"served{end}"), row, units, "units", table[f"units{end}"]))
        parts += cost_edges(TABLE, f"served{end}", table, {"units_per_person": "units_per_person"})
        parts += _prices(table, f"unit_cost{end}")
    return parts


def _prices(table: pd.DataFrame, column: str) -> list[pd.DataFrame]:
    return [
        edges((TABLE, column), table.index, ("price_index", table[f"{role}_row"]), role, table[role])
        for role in ("index_year", "index_price_year")
    ]
