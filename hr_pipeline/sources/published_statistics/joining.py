"""Records that state one fact: bounds that stand in rows of their own, and facts that a file states twice.

Two publications of one fact are none of them: both are kept.
"""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.published_statistics import PARTIAL
from hr_pipeline.sources.published_statistics.layout import STATISTICS

FACT = ["iso3", "area", "scope", "year", "of_measure", "of_population", "group_subgroup", "publication"]
"""What makes two records of one file statements of one fact; where only some places are meant, also the note."""
STATED = ["value", "low", "high", "missing_reason", "denominator", "group_bound"]
BOUNDS = ["", "low", "high"]
"""The estimate itself, and its bounds."""


FROM_FOOTNOTES = ["area", "scope", "note"]


def _fact(records: pd.DataFrame) -> pd.Series:
    """Number the facts."""
    places = records["note"].where(records["scope"] == PARTIAL, "").fillna("")
    return records[FACT].assign(places=places).groupby([*FACT, "places"], sort=False).ngroup()


def _leave_out(records: pd.DataFrame, reason: str, reading: Reading) -> None:
    for sheet, count in records["sheet"].value_counts().items():
        reading.leave_out(STATISTICS, str(sheet), reason, count)


def without_repeats(records: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Leave out what a file states again with the same words."""
    again = records[STATED].assign(fact=_fact(records)).duplicated()
    _leave_out(records[again], "duplicate", reading)
    return records[~again]


def with_bounds(records: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Make one record of an estimate and the bounds that stand in other rows; without an estimate they are one, too.

    Args:
        records: with `group_bound`: low or high, or "" for the estimate.
        reading: counts the joined rows as left out.
    """
    if (records["group_bound"] == "").all():
        return records
    records = _placed_with_their_estimate(records)
    fact, rank = _fact(records), records["group_bound"].map(BOUNDS.index)
    first = ~pd.DataFrame({"fact": fact, "rank": rank}).duplicated()
    holds = rank == rank.groupby(fact).transform("min")
    stated = {kind: records["value"].where(records["group_bound"] == kind) for kind in ("low", "high")}
    of_fact = {kind: fact.map(values[first].groupby(fact[first]).first()) for kind, values in stated.items()}
    own = {kind: records[kind].fillna(of_fact[kind].where(holds & first, stated[kind])) for kind in stated}
    is_joined = first & ~holds
    _leave_out(records[is_joined], "joined", reading)
    cited = records.assign(steps=_with_rows_of_bounds(records, fact, first, holds & first))
    return cited.assign(**own).pipe(_without_value, rank > 0)[~is_joined]


WORDS = {"low": "lower", "high": "upper"}


def _with_rows_of_bounds(records: pd.DataFrame, fact: pd.Series, first: pd.Series, takes: pd.Series) -> pd.Series:
    """Note in which rows of the file the bounds of an estimate stand, so that each number cites its own cell."""
    steps = records["steps"].astype("object").fillna("")
    for kind, word in WORDS.items():
        row = records["row"].where(records["group_bound"] == kind)
        found = fact.map(row[first].groupby(fact[first]).first()).where(takes)
        noted = f"{word} bound in row " + found.astype("Int64").astype("str")
        joined = noted.where(steps == "", steps + "; " + noted)
        steps = steps.mask(found.notna(), joined)
    return steps.where(steps != "").astype("str")


def _placed_with_their_estimate(records: pd.DataFrame) -> pd.DataFrame:
    """Give bounds without a footnote what the footnote of their estimate says, where there is only one estimate."""
    key = [name for name in FACT if name not in FROM_FOOTNOTES] + ["place"]
    base = records.groupby(key, sort=False).ngroup()
    estimates = records[records["group_bound"] == ""].assign(base=base).drop_duplicates("base", keep=False)
    follows = (records["group_bound"] != "") & records["note"].isna() & base.isin(estimates["base"])
    declared = estimates.set_index("base")
    return records.assign(
        **{name: records[name].mask(follows, base.map(declared[name])).astype("str") for name in FROM_FOOTNOTES}
    )


def _without_value(records: pd.DataFrame, is_bound: pd.Series) -> pd.DataFrame:
    """Take the figure from records that are bounds only."""
    reason = records["missing_reason"].mask(is_bound & records["value"].notna(), "bounds_only")
    value, rounding = (records[name].mask(is_bound) for name in ("value", "rounding"))
    return records.assign(value=value, rounding=rounding, missing_reason=reason)


def without_contradictions(records: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Reject a fact that a file states with different figures: nothing says which is meant."""
    twice = _fact(records).duplicated(keep=False)
    expected = "one figure for one fact: the file states several"
    return reading.reject(STATISTICS, records, twice, "value", records["raw_value"], expected)
