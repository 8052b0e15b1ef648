"""Add to each contribution of a source row the cell it came from, so that lineage can be read without the source table.

Making contributions belongs to `contributions.py`.
"""

from collections.abc import Mapping

import pandas as pd

from hr_pipeline.provenance.locators import PLACE_COLUMNS

CARRIED = [*PLACE_COLUMNS, "steps"]
"""The cell of a source row as published, and what was done between it and the row's value."""


def with_places(contributions: pd.DataFrame, sources: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Join the cells of source rows to contributions.

    Args:
        contributions: edges of all published tables.
        sources: source tables by name, with row_id and CARRIED.

    Returns:
        The contributions with the place of each source row; empty for contributions of published tables.
    """
    parts = []
    for name, part in contributions.groupby("input_table", observed=True, sort=False):
        if name not in sources:
            parts.append(part.assign(**dict.fromkeys(CARRIED)))
            continue
        used = sources[str(name)].loc[lambda d, p=part: d["row_id"].isin(p["input_row"]), ["row_id", *CARRIED]]
        plain = used.astype({"delivery": "str", "sheet": "str", "column": "str", "raw_value": "str", "steps": "str"})
        joined = part.merge(plain, left_on="input_row", right_on="row_id", how="left", validate="m:1")
        parts.append(joined.drop(columns="row_id"))
    return pd.concat(parts, ignore_index=True) if parts else contributions.assign(**dict.fromkeys(CARRIED))
