"""`resource_need`: what reaching the targets costs, bottom-up, and next to it what published needs allot to a country.

Bottom-up: people x share to reach x units for each x cost of a unit. Size and unit cost are log-normal and independent,
so the need is log-normal too and its quantiles are exact; sums of services are drawn in `need_draws.py`. What a need
rests on is written in `need_assumptions.py`; which figures it is made of, in `need_edges.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.draws import Z95, spread
from hr_pipeline.indicators.common.figures import Figures, flags, placed, published
from hr_pipeline.indicators.coverage.population_sizes import is_of_injecting_people
from hr_pipeline.indicators.need.need_assumptions import with_assumptions
from hr_pipeline.indicators.need.need_edges import need_edges
from hr_pipeline.indicators.need.published_allotment import allotted
from hr_pipeline.indicators.need.unit_costs import costs_serving, with_cost_bounds
from hr_pipeline.schemas.need import UNIT_COST

TABLE = "resource_need"
_KEY = ["iso3", "year", "service", "method"]


def resource_need(
    population_sizes: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    unit_costs: pd.DataFrame,
    published_needs: pd.DataFrame,
    country_groupings: pd.DataFrame,
    check_thresholds: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute the need of each country, year and service in constant US$, by both methods side by side.

    Args:
        population_sizes: sizes as distributions, the chosen one for each year.
        coverage_targets: rows of kind `need_share` say what share of people is to be reached.
        unit_costs: published costs; a country's own goes before the world's.
        published_needs: needs of groups of countries.
        country_groupings: which countries a group holds.
        check_thresholds: bounds of costs that are assumed where none are published.
        price_index: prices in the United States.

    Returns:
        The table and its contributions.
    """
    sizes = national_sizes(population_sizes)
    bottom_up = _bottom_up(sizes, coverage_targets, with_cost_bounds(unit_costs, check_thresholds))
    parts = [part for part in (bottom_up, allotted(sizes, published_needs, country_groupings)) if len(part)]
    table = (
        pd.concat(parts or [bottom_up], ignore_index=True)
        .pipe(with_price_index, price_index, "price_year")
        .dropna(subset=["index_year", "index_base"])
        .pipe(_multiplied)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "population_sizes": population_sizes,
        "coverage_targets": coverage_targets,
        "unit_costs": unit_costs,
        "published_needs": published_needs,
        "check_thresholds": check_thresholds,
        "price_index": price_index,
    }
    return published(TABLE, table.pipe(with_assumptions), need_edges(TABLE, table), inputs)


def national_sizes(population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Take the chosen national sizes, with their positions in the table."""
    chosen = (population_sizes["choice"] == "chosen") & (population_sizes["area"] == "national")
    kept = population_sizes.loc[chosen, _SIZE].assign(size_row=lambda d: d.index)
    plain = kept.astype(dict.fromkeys(["iso3", "population"], "str")).reset_index(drop=True)
    return plain.assign(is_of_other=is_of_injecting_people(plain, plain, ["iso3", "year"]))


_SIZE = ["iso3", "year", "population", "estimate", "estimate_year", "people", "people_low", "people_high", "sigma"]
_SIZE += ["kind", "age_years", "flags"]


def _bottom_up(sizes: pd.DataFrame, targets: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    return (
        sizes.pipe(costs_serving, costs)
        .query("population == cost_population")
        .pipe(with_share, targets)
        .assign(method=UNIT_COST, of_people=1.0, target_table="coverage_targets")
        .drop_duplicates(_KEY)
    )


def with_share(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Add the share of people to reach: of several targets the next to be reached, else the last.

    Returns:
        The rows of services that have one, with target_value, target_year, target and target_row.
    """
    names = {"value": "target_value", "year": "target_year", "row_id": "target_row"}
    shares = targets.loc[targets["kind"] == "need_share", ["service", "target", *names]].rename(columns=names)
    asked = rows.assign(question=range(len(rows)))
    pairs = asked.merge(shares.astype({"service": "str", "target": "str"}), on="service", how="inner")
    late = (pairs["target_year"] - pairs["year"]).fillna(0)
    order = pairs.assign(is_past=late < 0, distance=late.abs()).sort_values(["question", "is_past", "distance"])
    return order.drop_duplicates("question").drop(columns=["question", "is_past", "distance"])


def _multiplied(rows: pd.DataFrame) -> pd.DataFrame:
    price = (1 + rows["support_share"]) * rows["index_base"] / rows["index_year"] / rows["of_people"]
    cost = {end: rows[f"cost{end}"] * price for end in ("", "_low", "_high")}
    need = (rows["people"] * rows["target_value"] * rows["units_per_person"] * cost[""]).round(CENTS)
    width = np.exp(Z95 * np.sqrt(rows["sigma"] ** 2 + spread(cost["_low"], cost["_high"]) ** 2))
    words = {
        "bounds_assumed": rows["flags"].str.contains("bounds_assumed"),
        "size_carried": rows["age_years"] > 0,
        "partial_scope": rows["flags"].str.contains("partial_scope"),
        "size_of_other_population": rows["is_of_other"],
        "cost_bounds_assumed": rows["is_cost_assumed"],
        "cost_of_the_country": rows["is_own"],
    }
    return rows.assign(
        **{f"unit_cost_usd_2023{end}": value for end, value in cost.items()},
        need_usd_2023=need,
        need_usd_2023_low=(need / width).round(CENTS),
        need_usd_2023_high=(need * width).round(CENTS),
        flags=flags(words),
        obs_status="E",
        missing_reason=None,
    )
