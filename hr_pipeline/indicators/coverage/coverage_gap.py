"""`coverage_gap`: what services are short of their targets, in syringes or people.

The count is given, the size is uncertain: the gap's interval and the chance that a target is reached come from the
draws of the size, which all figures that rest on one estimate share.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import quantiles
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.common.measures import gap
from hr_pipeline.indicators.coverage.coverage_intervals import DIGITS, drawn_in_blocks, reached_share

TABLE = "coverage_gap"
_FROM, _SIZES, _TARGETS = "service_coverage", "population_sizes", "coverage_targets"
COUNTS = ["numerator", "numerator_implied"]


def coverage_gap(
    service_coverage: pd.DataFrame, population_sizes: pd.DataFrame, coverage_targets: pd.DataFrame
) -> Figures:
    """Compute the gap of each coverage of everybody to each target of its measure.

    Args:
        service_coverage: published coverage.
        population_sizes: sizes as distributions, for their spread.
        coverage_targets: thresholds; rows of kind `target` are used.

    Returns:
        The table and its contributions. Surveys, which count nobody, have no gap and no row.
    """
    table = (
        service_coverage.pipe(_counted)
        .pipe(_with_spread, population_sizes)
        .pipe(_with_targets, coverage_targets)
        .pipe(_short)
        .pipe(_drawn)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {_FROM: service_coverage, _SIZES: population_sizes, _TARGETS: coverage_targets}
    missing = table[table["gap"].isna()]
    unshown = edges((TABLE, "gap"), missing.index, (_FROM, missing["coverage_row"], "coverage"), "numerator", 0.0)
    return published(TABLE, table, _contributions(table), inputs, [unshown])


def _counted(coverage: pd.DataFrame) -> pd.DataFrame:
    """Take everybody's coverage that rests on a count or would; the row's number stays for the contributions."""
    kept = coverage[(coverage["subgroup"] == "total") & (coverage["method"] != "survey")]
    plain = kept.astype({"measure": "str", "service": "str", "iso3": "str", "area": "str", "population": "str"})
    count = plain["numerator"].fillna(plain["numerator_implied"])
    return plain.assign(coverage_row=plain.index, count=count, denominator=plain["denominator_people"])


def _with_spread(coverage: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Find the spread of each denominator in the size table."""
    place = ["iso3", "area", "population", "year", "estimate"]
    known = sizes.assign(size_row=sizes.index.astype("Int64"))[[*place, "sigma", "size_row"]]
    plain = known.astype({"iso3": "str", "area": "str", "population": "str"})
    return coverage.merge(plain, on=place, how="left", validate="m:1")


def _with_targets(coverage: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """One row for each coverage and target."""
    wanted = targets[targets["kind"] == "target"].astype({"service": "str", "measure": "str", "rule": "str"})
    names = {"value": "target_value", "year": "target_year", "row_id": "target_row"}
    named = wanted[["service", "measure", "target", "rule", *names]].rename(columns=names)
    return coverage.merge(named, on=["service", "measure"], how="inner", validate="m:m")


def _short(pairs: pd.DataFrame) -> pd.DataFrame:
    """Subtract counts from what targets need; a ratio without a count has a relative gap only."""
    needed = pairs["target_value"] * pairs["denominator"]
    short = gap(needed, pairs["count"]).clip(lower=0)
    relative = (1 - (pairs["count"] / needed).fillna(pairs["coverage"] / pairs["target_value"])).clip(lower=0)
    has_no_count = pairs["coverage"].notna() & short.isna()
    return pairs.assign(
        unit=pairs["numerator_unit"],
        gap=short,
        relative_gap_share=relative,
        obs_status=pairs["obs_status"].astype("str").mask(has_no_count, "O"),
        missing_reason=pairs["missing_reason"].astype("object").mask(has_no_count, "no_count"),
    )


def _drawn(pairs: pd.DataFrame) -> pd.DataFrame:
    """Draw the sizes: the quantiles of the gap, and how often the target is reached."""
    found = []
    for rows, sizes in drawn_in_blocks(pairs):
        target, count = (rows[name].to_numpy("float64", na_value=np.nan)[:, None] for name in ("target_value", "count"))
        bounds = quantiles(np.maximum(0.0, target * sizes - count), rows.index)[["low", "high"]].add_prefix("gap_")
        reached = reached_share(count / sizes, rows["target_value"], rows["rule"]).round(DIGITS)
        found.append(bounds.assign(reached_probability_share=reached))
    return pairs.join(pd.concat(found))


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    known = table["gap"].notna()
    own = (_TARGETS, table["target_row"])
    parts = _of_ratios(table)
    drawn = ["gap_low", "gap_high", "reached_probability_share"]
    for column in ["gap", "relative_gap_share", *drawn]:
        figure, size = (TABLE, column), table["denominator"].where(known)
        parts.append(edges(figure, table.index, own, "target", table["target_value"].where(known)))
        people = (_FROM, table["coverage_row"], "denominator_people")
        parts.append(edges(figure, table.index, people, "denominator", size))
        for name, other in zip(COUNTS, reversed(COUNTS), strict=True):
            value = table[name].where(known & table[other].isna())
            parts.append(edges(figure, table.index, (_FROM, table["coverage_row"], name), "numerator", value))
        if column in drawn:
            spread = table["sigma"].where(known)
            parts.append(edges(figure, table.index, (_SIZES, table["size_row"], "sigma"), "sigma", spread))
    return parts


def _of_ratios(table: pd.DataFrame) -> list[pd.DataFrame]:
    """The relative gap of a ratio without a count rests on the ratio, over one."""
    alone, figure = table["gap"].isna() & table["relative_gap_share"].notna(), (TABLE, "relative_gap_share")
    source = (_FROM, table["coverage_row"], "coverage")
    return [
        edges(figure, table.index, (_TARGETS, table["target_row"]), "target", table["target_value"].where(alone)),
        edges(figure, table.index, source, "numerator", table["coverage"].where(alone)),
        edges(figure, table.index, source, "denominator", pd.Series(1.0, table.index).where(alone)),
    ]
