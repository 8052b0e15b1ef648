"""`population_sizes`: every published size as a log-normal distribution, and which of several serves a year.

Who is reached of these people belongs to `service_coverage.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import spread
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.coverage.size_statements import POPULATION, publication_year, stated_sizes
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.coverage_rules import size_preference
from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "population_sizes"
_CELL = [*POPULATION, "year"]
_THRESHOLDS = "check_thresholds"


def population_sizes(
    population_size_estimates: pd.DataFrame, published_statistics: pd.DataFrame, check_thresholds: pd.DataFrame
) -> Figures:
    """Turn published sizes into distributions for the years they serve, and choose one of them for each year.

    Args:
        population_size_estimates: sizes as reference tables state them.
        published_statistics: sizes, and the denominators that publications divide by.
        check_thresholds: what bounds are assumed, how long an estimate serves and how much it widens.

    Returns:
        The table and its contributions; an estimate that is no distribution keeps a row in its own year.
    """
    limits = thresholds(check_thresholds)
    table = (
        stated_sizes(population_size_estimates, published_statistics)
        .pipe(_distributions, limits)
        .pipe(_in_years_served, int(limits["size_carried_years", "high"]))
        .pipe(_widened, limits["size_widening", "high"])
        .pipe(_ranked)
        .pipe(_flagged)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {"population_size_estimates": population_size_estimates, "published_statistics": published_statistics}
    parts = _contributions(table, check_thresholds)
    return published(TABLE, table, parts, inputs | {_THRESHOLDS: check_thresholds})


def _distributions(sizes: pd.DataFrame, limits: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Give each size a median, bounds and the spread of its logarithm; say of those that are none why not."""
    low, high = sizes["low"], sizes["high"]
    assumed = low.isna() | high.isna() | (low == high)
    people = sizes["centre"].fillna(np.sqrt(low * high))
    outside = (low > high) | (people < low) | (people > high)
    fault = people.isna().map({True: "bounds_only", False: None}).mask(outside, "contradictory")
    factors = {bound: pd.Series(1.0, sizes.index).mask(assumed, limits["assumed_bounds", bound]) for bound in _BOUNDS}
    parts = {f"stated_{bound}": sizes[bound].mask(assumed, people) for bound in _BOUNDS}
    made = {f"people_{bound}": parts[f"stated_{bound}"] * factors[bound] for bound in _BOUNDS}
    named = {f"factor_{bound}": factor for bound, factor in factors.items()}
    estimate = estimate_id(sizes, people.fillna(low).fillna(high))
    return sizes.assign(people=people, is_assumed=assumed, fault=fault, estimate=estimate, **parts, **named, **made)


_BOUNDS = ["low", "high"]


def estimate_id(rows: pd.DataFrame, people: pd.Series) -> pd.Series:
    """Name estimates: statements of one population with one centre are one estimate, and shares its draws."""
    centre = people.round().astype("Int64").astype("str")
    return rows["iso3"] + "/" + rows["area"] + "/" + rows["population"] + "/" + centre


def is_of_injecting_people(sizes: pd.DataFrame, known: pd.DataFrame, place: list[str]) -> pd.Series:
    """Tell whether a size of opioid-dependent people is the number of people who inject drugs under another name.

    Args:
        sizes: population, people and place.
        known: sizes of people who inject drugs among others, in the same columns.
        place: what both have to be of, such as country and year.
    """
    size = [*place, "people"]
    plain = {name: "str" for name in place if name != "year"}
    injecting = known.loc[known["population"] == "people_who_inject_drugs", size].astype(plain)
    is_same = pd.MultiIndex.from_frame(sizes[size].astype(plain)).isin(pd.MultiIndex.from_frame(injecting))
    return (sizes["population"] == "opioid_dependent_people") & is_same


def _in_years_served(sizes: pd.DataFrame, most: int) -> pd.DataFrame:
    """Repeat each size for the years it serves; what is no distribution stands in its own year only."""
    steps = pd.DataFrame({"step": range(-most, most + 1)})
    years = sizes.merge(steps, how="cross").assign(
        year=lambda d: d["estimate_year"] + d["step"], age_years=lambda d: d["step"].abs()
    )
    served = years["year"].between(FIRST_YEAR, LAST_YEAR) & (years["fault"].isna() | (years["step"] == 0))
    return years[served].reset_index(drop=True)


def _widened(sizes: pd.DataFrame, widening: float) -> pd.DataFrame:
    fresh = spread(sizes["people_low"], sizes["people_high"])
    usable = sizes["fault"].isna()
    sigma = np.sqrt(fresh**2 + widening**2 * sizes["age_years"].astype("float64"))
    shown = {name: sizes[name].where(usable) for name in ("people", "people_low", "people_high")}
    return sizes.assign(widening=widening, sigma=sigma.where(usable), **shown)


def _ranked(sizes: pd.DataFrame) -> pd.DataFrame:
    """Keep the best statement of each estimate, and choose one estimate for each population and year."""
    bounds = sizes["is_assumed"].map({True: "assumed", False: "published"})
    value = {"scope": sizes["scope"], "kind": sizes["kind"], "bounds": bounds}
    number = {"age": sizes["age_years"], "publication": -publication_year(sizes["source"])}
    ranks = {name: value[name].map(rank) if name in value else number[name] for name, rank in size_preference().items()}
    order = {"is_unusable": sizes["fault"].notna()} | {f"rank_{name}": rank for name, rank in ranks.items()}
    last = ["estimate_year", "source", "source_table", "source_row"]
    one = sizes.assign(**order).sort_values([*order, *last]).drop_duplicates([*_CELL, "estimate"])
    choice = one.duplicated(_CELL).map({True: "alternative", False: "chosen"}).mask(one["is_unusable"], "unusable")
    return one.assign(choice=choice)


def _flagged(sizes: pd.DataFrame) -> pd.DataFrame:
    usable = sizes["fault"].isna()
    words = {
        "bounds_assumed": sizes["is_assumed"] & usable,
        "size_carried": sizes["age_years"] > 0,
        "partial_scope": sizes["scope"] == "partial",
    }
    status = usable.map({True: "A", False: "O"})
    return sizes.assign(flags=flags(words), obs_status=status, missing_reason=sizes["fault"])


def _contributions(table: pd.DataFrame, limits: pd.DataFrame) -> list[pd.DataFrame]:
    known = table[table["fault"].isna()]
    parts = []
    for name, rows in known.groupby("source_table"):
        source = (str(name), rows["source_row"])
        parts.append(edges((TABLE, "people"), rows.index, source, ADDEND, rows["people"]))
        for bound in _BOUNDS:
            figure = (TABLE, f"people_{bound}")
            parts.append(edges(figure, rows.index, source, "stated", rows[f"stated_{bound}"]))
            own = rows[~rows["is_assumed"]]
            parts.append(edges(figure, own.index, (str(name), own["source_row"]), "factor", 1.0))
    return [*parts, *_limits_used(known, limits), *_spread(known, limits)]


def _limits_used(known: pd.DataFrame, limits: pd.DataFrame) -> list[pd.DataFrame]:
    """Assumed bounds rest on the factors that say how wide they are."""
    assumed = known[known["is_assumed"]]
    return [
        edges(
            (TABLE, f"people_{bound}"),
            assumed.index,
            (_THRESHOLDS, _row_of(limits, "assumed_bounds", bound, assumed)),
            "factor",
            assumed[f"factor_{bound}"],
        )
        for bound in _BOUNDS
    ]


def _spread(known: pd.DataFrame, limits: pd.DataFrame) -> list[pd.DataFrame]:
    """The spread rests on the bounds of the same row, on its age and on the declared widening."""
    figure, row = (TABLE, "sigma"), known.index
    wide = (_THRESHOLDS, _row_of(limits, "size_widening", "high", known))
    own = [edges(figure, row, (TABLE, row, f"people_{b}"), b, known[f"people_{b}"]) for b in _BOUNDS]
    return [
        *own,
        edges(figure, row, wide, "widening", known["widening"]),
        *(
            edges(figure, rows.index, (str(name), rows["source_row"]), "age", rows["age_years"].astype("float64"))
            for name, rows in known.groupby("source_table")
        ),
    ]


def _row_of(limits: pd.DataFrame, check: str, bound: str, rows: pd.DataFrame) -> pd.Series:
    """Give the row id of one threshold for each row."""
    found = limits.loc[(limits["check"] == check) & (limits["bound"] == bound), "row_id"]
    return pd.Series([found.iloc[0]] * len(rows), index=rows.index, dtype="Int64")
