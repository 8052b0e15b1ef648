"""`headline_below_target`: who is below which target, by the latest national figure of each country.

Gaps to targets belong to `coverage_gap.py`.
"""

from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.headlines.places import in_places, members
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "headline_below_target"
KEY = ["place", "service", "target"]
GAPS = "coverage_gap"
MISSING = "relative_gap_share"
INJECTING = ["people_who_inject_drugs", "opioid_dependent_people"]


def headline_below_target(coverage_gap: pd.DataFrame, country_groupings: pd.DataFrame) -> Figures:
    """Say for each country, EECA and MENA whether targets are reached.

    Args:
        coverage_gap: what is missing to targets.
        country_groupings: which countries EECA and MENA hold.

    Returns:
        The table and its contributions.
    """
    rows = in_places(_latest(coverage_gap), country_groupings)
    table = placed(TABLE, _summed(rows)).pipe(_described, rows, country_groupings)
    at = rows.merge(table[[*KEY, "countries_reporting"]].assign(output_row=table.index), on=KEY, validate="m:1")
    part = at[MISSING] / at["countries_reporting"].astype("float64")
    parts = [edges((TABLE, "missing_share"), at["output_row"], (GAPS, at["row"], MISSING), ADDEND, part)]
    return published(TABLE, table, parts, {GAPS: coverage_gap})


def _latest(gaps: pd.DataFrame) -> pd.DataFrame:
    """Take the latest national figure of each country, service and target; opioid-dependent people go first."""
    texts = dict.fromkeys(["iso3", "service", "target", "population"], "str")
    own = gaps[(gaps["area"] == "national") & gaps[MISSING].notna()].assign(row=lambda d: d.index).astype(texts)
    known = own[own["population"].isin(INJECTING)].sort_values(["year", "population"], ascending=[True, False])
    return known.drop_duplicates(["iso3", "service", "target"], keep="last")


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    below = rows.assign(is_below=rows[MISSING] > 0)
    return (
        below.groupby(KEY)
        .agg(
            year=("year", "min"),
            countries_below=("is_below", "sum"),
            countries_reporting=("is_below", "size"),
            missing_share=(MISSING, "mean"),
            probability=("reached_probability_share", "first"),
            flags=("flags", "first"),
        )
        .reset_index()
        .astype({"countries_below": "Int64", "countries_reporting": "Int64"})
    )


def _described(table: pd.DataFrame, rows: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    """Write whether a country reaches the target, and for regions how many do and who publishes no figure."""
    of_region = members(country_groupings)
    silent = [
        " ".join(sorted(set(of_region.loc[of_region["place"] == row["place"], "iso3"]) - _reporting(rows, row)))
        for row in as_records(table)
    ]
    is_region = table["place"].isin(of_region["place"])
    reached = (
        table["countries_below"].map(lambda below: "Below the target" if below else "Target reached").astype("str")
    )
    counted = table["countries_below"].astype("str") + " of " + table["countries_reporting"].astype("str")
    likely = table["probability"].map(lambda share: f"{share:.0%}" if pd.notna(share) else "unknown").astype("str")
    marks = table["flags"].fillna("").astype("str").str.replace("_", " ").replace("", "none")
    return table.assign(
        status=reached.mask(is_region, counted + " countries with a figure are below the target"),
        why=("Probability that the target is reached: " + likely + "; flags: " + marks).mask(
            is_region, "The latest national figure of each country; the years differ"
        ),
        answered_by=pd.Series(silent, table.index, dtype="str"),
        obs_status="E",
        missing_reason=None,
    )


def _reporting(rows: pd.DataFrame, row: dict[str, Any]) -> set[str]:
    same = (rows["place"] == row["place"]) & (rows["service"] == row["service"]) & (rows["target"] == row["target"])
    return set(rows.loc[same, "iso3"])
