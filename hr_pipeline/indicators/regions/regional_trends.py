"""What moved since the year before, and how much of it is a change of who reports or of how many people there are.

The sums themselves belong to `regional_sums.py`.
"""

import pandas as pd

from hr_pipeline.indicators.regions.regional_figures import SERIES, SIZE
from hr_pipeline.indicators.regions.regional_sums import REGION


def trends(cells: pd.DataFrame, inside: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Compare each region's row with the one of its year before.

    Args:
        cells: sums by cell, with value.
        inside: figures of countries by cell.
        terms: the drawn parts of the figures, which name the size estimates that they rest on.

    Returns:
        The cells with previous_year, change, change_same_reporters, reporters_joined, reporters_left and
        is_resized: whether a country that is added up in both years has another size estimate.
    """
    ordered = cells.reset_index().sort_values([*REGION, *SERIES, "year"])
    before = ordered.groupby([*REGION, *SERIES])[["cell", "year", "value"]].shift()
    earlier = before.set_axis(["previous_cell", "previous_year", "previous_value"], axis=1)
    paired = pd.concat([ordered, earlier], axis=1).set_index("cell").sort_index()
    pairs = _pairs(paired["previous_cell"].dropna(), inside.assign(sizes=_sizes(inside, terms)))
    resized = pairs[pairs["in_both"] & ~pairs["is_same_size"]]
    change = paired["value"] - paired["previous_value"]
    return paired.assign(
        previous_year=paired["previous_year"].astype("Int64"),
        change=change,
        change_same_reporters=_change(pairs[pairs["in_both"] & pairs["is_same_size"]])
        .reindex(paired.index)
        .where(change.notna()),
        is_resized=paired.index.isin(resized["cell"]),
        reporters_joined=_named(pairs[pairs["joined"]], paired.index),
        reporters_left=_named(pairs[pairs["left"]], paired.index),
    )


def _sizes(inside: pd.DataFrame, terms: pd.DataFrame) -> pd.Series:
    """Name the size estimates that each figure rests on; a size itself may change."""
    once = terms[["figure", "estimate"]].drop_duplicates().sort_values(["figure", "estimate"])
    named = once.groupby("figure")["estimate"].agg(" ".join)
    return inside["figure"].map(named).astype("object").where(inside["measure"] != SIZE).fillna("").astype("str")


def _pairs(previous: pd.Series, inside: pd.DataFrame) -> pd.DataFrame:
    """Put each country's figure of a cell next to its figure of the previous one."""
    own = inside[["cell", "iso3", "numerator", "denominator", "sizes"]]
    after = previous.rename("previous_cell").rename_axis("cell").reset_index()
    now = own[own["cell"].isin(after["cell"])].assign(is_now=True)
    then = own.rename(columns={"cell": "previous_cell"}).merge(after, on="previous_cell").drop(columns="previous_cell")
    both = now.merge(
        then.assign(is_then=True), on=["cell", "iso3"], how="outer", suffixes=("", "_then"), validate="1:1"
    )
    is_now, is_then = both["is_now"].notna(), both["is_then"].notna()
    is_same = both["sizes"] == both["sizes_then"]
    return both.assign(in_both=is_now & is_then, joined=is_now & ~is_then, left=~is_now & is_then, is_same_size=is_same)


def _change(pairs: pd.DataFrame) -> pd.Series:
    sums = pairs.groupby("cell")[["numerator", "denominator", "numerator_then", "denominator_then"]].sum(min_count=1)
    now = sums["numerator"] / sums["denominator"].fillna(1.0)
    return now - sums["numerator_then"] / sums["denominator_then"].fillna(1.0)


def _named(pairs: pd.DataFrame, cells: pd.Index) -> pd.Series:
    return pairs.sort_values("iso3").groupby("cell")["iso3"].agg(" ".join).reindex(cells).fillna("")
