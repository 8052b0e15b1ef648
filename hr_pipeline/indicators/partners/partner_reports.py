"""Which of several partners' reports of one thing counts: a declared precedence, never an average, never a sum.

Several partners may report one country's number, and one partner may report a year and its parts. How measures are
counted, whose report counts and how far reports may differ are data: `schemas/reporting.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.schemas.reporting import conflict_classes, periods, precedence

NATIONAL = "national"
WHOLE_YEAR = 12
"""Months."""
WITHIN_THE_CONSORTIUM = "internal"
COPIED = ["desk_review", "media"]
"""What rests on what others published: the same value again confirms nothing."""
PLAIN = ["iso3", "area", "measure", "kind", "quantity", "subgroup", "service", "unit", "partner", "period", "basis"]
PLAIN += ["answer", "missing_reason", "currency", "violation", "perpetrator", "redress", "consent_scope"]


def consented(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what may not leave the consortium; codes become plain text, rows stand in the order of their ids."""
    kept = rows[rows["consent_scope"].astype("str") != WITHIN_THE_CONSORTIUM].sort_values("row_id", ignore_index=True)
    return kept.astype({name: "str" for name in PLAIN if name in kept})


def narrowest_consent(scopes: pd.Series) -> str:
    """Give the consent of a figure that rests on several rows: an organisation is named only where each row allows."""
    return "named_public" if (scopes == "named_public").all() else "aggregate_public"


def preferred(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Mark the rows of the one partner and survey whose report counts for each key.

    Approved submissions come first, then those of a known form version, then by the declared precedence of what they
    rest on, then partners in the order of their rows (a partner's code may be a pseudonym); a report of the whole year
    comes before reports of its parts.
    What a partner reports in two surveys is reported twice and counts once.

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
        .assign(first=lambda d: d.groupby("partner")["row"].transform("min"))
    )
    order = ["is_unapproved", "is_unknown", "rank", "is_part", "first", "survey"]
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

    Of the ways in which one partner divides a year only one counts, so that no month counts twice: the whole year, else
    halves, quarters, months or weeks that cover it, else twelve months that begin in it (no part of it, added to
    nothing), else the parts that cover the most of it.

    Args:
        rows: reports with a value or answer, and `parts`: `add`, `bounds`, `last` (a census at the end of the year, to
            be added over sites) or `latest` (a single statement).
        key: what the reports are about, without the partner.
    """
    own = rows[preferred(rows, [*key, "partner"])]
    one = own[of_one_division(own, [*key, "partner"])]
    last = one.groupby([*key, "partner"])["period"].transform("max")
    state = one[~one["parts"].isin(["last", "latest"]) | (one["period"] == last)]
    return state[(state["parts"] != "latest") | ~state.duplicated([*key, "partner"], keep="last")]


def of_one_division(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Mark the reports of the division of the year that counts for each key; of other years, the one nearest to it."""
    known = periods().loc[rows["period"]].set_axis(rows.index)
    window = rows["period"].where(known["division"] == "other_year", "")
    each = rows[key].assign(way=known["division"] + window, period=rows["period"], **known)
    ways = (
        each.drop_duplicates([*key, "way", "period"])
        .groupby([*key, "way"])
        .agg(covered=("months", "sum"), overlap=("overlap_months", "sum"), longest=("months", "max"))
        .reset_index()
        .assign(covered=lambda d: d["covered"].clip(upper=WHOLE_YEAR).round(), overlap=lambda d: d["overlap"].round())
        .sort_values(["covered", "overlap", "longest"], ascending=False, kind="stable")
        .drop_duplicates(key)
    )
    chosen = each.reset_index(names="report").merge(ways[[*key, "way"]], on=[*key, "way"], how="inner", validate="m:1")
    return pd.Series(rows.index.isin(chosen["report"]), index=rows.index)


def is_part_of_year(named: pd.Series) -> pd.Series:
    """Tell for each text of periods with blanks between whether they leave months of the year out."""
    months = named.map(lambda text: periods().loc[text.split(), "months"].sum().round())
    return months.astype("float64") < WHOLE_YEAR


def without_answer(rows: pd.DataFrame, described: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Give one row with its reason for each key that somebody reports on and nobody answers."""
    unstated = rows[rows["missing_reason"].notna()]
    answered = pd.MultiIndex.from_frame(unstated[key]).isin(pd.MultiIndex.from_frame(described[key]))
    open_ = unstated[~answered]
    return open_[preferred(open_, key)].drop_duplicates(key) if len(open_) else open_
