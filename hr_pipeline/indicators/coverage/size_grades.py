"""Sizes as log-normal distributions: their grade, and bounds as published or as wide as the grade says.

The grades are a cited table (`size_grades`). Which estimate serves a year belongs to `size_choice.py`.
"""

import pandas as pd

from hr_pipeline.frames import logarithm, square_root
from hr_pipeline.indicators.common.draws import Z95

BOUNDS = ["low", "high"]


def graded(sizes: pd.DataFrame, size_grades: pd.DataFrame) -> pd.DataFrame:
    """Give each size its grade, median and bounds, and where it is no distribution the reason.

    Args:
        sizes: stated sizes: iso3, area, population, estimate_year, centre, low, high (people), kind, scope.
        size_grades: grade and width of each kind of estimate.

    Returns:
        The sizes with people, people_low, people_high, what the bounds are made of (stated_ and factor_), is_assumed,
        grade, is_good, grade_row, fault and `estimate`, the identity that all figures resting on it share.
    """
    low, high = sizes["low"], sizes["high"]
    assumed = low.isna() | high.isna() | (low == high)
    people = sizes["centre"].fillna(square_root(low * high))
    outside = (low > high) | (people < low) | (people > high)
    rules = _rules(sizes["kind"], assumed, size_grades)
    parts = {f"stated_{bound}": sizes[bound].mask(assumed, people) for bound in BOUNDS}
    factors = {f"factor_{bound}": rules[f"factor_{bound}"].where(assumed, 1.0) for bound in BOUNDS}
    return sizes.assign(
        people=people,
        is_assumed=assumed,
        fault=people.isna().map({True: "bounds_only", False: None}).mask(outside, "contradictory"),
        estimate=estimate_id(sizes, people.fillna(low).fillna(high)),
        grade=rules["grade"],
        is_good=rules["is_good"] == "yes",
        grade_row=rules["row_id"],
        **parts,
        **factors,
        **{f"people_{bound}": parts[f"stated_{bound}"] * factors[f"factor_{bound}"] for bound in BOUNDS},
    )


def _rules(kind: pd.Series, assumed: pd.Series, size_grades: pd.DataFrame) -> pd.DataFrame:
    """Find the row of the grading table for each size."""
    table = size_grades.astype({"kind": "str", "bounds": "str", "grade": "str", "is_good": "str"})
    by_kind = table.set_index(["kind", "bounds"])[["grade", "is_good", "factor_low", "factor_high", "row_id"]]
    asked = pd.MultiIndex.from_arrays([kind, assumed.map({True: "assumed", False: "published"})])
    return by_kind.reindex(asked).set_index(kind.index)


def estimate_id(rows: pd.DataFrame, people: pd.Series) -> pd.Series:
    """Name estimates: one population with one published centre is one estimate, and shares its draws."""
    centre = people.round().astype("Int64").astype("str")
    return rows["iso3"] + "/" + rows["area"] + "/" + rows["population"] + "/" + centre


def widened(sizes: pd.DataFrame, widening: float) -> pd.DataFrame:
    """Give each size the spread of its logarithm, wider with each year it is carried; show no unusable size.

    Args:
        sizes: graded sizes with age_years.
        widening: log units for the square root of a year.
    """
    usable = sizes["fault"].isna()
    fresh = logarithm(sizes["people_high"] / sizes["people_low"]) / (2 * Z95)
    sigma = square_root(fresh**2 + widening**2 * sizes["age_years"].astype("float64"))
    shown = {name: sizes[name].where(usable) for name in ("people", "people_low", "people_high")}
    return sizes.assign(widening=widening, sigma=sigma.where(usable), **shown)
