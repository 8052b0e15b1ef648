"""Records that another record contains: marked, so that nobody adds a part to its whole.

Sums that their parts cover whole are left out by `totals.py`.
"""

import pandas as pd

from hr_pipeline.sources.national_budgets.layout import LABELS, Layout


def parts(records: pd.DataFrame, layout: Layout) -> pd.Series:
    """Say of each record which whole it is part of, as the layout's `part_of` tells; missing where it stands alone.

    Args:
        records: LABELS, `year` and `phase`; a part whose whole is not published stands for itself.
        layout: says which code marks wholes, and which their parts.
    """
    if layout.part_of is None:
        return pd.Series(pd.NA, index=records.index, dtype="str")
    said = layout.part_of
    key = [name for name in [*LABELS, "year", "phase"] if name != said.column]
    is_whole = records[said.column] == said.whole
    has_whole = records[key].assign(whole=is_whole).groupby(key, observed=True, dropna=False)["whole"].transform("any")
    is_part = records[said.column].isin(said.parts) & has_whole
    return pd.Series(said.whole, index=records.index, dtype="str").where(is_part)
