"""`regional_summary`: what countries report added up over regions, with the share of the people that it speaks of.

Sum over sum of the countries that report, never a mean of countries (Larney 2017, Lancet Glob Health 5:e1208). A
country that does not report is missing, never zero. How complete a sum is, is measured against all people of the
region, by the published prevalence of its countries (`modelled_sizes`): below half of them no figure is shown. The
number of people has two variants: `reported` adds up estimates of countries, `modelled` imputes the silent ones.
"""

from typing import NamedTuple

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, flags, placed, published
from hr_pipeline.indicators.regions.regional_cells import summed
from hr_pipeline.indicators.regions.regional_edges import contributions, of_grants
from hr_pipeline.indicators.regions.regional_figures import (
    IMPUTED,
    MODELLED,
    SIZE,
    WEIGHTED,
    CountryFigures,
    of_coverage,
    of_coverage_gap,
    of_modelled,
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
    REGION,
    bounds,
    carried,
    members,
    most_important_missing,
    of_region_years,
    people_shares,
    present,
    weights,
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
        weighed: how many people weigh each country of a region in a year, see `weights`.
    """

    inside: pd.DataFrame
    cells: pd.DataFrame
    weighed: pd.DataFrame


def regional_summary(
    country_groupings: pd.DataFrame,
    population_sizes: pd.DataFrame,
    modelled_sizes: pd.DataFrame,
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
        population_sizes: how many people inject drugs.
        modelled_sizes: the same of all countries, to weigh who reports.
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
            of_modelled(modelled_sizes),
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
        "modelled_sizes": modelled_sizes,
        "service_coverage": service_coverage,
        "coverage_gap": coverage_gap,
        "resource_need": resource_need,
        "funding_gap": funding_gap,
        "money_available": money_available,
        "harm_reduction_funding": harm_reduction_funding,
    }
    regions = over_regions(countries, country_groupings, modelled_sizes, limits["regional_reporting", "low"])
    apart = _apart(unallocated(harm_reduction_funding))
    table = placed(TABLE, pd.concat([regions.cells, apart], ignore_index=True)).pipe(_finished)
    shown, unshown = contributions(table, regions.inside, regions.weighed)
    return published(TABLE, table, [*shown, of_grants(table)], inputs, unshown)


def over_regions(
    countries: CountryFigures, groupings: pd.DataFrame, modelled: pd.DataFrame, least_share: float
) -> Regions:
    """Add figures of countries up over regions.

    Args:
        countries: figures of countries.
        groupings: grouping, region, iso3.
        modelled: people of every country and year, estimated or imputed (`modelled_sizes`).
        least_share: share of the people from which on a sum of what is reported is shown.

    Raises:
        DifferentBasis: figures of two units, such as prices of two years, would be added.
    """
    served = carried(countries.figures)
    listed = members(groupings, set(served.loc[~served["is_imputed"], "iso3"]))
    weighed = weights(modelled, listed)
    inside = present(served, listed).pipe(_in_observed_years).pipe(_with_people, weighed)
    held_by = listed.groupby(REGION)["iso3"].size().rename("countries_in_region")
    regions = summed(inside).join(held_by, on=REGION).join(of_region_years(weighed), on=[*REGION, "year"])
    sums = regions.fillna({"countries_without_size": ""}).pipe(_completed, inside, weighed)
    held = sums.pipe(_held_back, least_share).pipe(_without_empty)
    kept = inside[inside["cell"].isin(held.index)]
    shown = kept[kept["cell"].map(~held["is_held"]).astype("bool")]
    drawn = bounds(shown, countries.terms).rename(columns={"low": "value_low", "high": "value_high"})
    cells = held.join(drawn).pipe(trends, kept, countries.terms).reset_index()
    return Regions(kept, cells, weighed)


def _with_people(inside: pd.DataFrame, weighed: pd.DataFrame) -> pd.DataFrame:
    """Give each figure the people of its country in the year, and say whether it is carried."""
    key = [*REGION, "year", "iso3"]
    both = inside.merge(weighed[[*key, "people", "weight_row"]], on=key, how="left", validate="m:1")
    return both.assign(is_carried=both["step"] + both["age"] > 0)


def _completed(sums: pd.DataFrame, inside: pd.DataFrame, weighed: pd.DataFrame) -> pd.DataFrame:
    """Say of each sum what share of the region's people it speaks of, and who is missing."""
    missing = most_important_missing(sums, inside, weighed)
    return sums.join(people_shares(inside, sums)).join(who(inside)).join(missing)


def _in_observed_years(every: pd.DataFrame) -> pd.DataFrame:
    """Leave out years in which nobody counted: sizes, and needs of them, serve before and after what is reported."""
    observed = every.loc[~every["measure"].isin([SIZE, NEED]), "year"]
    inside = every["year"].between(observed.min(), observed.max()) | observed.empty
    return every[inside].sort_values(["cell", "iso3"], ignore_index=True)


def _held_back(cells: pd.DataFrame, least_share: float) -> pd.DataFrame:
    """Show no sum that speaks of too few of the region's people, or of nobody knows how many."""
    is_modelled = cells["variant"].eq(MODELLED) & cells["measure"].eq(SIZE)
    is_held = ~(cells["population_reporting_share"] >= least_share) & ~is_modelled
    counted = cells["counts_people"].astype("bool")
    sums = {
        "people_counted": cells["numerator"].where(counted),
        "total": cells["numerator"].where(~counted),
        "denominator": cells["denominator"],
    }
    values = {"value": cells["value"]} | sums
    return cells.assign(**{name: value.mask(is_held) for name, value in values.items()}, is_held=is_held)


def _without_empty(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out sums that are held back in years in which no country of the region reports."""
    return cells[~cells["is_held"] | (cells["countries_reporting"] > 0)]


def _apart(money: pd.DataFrame) -> pd.DataFrame:
    """Show the money of multicountry grants on its own, added to no region."""
    rows = (
        money.groupby(CELL)
        .agg(total=("amount_usd", "sum"), unit=("unit", "first"), rows=("row", list), amounts=("amount_usd", list))
        .reset_index()
    )
    none = dict.fromkeys([f"countries_{name}" for name in ("in_region", "reporting", "estimated", "imputed")], 0)
    names = ["reporters", "countries_without_size", "reporters_joined", "reporters_left", "flags_of_parts"]
    text = dict.fromkeys(names, "")
    return rows.assign(
        value=rows["total"], is_held=False, is_carried=False, is_resized=False, is_apart=True, **none, **text
    )


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    """Give the flags and the status of each row."""
    held = table["is_held"].astype("bool")
    changed = (table["reporters_joined"] != "") | (table["reporters_left"] != "")
    named = {
        "reporters_changed": changed,
        "sizes_changed": table["is_resized"].astype("bool"),
        "carried": table["is_carried"].astype("bool"),
        "held_back": held,
        "unallocated": table["is_apart"].notna(),
        "weighted_ratios": table["rests_on"].astype("str").str.contains(WEIGHTED),
        IMPUTED: table["countries_imputed"] > 0,
    }
    is_whole = table["measure"].eq(SIZE) & table["variant"].eq(MODELLED)
    only = {name: table[name].where(is_whole) for name in ("people_published", "people_modelled")}
    return table.assign(
        **only,
        flags=flags(named),
        obs_status=held.map({True: "O", False: "E"}),
        missing_reason=held.map({True: "held_back", False: None}),
    )
