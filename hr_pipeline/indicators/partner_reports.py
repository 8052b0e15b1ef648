"""Which of several partners' reports of one thing counts: a declared precedence, never an average, never a sum.

Several partners may report one country's number, and one partner may report a year and its parts. How measures are
counted, whose report counts and how far reports may differ are data: `schemas/reporting.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.schemas.reporting import conflict_classes, precedence

NATIONAL = "national"
WITHIN_THE_CONSORTIUM = "internal"
COPIED = ["desk_review", "media"]
"""What rests on what others published: the same value again confirms nothing."""
PLAIN = ["iso3", "area", "measure", "kind", "quantity", "subgroup", "service", "unit", "partner", "period", "basis"]
PLAIN += ["answer", "missing_reason", "currency", "violation", "perpetrator", "redress"]


def consented(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what may not leave the consortium; codes become plain text, rows stand in the order of their ids."""
    kept = rows[rows["consent_scope"].astype("str") != WITHIN_THE_CONSORTIUM].sort_values("row_id", ignore_index=True)
    return kept.astype({name: "str" for name in PLAIN if name in kept})


def preferred(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Mark the rows of the one partner and survey whose report counts for each key.

    Approved submissions come first, then those of a known form version, then by the declared precedence of what they
    rest on, then partners in the order of their codes; a report of the whole year comes before reports of its parts.
    What a partner says in two surveys is said twice, and counts once.

    Args:
        rows: partner, survey, validation_status, is_known_version, basis, period and the key.
        key: what the reports are about.
    """
    ranked = (
        rows[key]
        .astype("str")
        .assign(
            row=rows.index,
            partner=rows["partner"].astype("str"),
            survey=rows["survey"].astype("str"),
            is_unapproved=rows["validation_status"].astype("str") != "approved",
            is_unknown=~rows["is_known_version"],
            rank=rows["basis"].astype("str").map(precedence()),
            is_part=rows["period"].astype("str") != "annual",
        )
    )
    order = ["is_unapproved", "is_unknown", "rank", "is_part", "partner", "survey"]
    first = ranked.sort_values(order).drop_duplicates(key)
    same = [*dict.fromkeys([*key, "partner", "survey", "is_part"])]
    best = ranked.merge(first[same], on=same, how="inner", validate="m:1")
    return pd.Series(rows.index.isin(best["row"]), index=rows.index)


def in_conflict(rows: pd.DataFrame, key: list[str], value: str) -> pd.Series:
    """Mark rows whose key has reports of several partners that differ by more than may pass (share of their mean)."""
    totals = rows.groupby([*key, "partner"], observed=True)[value].sum(min_count=1).reset_index()
    spread = totals.groupby(key, observed=True)[value].agg(["min", "max", "mean"])
    share = (spread["max"] - spread["min"]) / spread["mean"].where(spread["mean"] > 0)
    clash = (share > conflict_classes()["ok"]).rename("clash").reset_index()
    return rows[key].merge(clash, on=key, how="left", validate="m:1")["clash"].set_axis(rows.index).astype("bool")


def classed(share: pd.Series) -> pd.Series:
    """Name how far two values differ, from their difference as a share of their mean; missing stays missing."""
    classes = conflict_classes()
    found = np.searchsorted(list(classes.values()), share.fillna(0.0), side="left")
    return pd.Series([list(classes)[at] for at in found], share.index, dtype="str").where(share.notna())


def of_the_year(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Keep what each partner says of the year: the year rather than its parts; of a state of affairs, the last.

    Args:
        rows: reports with a value or answer, and `parts`: `add`, `bounds`, `last` (a census at the end of the year, to
            be added over sites) or `latest` (a single statement).
        key: what the reports are about, without the partner.
    """
    own = rows[preferred(rows, [*key, "partner"])]
    last = own.groupby([*key, "partner"])["period"].transform("max")
    state = own[~own["parts"].isin(["last", "latest"]) | (own["period"] == last)]
    return state[(state["parts"] != "latest") | ~state.duplicated([*key, "partner"], keep="last")]


def without_answer(rows: pd.DataFrame, told: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Give one row with its reason for each key that somebody reports on and nobody answers."""
    untold = rows[rows["missing_reason"].notna()]
    answered = pd.MultiIndex.from_frame(untold[key]).isin(pd.MultiIndex.from_frame(told[key]))
    open_ = untold[~answered]
    return open_[preferred(open_, key)].drop_duplicates(key) if len(open_) else open_
