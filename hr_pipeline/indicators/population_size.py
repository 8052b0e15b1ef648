"""Sizes of populations as distributions: log-normal between published bounds (`research` formula 5.0).

An estimate is carried to another year for at most MOST_YEARS; where bounds are not published they are assumed wide.
"""

from math import erf, sqrt

import numpy as np
import pandas as pd
from pandas import Series

MOST_YEARS = 5
Z95 = 1.959964
ASSUMED_LOW, ASSUMED_HIGH = 0.67, 1.50
"""Bounds over centre where none are published: about the 75th percentile of 54 published widths."""
WIDENING_PER_YEAR = 0.03
"""Added uncertainty of a carried estimate, in log units a year: a choice of this project, not a published rule."""


def sizes(estimates: pd.DataFrame) -> pd.DataFrame:
    """Turn published estimates into centre, bounds and spread.

    Args:
        estimates: the `population_size_estimates` table.

    Returns:
        The estimates that can be a distribution, with denominator, denominator_low, denominator_high (people),
        sigma (log units) and is_assumed (bounds are not published).
    """
    low, high = estimates["estimate_people_low"], estimates["estimate_people_high"]
    assumed = low.isna() | high.isna() | (low == high)
    middle = estimates["estimate_people"].fillna(np.sqrt(low * high))
    made = estimates.assign(
        denominator=middle,
        denominator_low=low.mask(assumed, middle * ASSUMED_LOW),
        denominator_high=high.mask(assumed, middle * ASSUMED_HIGH),
        is_assumed=assumed,
    ).assign(sigma=lambda d: np.log(d["denominator_high"] / d["denominator_low"]) / (2 * Z95))
    return made[made["denominator"].between(made["denominator_low"], made["denominator_high"])]


def size_in_year(wanted: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """Find for each country, area, population and year the nearest estimate, the earlier one of two.

    Of several estimates of one year those with published bounds come first, then the order of their sources' names.

    Args:
        wanted: iso3, area, population, year and anything else; one row per question.
        estimates: the `population_size_estimates` table.

    Returns:
        `wanted` in its order, with denominator, its bounds, sigma widened by age, age_years, is_assumed, size_row,
        denominator_year, denominator_kind, denominator_source; missing where no estimate is near enough.
    """
    key = ["iso3", "area", "population"]
    plain = dict.fromkeys(key, "str")
    known = sizes(estimates).astype(plain).rename(columns={"row_id": "size_row", "year": "denominator_year"})
    named = known.rename(columns={"kind": "denominator_kind", "source": "denominator_source"})
    asked = wanted.astype(plain).assign(question=range(len(wanted)))
    pairs = asked.merge(named[[*key, *_SIZE_COLUMNS]], on=key, how="inner", validate="m:m")
    nearest = (
        pairs.assign(age_years=(pairs["year"] - pairs["denominator_year"]).abs().astype("Int64"))
        .query("age_years <= @MOST_YEARS")
        .sort_values(["question", "age_years", "denominator_year", "is_assumed", "denominator_source", "size_row"])
        .drop_duplicates("question")
        .assign(sigma=lambda d: np.sqrt(d["sigma"] ** 2 + WIDENING_PER_YEAR**2 * d["age_years"].astype("float64")))
    )
    added = nearest[["question", *_SIZE_COLUMNS, "age_years"]]
    return asked.merge(added, on="question", how="left", validate="1:1").drop(columns="question")


_SIZE_COLUMNS = [
    "denominator",
    "denominator_low",
    "denominator_high",
    "sigma",
    "is_assumed",
    "size_row",
    "denominator_year",
    "denominator_kind",
    "denominator_source",
]


def probability_below(limit: Series, centre: Series, sigma: Series) -> Series:
    """Probability that a log-normal size is at most `limit`."""
    z = np.log(limit.where(limit > 0) / centre) / sigma
    return normal_cdf(z).where(limit > 0, 0.0).where(limit.notna() & centre.notna())


def normal_cdf(z: Series) -> Series:
    """Standard normal distribution function."""
    return 0.5 * (1 + (z / sqrt(2)).map(erf, na_action="ignore"))
