"""Who states which size of a population: reference tables, publications, and the denominators publications divide by.

Sizes as distributions belong to `population_sizes.py`.
"""

import pandas as pd

from hr_pipeline.schemas.coverage_rules import coverage_measures

POPULATION = ["iso3", "area", "population"]
_STATED = [
    *POPULATION,
    "estimate_year",
    "centre",
    "low",
    "high",
    "kind",
    "source",
    "scope",
    "source_table",
    "source_row",
]
_TEXT = ["iso3", "area", "population", "measure", "subgroup", "scope", "kind", "source"]


def stated_sizes(population_size_estimates: pd.DataFrame, published_statistics: pd.DataFrame) -> pd.DataFrame:
    """Put all published sizes of whole populations into one shape.

    Returns:
        iso3, area, population, estimate_year, centre, low, high (people), kind, source, scope, and the source row.
    """
    named = published_statistics.rename(columns={"publication": "source", "denominator_population": "population"})
    statistics = named.astype(dict.fromkeys(_TEXT, "str"))
    whole = statistics[statistics["subgroup"] == "total"]
    parts = [_referred(population_size_estimates), _published(whole), _divided_by(whole)]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _referred(estimates: pd.DataFrame) -> pd.DataFrame:
    names = {"year": "estimate_year", "estimate_people": "centre"}
    names |= {f"estimate_people_{bound}": bound for bound in ("low", "high")}
    plain = estimates.astype(dict.fromkeys([*POPULATION, "kind", "source"], "str")).rename(columns=names)
    scope = plain["area"].where(plain["area"] == "national", "subnational")
    return plain.assign(scope=scope, source_table="population_size_estimates", source_row=plain["row_id"])[_STATED]


def _published(statistics: pd.DataFrame) -> pd.DataFrame:
    sizes = statistics[statistics["measure"] == "population_size"]
    known = sizes[sizes[["value", "value_low", "value_high"]].notna().any(axis=1) & sizes["population"].notna()]
    return _placed(known.rename(columns={"value": "centre", "value_low": "low", "value_high": "high"}))


def _divided_by(statistics: pd.DataFrame) -> pd.DataFrame:
    """Take the denominators that are stated, once for each; where no population is named it is the measure's."""
    meant = coverage_measures("published_statistics").query("use == 'default'").set_index("reported")["population"]
    divided = statistics[statistics["denominator_people"].notna() & statistics["measure"].isin(meant.index)]
    named = divided.assign(population=divided["population"].fillna(divided["measure"].map(meant)))
    once = named.sort_values("row_id").drop_duplicates([*POPULATION, "year", "denominator_people", "source", "scope"])
    # How the count above the line was made says nothing of the size below it.
    bare = once.assign(centre=once["denominator_people"], low=float("nan"), high=float("nan"), kind="denominator")
    return _placed(bare)


def _placed(sizes: pd.DataFrame) -> pd.DataFrame:
    plain = sizes.rename(columns={"year": "estimate_year"})
    return plain.assign(source_table="published_statistics", source_row=plain["row_id"])[_STATED]


def publication_year(publications: pd.Series) -> pd.Series:
    """Read the first year in the name of a publication; 0 where there is none."""
    return publications.astype("str").str.extract(r"((?:19|20)\d\d)", expand=False).fillna("0").astype("int64")
