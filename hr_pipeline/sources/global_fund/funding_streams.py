"""Core grants and the COVID-19 Response Mechanism (C19RM), distinguished by what `funding_streams.csv` lists.

The download does not name the stream. How lines are read belongs to `budget_lines.py`.
"""

from functools import cache
from importlib.resources import files

import pandas as pd

from hr_pipeline.sources.global_fund.crosswalk import normalised

C19RM, CORE, FOLLOWS = "c19rm", "core", "follows"


def with_stream(lines: pd.DataFrame) -> pd.DataFrame:
    """Add funding_stream: a line is C19RM's by what it names, or by the implementation period it stands in.

    Lines that the mechanism shares with core grants (programme management) follow it in an implementation period that
    holds nothing else but its lines.

    Args:
        lines: implementation_period, module, intervention and, where the shape has it, published_cycle.
    """
    own = _listed(lines, C19RM)
    mechanism = set(lines.loc[own, "implementation_period"]) - set(
        lines.loc[~own & ~_listed(lines, FOLLOWS), "implementation_period"]
    )
    is_c19rm = own | lines["implementation_period"].isin(mechanism)
    return lines.assign(funding_stream=is_c19rm.map({True: C19RM, False: CORE}).astype("category"))


def _listed(lines: pd.DataFrame, meaning: str) -> pd.Series:
    """Mark lines with a text that is listed with a meaning in any column."""
    marked = pd.Series(False, index=lines.index)
    for column, texts in _texts(meaning).items():
        held = "published_cycle" if column == "grant_cycle" else column
        if held in lines:
            found = [name for name in lines[held].cat.categories if normalised(str(name)) in texts]
            marked |= lines[held].isin(found)
    return marked


@cache
def _texts(meaning: str) -> dict[str, set[str]]:
    rows = pd.read_csv(str(files(__package__) / "funding_streams.csv"), dtype="str").query("meaning == @meaning")
    return {str(column): set(part["text"].map(normalised)) for column, part in rows.groupby("column")}
