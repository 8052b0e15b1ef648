"""Which of several estimates of one size serves a year: a declared preference; equally preferred ones are combined.

An estimate of the year itself comes before a carried one, a good one before a doubtful one, and an estimate serves
years before its own only where nothing earlier does. Grades belong to `size_grades.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.frames import square_root
from hr_pipeline.indicators.common.draws import Z95
from hr_pipeline.indicators.coverage.size_statements import POPULATION, publication_year
from hr_pipeline.schemas.coverage_rules import size_preference
from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR

CELL = [*POPULATION, "year"]
_LAST = ["estimate_year", "source", "source_table", "source_row"]


def in_years_served(sizes: pd.DataFrame, forward: int, back: int) -> pd.DataFrame:
    """Repeat each size for the years it serves; what is no distribution stays in its own year only.

    Args:
        sizes: graded sizes.
        forward: years after its own that an estimate serves.
        back: years before its own.
    """
    steps = pd.DataFrame({"step": range(-back, forward + 1)})
    years = sizes.merge(steps, how="cross").assign(
        year=lambda d: d["estimate_year"] + d["step"], age_years=lambda d: d["step"].abs()
    )
    served = years["year"].between(FIRST_YEAR, LAST_YEAR) & (years["fault"].isna() | (years["step"] == 0))
    return years[served].reset_index(drop=True)


def chosen(sizes: pd.DataFrame) -> pd.DataFrame:
    """Say of each estimate in each year whether it serves; add a row for each combination of several.

    Args:
        sizes: sizes in the years they serve, with grade, is_good, is_implausible, step and sigma.

    Returns:
        One row for each estimate and year, with choice, estimates_combined, members_tau (between-estimate spread of a
        combination) and, in rows of members, `pool` (the combination that they are part of) and weight (share).
    """
    ranked = sizes.assign(rank=_rank(sizes), rank_publication=-publication_year(sizes["source"]))
    order = ["rank", "age_years", "grade", "rank_publication", *_LAST]
    one = ranked.sort_values(order).drop_duplicates([*CELL, "estimate"]).reset_index(drop=True)
    best = one.groupby(CELL)[["rank", "age_years"]].transform("first")
    first = one["fault"].isna() & (one["rank"] == best["rank"]) & (one["age_years"] == best["age_years"])
    in_pool = first & ~_is_earlier_edition(one, first)
    several = in_pool & (in_pool.groupby([one[name] for name in CELL]).transform("sum") > 1)
    choice = pd.Series("alternative", one.index).mask(in_pool, "chosen").mask(several, "combined")
    own = one.assign(choice=choice.mask(one["fault"].notna(), "unusable"), estimates_combined=1)
    return _with_combinations(own)


def _rank(sizes: pd.DataFrame) -> pd.Series:
    """Rank what an estimate is for a year: when it was made, and how far it is trusted."""
    when = np.select([sizes["step"] == 0, sizes["step"] > 0], ["own", "carried"], "backcast")
    is_partial, is_good = sizes["scope"] == "partial", sizes["is_good"]
    trust = np.select([is_partial, is_good, sizes["is_implausible"]], ["partial", "good", "implausible"], "weak")
    named = pd.Series(when, sizes.index).astype("str") + "_" + pd.Series(trust, sizes.index).astype("str")
    return named.map(size_preference()["situation"]).where(sizes["fault"].isna(), np.inf)


def _is_earlier_edition(one: pd.DataFrame, first: pd.Series) -> pd.Series:
    """A later publication of one publisher holds corrections of an earlier one: only the latest is combined."""
    publisher = one["source"].str.replace(r"\b(?:19|20)\d\d\b", "", regex=True)
    latest = one["rank_publication"].where(first).groupby([*[one[name] for name in CELL], publisher]).transform("min")
    return one["rank_publication"] > latest


def _with_combinations(one: pd.DataFrame) -> pd.DataFrame:
    """Combine the estimates of each pool by a random-effects model on the log scale (DerSimonian and Laird 1986)."""
    members = one[one["choice"] == "combined"].sort_values([*CELL, "estimate"])
    pool = members.groupby(CELL, sort=False).ngroup()
    weight, tau, spread = _random_effects(np.log(members["people"]), members["sigma"], pool)
    own = one.assign(pool=_combination_id(members), weight=weight, members_tau=tau)
    return pd.concat([own, _combined(members.assign(weight=weight, members_tau=tau, sigma=spread))], ignore_index=True)


def _combined(members: pd.DataFrame) -> pd.DataFrame:
    """Make the row of each combination; what its members share is that of the first of them."""
    part = members["weight"] * np.log(members["people"])
    by = members.assign(part=part).groupby(CELL, sort=False)
    made = by.first().reset_index()
    people, half = np.exp(by["part"].sum().to_numpy()), Z95 * made["sigma"]
    return made.drop(columns=["part", "weight"]).assign(
        people=people,
        people_low=people * np.exp(-half),
        people_high=people * np.exp(half),
        widening=0.0,
        estimate=_combination_id(made),
        source=by["source"].agg(lambda names: " + ".join(sorted(set(names)))).to_numpy(),
        choice="chosen",
        estimates_combined=by.size().to_numpy(),
        is_assumed=by["is_assumed"].any().to_numpy(),
        source_table="",
    )


def _combination_id(rows: pd.DataFrame) -> pd.Series:
    named = rows["iso3"] + "/" + rows["area"] + "/" + rows["population"]
    return named + "/combined-" + rows["estimate_year"].astype("str")


def _random_effects(log_people: pd.Series, sigma: pd.Series, pool: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Weigh the estimates of each pool.

    Returns:
        By estimate: its weight (share), the pool's between-estimate spread tau, and the spread of the pool's centre.
    """

    def total(values: pd.Series) -> pd.Series:
        return values.groupby(pool).transform("sum")

    fixed = 1 / sigma**2
    centre = total(fixed * log_people) / total(fixed)
    heterogeneity = total(fixed * (log_people - centre) ** 2)
    scale = total(fixed) - total(fixed**2) / total(fixed)
    tau_squared = ((heterogeneity - (total(fixed / fixed) - 1)) / scale).clip(lower=0)
    random = 1 / (sigma**2 + tau_squared)
    return random / total(random), square_root(tau_squared), square_root(1 / total(random))
