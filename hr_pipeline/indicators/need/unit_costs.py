"""Published unit costs as centre and bounds, and which of them serves a country: its own before the world's.

What is computed with them belongs to `resource_need.py` and `units_per_million.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.schemas.thresholds import thresholds

BOUNDS = ["low", "high"]
WORLD = "world"
_ASSUMED = "assumed_cost_bounds"


def with_cost_bounds(unit_costs: pd.DataFrame, check_thresholds: pd.DataFrame) -> pd.DataFrame:
    """Give each unit cost its bounds: as published, or assumed multiples of the centre.

    Args:
        unit_costs: the reference table; bounds may be missing, then both are assumed.
        check_thresholds: the multiples, under `assumed_cost_bounds`.

    Returns:
        The costs with cost, cost_low and cost_high (US$ of price_year), is_cost_assumed, and what each bound was made
        of: stated_<bound> x factor_<bound>, with the row of the threshold.
    """
    limits = thresholds(check_thresholds)
    cost, low, high = (unit_costs[f"cost_usd{end}"] for end in ("", "_low", "_high"))
    assumed = low.isna() | high.isna()
    named = {f"stated_{bound}": stated.mask(assumed, cost) for bound, stated in zip(BOUNDS, (low, high), strict=True)}
    plain = dict.fromkeys(["service", "unit", "scope", "study", "population"], "str")
    made = (
        unit_costs.astype(plain)
        .rename(columns={"population": "cost_population"})
        .assign(cost=cost, is_cost_assumed=assumed, cost_row=unit_costs["row_id"], cost_table="unit_costs", **named)
    )
    for bound in BOUNDS:
        factor = pd.Series(1.0, made.index).mask(assumed, limits[_ASSUMED, bound])
        row = check_thresholds.loc[_is(check_thresholds, bound), "row_id"].iloc[0]
        made[f"factor_{bound}"], made[f"factor_{bound}_row"] = factor, row
        made[f"cost_{bound}"] = made[f"stated_{bound}"] * factor
    return made[_KEPT]


def _is(table: pd.DataFrame, bound: str) -> pd.Series:
    return (table["check"] == _ASSUMED) & (table["bound"] == bound)


_KEPT = ["service", "unit", "scope", "study", "preference", "cost_population", "units_per_person", "support_share"]
_KEPT += ["price_year", "cost", "cost_row", "cost_table", "is_cost_assumed"]
_KEPT += [f"{name}_{bound}" for name in ("cost", "stated", "factor") for bound in BOUNDS]
_KEPT += [f"factor_{bound}_row" for bound in BOUNDS]


def costs_serving(wanted: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Pair each country with the costs that may serve it, the preferred first.

    Args:
        wanted: iso3 and anything else; one row per question.
        costs: as `with_cost_bounds` gives them.

    Returns:
        wanted x costs of its country or the world, each question's best first: a country's own cost goes before the
        world's, then the declared preference.
    """
    own = wanted.merge(costs.assign(iso3=costs["scope"]), on="iso3", how="inner")
    world = wanted.merge(costs[costs["scope"] == WORLD], how="cross")
    pairs = pd.concat([own.assign(is_own=True), world.assign(is_own=False)], ignore_index=True)
    order = ["service", "is_own", "preference", "unit", "study"]
    return pairs.sort_values(order, ascending=[True, False, True, True, True], kind="stable", ignore_index=True)


def cost_edges(table: str, column: str, rows: pd.DataFrame, roles: dict[str, str]) -> list[pd.DataFrame]:
    """Make the contributions of the cost of each row.

    Args:
        table: published table.
        column: its column.
        rows: published rows with cost_table and cost_row.
        roles: role -> column that holds its value.
    """
    return [
        edges((table, column), own.index, (str(name), own["cost_row"]), role, own[source])
        for name, own in rows.groupby("cost_table")
        for role, source in roles.items()
    ]


def bound_edges(table: str, column: str, rows: pd.DataFrame, bound: str) -> list[pd.DataFrame]:
    """Make the contributions of a bound: stated x factor; the factor is a threshold where the bound is assumed."""
    assumed, own = rows[rows["is_cost_assumed"]], rows[~rows["is_cost_assumed"]]
    limit = ("check_thresholds", assumed[f"factor_{bound}_row"])
    return [
        *cost_edges(table, column, rows, {"stated": f"stated_{bound}", "support_share": "support_share"}),
        *cost_edges(table, column, own, {"factor": f"factor_{bound}"}),
        edges((table, column), assumed.index, limit, "factor", assumed[f"factor_{bound}"]),
    ]
