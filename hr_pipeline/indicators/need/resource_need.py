"""`resource_need`: what reaching the targets costs, bottom-up, and next to it a published need for each person.

Bottom-up: people who inject drugs x share whom a service is for x target x cost of a unit, the same services and
targets for each country: those of the coverage gaps. Costs are adjusted to the country's income and to the volume of
the target. Size, share and unit cost are log-normal and independent, so the need is log-normal too and its quantiles
are exact; sums of services are drawn in `need_draws.py`. A published need for each person is multiplied by the
country's people. What a need rests on is written in `need_assumptions.py`; which figures it is made of, in
`need_edges.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.draws import Z95, spread
from hr_pipeline.indicators.common.figures import Figures, flags, placed, published
from hr_pipeline.indicators.need.need_assumptions import with_assumptions
from hr_pipeline.indicators.need.need_edges import need_edges
from hr_pipeline.indicators.need.need_per_person import allotted
from hr_pipeline.indicators.need.parameters import with_income_factor, with_population_share, with_scale_factor
from hr_pipeline.indicators.need.study_variance import between_study_sigma
from hr_pipeline.indicators.need.unit_costs import costs_serving, with_cost_bounds
from hr_pipeline.schemas.need import UNIT_COST

TABLE = "resource_need"
PWID, OPIOID_DEPENDENT = "people_who_inject_drugs", "opioid_dependent_people"
SYRINGE, PEOPLE = "syringe", "people"
"""What a target is per: syringes for each person, or a share of people."""
_KEY = ["iso3", "year", "service", "method"]


def resource_need(
    population_sizes: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    unit_costs: pd.DataFrame,
    published_needs: pd.DataFrame,
    country_groupings: pd.DataFrame,
    method_parameters: pd.DataFrame,
    check_thresholds: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute the need of each country, year and service in constant US$, by each method.

    Args:
        population_sizes: sizes as distributions, the chosen one for each year.
        coverage_targets: syringes for each person, and shares of people to reach (kind `need_share`).
        unit_costs: published costs; a country's own goes before the world's.
        published_needs: needs of groups of countries.
        country_groupings: which countries a group holds, income groups among them.
        method_parameters: share of people who mainly inject opioids, factors of income and of scale.
        check_thresholds: bounds of costs that are assumed where none are published.
        price_index: prices in the United States.

    Returns:
        The table and its contributions.
    """
    sizes = national_sizes(population_sizes)
    costs = with_cost_bounds(unit_costs, check_thresholds).pipe(_of_targets, goals(coverage_targets))
    studied = costs.join(between_study_sigma(costs, price_index), on=["service", "unit"])
    adjusted = _bottom_up(sizes, coverage_targets, studied, method_parameters).pipe(
        with_income_factor, country_groupings, method_parameters
    )
    parts = [part for part in (adjusted, allotted(sizes, published_needs, country_groupings)) if len(part)]
    table = (
        pd.concat(parts or [adjusted], ignore_index=True)
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
        "method_parameters": method_parameters,
        "check_thresholds": check_thresholds,
        "price_index": price_index,
    }
    return published(TABLE, table.pipe(with_assumptions), need_edges(TABLE, table), inputs)


def national_sizes(population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Take the chosen national sizes of people who inject drugs, with their positions in the table."""
    chosen = (population_sizes["choice"] == "chosen") & (population_sizes["area"] == "national")
    injecting = population_sizes["population"] == PWID
    kept = population_sizes.loc[chosen & injecting, _SIZE].assign(size_row=lambda d: d.index)
    return kept.astype(dict.fromkeys(["iso3", "population"], "str")).reset_index(drop=True)


_SIZE = ["iso3", "year", "population", "estimate", "estimate_year", "people", "people_low", "people_high", "sigma"]
_SIZE += ["kind", "age_years", "flags"]


def _of_targets(costs: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Keep the costs whose unit a target speaks of, for people who inject drugs or those of them who use opioids."""
    per = costs.assign(per=costs["unit"].where(costs["unit"] == SYRINGE, PEOPLE))
    served = per[per["cost_population"].isin([PWID, OPIOID_DEPENDENT])]
    return served.merge(wanted[["service", "per"]].drop_duplicates(), on=["service", "per"], how="inner")


def _bottom_up(
    sizes: pd.DataFrame, targets: pd.DataFrame, costs: pd.DataFrame, parameters: pd.DataFrame
) -> pd.DataFrame:
    return (
        sizes.pipe(costs_serving, costs)
        .pipe(with_target, goals(targets))
        .assign(method=UNIT_COST, of_people=1.0, target_table="coverage_targets")
        .drop_duplicates(_KEY)
        .pipe(with_population_share, parameters, OPIOID_DEPENDENT)
        .pipe(with_scale_factor, parameters)
    )


def goals(targets: pd.DataFrame) -> pd.DataFrame:
    """Take the targets that a need is computed for: syringes for each person, and shares of people.

    Returns:
        service, per (syringe or people), target, target_value, target_year and target_row.
    """
    names = {"value": "target_value", "year": "target_year", "row_id": "target_row"}
    of_syringes = (targets["kind"] == "target") & (targets["measure"] == "syringes_per_person")
    per = pd.Series(SYRINGE, targets.index).where(of_syringes, PEOPLE)
    wanted = targets.assign(per=per)[of_syringes | (targets["kind"] == "need_share")]
    return (
        wanted[["service", "per", "target", *names]].rename(columns=names).astype({"service": "str", "target": "str"})
    )


def with_target(rows: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Add the target of each cost: of several the next to be reached, else the last.

    Args:
        rows: service, per and year.
        wanted: as `goals` gives them.

    Returns:
        The rows of services that have one, with target_value, target_year, target and target_row.
    """
    asked = rows.assign(question=range(len(rows)))
    pairs = asked.merge(wanted, on=["service", "per"], how="inner")
    late = (pairs["target_year"] - pairs["year"]).fillna(0)
    order = pairs.assign(is_past=late < 0, distance=late.abs()).sort_values(["question", "is_past", "distance"])
    return order.drop_duplicates("question").drop(columns=["question", "is_past", "distance"])


def _multiplied(rows: pd.DataFrame) -> pd.DataFrame:
    """Multiply people, share, target and cost; the bounds hold the spread of all four."""
    price = (1 + rows["support_share"]) * rows["index_base"] / rows["index_year"] / rows["of_people"]
    cost = rows["cost"] * rows["income_factor"] * rows["scale_factor"] * price
    within = spread(rows["cost_low"], rows["cost_high"])
    cost_sigma = np.sqrt(within**2 + rows["between_study_sigma"] ** 2)
    share_sigma = spread(rows["population_share_low"], rows["population_share_high"])
    width = np.exp(Z95 * np.sqrt(rows["sigma"] ** 2 + share_sigma**2 + cost_sigma**2))
    need = (rows["people"] * rows["population_share"] * rows["target_value"] * cost).round(CENTS)
    words = {
        "bounds_assumed": rows["flags"].str.contains("bounds_assumed"),
        "size_carried": rows["age_years"] > 0,
        "partial_scope": rows["flags"].str.contains("partial_scope"),
        "share_of_the_world": rows["population_share_row"].notna(),
        "cost_bounds_assumed": rows["is_cost_assumed"],
        "cost_of_the_country": rows["is_own"],
        "income_unknown": rows["is_income_unknown"],
    }
    return rows.assign(
        unit_cost_usd_2023=cost,
        unit_cost_usd_2023_low=cost / np.exp(Z95 * cost_sigma),
        unit_cost_usd_2023_high=cost * np.exp(Z95 * cost_sigma),
        population_share_sigma=share_sigma,
        need_usd_2023=need,
        need_usd_2023_low=(need / width).round(CENTS),
        need_usd_2023_high=(need * width).round(CENTS),
        flags=flags(words),
        obs_status="E",
        missing_reason=None,
    )
