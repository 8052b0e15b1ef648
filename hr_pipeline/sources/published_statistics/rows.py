"""Rows of a grid: what each figure of a column is about, what it states, and why it is left out where it is.

Putting bounds and estimates together, and the tables' own columns, belong to `statistics.py`.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.sources.published_statistics.cells import Stated, stated
from hr_pipeline.sources.published_statistics.crosswalk import Group, meaning
from hr_pipeline.sources.published_statistics.layout import COLUMNS, Column, Layout

KEPT = ""
PER_CENT = 0.01
YEAR = re.compile(r"(?P<first>(?:19|20)\d\d)(?:\.0|\s*[-–/]\s*(?P<last>\d{4}|\d{2}))?")


def distinct(frame: pd.DataFrame, function: Callable[..., Any]) -> pd.Series:
    """Apply a function of all columns once to each distinct row; the results are objects of any kind."""
    number = frame.groupby(list(frame), sort=False, observed=True).ngroup()
    first = frame.loc[~number.duplicated()]
    results = [function(*row) for row in first.itertuples(index=False, name=None)]
    return number.map(dict(enumerate(results))) if results else number.astype("object")


def tidied(texts: pd.Series) -> pd.Series:
    """Put one blank between words and none around them."""
    return distinct(texts.to_frame(), lambda text: " ".join(text.split())).astype("str")


def columns_of(grid: Grid, layout: Layout) -> list[Column]:
    """List the columns of figures of a grid: those that are named, and those whose headers fit an expression.

    Raises:
        Refused: no header fits.
    """
    found = []
    for column in layout.figures:
        fits = [(text, re.fullmatch(column.headers, " ".join(text.split()))) for text in grid.headers if column.headers]
        spread = [replace(column, header=text, headers="", year=fit.group(1)) for text, fit in fits if fit]
        if column.headers and not spread:
            expected = f"expected columns like {column.headers!r}, found none"
            raise Refused("the header", expected, "restore them, or change the layout")
        found += spread or [column]
    return found


def described(grid: Grid, layout: Layout, column: Column) -> pd.DataFrame:
    """Read of every row of a grid what a column of figures says there.

    Returns:
        COLUMNS as published, `known` (indicator and group, None where unknown), `reason` (why the row is left out,
        KEPT where it is not), the figure's place and text, and the texts of what goes with it.
    """
    constant = layout.constants | ({"year": column.year} if column.year else {})
    words = {name: tidied(grid.texts(layout.columns.get(name, ""))) for name in COLUMNS}
    frame = pd.DataFrame(words).assign(**constant).assign(sheet=grid.sheet, row=grid.rows, **_place(grid, column))
    named = pd.DataFrame({header: tidied(grid.texts(header)) for header in layout.indicator}, index=frame.index)
    known = _known(named, frame["subgroup"], layout, column)
    alongside: dict[str, Any] = {
        f"{name}_text": tidied(grid.texts(getattr(column, name))) for name in ("low", "high", "denominator")
    }
    alongside["reporting_text"] = tidied(grid.texts(column.reporting_percent))
    is_there = column.denominator and grid.has(column.denominator)
    alongside["denominator_column"] = grid.places[grid.position(column.denominator)] if is_there else ""
    return frame.assign(known=known, reason=_reasons(frame, named, known, layout), **alongside)


def _place(grid: Grid, column: Column) -> dict[str, pd.Series]:
    """Give each row's cell: of the column itself, or where that is empty of another one that stands for it."""
    place = pd.Series(grid.places[grid.position(column.header)], grid.cells.index, dtype="str")
    text = grid.texts(column.header)
    for header in (column.otherwise, column.low):
        if header and grid.has(header):
            empty = (text.str.strip() == "") & (grid.texts(header).str.strip() != "")
            place = place.mask(empty, grid.places[grid.position(header)])
            text = text.mask(empty, grid.texts(header))
    own = grid.texts(column.header)
    figure = tidied(own.where(own.str.strip() != "", grid.texts(column.otherwise)))
    marks = {"typed": grid.typed, "is_share": grid.per_cent}
    nowhere = pd.Series(False, grid.cells.index)
    where = {
        name: nowhere if marked is None else marked[grid.position(column.header)] for name, marked in marks.items()
    }
    return {"column": place, "raw_value": text, "figure": figure, **where}


def _known(named: pd.DataFrame, subgroup: pd.Series, layout: Layout, column: Column) -> pd.Series:
    """Find what each row states: the column's own indicator, or the one that the row names."""
    if column.indicator:
        return distinct(subgroup.to_frame(), lambda group: meaning((column.indicator,), group, layout.indicators))
    texts = named.assign(subgroup=subgroup)
    return distinct(texts, lambda *declared: meaning(declared[:-1], declared[-1], layout.indicators))


def _reasons(frame: pd.DataFrame, named: pd.DataFrame, known: pd.Series, layout: Layout) -> pd.Series:
    """Say why each row is left out; the first that holds decides."""
    is_unknown = known.isna()
    unknown = _unknown(named, layout)
    left_out = known.map(lambda found: found[0].left_out, na_action="ignore")
    blank = (frame["raw_value"].str.strip() == "") & (frame["figure"] == "")
    nothing = blank & (frame[["country", "country_name", "year"]] == "").all(axis=1)
    words = {word.casefold() for word in layout.words}
    return (
        pd.Series(KEPT, frame.index, dtype="str")
        .mask(blank, "blank")
        .mask(left_out.notna() & (left_out != ""), left_out)
        .mask(is_unknown, unknown)
        .mask(frame["unit"].str.casefold().isin(words), "in_words")
        .mask(nothing, "blank")
        .astype("str")
    )


def _unknown(named: pd.DataFrame, layout: Layout) -> pd.Series:
    """Say why a row is left out whose indicator nothing knows: only some of a publication's are of interest."""
    subject = re.compile(layout.subject or ".", re.IGNORECASE)
    if named.empty:
        return pd.Series("unmapped", named.index, dtype="str")
    of_interest = distinct(named, lambda *texts: any(map(subject.search, texts))).astype("bool")
    return pd.Series("other_subject", named.index, dtype="str").mask(of_interest, "unmapped")


def figures(rows: pd.DataFrame, layout: Layout, convention: str) -> pd.DataFrame:
    """Read the figures of kept rows: value, low, high in the publisher's unit, and whether each cell is readable."""

    def read(text: str, is_typed: bool = False) -> Stated:
        return stated(text, layout.missing, "point" if is_typed else convention) if text else Stated()

    declared = distinct(rows[["figure", "typed"]], read)
    low, high = (distinct(rows[[f"{name}_text"]], read) for name in ("low", "high"))
    frame = pd.DataFrame(declared.tolist(), index=rows.index, columns=list(Stated._fields))
    bounds = {"low": low.map(lambda one: one.value), "high": high.map(lambda one: one.value)}
    numbers = {name: frame[name].astype("float64") for name in ("value", "low", "high")}
    own = {name: numbers[name].fillna(bound.astype("float64")) for name, bound in bounds.items()}
    readable = frame["is_readable"] & low.map(lambda one: one.is_readable) & high.map(lambda one: one.is_readable)
    bare = numbers["value"].isna() & (own["low"].notna() | own["high"].notna())
    reason = frame["missing_reason"].mask(bare, "bounds_only").astype("str")
    return frame.assign(
        value=numbers["value"], **own, missing_reason=reason.where(reason != ""), is_readable=readable.astype("bool")
    )


def alongside(texts: pd.Series, convention: str) -> tuple[pd.Series, pd.Series]:
    """Read numbers that go with figures; a zero or a word stands for none.

    Returns:
        The numbers, and where a text is neither.
    """
    read = distinct(texts.to_frame(), lambda text: stated(text, {}, convention) if text else Stated())
    number = read.map(lambda one: one.value).astype("float64")
    return number.where(number > 0), ~read.map(lambda one: one.is_readable).astype("bool")


def years(texts: pd.Series) -> pd.Series:
    """Read the year a row speaks of; of a period the last."""

    def last(text: str) -> int | None:
        found = YEAR.fullmatch(text)
        if not found:
            return None
        first, end = found["first"], found["last"] or ""
        return int(first[: 4 - len(end)] + end)

    return distinct(texts.to_frame(), last).astype("Int64")


def indicator_of(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Spread what is known of each row into columns; a workbook that shows per cent holds the share itself."""
    is_share = rows["typed"] & rows["is_share"]
    held = [
        replace(one[0], scale=1.0, decimals=one[0].decimals + 2) if here and one[0].scale == PER_CENT else one[0]
        for one, here in zip(rows["known"], is_share, strict=True)
    ]
    found = pd.Series(held, rows.index, dtype="object")
    names = ["measure", "scale", "decimals", "population", "denominator", "kind", "price_year", "is_resource"]
    return {f"of_{name}": found.map(lambda one, name=name: getattr(one, name)) for name in names}


def group_of(known: pd.Series) -> dict[str, pd.Series]:
    """Spread the groups of rows into columns."""
    return {f"group_{name}": known.map(lambda one, name=name: getattr(one[1], name)) for name in Group.__annotations__}
