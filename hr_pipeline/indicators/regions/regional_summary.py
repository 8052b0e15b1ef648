"""`regional_summary`: what countries report added up over regions, with the share of the people that it speaks of.

Sum over sum of the countries that report, never a mean of countries (Larney 2017, Lancet Glob Health 5:e1208). A
country that does not report is missing, never zero; no figure is shown where those that do hold under half the people.
"""

from typing import NamedTuple

import pandas as pd

from hr_pipeline.indicators.common.comparability import require_one_basis
from hr_pipeline.indicators.common.figures import Figures, flags, placed, published
from hr_pipeline.indicators.regions.regional_edges import contributions, of_grants
from hr_pipeline.indicators.regions.regional_figures import (
    SIZE,
    CountryFigures,
    of_coverage,
    of_coverage_gap,
    of_sizes,
    together,
)
from hr_pipeline.indicators.regions.regional_money import (
    of_domestic_share,
    of_money,
    of_need,
    of_unfunded,
    unallocated,
)
from hr_pipeline.indicators.regions.regional_sums import (
    CELL,
    bounds,
    carried,
    members,
    people_shares,
    present,
    standing,
    who,
)
from hr_pipeline.indicators.regions.regional_trends import trends
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "regional_summary"
NEED = "resource_need"


class Regions(NamedTuple):
    """Countries added up.

    Attributes:
        inside: the figures of countries in each cell (region, year, series).
        cells: the sums.
        sizes: how many people weigh each country of a region in a year, also by estimates that have expired: iso3,
            grouping, region, year, row, numerator.
    """

    inside: pd.DataFrame
    cells: pd.DataFrame
    sizes: pd.DataFrame


def regional_summary(
    country_groupings: pd.DataFrame,
    population_sizes: pd.DataFrame,
    service_coverage: pd.DataFrame,
    coverage_gap: pd.DataFrame,
    resource_need: pd.DataFrame,
    funding_gap: pd.DataFrame,
    money_available: pd.DataFrame,
    harm_reduction_funding: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Add up coverage, gaps, needs and money over regions.

    Args:
        country_groupings: which countries a region holds.
        population_sizes: how many people inject drugs, to weigh who reports.
        service_coverage: counts over sizes.
        coverage_gap: what is missing to targets.
        resource_need: needs by method.
        funding_gap: needs less money.
        money_available: money by phase and source.
        harm_reduction_funding: for the money of multicountry grants.
        check_thresholds: how long a figure is carried, and from which share of the people on a sum is shown.

    Returns:
        The table and its contributions.
    """
    limits = thresholds(check_thresholds)
    coverage, money = (int(limits[f"{kind}_carried_years", "high"]) for kind in ("coverage", "money"))
    countries = together(
        [
            of_sizes(population_sizes),
            of_coverage(service_coverage, population_sizes, coverage),
            of_coverage_gap(coverage_gap, service_coverage, population_sizes, coverage),
            of_need(resource_need, coverage),
            of_unfunded(funding_gap, resource_need, money),
            of_domestic_share(money_available, money),
            of_money(money_available, money),
        ]
    )
    inputs = {
        "population_sizes": population_sizes,
        "service_coverage": service_coverage,
        "coverage_gap": coverage_gap,
        "resource_need": resource_need,
        "funding_gap": funding_gap,
        "money_available": money_available,
        "harm_reduction_funding": harm_reduction_funding,
    }
    regions = over_regions(countries, country_groupings, limits["regional_reporting", "low"])
    apart = _apart(unallocated(harm_reduction_funding))
    table = placed(TABLE, pd.concat([regions.cells, apart], ignore_index=True)).pipe(_finished)
    shown, unshown = contributions(table, regions.inside, regions.sizes)
    return published(TABLE, table, [*shown, of_grants(table)], inputs, unshown)


def over_regions(countries: CountryFigures, groupings: pd.DataFrame, least_share: float) -> Regions:
    """Add figures of countries up over regions.

    Args:
        countries: figures, with the numbers of people who inject drugs among them.
        groupings: grouping, region, iso3.
        least_share: share of the people from which on a sum is shown.

    Raises:
        DifferentBasis: figures of two units, such as prices of two years, would be added.
    """
    served = carried(countries.figures)
    listed = members(groupings, set(served["iso3"]))
    every = present(served, listed)
    inside = every.pipe(_in_observed_years)
    sizes = served.loc[served["measure"] == SIZE, ["iso3", "year", "row", "numerator"]]
    stands = standing(inside, listed, sizes)
    sums = _summed(inside).join(people_shares(stands)).join(who(stands)).pipe(_held_back, least_share)
    shown = inside[inside["cell"].map(~sums["is_held"]).astype("bool")]
    drawn = bounds(shown, countries.terms).rename(columns={"low": "value_low", "high": "value_high"})
    cells = sums.join(drawn).pipe(trends, inside, countries.terms).reset_index()
    return Regions(inside, cells, sizes.merge(listed, on="iso3", how="inner", validate="m:m"))


def _in_observed_years(every: pd.DataFrame) -> pd.DataFrame:
    """Leave out years in which nobody counted: sizes, and needs of them, serve before and after what is reported."""
    observed = every.loc[~every["measure"].isin([SIZE, NEED]), "year"]
    inside = every["year"].between(observed.min(), observed.max()) | observed.empty
    return every[inside].sort_values(["cell", "iso3"], ignore_index=True)


def _summed(inside: pd.DataFrame) -> pd.DataFrame:
    """Add up numerators and denominators of each cell."""
    one = require_one_basis(inside, CELL, ["unit"])
    by = one.assign(is_carried=one["step"] + one["age"] > 0).groupby("cell")
    sums = by.agg(
        **{name: (name, "first") for name in [*CELL, "unit", "counts_people"]},
        numerator=("numerator", "sum"),
        denominator=("denominator", lambda column: column.sum(min_count=1)),
        is_carried=("is_carried", "any"),
    )
    return sums.assign(value=sums["numerator"] / sums["denominator"].fillna(1.0))


def _held_back(cells: pd.DataFrame, least_share: float) -> pd.DataFrame:
    """Show no sum that speaks of too few of the region's people, or of nobody knows how many."""
    is_held = ~(cells["population_reporting_share"] >= least_share)
    counted = cells["counts_people"].astype("bool")
    sums = {
        "people_counted": cells["numerator"].where(counted),
        "total": cells["numerator"].where(~counted),
        "denominator": cells["denominator"],
    }
    values = {"value": cells["value"]} | sums
    return cells.assign(**{name: value.mask(is_held) for name, value in values.items()}, is_held=is_held)


def _apart(money: pd.DataFrame) -> pd.DataFrame:
    """Show the money of multicountry grants on its own, added to no region."""
    rows = (
        money.groupby(CELL)
        .agg(total=("amount_usd", "sum"), unit=("unit", "first"), rows=("row", list), amounts=("amount_usd", list))
        .reset_index()
    )
    none = dict.fromkeys(["countries_in_region", "countries_reporting", "countries_estimated"], 0)
    text = dict.fromkeys(["reporters", "countries_without_size", "reporters_joined", "reporters_left"], "")
    return rows.assign(
        value=rows["total"], is_held=False, is_carried=False, is_resized=False, is_apart=True, **none, **text
    )


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    """Give the flags and the status of each row."""
    held = table["is_held"].astype("bool")
    changed = (table["reporters_joined"] != "") | (table["reporters_left"] != "")
    words = {
        "reporters_changed": changed,
        "sizes_changed": table["is_resized"].astype("bool"),
        "carried": table["is_carried"].astype("bool"),
        "held_back": held,
        "unallocated": table["is_apart"].notna(),
    }
    return table.assign(
        flags=flags(words),
        obs_status=held.map({True: "O", False: "E"}),
        missing_reason=held.map({True: "held_back", False: None}),
    )
