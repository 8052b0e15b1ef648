"""`resource_need`: what reaching the targets costs, bottom-up, and what published needs allot to a country.

Bottom-up: people x share to reach x units for each x cost of a unit. Size and unit cost are log-normal and independent,
so the need is log-normal too and its quantiles are exact; sums of services are drawn in `funding_gap.py`, which also
says what is funded. What the table rests on is written in `need_assumptions.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.money import CENTS, with_price_index
from hr_pipeline.indicators.need_assumptions import with_assumptions
from hr_pipeline.indicators.population_sizes import Z95
from hr_pipeline.indicators.unit_costs import BOUNDS, bound_edges, cost_edges, costs_serving, with_cost_bounds
from hr_pipeline.lineage.contributions import ADDEND
from hr_pipeline.schemas.need import UNIT_COST

TABLE = "resource_need"
_KEY = ["iso3", "year", "service", "method"]


def resource_need(
    population_sizes: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    unit_costs: pd.DataFrame,
    check_thresholds: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute the need of each country, year and service in constant US$.

    Args:
        population_sizes: sizes as distributions, the chosen one for each year.
        coverage_targets: rows of kind `need_share` say what share of people is to be reached.
        unit_costs: published costs; a country's own goes before the world's.
        check_thresholds: bounds of costs that are assumed where none are published.
        price_index: prices in the United States.

    Returns:
        The table and its contributions.
    """
    costs = with_cost_bounds(unit_costs, check_thresholds)
    table = (
        national_sizes(population_sizes)
        .pipe(costs_serving, costs)
        .query("population == cost_population")
        .pipe(with_share, coverage_targets)
        .assign(method=UNIT_COST)
        .drop_duplicates(_KEY)
        .pipe(with_price_index, price_index, "price_year")
        .dropna(subset=["index_year", "index_base"])
        .pipe(_multiplied)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "population_sizes": population_sizes,
        "coverage_targets": coverage_targets,
        "unit_costs": unit_costs,
        "check_thresholds": check_thresholds,
        "price_index": price_index,
    }
    return published(TABLE, table.pipe(with_assumptions), _contributions(table), inputs)


def national_sizes(population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Take the chosen national sizes, with their positions in the table."""
    chosen = (population_sizes["choice"] == "chosen") & (population_sizes["area"] == "national")
    kept = population_sizes.loc[chosen, _SIZE].assign(size_row=lambda d: d.index)
    return kept.astype(dict.fromkeys(["iso3", "population"], "str")).reset_index(drop=True)


_SIZE = ["iso3", "year", "population", "estimate", "estimate_year", "people", "people_low", "people_high", "sigma"]
_SIZE += ["kind", "age_years", "flags"]


def with_share(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Add the share of people to reach: of several targets the next to be reached, else the last.

    Returns:
        The rows of services that have one, with target_value, target_year, target and target_row.
    """
    names = {"value": "target_value", "year": "target_year", "row_id": "target_row"}
    shares = targets.loc[targets["kind"] == "need_share", ["service", "target", *names]].rename(columns=names)
    asked = rows.assign(question=range(len(rows)))
    pairs = asked.merge(shares.astype({"service": "str", "target": "str"}), on="service", how="inner")
    ahead = (pairs["target_year"] - pairs["year"]).fillna(0)
    order = pairs.assign(is_past=ahead < 0, distance=ahead.abs()).sort_values(["question", "is_past", "distance"])
    return order.drop_duplicates("question").drop(columns=["question", "is_past", "distance"])


def _multiplied(rows: pd.DataFrame) -> pd.DataFrame:
    price = (1 + rows["support_share"]) * rows["index_base"] / rows["index_year"]
    cost = {end: rows[f"cost{end}"] * price for end in ("", "_low", "_high")}
    need = rows["people"] * rows["target_value"] * rows["units_per_person"] * cost[""]
    spread = np.exp(Z95 * np.sqrt(rows["sigma"] ** 2 + cost_sigma(cost["_low"], cost["_high"]) ** 2))
    words = {
        "bounds_assumed": rows["flags"].str.contains("bounds_assumed"),
        "size_carried": rows["age_years"] > 0,
        "cost_bounds_assumed": rows["is_cost_assumed"],
        "cost_of_the_country": rows["is_own"],
    }
    return rows.assign(
        **{f"unit_cost_usd_2023{end}": value for end, value in cost.items()},
        of_people=1.0,
        need_usd_2023=need.round(CENTS),
        need_usd_2023_low=(need / spread).round(CENTS),
        need_usd_2023_high=(need * spread).round(CENTS),
        flags=flags(words),
        obs_status="E",
        missing_reason=None,
    )


def cost_sigma(low: pd.Series, high: pd.Series) -> pd.Series:
    """Give the spread of the logarithm of a cost from its 95 % bounds."""
    return np.log(high / low) / (2 * Z95)


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    row, size = table.index, table["size_row"]
    people = (TABLE, row, "people")
    need = (TABLE, "need_usd_2023")
    stated = {"units_stated": "units_per_person"}
    return [
        edges((TABLE, "people"), row, ("population_sizes", size, "people"), ADDEND, table["people"]),
        edges((TABLE, "target_value"), row, ("coverage_targets", table["target_row"]), "target", table["target_value"]),
        *cost_edges(TABLE, "units_per_person", table, stated),
        *_unit_cost(table),
        edges(need, row, people, "people", table["people"]),
        *_own(table, "need_usd_2023", ["target_value", "units_per_person"]),
        edges(need, row, (TABLE, row, "unit_cost_usd_2023"), "unit_cost", table["unit_cost_usd_2023"]),
        *(part for bound in BOUNDS for part in _bound(table, f"need_usd_2023_{bound}")),
    ]


def _own(table: pd.DataFrame, column: str, roles: list[str]) -> list[pd.DataFrame]:
    return [edges((TABLE, column), table.index, (TABLE, table.index, role), role, table[role]) for role in roles]


def _unit_cost(table: pd.DataFrame) -> list[pd.DataFrame]:
    """The cost in prices of the base year: the study's amount, its support and two values of the price index."""
    of_all = {"of_people": "of_people"}
    parts = cost_edges(
        TABLE, "unit_cost_usd_2023", table, {"amount": "cost", "support_share": "support_share"} | of_all
    )
    for bound in BOUNDS:
        column = f"unit_cost_usd_2023_{bound}"
        parts += [*bound_edges(TABLE, column, table, bound), *cost_edges(TABLE, column, table, of_all)]
    return [*parts, *(part for end in ("", "_low", "_high") for part in _prices(table, f"unit_cost_usd_2023{end}"))]


def _prices(table: pd.DataFrame, column: str) -> list[pd.DataFrame]:
    roles = {"index_base": "index_base", "index_price_year": "index_year"}
    return [
        edges((TABLE, column), table.index, ("price_index", table[f"{source}_row"]), role, table[source])
        for role, source in roles.items()
    ]


def _bound(table: pd.DataFrame, column: str) -> list[pd.DataFrame]:
    """A bound of the need rests on the need, the spread of the size and the bounds of the unit cost."""
    row, figure = table.index, (TABLE, column)
    costs = {f"unit_cost_{bound}": f"unit_cost_usd_2023_{bound}" for bound in BOUNDS}
    return [
        edges(figure, row, (TABLE, row, "need_usd_2023"), "need", table["need_usd_2023"]),
        edges(figure, row, ("population_sizes", table["size_row"], "sigma"), "sigma", table["sigma"]),
        *(edges(figure, row, (TABLE, row, cost), role, table[cost]) for role, cost in costs.items()),
    ]
