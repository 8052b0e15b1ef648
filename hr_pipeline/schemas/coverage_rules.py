"""Choices of the coverage tables, as data: which of several size estimates serves.

Applying them belongs to `indicators`.
"""

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def size_preference() -> dict[str, dict[str, int]]:
    """Read how size estimates are ranked.

    Returns:
        Criterion -> value -> rank, the weightiest criterion first; the lowest rank serves.
    """
    listed = _read("size_preference.csv").astype({"rank": "int64"})
    criteria = listed["criterion"].drop_duplicates()
    return {name: listed[listed["criterion"] == name].set_index("value")["rank"].to_dict() for name in criteria}


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(str(files(__package__) / name), dtype="str", keep_default_na=False)
