"""Coverage and its intervals: the published rule, the draws of the size, the interval of a survey, and WHO's classes.

Which denominator serves belongs to `coverage_denominators.py`.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import Z95, Matrix, log_normal, normals, quantiles
from hr_pipeline.indicators.common.measures import ratio, ratio_bounds

BLOCK = 400
"""Rows that are drawn at once: 400 x 10,000 draws are 32 MB."""
SURE = 0.8
"""Probability from which a class is named."""
DIGITS = 2
"""Digits of a probability: more would claim to know the spread of a size better than anybody does."""
MORE_THAN = "more_than"
CLASSES_BEGIN = ["medium_from", "high_from"]


def divided(statements: pd.DataFrame, design_effect: float) -> pd.DataFrame:
    """Divide counts by sizes, with the published rule for the interval (Larney 2017, Lancet Glob Health 5:e1208).

    Args:
        statements: with denominators.
        design_effect: variance of a survey over that of a simple random sample of its size.

    Returns:
        The statements with numerator_implied and its error, count, coverage, coverage_low and _high (the count over the
        upper and the lower bound of the size; of a survey, its interval), survey_low and survey_high.
    """
    value = statements["value"]
    implied = value * statements["denominator"]
    count = statements["numerator"].fillna(implied)
    survey = wilson(value.where(statements["method"] == "survey"), statements["respondents"], design_effect)
    ends = ["low", "high"]
    made = ratio_bounds(count, *(statements[f"denominator_{end}"] for end in ends))
    stated = {end: statements[f"value_{end}"].fillna(survey[end]) for end in ends}
    coverage = value.fillna(ratio(count, statements["denominator"]))
    bounds = {end: made[end].fillna(stated[end]) for end in ends}
    most = most_possible(coverage, statements["numerator_unit"])
    return statements.assign(
        numerator_implied=implied,
        numerator_implied_error=statements["rounding"] * statements["denominator"],
        count=count,
        coverage=coverage,
        **{f"survey_{end}": survey[end] for end in ends},
        coverage_low=bounds["low"],
        coverage_high=bounds["high"].clip(upper=most),
        excess=(bounds["high"] / most).clip(lower=1).fillna(1.0),
    )


def most_possible(coverage: pd.Series, numerator_unit: pd.Series) -> pd.Series:
    """Give the highest value that a bound may have: all people where people are counted, infinite elsewhere.

    Larney and others 2017 print "more than the total population" in place of a bound above it. A coverage that is
    itself above 100 % stays as it is, flagged, and is its own upper bound.
    """
    return coverage.clip(lower=1).fillna(1.0).where(numerator_unit == "people", np.inf)


def wilson(share: pd.Series, respondents: pd.Series, design_effect: float) -> pd.DataFrame:
    """Give Wilson's score interval of a share (Wilson 1927), with a design effect: columns low, high."""
    n, effect = respondents, design_effect
    middle = share + Z95 * Z95 * effect / (2 * n)
    half = Z95 * np.sqrt(share * (1 - share) * effect / n + Z95 * Z95 * effect * effect / (4 * n * n))
    whole = 1 + Z95 * Z95 * effect / n
    bounds = pd.DataFrame({"low": (middle - half) / whole, "high": (middle + half) / whole}).clip(0, 1)
    # At 0 and 1 the bound is the share itself, which floating point misses by a hair.
    return bounds.assign(low=bounds["low"].clip(upper=share), high=bounds["high"].clip(lower=share))


def simulated(statements: pd.DataFrame, begins: pd.DataFrame) -> pd.DataFrame:
    """Add what the draws of the size say of each coverage: its quantiles, and how likely WHO's classes are.

    Args:
        statements: divided statements.
        begins: where classes begin, by measure: medium_from, high_from, and `rule`, whether an exact boundary belongs
            to the class.

    Returns:
        The statements with coverage_simulated_low, _median and _high, who_class_at_centre, who_class (one has a
        probability of SURE, or `uncertain`) and low_, medium_ and high_class_probability_share.
    """
    limits = begins.reindex(statements["measure"]).set_axis(statements.index)
    found = []
    for rows, sizes in drawn_in_blocks(statements):
        drawn, own = rows["count"].to_numpy("float64", na_value=np.nan)[:, None] / sizes, limits.loc[rows.index]
        shares = {kind: reached_share(drawn, own[kind], own["rule"]) for kind in CLASSES_BEGIN}
        most = most_possible(rows["coverage"], rows["numerator_unit"])
        drawn = np.minimum(drawn, most.to_numpy("float64")[:, None])
        found.append(quantiles(drawn, rows.index).add_prefix("coverage_simulated_").assign(**shares))
    return statements.join(pd.concat(found)).pipe(_classified, limits).drop(columns=CLASSES_BEGIN)


def drawn_in_blocks(statements: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, Matrix]]:
    """Draw the sizes of a few rows at a time: rows, and rows x draws of people."""
    for first in range(0, max(len(statements), 1), BLOCK):
        rows = statements.iloc[first : first + BLOCK]
        yield rows, log_normal(rows["denominator"], rows["sigma"], normals(rows["estimate"]))


def _classified(statements: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Name the class at the centre, and the one that the draws are sure of."""
    medium, high = (statements[kind] for kind in CLASSES_BEGIN)
    chances = pd.DataFrame({"low": 1 - medium, "medium": medium - high, "high": high})
    likeliest = chances.fillna(0).idxmax(axis=1).where(chances.max(axis=1) >= SURE, "uncertain")
    reached = [reaches(statements["coverage"], limits[kind], limits["rule"]) for kind in CLASSES_BEGIN]
    named = pd.Series("low", statements.index).mask(reached[0], "medium").mask(reached[1], "high")
    return statements.assign(
        who_class_at_centre=named.where(statements["coverage"].notna() & limits["high_from"].notna()),
        who_class=likeliest.where(high.notna()),
        **{f"{name}_class_probability_share": chances[name].round(DIGITS) for name in chances},
    )


def reaches(value: pd.Series, limit: pd.Series, rule: pd.Series) -> pd.Series:
    """Tell whether values reach limits; an exact limit does unless the rule says more_than."""
    return (value > limit) | ((value == limit) & (rule != MORE_THAN))


def reached_share(drawn: Matrix, limit: pd.Series, rule: pd.Series) -> pd.Series:
    """Give for each row the share of its draws that reach its limit; missing where either is missing."""
    wanted = limit.to_numpy("float64", na_value=np.nan)[:, None]
    strict = (rule == MORE_THAN).to_numpy("bool")[:, None]
    share = np.where(strict, drawn > wanted, drawn >= wanted).mean(axis=1)
    known = ~np.isnan(drawn).any(axis=1) & limit.notna().to_numpy()
    return pd.Series(share, limit.index).where(known)
