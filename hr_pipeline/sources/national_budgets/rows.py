"""Rows of a grid: which are left out and why, and what the others say in words and codes.

Amounts belong to `lines.py`.
"""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from hr_pipeline.layouts.fiscal_years import end_year_of, month
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.sources.national_budgets.layout import LABELS, Layout, LeaveOut

KEPT = ""


def per_distinct(values: pd.Series, function: Callable[[Any], Any], kind: str = "str") -> pd.Series:
    """Apply a function once to each distinct value of a column that repeats few of them."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    dtype: Any = kind  # the stubs list the names of types one by one and know no text in general
    return pd.Series(pd.array([function(value) for value in distinct], dtype=dtype).take(codes), index=values.index)


def tidied(cells: pd.Series) -> pd.Series:
    """Put one blank between words and none around them."""
    return per_distinct(cells, lambda text: " ".join(str(text).split()))


def described(grid: Grid, layout: Layout) -> pd.DataFrame:
    """Read the declared columns of words and codes, tidied.

    Returns:
        One column per declared column and every row of the grid; "" where empty.
    """
    return pd.DataFrame({name: tidied(grid.cells[grid.position(text)]) for name, text in layout.columns.items()})


def reasons(grid: Grid, layout: Layout, words: pd.DataFrame) -> pd.Series:
    """Say of each row why it is left out, KEPT where it is not; the first rule that holds decides."""
    amounts = [grid.position(amount.header) for amount in layout.amounts]
    empty = (words == "").all(axis=1) & grid.cells[amounts].apply(_is_blank).all(axis=1)
    reason = pd.Series(KEPT, index=words.index, dtype="str").mask(empty, "blank")
    reason = reason.mask((reason == KEPT) & grid.rows.isin(grid.hidden), "hidden")
    for rule in layout.leave_out:
        holds = grid.rows.isin(rule.rows) if rule.rows else _holds(rule, words[rule.column])
        reason = reason.mask((reason == KEPT) & (holds.cummax() if rule.onwards else holds), rule.reason)
    return reason


def _is_blank(cells: pd.Series) -> pd.Series:
    return cells.astype("str").str.strip() == ""


def running_states(words: pd.DataFrame, reason: pd.Series, layout: Layout) -> pd.Series:
    """Leave out the earlier states of each year: a table that runs on through the year is never added up over months.

    Args:
        words: the declared columns, with `period`.
        reason: why each row is left out; KEPT where it is not.
        layout: says within which labels each year has a latest state.
    """
    if layout.running is None:
        return reason
    start = layout.fiscal_year_start
    year = per_distinct(words["period"], lambda text: end_year_of(text, start), "Int64")
    order = per_distinct(words["period"], _months, "Int64")
    states = words[list(layout.running.within)].assign(year=year, order=order.where(reason == KEPT))
    latest = states.groupby([*layout.running.within, "year"], observed=True, dropna=False)["order"].transform("max")
    return reason.mask((reason == KEPT) & (order < latest).fillna(False), "earlier_state")


def _months(text: str) -> int | None:
    found = month(text)
    return found[0] * 12 + found[1] if found else None


def _holds(rule: LeaveOut, texts: pd.Series) -> pd.Series:
    if rule.empty:
        return texts == ""
    begins = "|".join(re.escape(word.casefold()) for word in rule.words)
    pattern = re.compile(rule.pattern or rf"({begins})(?!\w)", re.IGNORECASE)
    return per_distinct(texts, lambda text: bool(pattern.match(text)), "bool")


def labels(words: pd.DataFrame, reason: pd.Series, layout: Layout) -> pd.DataFrame:
    """Give every row the words and codes of the schema; those given once in a heading are carried down.

    Returns:
        All LABELS, missing where the publisher says nothing; on the index of `words`.
    """
    carries = reason.isin([KEPT, "heading"])
    filled = {name: _carried(words[name], carries) if name in layout.fill_down else words[name] for name in words}
    whole = pd.DataFrame(filled, index=words.index).reindex(columns=LABELS, fill_value="")
    return whole.where(whole != "").astype("str")


def _carried(texts: pd.Series, carries: pd.Series) -> pd.Series:
    return texts.mask(texts == "", texts.where(carries & (texts != "")).ffill()).fillna("")
