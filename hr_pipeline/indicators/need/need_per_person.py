"""A published need of many countries for each of their people, times a country's own: no estimate of its need.

Needs computed from unit costs belong to `resource_need.py`.
"""

import pandas as pd

from hr_pipeline.indicators.need.unit_costs import BOUNDS, WORLD
from hr_pipeline.schemas.need import PER_PERSON_METHOD

_EVERYBODY = 1.0
_AS_STATED: dict[str, float | str] = {
    "target_value": _EVERYBODY,
    "units_per_person": 1.0,
    "support_share": 0.0,
    "factor_low": 1.0,
}
_AS_STATED |= {"factor_high": 1.0, "is_cost_assumed": False, "is_own": False, "unit": "person_year"}
_AS_STATED |= {"income_factor": 1.0, "scale_factor": 1.0, "between_study_sigma": 0.0, "is_income_unknown": False}
_AS_STATED |= {f"population_share{end}": 1.0 for end in ("", "_low", "_high")}
_NAMES = {"population": "cost_population", "publication": "study", "year": "target_year", "amount_usd": "cost"}
_NAMES |= {"scope_people": "of_people", "row_id": "cost_row"}


def allotted(sizes: pd.DataFrame, published_needs: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    """Give each country the published need for each person of the scopes it is in, times its people.

    Args:
        sizes: as `resource_need.national_sizes` gives them.
        published_needs: needs of groups of countries; those without people have no parts.
        country_groupings: which countries each scope holds; `world` holds all.

    Returns:
        Parts as `resource_need` multiplies them: of the needs of one service the next to be met, else the last.
    """
    countries = sizes[["iso3"]].drop_duplicates()
    scopes = _scopes(published_needs)
    pairs = scopes.merge(members_of(scopes["scope"], country_groupings, countries), on="scope", how="inner").merge(
        sizes.rename(columns={"population": "cost_population"}), on=["iso3", "cost_population"], how="inner"
    )
    late = pairs["target_year"] - pairs["year"]
    order = pairs.assign(is_past=late < 0, distance=late.abs(), is_wide=pairs["scope"] == WORLD)
    best = order.sort_values(["is_past", "distance", "is_wide", "scope", "study"])
    parts = best.drop_duplicates(["iso3", "year", "service"])
    return parts.drop(columns=["is_past", "distance", "is_wide"]).assign(population=parts["cost_population"])


def members_of(scopes: pd.Series, country_groupings: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """List the countries of each scope: those of each region it names."""
    named = country_groupings[["region", "iso3"]].astype("str")
    known = pd.concat([named, countries.assign(region=WORLD)], ignore_index=True)
    parts = pd.DataFrame({"scope": scopes.unique()}).assign(region=lambda d: d["scope"].str.split()).explode("region")
    return parts.merge(known, on="region")[["scope", "iso3"]].drop_duplicates(ignore_index=True)


def _scopes(needs: pd.DataFrame) -> pd.DataFrame:
    """Bring published needs into the shape of unit costs: an amount, of so many people."""
    texts = dict.fromkeys(["scope", "service", "publication", "population"], "str")
    known = needs[needs["scope_people"].notna()].astype(texts).rename(columns=_NAMES)
    bounds = {bound: known[f"amount_usd_{bound}"].fillna(known["cost"]) for bound in BOUNDS}
    return known.assign(
        method=PER_PERSON_METHOD,
        target="",
        cost_table="published_needs",
        target_table="published_needs",
        target_row=known["cost_row"],
        **_AS_STATED,
        **{f"{name}_{bound}": value for name in ("stated", "cost") for bound, value in bounds.items()},
    )[_KEPT]


_KEPT = ["scope", "service", "method", "study", "cost_population", "target_year", "target", "price_year", "of_people"]
_KEPT += ["cost", "cost_row", "cost_table", "target_table", "target_row", *_AS_STATED]
_KEPT += [f"{name}_{bound}" for name in ("stated", "cost") for bound in BOUNDS]
