"""Grant cycles by the names publishers give them and by when implementation periods begin: `grant_cycles.csv`.

Which module belongs to which cycle's framework belongs to `crosswalk.py`.
"""

from functools import cache
from importlib.resources import files

import pandas as pd


def cycle_named(name: str) -> str | None:
    """Find the cycle a publisher names, such as `Grant Cycle 7` or `2023 - 2025`; None where none is known."""
    return _names().get(_plain(name))


def cycle_of_start(year: float) -> str | None:
    """Find the cycle whose implementation periods begin in a year; None where none is known."""
    if pd.isna(year):
        return None
    table = _cycles()
    held = table[(table["first_start_year"] <= year) & (year <= table["last_start_year"])]["grant_cycle"]
    return str(held.iloc[0]) if len(held) else None


def _plain(name: str) -> str:
    return "".join(name.replace("\u2013", "-").split()).casefold()


@cache
def _cycles() -> pd.DataFrame:
    return pd.read_csv(str(files(__package__) / "grant_cycles.csv"))


@cache
def _names() -> dict[str, str]:
    return {
        _plain(name): row["grant_cycle"]
        for row in _cycles().to_dict("records")
        for name in str(row["names"]).split("|")
    }
