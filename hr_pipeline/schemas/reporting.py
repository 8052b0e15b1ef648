"""What partners' reports mean beside each other, as data: how parts of a year combine, whose report counts.

Also how far reports may differ. Applying it belongs to `indicators/partner_reports.py`.
"""

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def survey_measures() -> pd.DataFrame:
    """Read how each measure of services is counted.

    Returns:
        Index: measure. `unit` is people or items; `parts` says what reports of half-years and sites make of a year:
        `add`, `last` (a census at the end), or `bounds` (different people: at least the largest, at most the sum).
    """
    return _read("survey_measures.csv").set_index("measure")


@cache
def precedence() -> dict[str, int]:
    """Read the rank of each basis of a report; the lowest counts."""
    ranked = _read("precedence.csv")
    return dict(zip(ranked["basis"], ranked["rank"].astype("int64"), strict=True))


@cache
def conflict_classes() -> dict[str, float]:
    """Read the classes of conflict, the mildest first: name -> up to which share of their mean two values differ."""
    listed = _read("conflict_classes.csv")
    return dict(zip(listed["conflict"], listed["up_to_share"].astype("float64"), strict=True))


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(str(files(__package__) / name), dtype="str", keep_default_na=False)
