"""Records that another record contains: marked, so that nobody adds a part to its whole.

Sums that their parts cover whole are left out by `totals.py`.
"""

import pandas as pd

from hr_pipeline.sources.national_budgets.layout import LABELS, Layout, PartOf


def parts(records: pd.DataFrame, layout: Layout) -> pd.Series:
    """Say of each record which whole it is part of, as the layout's `part_of` tells; missing where it stands alone.

    Args:
        records: LABELS, `year` and `phase`; a part whose whole is not published stands for itself.
        layout: says which code marks wholes, and which their parts.
    """
    named = pd.Series(pd.NA, index=records.index, dtype="str")
    for rule in layout.part_of:
        named = named.mask(_is_part(records, rule), rule.whole)
    return named


def _is_part(records: pd.DataFrame, rule: PartOf) -> pd.Series:
    """Mark the parts whose whole stands next to them; capitals make no difference."""
    key = [name for name in [*LABELS, "year", "phase"] if name != rule.column]
    declared = records[rule.column].str.casefold()
    is_whole = declared == rule.whole.casefold()
    has_whole = records[key].assign(whole=is_whole).groupby(key, observed=True, dropna=False)["whole"].transform("any")
    return declared.isin([part.casefold() for part in rule.parts]) & has_whole
