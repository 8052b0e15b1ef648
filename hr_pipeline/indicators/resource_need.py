"""`resource_need`: what it costs to reach the targets, bottom-up: people x share to reach x cost of a person-year.

Size and unit cost are log-normal and independent, so the need is log-normal too and its quantiles are exact. What is
funded belongs to `funding_gap.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.money import CENTS, with_price_index
from hr_pipeline.indicators.population_size import MOST_YEARS, Z95, size_in_year
from hr_pipeline.lineage.contributions import ADDEND
from hr_pipeline.schemas.fields import LAST_YEAR

TABLE = "resource_need"
SERVED = {
    "needle_syringe_programme": "people_who_inject_drugs",
    "opioid_agonist_therapy": "opioid_dependent_people",
}
"""Service -> whose need it meets (UNAIDS Global AIDS Strategy 2021-2026)."""


def resource_need(
    population_size_estimates: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    unit_costs: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Compute the need of each country, year and service in constant US$.

    Args:
        population_size_estimates: sizes with bounds and year; each serves its own year and MOST_YEARS after it.
        coverage_targets: rows of kind `need_share` say what share of people is to be reached.
        unit_costs: one cost of a person-year for each service.
        price_index: prices in the United States.

    Returns:
        The table and its contributions.
    """
    table = (
        _questions(population_size_estimates)
        .pipe(size_in_year, population_size_estimates)
        .dropna(subset=["denominator"])  # an estimate without centre and upper bound is no distribution
        .pipe(_with_share, coverage_targets)
        .pipe(_with_cost, unit_costs)
        .pipe(with_price_index, price_index, "price_year")
        .pipe(_multiplied)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "population_size_estimates": population_size_estimates,
        "coverage_targets": coverage_targets,
        "unit_costs": unit_costs,
        "price_index": price_index,
    }
    return published(TABLE, table, _contributions(table), inputs)


def _questions(estimates: pd.DataFrame) -> pd.DataFrame:
    """Every country and year for which there is a national size not older than MOST_YEARS, once for each service."""
    national = estimates.loc[estimates["area"] == "national", ["iso3", "area", "year", "population"]]
    ages = pd.DataFrame({"age": range(MOST_YEARS + 1)})
    years = national.merge(ages, how="cross").assign(year=lambda d: d["year"] + d["age"])
    services = pd.DataFrame(list(SERVED.items()), columns=["service", "population"])
    asked = years.astype({"iso3": "str", "area": "str", "population": "str"}).merge(services, on="population")
    within = asked[asked["year"] <= LAST_YEAR]
    return within[["iso3", "area", "year", "population", "service"]].drop_duplicates(ignore_index=True)


def _with_share(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    shares = targets.loc[targets["kind"] == "need_share", ["service", "value", "row_id"]].astype({"service": "str"})
    named = shares.rename(columns={"value": "people_share", "row_id": "share_row"})
    return rows.merge(named, on="service", how="inner", validate="m:1")


def _with_cost(rows: pd.DataFrame, unit_costs: pd.DataFrame) -> pd.DataFrame:
    costs = unit_costs.loc[unit_costs["unit"] == "person_year"].astype({"service": "str"})
    kept = costs[["service", "cost_usd", "cost_usd_low", "cost_usd_high", "price_year", "row_id"]]
    return rows.merge(kept.rename(columns={"row_id": "cost_row"}), on="service", how="inner", validate="m:1")


def _multiplied(rows: pd.DataFrame) -> pd.DataFrame:
    cost = rows["cost_usd"] * rows["index_base"] / rows["index_year"]
    need = rows["denominator"] * rows["people_share"] * cost
    cost_sigma = np.log(rows["cost_usd_high"] / rows["cost_usd_low"]) / (2 * Z95)
    spread = np.exp(Z95 * np.sqrt(rows["sigma"] ** 2 + cost_sigma**2))
    return rows.assign(
        method="unit_cost",
        people=rows["denominator"],
        target_value=rows["people_share"],
        need_usd_2023=need.round(CENTS),
        need_usd_2023_low=(need / spread).round(CENTS),
        need_usd_2023_high=(need * spread).round(CENTS),
        flags=flags({"bounds_assumed": rows["is_assumed"].eq(other=True), "size_carried": rows["age_years"] > 0}),
        obs_status="E",
        missing_reason=None,
    )


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    row = pd.Series(range(len(table)))
    figure = (TABLE, "need_usd_2023")
    return [
        edges((TABLE, "people"), row, ("population_size_estimates", table["size_row"]), ADDEND, table["people"]),
        edges(figure, row, (TABLE, row, "people"), "people", table["people"]),
        edges(figure, row, ("coverage_targets", table["share_row"]), "people_share", table["people_share"]),
        edges(figure, row, ("unit_costs", table["cost_row"]), "unit_cost", table["cost_usd"]),
        edges(figure, row, ("price_index", table["index_base_row"]), "index_base", table["index_base"]),
        edges(figure, row, ("price_index", table["index_year_row"]), "index_price_year", table["index_year"]),
    ]
