"""Which of several partners' reports of one thing counts: a declared precedence, never an average, never a sum.

Several partners may report one country's number, and one partner may report a year and its halves.
"""

import pandas as pd

CONFLICT_SHARE = 0.10
"""Reports that differ by more than this share of their mean are in conflict (WHO data quality review)."""


def preferred(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Mark the rows of the one partner whose report counts for each key.

    Approved submissions come first, then those of a known form version, then partners in the order of their codes; a
    report of the whole year comes before reports of halves.

    Args:
        rows: partner, validation_status, is_known_version, period and the key.
        key: what the reports are about.
    """
    ranked = (
        rows[key]
        .astype("str")
        .assign(
            row=rows.index,
            partner=rows["partner"].astype("str"),
            is_unapproved=rows["validation_status"].astype("str") != "approved",
            is_unknown=~rows["is_known_version"],
            is_part=rows["period"].astype("str") != "annual",
        )
    )
    order = ["is_unapproved", "is_unknown", "is_part", "partner"]
    first = ranked.sort_values(order).drop_duplicates(key)
    same = [*dict.fromkeys([*key, "partner", "is_part"])]
    best = ranked.merge(first[same], on=same, how="inner", validate="m:1")
    return pd.Series(rows.index.isin(best["row"]), index=rows.index)


def in_conflict(rows: pd.DataFrame, key: list[str], value: str) -> pd.Series:
    """Mark rows whose key has reports of several partners that differ by more than CONFLICT_SHARE of their mean."""
    totals = rows.groupby([*key, "partner"], observed=True)[value].sum(min_count=1).reset_index()
    spread = totals.groupby(key, observed=True)[value].agg(["min", "max", "mean"])
    clash = ((spread["max"] - spread["min"]) > CONFLICT_SHARE * spread["mean"]).rename("clash").reset_index()
    return rows[key].merge(clash, on=key, how="left", validate="m:1")["clash"].set_axis(rows.index).astype("bool")
