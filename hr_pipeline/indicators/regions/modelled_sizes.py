"""`modelled_sizes`: people who inject drugs of every country and year, imputed where no estimate of the country serves.

A silent country is given the published prevalence of its region (Degenhardt and others 2023, Lancet Global Health
11:e659) times its people aged 15 to 64. Two spreads are drawn: that of the published regional size, which all imputed
countries of a region share, and that between countries of a region, which is the smaller the more of the region's
people a country holds. Sums over regions belong to `regional_summary.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import Z95, spread
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.coverage.working_age import SHARES, TOTALS, working_age
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "modelled_sizes"
GROUPING = "idu_reference_group"
WORLD = "world"
INJECTING = "people_who_inject_drugs"
REPORTED, IMPUTED = "reported", "imputed"
_SIZES, _REGIONS, _LIMITS = "population_sizes", "regional_sizes", "check_thresholds"


def modelled_sizes(
    population_sizes: pd.DataFrame,
    country_groupings: pd.DataFrame,
    regional_sizes: pd.DataFrame,
    working_age_people: pd.DataFrame,
    total_population: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Give every country of the reference grouping a size in every year that some estimate serves.

    Args:
        population_sizes: graded sizes; the chosen national ones are taken.
        country_groupings: regions of the studies that publish regional sizes.
        regional_sizes: published prevalence and bounds of these regions.
        working_age_people: people aged 15 to 64.
        total_population: all people by year.
        check_thresholds: the spread between countries of a region.

    Returns:
        The table and its contributions, one row for each country and year.
    """
    known = national_sizes(population_sizes)
    between = thresholds(check_thresholds)["size_between_countries", "high"]
    table = (
        _places(known, country_groupings)
        .pipe(lambda d: d.join(working_age(d, working_age_people, total_population)))
        .dropna(subset=["people_15_64"])
        .pipe(_with_prevalence, regional_sizes)
        .pipe(imputed, between)
        .pipe(_with_estimates, known)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        _SIZES: population_sizes,
        _REGIONS: regional_sizes,
        SHARES: working_age_people,
        TOTALS: total_population,
        _LIMITS: check_thresholds,
    }
    return published(TABLE, table, _contributions(table, check_thresholds), inputs)


def national_sizes(population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Give the sizes of people who inject drugs that serve whole countries; a part of one leaves it silent."""
    is_used = population_sizes["choice"].eq("chosen") & population_sizes["area"].eq("national")
    is_whole = ~population_sizes["flags"].str.contains("partial_scope")
    own = population_sizes[is_used & is_whole & population_sizes["population"].eq(INJECTING)]
    return own.assign(size_row=own.index.astype("Int64")).astype({"iso3": "str"})


def _places(known: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    """List the countries of the reference grouping in the years that some estimate serves."""
    own = country_groupings[country_groupings["grouping"] == GROUPING]
    members = own[["iso3", "region"]].astype("str").drop_duplicates("iso3")
    served = known["year"]
    years = range(int(served.min()), int(served.max()) + 1) if len(served) else range(0)
    return members.merge(pd.DataFrame({"year": pd.array(years, dtype="Int64")}), how="cross")


def _with_prevalence(places: pd.DataFrame, regional_sizes: pd.DataFrame) -> pd.DataFrame:
    """Give each country the published prevalence of its region and the spread of the region's published bounds.

    Where a region has no published bounds, those of the world are used.
    """
    rows = regional_sizes.astype({"region": "str"}).sort_values("year")
    latest = rows.drop_duplicates("region", keep="last").set_index("region")
    stated = rows[rows["people_low"].notna() & rows["people_high"].notna()].drop_duplicates("region", keep="last")
    bounds = stated.set_index("region")[["people_low", "people_high", "row_id"]]
    bounds = bounds.reindex(places["region"].where(places["region"].isin(bounds.index), WORLD)).set_axis(places.index)
    people = places["people_15_64"].groupby([places["region"], places["year"]]).transform("sum")
    own = latest.reindex(places["region"]).set_index(places.index)
    prevalence = own["prevalence_share"].fillna(own["people"] / people)
    found = places.assign(
        regional_prevalence_share=prevalence,
        region_row=own["row_id"].astype("Int64"),
        region_people_15_64=people,
        bounds_row=bounds["row_id"].astype("Int64"),
        region_low=bounds["people_low"],
        region_high=bounds["people_high"],
        region_sigma=spread(bounds["people_low"], bounds["people_high"]).astype("float64"),
    )
    return found.dropna(subset=["regional_prevalence_share", "region_sigma"])


def imputed(places: pd.DataFrame, between: float) -> pd.DataFrame:
    """Impute a size: the expected number is the regional prevalence times the people aged 15 to 64.

    Args:
        places: people_15_64, region_people_15_64 (people), regional_prevalence_share, region_sigma (log units).
        between: spread of the logarithm of national over regional prevalence, of a country that is a small part of it.

    Returns:
        The places with expected_people, people, people_low, people_high, country_sigma; people is the mean, so that
        expected numbers add up to the published size of the region.
    """
    expected = places["regional_prevalence_share"] * places["people_15_64"]
    own = between * (1 - places["people_15_64"] / places["region_people_15_64"])
    sigma = np.sqrt(own**2 + places["region_sigma"] ** 2)
    median = expected * np.exp(-(sigma**2) / 2)
    return places.assign(
        variant=IMPUTED,
        expected_people=expected,
        people=expected,
        people_low=median * np.exp(-Z95 * sigma),
        people_high=median * np.exp(Z95 * sigma),
        country_sigma=own,
        estimate=places["iso3"] + "/" + INJECTING + "/imputed",
    )


def _with_estimates(places: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Take the estimate of the country where one serves the year."""
    wanted = ["iso3", "year", "people", "sigma", "estimate", "size_row"]
    both = places.merge(known[wanted], on=["iso3", "year"], how="left", suffixes=("", "_own"), validate="1:1")
    is_own = both["people_own"].notna()
    low, high = (both["people_own"] * np.exp(sign * Z95 * both["sigma"]) for sign in (-1, 1))
    return both.assign(
        variant=is_own.map({True: REPORTED, False: IMPUTED}),
        people=both["people_own"].fillna(both["people"]),
        people_low=low.fillna(both["people_low"]),
        people_high=high.fillna(both["people_high"]),
        country_sigma=both["sigma"].fillna(both["country_sigma"]),
        region_sigma=both["region_sigma"].mask(is_own, 0.0),
        estimate=both["estimate_own"].astype("str").where(is_own, both["estimate"]),
        obs_status=is_own.map({True: "A", False: "E"}),
        missing_reason=None,
    )


def _contributions(table: pd.DataFrame, limits: pd.DataFrame) -> list[pd.DataFrame]:
    """Write down what sizes, expected numbers and spreads are made of."""
    row, is_own = table.index, table["variant"] == REPORTED
    size, region = (_SIZES, table["size_row"], "people"), (_REGIONS, table["region_row"])
    own = (TABLE, row, "expected_people")
    total = table["people_of_all_ages"]
    dated = (TOTALS, table["total_row"])
    share = (SHARES, table["share_row"])
    found = limits.loc[limits["check"] == "size_between_countries", "row_id"]
    between = (_LIMITS, pd.Series([*found] * len(table), index=row, dtype="Int64"))
    bounds = (_REGIONS, table["bounds_row"])
    spreads = {"low": table["region_low"], "high": table["region_high"], "imputed": (~is_own).astype("float64")}
    parts = [
        edges((TABLE, "people"), row, size, ADDEND, table["people"].where(is_own)),
        edges((TABLE, "people"), row, own, ADDEND, table["people"].mask(is_own)),
        edges((TABLE, "expected_people"), row, region, "prevalence", table["regional_prevalence_share"]),
        edges((TABLE, "expected_people"), row, (TABLE, row, "people_15_64"), "people_15_64", table["people_15_64"]),
        edges((TABLE, "people_15_64"), row, share, "share", table["share_15_64"]),
        edges((TABLE, "people_15_64"), row, dated, "total", total.where(table["total_row"].notna())),
        edges((TABLE, "people_15_64"), row, share, "total", total.mask(table["total_row"].notna())),
        edges((TABLE, "regional_prevalence_share"), row, region, "prevalence", table["regional_prevalence_share"]),
        *(edges((TABLE, "region_sigma"), row, bounds, role, value) for role, value in spreads.items()),
        edges((TABLE, "country_sigma"), row, (_SIZES, table["size_row"], "sigma"), "sigma", table["country_sigma"]),
        edges((TABLE, "country_sigma"), row, between, "between", table["country_sigma"].mask(is_own)),
    ]
    for bound in ("people_low", "people_high"):
        parts.append(edges((TABLE, bound), row, (TABLE, row, "people"), "centre", table["people"]))
        parts.append(edges((TABLE, bound), row, (TABLE, row, "country_sigma"), "sigma", table["country_sigma"]))
    return parts
