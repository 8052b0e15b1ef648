"""What a reader must know before drawing a trend or a headline: the flags of `service_coverage`.

Thresholds are data: `check_thresholds`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import flags
from hr_pipeline.indicators.coverage.population_sizes import is_of_injecting_people
from hr_pipeline.indicators.partners.partner_reports import is_part_of_year

SERIES = ["iso3", "area", "population", "service", "measure", "subgroup"]
_CELL = ["iso3", "area", "year", "population", "service", "measure"]
_PARTS = [("women", "men"), ("under_25", "25_and_over")]

Limits = dict[tuple[str, str], float]


def flagged(coverage: pd.DataFrame, population_sizes: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Say what is known against each coverage.

    Args:
        coverage: chosen statements with their intervals.
        population_sizes: sizes as distributions, to tell one population's size from another's.
        limits: thresholds of the checks.
    """
    size = coverage["size_flags"].astype("str")
    is_stated = coverage["method"] == "stated_ratio"
    words = {
        "over_total": (coverage["numerator_unit"] == "people") & (coverage["coverage"] > 1),
        "bound_over_total": coverage["excess"] > 1,
        "denominator_changed": _has_changed(coverage),
        "denominator_unstated": is_stated & coverage["stated_people"].isna() & coverage["coverage"].notna(),
        "denominator_of_other_population": (coverage["subgroup"] == "total")
        & is_of_injecting_people(
            coverage.assign(people=coverage["denominator"]), population_sizes, ["iso3", "area", "year"]
        ),
        "denominator_equals_total": equals_total(coverage),
        "subgroup_out_of_line": equals_total(coverage) | jumps(coverage, limits) | _is_alongside(coverage, limits),
        "suspect_zero": _is_suspect_zero(coverage),
        "no_service": coverage["method"] == "absence",
        "lower_bound": coverage["reporting_share"] < 1,
        "design_effect_assumed": coverage["survey_low"].notna(),
        "partial_scope": (coverage["scope"] == "partial") | size.str.contains("partial_scope"),
        "bounds_assumed": size.str.contains("bounds_assumed"),
        "size_carried": size.str.contains("size_carried"),
        "size_backcast": size.str.contains("size_backcast"),
        "implausible_prevalence": size.str.contains("implausible_prevalence"),
        "count_implied": coverage["numerator_implied"].notna(),
        "coverage_jump": year_jumps(coverage, limits["year_jump", "high"]),
        "exceeds_country": exceeds_country(coverage),
        "part_of_year": is_part_of_year(coverage["periods"].astype("str")),
        "other_year": coverage["periods"].astype("str").str.startswith("from_"),
        "conflict": coverage["has_conflict"],
    }
    return coverage.assign(flags=flags(words))


def _has_changed(coverage: pd.DataFrame) -> pd.Series:
    """Tell whether the size estimate differs from the last one in the series."""
    ordered = coverage.sort_values([*SERIES, "year"])
    keys = [ordered[name] for name in SERIES]
    last = ordered.groupby(SERIES)["estimate"].ffill().groupby(keys).shift().reindex(coverage.index)
    return last.notna() & coverage["estimate"].notna() & (last != coverage["estimate"])


def year_jumps(coverage: pd.DataFrame, most: float) -> pd.Series:
    """Tell whether a coverage is more than `most` times that of the year before, or less than one part of it."""
    ordered = coverage.dropna(subset=["coverage"]).sort_values([*SERIES, "year"])
    before = ordered.groupby(SERIES)[["year", "coverage"]].shift()
    ratio = (ordered["coverage"] / before["coverage"]).where(ordered["year"] - before["year"] == 1)
    moved = ratio.reindex(coverage.index)
    return (moved > most) | (moved < 1 / most)


def exceeds_country(coverage: pd.DataFrame) -> pd.Series:
    """Tell whether an area is stated to reach as many people or units as its country."""
    place = [name for name in [*_CELL, "subgroup"] if name != "area"]
    national = coverage.loc[coverage["area"] == "national", [*place, "count"]]
    whole = coverage[place].merge(national, on=place, how="left", validate="m:1")["count"].set_axis(coverage.index)
    return (coverage["area"] != "national") & (coverage["count"] > 0) & (coverage["count"] >= whole)


def equals_total(coverage: pd.DataFrame) -> pd.Series:
    """Tell whether a group's own denominator is everybody's."""
    whole = _of(coverage, "total", "stated_people")
    return (coverage["subgroup"] != "total") & (coverage["stated_people"] == whole)


def jumps(coverage: pd.DataFrame, limits: Limits) -> pd.Series:
    """Tell whether a group's coverage moved out of proportion to everybody's since its last value."""
    whole = _of(coverage, "total", "coverage")
    relative = (coverage["coverage"] / whole.where(whole > 0)).where(coverage["subgroup"] != "total")
    ordered = coverage.assign(relative=relative).dropna(subset=["relative"]).sort_values([*SERIES, "year"])
    before = ordered.groupby(SERIES)["relative"].shift()
    moved = (ordered["relative"] / before.where(before > 0)).reindex(coverage.index)
    return (moved < limits["subgroup_jump", "low"]) | (moved > limits["subgroup_jump", "high"])


def _is_alongside(coverage: pd.DataFrame, limits: Limits) -> pd.Series:
    """Tell whether a group stands with another that everybody's coverage does not lie between."""
    tolerance = limits["parts_around_whole", "high"]
    whole, found = _of(coverage, "total", "coverage"), pd.Series(data=False, index=coverage.index)
    for pair in _PARTS:
        both = pd.DataFrame({name: _of(coverage, name, "coverage") for name in pair})
        low, high = both.min(axis=1) * (1 - tolerance), both.max(axis=1) * (1 + tolerance)
        outside = both.notna().all(axis=1) & ((whole < low) | (whole > high))
        found |= outside & coverage["subgroup"].isin(pair)
    return found


def _of(coverage: pd.DataFrame, subgroup: str, column: str) -> pd.Series:
    """Give for each row the value of one subgroup in its cell."""
    one = coverage.loc[coverage["subgroup"] == subgroup, [*_CELL, column]]
    return coverage[_CELL].merge(one, on=_CELL, how="left", validate="m:1")[column].set_axis(coverage.index)


def _is_suspect_zero(coverage: pd.DataFrame) -> pd.Series:
    """A published zero of a service that nobody says is absent may be an empty cell."""
    absent = coverage.loc[coverage["method"] == "absence", ["iso3", "service"]]
    is_known = pd.MultiIndex.from_frame(coverage[["iso3", "service"]]).isin(pd.MultiIndex.from_frame(absent))
    stated = (coverage["statement"] == "published_statistics") & (coverage["method"] != "absence")
    return stated & (coverage["coverage"] == 0) & ~is_known
