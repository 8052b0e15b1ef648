"""Adding countries up over regions: who is in, whose value is carried, what share of the people it is, how sure it is.

What the figures of countries are belongs to `regional_figures.py`, the published table to `regional_summary.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import DRAWS, Matrix, normals, quantiles
from hr_pipeline.indicators.regions.regional_figures import DENOMINATOR, NUMERATOR, SERIES

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


def standing(inside: pd.DataFrame, listed: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Say of each country of each cell's region how many people it has and whether its value is there.

    Args:
        inside: figures with their cell.
        listed: countries of regions.
        sizes: iso3, year, numerator (people).

    Returns:
        cell, iso3, people, state (reported, estimated, missing).
    """
    cells = inside[["cell", *REGION, "year"]].drop_duplicates()
    people = sizes[["iso3", "year", "numerator"]].rename(columns={"numerator": "people"})
    every = cells.merge(listed, on=REGION, validate="m:m").merge(
        people, on=["iso3", "year"], how="left", validate="m:1"
    )
    own = inside[["cell", "iso3"]].assign(is_carried=inside["step"] + inside["age"] > 0)
    known = every.merge(own, on=["cell", "iso3"], how="left", validate="1:1")
    state = known["is_carried"].map({True: "estimated", False: "reported"}).fillna("missing")
    return known.assign(state=state)[["cell", "iso3", "people", "state"]].sort_values(["cell", "iso3"])


def people_shares(stands: pd.DataFrame) -> pd.DataFrame:
    """Share out the people of known size by state, and count the countries.

    Returns:
        By cell: people_of_known_size, people_added_up, the four shares and the numbers of countries.
    """
    states = ["reported", "estimated", "missing"]
    cells = {"index": "cell", "columns": "state", "fill_value": 0}
    sized = stands.fillna({"people": 0.0}).pivot_table("people", aggfunc="sum", **cells)
    people = sized.reindex(columns=states, fill_value=0.0)
    count = stands.pivot_table("iso3", aggfunc="count", **cells).reindex(columns=states, fill_value=0)
    whole = people.sum(axis=1).pipe(_known)
    added = (people["reported"] + people["estimated"]).pipe(_known)
    shares = people.div(whole, axis=0)
    return pd.DataFrame(
        {
            "people_of_known_size": whole,
            "people_added_up": added,
            "population_reporting_share": added / whole,
            **{f"{state}_share": shares[state] for state in states},
            "countries_in_region": count.sum(axis=1),
            "countries_reporting": count["reported"],
            "countries_estimated": count["estimated"],
        }
    )


def _known(people: pd.Series) -> pd.Series:
    """A sum of sizes that nobody states is not zero."""
    return people.where(people > 0)


def who(stands: pd.DataFrame) -> pd.DataFrame:
    """Name who is added up, whose size nobody states, and the country whose silence weighs most."""
    sized = stands[stands["people"].notna()]
    whole = sized.groupby("cell")["people"].sum()
    silent = sized[sized["state"] == "missing"].sort_values(["people", "iso3"], ascending=[False, True])
    most = silent.drop_duplicates("cell").set_index("cell")
    added = stands[stands["state"] != "missing"]
    marked = added.assign(iso3=added["iso3"] + added["state"].map({"reported": "", "estimated": "+"}))
    named = {
        "reporters": marked.groupby("cell")["iso3"].agg(" ".join),
        "countries_without_size": stands[stands["people"].isna()].groupby("cell")["iso3"].agg(" ".join),
    }
    cells = pd.Index(stands["cell"].unique(), name="cell")
    text = pd.DataFrame({name: column.reindex(cells).fillna("") for name, column in named.items()})
    return text.assign(
        most_important_missing=most["iso3"].reindex(cells),
        most_important_missing_share=(most["people"] / whole.reindex(most.index)).reindex(cells),
    )


def bounds(inside: pd.DataFrame, terms: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    """Draw the sums: what rests on one estimate moves together, estimates are independent.

    Returns:
        By cell: low and high; none where nothing in the cell is drawn.
    """
    is_drawn = inside["figure"].isin(terms["figure"])
    drawn = inside[is_drawn.groupby(inside["cell"]).transform("any")]
    parts = [_of_one_year(part, terms, draws) for _, part in drawn.groupby([*SERIES, "year"])]
    return pd.concat([*parts, pd.DataFrame({"low": [], "high": []})])


def _of_one_year(part: pd.DataFrame, terms: pd.DataFrame, draws: int) -> pd.DataFrame:
    figures = part.drop_duplicates("figure").reset_index(drop=True)
    cells = pd.Index(part["cell"].unique(), name="cell")
    belongs = np.zeros((len(cells), len(figures)))
    belongs[cells.get_indexer(part["cell"]), pd.Index(figures["figure"]).get_indexer(part["figure"])] = 1
    above, below = (_drawn(figures, terms, side, draws) for side in (NUMERATOR, DENOMINATOR))
    whole = belongs @ above if figures[DENOMINATOR].isna().all() else (belongs @ above) / (belongs @ below)
    return quantiles(whole, cells)[["low", "high"]]


def _drawn(figures: pd.DataFrame, terms: pd.DataFrame, side: str, draws: int) -> Matrix:
    """Draw one side of figures; one without terms is as certain as stated."""
    place = pd.Index(figures["figure"])
    own = terms[(terms["side"] == side) & terms["figure"].isin(place)]
    stated = figures[side].where(~figures["figure"].isin(own["figure"])).fillna(0.0).to_numpy("float64")
    whole, values = np.repeat(stated[:, None], draws, axis=1), _values(own, draws)
    nth = own.groupby("figure").cumcount().to_numpy()
    for part in (
        np.flatnonzero(nth == number) for number in range(nth.max(initial=-1) + 1)
    ):  # each figure once in each
        whole[place.get_indexer(own["figure"].iloc[part])] += values[part]
    return whole


def _values(terms: pd.DataFrame, draws: int) -> Matrix:
    def column(name: str) -> Matrix:
        return terms[name].to_numpy("float64")[:, None]

    spread = column("sigma") * normals(terms["estimate"], draws)
    if (terms["other_sigma"] > 0).any():
        spread += column("other_sigma") * normals(terms["other"], draws)
    return np.maximum(column("floor"), column("centre") * np.exp(spread) + column("offset"))
