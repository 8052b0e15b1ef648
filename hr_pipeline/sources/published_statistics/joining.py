"""Records that state one fact: bounds that stand in rows of their own, and facts that a file states twice.

Two publications of one fact are none of them: both are kept.
"""

import pandas as pd

from hr_pipeline.sources.published_statistics.layout import STATISTICS
from hr_pipeline.sources.reading import Reading

FACT = ["sheet", "iso3", "area", "scope", "year", "of_measure", "of_population", "group_subgroup", "publication"]
"""What makes two records of one file statements of one fact; where only some places are meant, also the note."""


def _fact(records: pd.DataFrame) -> pd.Series:
    places = records["note"].where(records["scope"] == "partial", "").fillna("")
    return records[FACT].assign(places=places).groupby([*FACT, "places"], sort=False).ngroup()


def with_bounds(records: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Put bounds that stand in rows of their own beside their estimate; one without an estimate stays a record.

    Args:
        records: with `group_bound` low, high, or "" for the estimate.
        table: the table they are meant for.
        reading: counts the joined rows as left out.
    """
    if (records["group_bound"] == "").all():
        return records
    fact = _fact(records)
    kinds = {kind: records["group_bound"] == kind for kind in ("", "low", "high")}
    first = {
        kind: records.index[is_kind & ~fact[is_kind].duplicated().reindex(records.index, fill_value=True)]
        for kind, is_kind in kinds.items()
    }
    joined = records.copy()
    gone: list[int] = []
    estimates = pd.Series(first[""], index=fact[first[""]])
    for kind in ("low", "high"):
        bounds = pd.Series(first[kind], index=fact[first[kind]])
        both = bounds.index.intersection(estimates.index)
        joined.loc[estimates[both], kind] = records.loc[bounds[both], "value"].to_numpy()
        gone += list(bounds[both])
    for sheet, count in records.loc[gone, "sheet"].value_counts().items():
        reading.leave_out(table, str(sheet), "joined", count)
    return joined.drop(index=gone).pipe(_alone)


def _alone(records: pd.DataFrame) -> pd.DataFrame:
    """Make a bound without an estimate a record that has no figure."""
    for kind in ("low", "high"):
        is_bound = records["group_bound"] == kind
        records = records.assign(
            **{kind: records[kind].mask(is_bound, records["value"])},
            value=records["value"].mask(is_bound),
            rounding=records["rounding"].mask(is_bound),
            missing_reason=records["missing_reason"].mask(is_bound, "bounds_only"),
        )
    return records


def told_once(records: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Leave out a fact that a file states again, and reject one that it states with two figures."""
    fact = _fact(records)
    stated = records[["value", "low", "high", "missing_reason"]].assign(fact=fact)
    again = stated.duplicated()
    for sheet, count in records.loc[again, "sheet"].value_counts().items():
        reading.leave_out(STATISTICS, str(sheet), "duplicate", count)
    once, fact = records[~again], fact[~again]
    expected = "one figure for one fact: the file states two"
    return reading.reject(STATISTICS, once, fact.duplicated(keep=False), "value", once["raw_value"], expected)
