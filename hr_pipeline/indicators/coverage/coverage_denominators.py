"""Which size estimate each statement of coverage rests on: the one it names itself, else the one chosen for the year.

Sizes as distributions belong to `population_sizes.py`, intervals to `coverage_intervals.py`.
"""

import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.indicators.common.draws import spread
from hr_pipeline.indicators.coverage.size_grades import estimate_id
from hr_pipeline.schemas.thresholds import thresholds

_PLACE = ["iso3", "area", "population", "year"]
_SIZE = {
    "people": "denominator",
    "people_low": "denominator_low",
    "people_high": "denominator_high",
    "sigma": "sigma",
    "estimate": "estimate",
    "estimate_year": "denominator_year",
    "kind": "denominator_kind",
    "source": "denominator_source",
    "size_row": "size_row",
    "flags": "size_flags",
}


def with_denominators(
    statements: pd.DataFrame, population_sizes: pd.DataFrame, check_thresholds: pd.DataFrame
) -> pd.DataFrame:
    """Give each statement its denominator.

    A published ratio stays a ratio: it has no denominator but the one that its own publication states for the year.

    Args:
        statements: the statements, with `stated_people` where a publication names its denominator.
        population_sizes: sizes as distributions.
        check_thresholds: what bounds are assumed of denominators of groups, of which no size table speaks.

    Returns:
        The statements in their order, with denominator, denominator_low, denominator_high (people), sigma, estimate,
        denominator_year, denominator_kind, denominator_source, size_flags and size_row (missing where the statement's
        own row states the denominator of a group); a count for 100 people stands only where no better size is known.
    """
    known = sizes_by_place(population_sizes)
    is_survey, is_named = statements["method"] == "survey", statements["stated_people"].notna()
    is_total, is_count = statements["subgroup"] == "total", statements["method"] != "stated_ratio"
    chosen = known[known["choice"] == "chosen"].drop(columns="choice")
    parts = [
        statements[is_survey],
        statements[~is_survey & is_named & is_total].pipe(_with_own, known),
        statements[~is_survey & is_named & ~is_total].pipe(_with_group, thresholds(check_thresholds)),
        statements[~is_survey & ~is_named & is_total & is_count]
        .reset_index(names="spoken")
        .merge(chosen, on=_PLACE, how="left", validate="m:1")
        .set_index("spoken"),
        statements[~is_survey & ~is_named & ~(is_total & is_count)],
    ]
    together = pd.concat([part for part in parts if len(part)] or parts[:1]).reindex(statements.index)
    return together.reindex(columns=[*statements.columns, *_SIZE.values()]).pipe(_without_weaker)


def sizes_by_place(population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Give the usable sizes as denominators: where and when they serve, their choice, and the columns of `_SIZE`."""
    usable = population_sizes[population_sizes["people"].notna()].assign(size_row=lambda d: d.index.astype("Int64"))
    plain = usable.astype(dict.fromkeys(["iso3", "area", "population", "kind", "choice"], "str")).rename(columns=_SIZE)
    return plain[[*_PLACE, "choice", *_SIZE.values()]]


def _with_own(statements: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Find the size that a statement names; a publication's denominators are sizes too."""
    named = statements.assign(estimate=estimate_id(statements, statements["stated_people"])).reset_index(names="spoken")
    own = known.drop(columns="choice")
    return named.merge(own, on=[*_PLACE, "estimate"], how="left", validate="m:1").set_index("spoken")


def _with_group(statements: pd.DataFrame, limits: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Take the denominator of a group as its publication states it, with assumed bounds."""
    low, high = limits["assumed_bounds", "low"], limits["assumed_bounds", "high"]
    people = statements["stated_people"]
    return statements.assign(
        denominator=people,
        denominator_low=people * low,
        denominator_high=people * high,
        sigma=spread(people * low, people * high),
        estimate=estimate_id(statements, people),
        denominator_year=statements["year"],
        denominator_kind=statements["kind"],
        denominator_source=statements["publication"],
        size_flags="bounds_assumed",
        size_row=NA,
    )


def _without_weaker(statements: pd.DataFrame) -> pd.DataFrame:
    """Of a count that could stand over two populations keep the better one of those with a size."""
    same = ["iso3", "area", "year", "reported", "subgroup", "statement", "publication"]
    is_fallback, sized = statements["use"] == "fallback", statements["denominator"].notna()
    keys = [statements[name].astype("str") for name in same]
    has_better = (sized & ~is_fallback).groupby(keys).transform("any")
    has_weaker = (sized & is_fallback).groupby(keys).transform("any")
    kept = (is_fallback & sized & ~has_better) | (~is_fallback & (sized | ~has_weaker | has_better))
    return statements[kept]
