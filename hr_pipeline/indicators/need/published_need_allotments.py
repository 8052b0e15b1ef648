"""`published_need_allotments`: a published need parted among all countries of its scope; the parts add up to it.

A country's part follows its size of the target year, or the nearest. What the known sizes leave of the published number
of people is parted among the countries without a size by their inhabitants; where nothing is left, the known sizes
share the whole. An allotment is no estimate of a country's need; needs for each person belong to `need_per_person.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.need.need_per_person import members_of
from hr_pipeline.indicators.need.resource_need import national_sizes
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "published_need_allotments"
NEED = ["scope", "year", "service", "publication"]
SIZE, INHABITANTS = "size", "inhabitants"


def published_need_allotments(
    published_needs: pd.DataFrame,
    population_sizes: pd.DataFrame,
    country_groupings: pd.DataFrame,
    total_population: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Part each published need among the countries of its scope.

    Args:
        published_needs: needs of groups of countries.
        population_sizes: people who inject drugs.
        country_groupings: which countries each scope holds.
        total_population: inhabitants, for countries without a size.
        price_index: prices in the United States.

    Returns:
        The table (US$ of 2023) and its contributions.
    """
    needs = published_needs.astype(dict.fromkeys(["scope", "service", "publication"], "str"))
    table = (
        _countries(needs, country_groupings)
        .pipe(_with_sizes, national_sizes(population_sizes))
        .pipe(_with_inhabitants, total_population)
        .pipe(_parted)
        .pipe(with_price_index, price_index, "price_year")
        .dropna(subset=["index_year", "index_base"])
        .pipe(_priced)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "published_needs": published_needs,
        "population_sizes": population_sizes,
        "total_population": total_population,
        "price_index": price_index,
    }
    return published(TABLE, table, _contributions(table), inputs)


def _countries(needs: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    every = country_groupings[["iso3"]].astype("str").drop_duplicates(ignore_index=True)
    members = members_of(needs["scope"], country_groupings, every)
    names = {"scope_people": "published_people", "row_id": "need_row", "amount_usd": "amount"}
    kept = needs.rename(columns=names)[[*NEED, *names.values(), "price_year"]]
    return kept.merge(members, on="scope", how="inner")


def _with_sizes(rows: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Add the size of the year, or of the nearest year that has one."""
    known = sizes.rename(columns={"year": "size_year", "people": "size"})[["iso3", "size_year", "size", "size_row"]]
    pairs = rows[["iso3", "year"]].drop_duplicates().merge(known, on="iso3", how="inner")
    apart = (pairs["size_year"] - pairs["year"]).abs()
    best = pairs.assign(apart=apart).sort_values(["apart", "size_year"]).drop_duplicates(["iso3", "year"])
    return rows.merge(best.drop(columns=["apart", "size_year"]), on=["iso3", "year"], how="left", validate="m:1")


def _with_inhabitants(rows: pd.DataFrame, total_population: pd.DataFrame) -> pd.DataFrame:
    """Add the inhabitants of the year, or of the nearest year that has them."""
    names = {"year": "counted", "people": "inhabitants", "row_id": "inhabitants_row"}
    known = total_population.rename(columns=names)[["iso3", *names.values()]].astype({"iso3": "str"})
    pairs = rows[["iso3", "year"]].drop_duplicates().merge(known, on="iso3", how="inner")
    apart = (pairs["counted"] - pairs["year"]).abs()
    best = pairs.assign(apart=apart).sort_values(["apart", "counted"]).drop_duplicates(["iso3", "year"])
    return rows.merge(best.drop(columns=["apart", "counted"]), on=["iso3", "year"], how="left", validate="m:1")


def _parted(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each country its people; countries with neither a size nor a part of the rest get none."""
    has_size = rows["size"].notna()
    by = [rows[name] for name in NEED]
    known = rows["size"].fillna(0.0).groupby(by).transform("sum")
    unsized = rows["inhabitants"].mask(has_size)
    inhabitants = unsized.fillna(0.0).groupby(by).transform("sum")
    rest = (rows["published_people"] - known).clip(lower=0.0)
    people = rows["size"].fillna(rest * unsized / inhabitants.where(inhabitants > 0))
    parted = rows.assign(people=people, rests_on=has_size.map({True: SIZE, False: INHABITANTS}))
    shared = parted[people > 0]
    whole = shared["people"].groupby([shared[name] for name in NEED]).transform("sum")
    return shared.assign(scope_people=whole, allotted_share=shared["people"] / whole)


def _priced(rows: pd.DataFrame) -> pd.DataFrame:
    need = rows["amount"] * rows["allotted_share"] * rows["index_base"] / rows["index_year"]
    return rows.assign(need_usd_2023=need.round(CENTS), obs_status="E", missing_reason=None)


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    row, need = table.index, (TABLE, "need_usd_2023")
    sized, imputed = table[table["rests_on"] == SIZE], table[table["rests_on"] == INHABITANTS]
    people = (TABLE, "people")
    of_sizes = ("population_sizes", sized["size_row"].astype("Int64"), "people")
    of_inhabitants = ("total_population", imputed["inhabitants_row"].astype("Int64"))
    parts = [
        edges(people, sized.index, of_sizes, ADDEND, sized["people"]),
        edges(people, imputed.index, of_inhabitants, ADDEND, imputed["people"]),
        edges(need, row, ("published_needs", table["need_row"]), "amount", table["amount"]),
        edges(need, row, ("price_index", table["index_year_row"]), "index_price_year", table["index_year"]),
        edges(need, row, ("price_index", table["index_base_row"]), "index_base", table["index_base"]),
    ]
    for column in ("need_usd_2023", "allotted_share"):
        for role in ("people", "scope_people"):
            parts.append(edges((TABLE, column), row, (TABLE, row, role), role, table[role]))
    return parts
