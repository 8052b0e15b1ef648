"""Harm reduction money of HIV spending by category: latest edition, calendar years, a whole only less its parts.

What of it counts next to other tables belongs to `same_flows.py`, spending on all of HIV to `hiv_spending_totals.py`.
"""

import pandas as pd

from hr_pipeline.indicators.grants.grant_lines import included
from hr_pipeline.schemas.definitions import COUNTED, YES
from hr_pipeline.schemas.national_budgets import ALL_SOURCES

DATASET = "hiv_spending"
EDITION = ["iso3", "year", "phase", "classification"]
CATEGORY = [
    *["iso3", "publication", "phase", "year", "classification", "edition", "classification_code"],
    *["classification_label", "beneficiary_code", "beneficiary", "administration", "transaction", "delivery"],
]
"""What a whole and its parts have in common."""
COVERED_SHARE = 0.01
"""Parts that make their whole but for this share leave nothing over; see `parts_of_total_error`."""
MONTHS = 12


def harm_reduction_spending(hiv_spending: pd.DataFrame) -> pd.DataFrame:
    """Give the lines of harm reduction with a decision; money for the whole response is not among them.

    Args:
        hiv_spending: all rows; those with `part_of` stand inside another row.

    Returns:
        The rows with decision, statement, amount and is_split; what a whole holds beyond its parts is the whole's row
        and its parts' rows once more with their amounts taken off.
    """
    texts = [name for name in hiv_spending if str(hiv_spending[name].dtype) == "category"]
    rows = hiv_spending.astype(dict.fromkeys(texts, "str")).sort_values("row_id", ignore_index=True)
    is_named = (rows["population"] != "unknown") | rows["unallocable"].notna()
    chosen = rows[rows["service"].notna() & is_named]
    counts = included(chosen, COUNTED) == YES
    decided = chosen.assign(
        decision=pd.Series("wider_programme", index=chosen.index)
        .mask(chosen["population"] == "unknown", "population_unknown")
        .mask(counts, "counted")
        .mask(_is_older(chosen, rows), "superseded"),
        statement=chosen["classification"],
    )
    return decided.pipe(_less_parts).pipe(_by_calendar_year)


def _is_older(chosen: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Mark lines of a country and year that a later edition of the classification states again."""
    latest = rows.groupby(EDITION)["publication"].max().reset_index(name="latest")
    newest = chosen[EDITION].merge(latest, on=EDITION, how="left", validate="m:1")["latest"].set_axis(chosen.index)
    return chosen["publication"] != newest


def _less_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave of each whole what its parts do not account for; of one that they make up, nothing counts."""
    parts = rows[rows["part_of"].notna()]
    if parts.empty:
        return rows.assign(financing_source=_payer(rows))
    at = [*CATEGORY, "fund"]
    inside = parts.assign(fund=parts["part_of"], amount=-parts["amount"], own=parts["fund"])
    off = inside.groupby(at, dropna=False)["amount"].sum().reset_index(name="off")
    described = rows.merge(off, on=at, how="left", validate="m:1")
    left_over = described["amount"] + described["off"]
    is_covered = described["off"].notna() & (left_over <= COVERED_SHARE * described["amount"])
    whole = described.assign(financing_source=_payer(described)).drop(columns="off")
    whole = whole.assign(decision=whole["decision"].mask(is_covered & (whole["decision"] == "counted"), "same_flow"))
    open_ = whole.loc[described["off"].notna() & ~is_covered, [*at, "financing_source", "decision"]].drop_duplicates(at)
    names = ["financing_source", "decision"]
    taken = inside.drop(columns=names).merge(open_, on=at, how="inner", validate="m:1")
    return pd.concat([whole, taken[whole.columns]], ignore_index=True)


def _payer(rows: pd.DataFrame) -> pd.Series:
    """Money of all sources together names no payer."""
    return rows["financing_source"].where(rows["financing_source"] != ALL_SOURCES, "unknown")


def _by_calendar_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a fiscal year's money to its two calendar years by months."""
    start, end = rows["fiscal_year_start"], rows["fiscal_year_end"]
    is_split = (start.dt.year < end.dt.year).fillna(value=False)
    months = MONTHS + 1 - start.dt.month
    first = (rows["amount"] * months / MONTHS).where(is_split, 0.0)
    own = rows.assign(year=end.dt.year.astype("Int64"), amount=rows["amount"] - first, is_split=is_split)
    before: pd.DataFrame = own.assign(year=start.dt.year.astype("Int64"), amount=first)[is_split]
    return pd.concat([own, before], ignore_index=True)
