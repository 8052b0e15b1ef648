"""One region, year and measure: its countries' figures added up, what they rest on and what is flagged of them.

What share of the people a sum speaks of belongs to `regional_sums.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.comparability import require_one_basis
from hr_pipeline.indicators.regions.regional_figures import COUNT, WEIGHTED
from hr_pipeline.indicators.regions.regional_sums import CELL


def summed(inside: pd.DataFrame) -> pd.DataFrame:
    """Add up numerators and denominators of each cell."""
    one = require_one_basis(inside, CELL, ["unit"])
    by = one.groupby("cell")
    sums = by.agg(
        **{name: (name, "first") for name in [*CELL, "unit", "counts_people"]},
        numerator=("numerator", "sum"),
        is_carried=("is_carried", "any"),
    )
    below = by["denominator"].sum(min_count=1)
    value = sums["numerator"] / below.fillna(1.0)
    text = {"flags_of_parts": _flags_of_parts(one).reindex(sums.index).fillna(""), "rests_on": _basis(one)}
    return sums.assign(denominator=below, value=value, **text)


def _basis(inside: pd.DataFrame) -> pd.Series:
    """Say what the numerator of each cell is made of: counts, ratios times sizes, or both; empty for other sums."""
    kinds = [inside["basis"].eq(kind).groupby(inside["cell"]).any() for kind in (COUNT, WEIGHTED)]
    named = pd.Series(None, kinds[0].index, dtype="str").mask(kinds[0], COUNT).mask(kinds[1], WEIGHTED)
    return named.mask(kinds[0] & kinds[1], f"counts_and_{WEIGHTED}")


def _flags_of_parts(inside: pd.DataFrame) -> pd.Series:
    """Write every word of the flags of each cell's figures once, in alphabetical order."""
    flagged = inside.loc[inside["flags"] != "", ["cell", "flags"]].drop_duplicates()
    every = flagged.assign(word=flagged["flags"].str.split()).explode("word")[["cell", "word"]].drop_duplicates()
    return every.sort_values(["cell", "word"]).groupby("cell")["word"].agg(" ".join)
