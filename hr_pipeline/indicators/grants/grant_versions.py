"""Versions of grants: which publication of an implementation period counts, and which publications follow each other.

What changed between two versions belongs to `grant_budget_revisions.py`.
"""

from typing import NamedTuple

import pandas as pd

PERIOD = "implementation_period"


class Succession(NamedTuple):
    """Two publications, of which the later one states grants of the earlier one again."""

    before: str
    after: str


def successions(lines: pd.DataFrame, key: list[str]) -> list[Succession]:
    """Find for each publication the earlier one it is a version of.

    That is one which states the same columns of the key if there is any, among these the one that shares the most
    implementation periods, among these the latest.

    Args:
        lines: implementation_period, publication, vintage and the columns of the key.
        key: columns that a publication states or does not.
    """
    known = {str(name): _Publication.of(part, key) for name, part in lines.groupby("publication", observed=True)}
    in_time = sorted(known, key=lambda name: (known[name].vintage, name))
    pairs = []
    for place, after in enumerate(in_time):
        earlier = [(known[name].likeness(known[after]), rank, name) for rank, name in enumerate(in_time[:place])]
        related = [candidate for candidate in earlier if candidate[0][1] > 0]
        pairs += [Succession(max(related)[2], after)] if related else []
    return pairs


class _Publication(NamedTuple):
    """What tells whether a publication is a version of another."""

    vintage: pd.Timestamp
    periods: frozenset[str]
    columns: frozenset[str]

    @classmethod
    def of(cls, lines: pd.DataFrame, key: list[str]) -> "_Publication":
        vintage = lines["vintage"].max()
        return cls(
            pd.Timestamp.min if pd.isna(vintage) else vintage,
            frozenset(lines[PERIOD].astype("str").unique()),
            frozenset(stated(lines, key)),
        )

    def likeness(self, other: "_Publication") -> tuple[bool, float]:
        """Tell whether both state the same columns, and which share of their implementation periods they share."""
        shared = len(self.periods & other.periods) / len(self.periods | other.periods)
        return self.columns == other.columns, shared


def stated(lines: pd.DataFrame, key: list[str]) -> list[str]:
    """Name the columns of a key that a publication states for any line."""
    return [name for name in key if lines[name].notna().any()]
