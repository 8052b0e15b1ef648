"""Adding countries up over regions: who is in, whose value is carried, what share of the people it is, how sure it is.

What the figures of countries are belongs to `regional_figures.py`, the published table to `regional_summary.py`.
"""

from typing import Literal

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import DRAWS, Matrix, bounds_of, normals
from hr_pipeline.indicators.regions.regional_figures import DENOMINATOR, IMPUTED, NUMERATOR, SERIES

REGION = ["grouping", "region"]
CELL = [*REGION, "year", *SERIES]
NO_REGION = "no_region"


def members(country_groupings: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """List the countries of each region; those that a grouping of several regions leaves out are a region too.

    Args:
        country_groupings: grouping, region, iso3.
        known: countries with a figure.
    """
    listed = country_groupings[[*REGION, "iso3"]].astype("str").drop_duplicates()
    several = listed.groupby("grouping")["region"].nunique().loc[lambda regions: regions > 1].index
    every = pd.MultiIndex.from_product([several, sorted(known)], names=["grouping", "iso3"]).to_frame(index=False)
    outer = every.merge(listed, on=["grouping", "iso3"], how="left", validate="1:m")
    forgotten = outer[outer["region"].isna()].assign(region=NO_REGION)
    return pd.concat([listed, forgotten[[*REGION, "iso3"]]], ignore_index=True)


def carried(figures: pd.DataFrame) -> pd.DataFrame:
    """Repeat each figure for the years it serves until a later one replaces it; `step` is its age."""
    steps = pd.DataFrame({"step": range(int(figures["carried_years"].max()) + 1 if len(figures) else 1)})
    years = figures.merge(steps, how="cross")
    served = years[years["step"] <= years["carried_years"]].assign(year=lambda d: d["year"] + d["step"])
    return served.sort_values(["step", "figure"]).drop_duplicates(["iso3", "year", *SERIES])


def present(served: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Give each figure to the regions of its country, in the years between their first and last reports; add `cell`."""
    own = listed.merge(served, on="iso3", how="inner", validate="m:m")
    fresh = own["year"].where(own["step"] == 0).groupby([own[name] for name in [*REGION, *SERIES]])
    inside = own["year"].between(fresh.transform("min"), fresh.transform("max"))
    kept = own[inside.fillna(value=False).astype("bool")]
    return kept.assign(cell=kept.groupby(CELL, sort=True).ngroup()).sort_values(["cell", "iso3"], ignore_index=True)


def weights(modelled_sizes: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Give each country of each region its people in each year, estimated or imputed.

    Returns:
        grouping, region, year, iso3, people, expected_people (by the published prevalence of its region), is_imputed,
        weight_row (position in modelled_sizes).
    """
    own = modelled_sizes.rename_axis("weight_row").reset_index().astype({"iso3": "str"})
    plain = own.assign(is_imputed=own["variant"].eq(IMPUTED))[
        ["iso3", "year", "people", "expected_people", "is_imputed", "weight_row"]
    ]
    return listed.merge(plain, on="iso3", how="inner", validate="m:m")


def of_region_years(weighed: pd.DataFrame) -> pd.DataFrame:
    """Add up the people of regions: what is published for them, and what is modelled, which may be more.

    Returns:
        By grouping, region and year: people_published, people_modelled, people_of_region (the larger of both) and
        countries_without_size.
    """
    key = [*REGION, "year"]
    sums = weighed.groupby(key)[["expected_people", "people"]].sum()
    silent = weighed[weighed["is_imputed"]].sort_values("iso3").groupby(key)["iso3"].agg(" ".join)
    whole = sums.max(axis=1)
    return sums.set_axis(["people_published", "people_modelled"], axis=1).assign(
        people_of_region=whole.where(whole > 0),
        countries_without_size=silent.reindex(sums.index).fillna(""),
    )


def people_shares(inside: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Share out the people of each cell's region: whose value is reported, carried, imputed, and who is unknown.

    Args:
        inside: figures with their cell, people (of their country), is_carried and is_imputed.
        regions: people_of_region by cell.

    Returns:
        By cell: people_added_up, population_reporting_share, the four shares, which add up to one, and the numbers of
        countries.
    """
    state = pd.Series("reported", inside.index).mask(inside["is_carried"], "estimated")
    named = inside.assign(state=state.mask(inside["is_imputed"], "imputed"))
    sides: list[tuple[str, Literal["sum", "count"]]] = [("people", "sum"), ("iso3", "count")]
    people, count = (
        named.pivot_table(name, index="cell", columns="state", aggfunc=how, fill_value=0).reindex(
            columns=["reported", "estimated", "imputed"], fill_value=0
        )
        for name, how in sides
    )
    added, whole = people.sum(axis=1), regions["people_of_region"]
    shares = people.reindex(count.index, fill_value=0.0).div(whole, axis=0)
    return pd.DataFrame(
        {
            "people_added_up": added.where(added > 0),
            "population_reporting_share": (added.where(added > 0) / whole).clip(upper=1),
            **{f"{state}_share": shares[state] for state in shares},
            "unknown_share": (1 - shares.sum(axis=1)).where(whole.notna()).clip(lower=0),
            "countries_reporting": count["reported"],
            "countries_estimated": count["estimated"],
            "countries_imputed": count["imputed"],
        }
    )


def who(inside: pd.DataFrame) -> pd.DataFrame:
    """Name who is added up; + after those whose value is carried, * after those whose value is imputed."""
    mark = inside["is_carried"].map({True: "+", False: ""}).mask(inside["is_imputed"], "*")
    named = inside.assign(reporter=inside["iso3"] + mark.astype("str")).sort_values(["cell", "iso3"])
    return named.groupby("cell")["reporter"].agg(" ".join).rename("reporters").to_frame()


def most_important_missing(cells: pd.DataFrame, inside: pd.DataFrame, weighed: pd.DataFrame) -> pd.DataFrame:
    """Name of each cell the country without an own value that has the most people of its region.

    Returns:
        By cell: most_important_missing and most_important_missing_share.
    """
    ordered = weighed.sort_values(["people", "iso3"], ascending=[False, True])
    ranked = ordered.assign(rank=ordered.groupby([*REGION, "year"]).cumcount())
    present = pd.MultiIndex.from_frame(inside.loc[~inside["is_imputed"], ["cell", "iso3"]])
    left, found, rank = cells[[*REGION, "year", "people_of_region"]].reset_index(), [], 0
    while len(left):
        tried = left.merge(ranked[ranked["rank"] == rank], on=[*REGION, "year"], how="inner", validate="m:1")
        is_there = pd.MultiIndex.from_frame(tried[["cell", "iso3"]]).isin(present)
        found.append(tried[~is_there])
        left, rank = left[left["cell"].isin(tried.loc[is_there, "cell"])], rank + 1
    missing = pd.concat(found or [weighed.assign(cell=0, people_of_region=0.0).head(0)]).set_index("cell")
    share = missing["people"] / missing["people_of_region"]
    return pd.DataFrame({"most_important_missing": missing["iso3"], "most_important_missing_share": share})


def bounds(inside: pd.DataFrame, terms: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    """Draw the sums: what rests on one estimate moves together, estimates are independent.

    Returns:
        By cell: low and high; none where nothing in the cell is drawn.
    """
    is_drawn = inside["figure"].isin(terms["figure"])
    drawn = inside[is_drawn.groupby(inside["cell"]).transform("any")]
    by = drawn.sort_values([*SERIES, "year", "cell"])
    block = by.groupby([*SERIES, "year"], sort=False).ngroup() if len(by) else by["cell"]
    sides = {side: terms[terms["side"] == side].set_index("figure") for side in (NUMERATOR, DENOMINATOR)}
    parts = [_of_one_year(part, sides, draws) for _, part in by.groupby(block, sort=False)]
    return pd.concat([*parts, pd.DataFrame({"low": [], "high": []})])


def _of_one_year(part: pd.DataFrame, terms: dict[str, pd.DataFrame], draws: int) -> pd.DataFrame:
    """Add up the drawn figures of each cell of one series and year; a figure is drawn once for all its regions."""
    figures = part.drop_duplicates("figure")
    cells = pd.Index(part["cell"].unique(), name="cell")
    belongs = np.zeros((len(cells), len(figures)))
    belongs[cells.get_indexer(part["cell"]), pd.Index(figures["figure"]).get_indexer(part["figure"])] = 1
    above = belongs @ _drawn(figures, NUMERATOR, terms[NUMERATOR], draws)
    if figures[DENOMINATOR].notna().any():
        above /= belongs @ _drawn(figures, DENOMINATOR, terms[DENOMINATOR], draws)
    return bounds_of(above, cells)


def _drawn(figures: pd.DataFrame, side: str, terms: pd.DataFrame, draws: int) -> Matrix:
    """Draw one side of figures; one without terms is as certain as stated."""
    place = pd.Index(figures["figure"])
    own = terms[terms.index.isin(place)]
    stated = figures[side].where(~place.isin(own.index)).fillna(0.0).to_numpy("float64")
    whole, values = np.repeat(stated[:, None], draws, axis=1), _values(own, draws)
    nth = own.groupby(level=0).cumcount().to_numpy()
    for number in range(nth.max(initial=-1) + 1):  # each figure once in each
        part = np.flatnonzero(nth == number)
        whole[place.get_indexer(own.index[part])] += values[part]
    return whole


def _values(terms: pd.DataFrame, draws: int) -> Matrix:
    def column(name: str) -> Matrix:
        return terms[name].to_numpy("float64")[:, None]

    values = column("sigma") * normals(terms["estimate"], draws)
    if (terms["other_sigma"] > 0).any():
        values += column("other_sigma") * normals(terms["other"], draws)
    np.exp(values, out=values)
    values *= column("centre")
    values += column("offset")
    return np.maximum(column("floor"), values, out=values)
