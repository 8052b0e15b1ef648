"""Which of two records of one payer's money counts: `money_precedence.csv`. Comparing belongs to `indicators`."""

from functools import cache

import pandas as pd

from hr_pipeline.packaged import packaged_rows

ANY = "*"


@cache
def money_precedence() -> pd.DataFrame:
    """Read the ranks.

    Returns:
        financing_source, dataset, statement (`*` for every other), rank (1 goes first), why, source.
    """
    listed = packaged_rows(__package__, "money_precedence.csv")
    return listed.astype({"rank": "int64"})


def ranked(records: pd.DataFrame) -> pd.DataFrame:
    """Add rank and why to records; the row that names most of a record holds.

    Args:
        records: financing_source, dataset, statement.
    """
    named = money_precedence()
    key = ["financing_source", "dataset", "statement"]
    asked = records[key].drop_duplicates()
    found = asked.merge(named.drop(columns="source"), on="dataset", suffixes=("", "_named"))
    fits = [found[f"{name}_named"].isin([ANY]) | (found[f"{name}_named"] == found[name]) for name in (key[0], key[2])]
    stars = (found["financing_source_named"] == ANY) * 2 + (found["statement_named"] == ANY)
    best = found.assign(stars=stars)[fits[0] & fits[1]].sort_values("stars", kind="stable").drop_duplicates(key)
    return records.merge(best[[*key, "rank", "why"]], on=key, how="left", validate="m:1")
