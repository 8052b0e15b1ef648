"""`population_sizes`: every published size as a log-normal distribution, and which of several serves a year.

Steps: `size_statements` (who states what), `size_grades` (how far it is trusted, how wide it is), `size_choice` (which
serves a year, and combinations), `size_edges` (contributions). Who is reached belongs to `service_coverage.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, flags, placed, published
from hr_pipeline.indicators.coverage.size_choice import CELL, chosen, in_years_served
from hr_pipeline.indicators.coverage.size_edges import contributions
from hr_pipeline.indicators.coverage.size_grades import graded, widened
from hr_pipeline.indicators.coverage.size_statements import stated_sizes
from hr_pipeline.indicators.coverage.working_age import working_age
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "population_sizes"
INJECTING = "people_who_inject_drugs"
NATIONAL = "national"

Limits = dict[tuple[str, str], float]


def population_sizes(
    population_size_estimates: pd.DataFrame,
    published_statistics: pd.DataFrame,
    check_thresholds: pd.DataFrame,
    size_grades: pd.DataFrame,
    working_age_people: pd.DataFrame,
    total_population: pd.DataFrame,
) -> Figures:
    """Turn published sizes into distributions for the years they serve, and choose for each year.

    Args:
        population_size_estimates: sizes as reference tables state them.
        published_statistics: sizes, and the denominators that publications divide by.
        check_thresholds: how long an estimate serves, how much it widens, which prevalence is plausible.
        size_grades: how far each kind of estimate is trusted, and how uncertain it is without published bounds.
        working_age_people: people aged 15 to 64, for prevalence.
        total_population: all people, to carry those to other years.

    Returns:
        The table and its contributions; an estimate that is no distribution keeps a row in its own year.
    """
    limits = thresholds(check_thresholds)
    served = [int(limits[check, "high"]) for check in ("size_carried_years", "size_backcast_years")]
    table = (
        stated_sizes(population_size_estimates, published_statistics)
        .pipe(graded, size_grades)
        .pipe(in_years_served, *served)
        .pipe(widened, limits["size_widening", "high"])
        .pipe(with_prevalence, working_age_people, total_population)
        .pipe(lambda d: d.assign(is_implausible=_is_implausible(d, limits)))
        .pipe(chosen)
        .pipe(lambda d: d.assign(people_15_64=d["people_15_64"].where(d["people"].notna())))
        .pipe(lambda d: d.assign(prevalence_share=d["people"] / d["people_15_64"]))
        .pipe(_flagged, limits)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "population_size_estimates": population_size_estimates,
        "published_statistics": published_statistics,
        "check_thresholds": check_thresholds,
        "size_grades": size_grades,
        "working_age_people": working_age_people,
        "total_population": total_population,
    }
    return published(TABLE, table, contributions(table, check_thresholds), inputs)


def with_prevalence(sizes: pd.DataFrame, shares: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Put sizes of whole countries next to the people aged 15 to 64 of the year."""
    known = working_age(sizes, shares, totals).where(sizes["area"] == NATIONAL)
    joined = sizes.join(known)
    return joined.assign(prevalence_share=joined["people"] / joined["people_15_64"])


def _is_implausible(sizes: pd.DataFrame, limits: Limits) -> pd.Series:
    """Tell whether a prevalence of injecting is outside what is known of any region; unknown is not implausible."""
    prevalence = sizes["prevalence_share"].where(sizes["population"] == INJECTING)
    return (prevalence < limits["size_prevalence", "low"]) | (prevalence > limits["size_prevalence", "high"])


def _flagged(sizes: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    usable = sizes["fault"].isna()
    words = {
        "bounds_assumed": sizes["is_assumed"] & usable,
        "combined": sizes["estimates_combined"] > 1,
        "estimates_differ": (sizes["estimates_combined"] > 1) & (sizes["members_tau"] > 0),
        "size_carried": sizes["age_years"] > 0,
        "size_backcast": sizes["step"] < 0,
        "partial_scope": sizes["scope"] == "partial",
        "implausible_prevalence": _is_implausible(sizes, limits),
        "size_jump": jumps(sizes, limits["year_jump", "high"]),
        "exceeds_country": _exceeds_country(sizes),
    }
    status = usable.map({True: "A", False: "O"})
    return sizes.assign(flags=flags(words), obs_status=status, missing_reason=sizes["fault"])


def jumps(sizes: pd.DataFrame, most: float) -> pd.Series:
    """Tell whether a chosen size is more than `most` times that of the year before, or less than one part of it."""
    used = sizes[sizes["choice"] == "chosen"].sort_values(CELL)
    by = used.groupby(CELL[:-1])
    before = used["people"].shift().where((used["year"] - by["year"].shift()) == 1)
    ratio = (used["people"] / before).reindex(sizes.index)
    return (ratio > most) | (ratio < 1 / most)


def _exceeds_country(sizes: pd.DataFrame) -> pd.Series:
    """Tell whether an area is stated to hold as many people as its country."""
    country = sizes[(sizes["area"] == NATIONAL) & (sizes["choice"] == "chosen")]
    whole = country.set_index(["iso3", "population", "year"])["people"]
    own = pd.MultiIndex.from_frame(sizes[["iso3", "population", "year"]])
    return (sizes["area"] != NATIONAL) & (sizes["people"] >= whole.reindex(own).set_axis(sizes.index))


def is_of_injecting_people(sizes: pd.DataFrame, known: pd.DataFrame, place: list[str]) -> pd.Series:
    """Tell whether a size of opioid-dependent people is the number of people who inject drugs under another name.

    Args:
        sizes: population, people and place.
        known: sizes of people who inject drugs among others, in the same columns.
        place: what both have to be of, such as country and year.
    """
    size = [*place, "people"]
    plain = {name: "str" for name in place if name != "year"}
    injecting = known.loc[known["population"] == INJECTING, size].astype(plain)
    is_same = pd.MultiIndex.from_frame(sizes[size].astype(plain)).isin(pd.MultiIndex.from_frame(injecting))
    return (sizes["population"] == "opioid_dependent_people") & is_same
