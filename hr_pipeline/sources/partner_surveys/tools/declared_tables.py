"""Tables and templates without a form, read by a declared layout: each cell of a value column is one record.

What the columns say is in `layouts/*.yaml`; how people write numbers in `written_numbers.py`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from hr_pipeline.formats.geography import NATIONAL, resolve
from hr_pipeline.formats.numbers import convention_of
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.sources.partner_surveys.tools.grids import Grid
from hr_pipeline.sources.partner_surveys.tools.layouts import TableLayout, Value
from hr_pipeline.sources.partner_surveys.tools.written_numbers import Written, written_number

HEADER_WITHIN = 60
BETWEEN = " / "
"""Stands between the two rows of a stacked header."""


@dataclass(frozen=True)
class Table:
    """A grid whose header was found: body by line, columns named; `before` are the lines above the body."""

    grid: Grid
    headers: list[str]
    body: pd.DataFrame
    before: pd.DataFrame

    def texts(self, column: str) -> pd.Series:
        """Give a column's cells without blanks around them; the empty ones where the table has no such column."""
        if column not in self.headers:
            return pd.Series("", self.body.index, dtype="str")
        return self.body[self.headers.index(column)].str.strip()


def found_table(grid: Grid, layout: TableLayout) -> Table | None:
    """Find a layout's header in the first lines of a grid; None where it is not there."""
    top = grid.cells.head(HEADER_WITHIN + layout.header_rows - 1).to_numpy().tolist()
    for start in range(len(top) - layout.header_rows + 1):
        headers = _stacked(top[start : start + layout.header_rows])
        if set(layout.match) <= set(headers):
            end = start + layout.header_rows
            return Table(grid, headers, grid.cells.iloc[end:], grid.cells.iloc[:end])
    return None


def _stacked(rows: list[list[str]]) -> list[str]:
    """Join the rows of a header; a merged cell stands over all columns that have a text below it."""
    above, *others = [[" ".join(text.split()) for text in row] for row in rows]
    for below in others:
        last = ""
        for at, text in enumerate(below):
            last = above[at] or (last if text else "")
            above[at] = BETWEEN.join(part for part in (last, text) if part)
    return above


def records(table: Table, layout: TableLayout, delivery: Delivery) -> pd.DataFrame:
    """Read every cell of the layout's value columns.

    Returns:
        One row per line and value column: what it counts, where and when, the number with its bounds or the reason,
        its place, `left_out` (a reason or "") and `unread` (what was expected, or "").
    """
    about = _about(table, layout, delivery)
    convention = layout.decimal or convention_of(_all_texts(table, layout))
    parts = [
        _cells(table, header, value, about, layout, convention)
        for value in layout.counts
        for header in table.headers
        if header == value.column or (value.columns_like and re.fullmatch(value.columns_like, header))
    ]
    return pd.concat(parts, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)


def _about(table: Table, layout: TableLayout, delivery: Delivery) -> pd.DataFrame:
    """Say of each line where and when it is about, who reports, and why it is no record."""
    left_out = _left_out(table, layout)
    body = table.body.copy()
    for name in layout.fill_down:
        at = table.headers.index(name)
        filled = body[at].mask(body[at].str.strip() == "").where(left_out != "subtotal", "").mask(left_out == "blank")
        body[at] = filled.ffill().fillna("")
    whole = Table(table.grid, table.headers, body, table.before)
    declared = {
        name: whole.texts(layout.columns[name]) if name in layout.columns else layout.constants.get(name, "")
        for name in ("partner", "iso3", "area", "period")
    }
    frame = pd.DataFrame(declared, index=body.index).astype("str")
    identity = pd.DataFrame({name: whole.texts(name) for name in layout.identity}, index=body.index)
    return frame.assign(
        partner=frame["partner"].where(frame["partner"] != "", delivery.path.split("/")[1]),
        iso3=frame["iso3"].map(_iso3(frame["iso3"])),
        area=frame["area"].where(frame["area"] != "", NATIONAL),
        survey=layout.name,
        basis=layout.basis,
        submission=[BETWEEN.join([layout.name, *row]) for row in identity.itertuples(index=False)],
        left_out=left_out,
    )


def _iso3(names: pd.Series) -> dict[str, str]:
    """Give the ISO3 of each country as published: its code, or its name."""
    known = resolve(names.unique())
    return {name: known[name].iso3 or (name if re.fullmatch("[A-Z]{3}", name) else "") for name in names.unique()}


def _left_out(table: Table, layout: TableLayout) -> pd.Series:
    """Tell blank lines, sums of the lines above, and notes, which fill one cell and none of a value."""
    filled = table.body.apply(lambda column: column.str.strip()) != ""
    first = table.body.iloc[:, 0].str.strip()
    words = {word.casefold() for word in layout.totals}
    is_note = (filled.sum(axis=1) == 1) & filled.iloc[:, 0] & (len(table.headers) > 2)
    return (
        pd.Series("", table.body.index, dtype="str")
        .mask(is_note, "footnote")
        .mask(first.str.casefold().isin(words), "subtotal")
        .mask(~filled.any(axis=1), "blank")
    )


def _all_texts(table: Table, layout: TableLayout) -> pd.Series:
    likes = [value.columns_like or re.escape(value.column) for value in layout.counts]
    at = [at for at, header in enumerate(table.headers) if any(re.fullmatch(like, header) for like in likes)]
    return pd.concat([table.body[position] for position in at] or [pd.Series(dtype="str")])


def _cells(
    table: Table, header: str, value: Value, about: pd.DataFrame, layout: TableLayout, convention: str
) -> pd.DataFrame:
    at = table.headers.index(header)
    texts = table.body[at]
    typed = table.grid.numeric[at].reindex(texts.index) if table.grid.is_sheet else pd.Series(False, texts.index)
    written = [
        written_number(text, layout.missing, "point" if is_typed else convention)
        for text, is_typed in zip(texts, typed, strict=True)
    ]
    outside = pd.Series(False, texts.index)
    for column, wanted in value.where.items():
        outside |= table.texts(column) != wanted
    return (
        about.assign(**_numbers(written, texts.index))
        .assign(**_when(table, header, value, layout))
        .assign(
            measure=value.measure,
            service=value.service,
            subgroup=value.subgroup,
            sheet=table.grid.name,
            column=table.grid.column(at, table.headers),
            raw_value=texts,
            left_out=lambda d: d["left_out"].mask(outside & (d["left_out"] == ""), "not_read"),
        )
        .reset_index(names="row")
    )


def _numbers(written: list[Written], index: pd.Index) -> dict[str, pd.Series]:
    declared = pd.DataFrame(written, index=index, columns=list(Written._fields))
    numbers = {name: declared[name].astype("float64") for name in ("value", "low", "high")}
    unread = ["" if one.is_readable else "a number, a bound such as <5, or a word for a missing one" for one in written]
    reason = declared["missing_reason"].mask(declared["missing_reason"] == "")
    return numbers | {"qualifier": declared["qualifier"], "missing_reason": reason, "unread": pd.Series(unread, index)}


def _when(table: Table, header: str, value: Value, layout: TableLayout) -> dict[str, pd.Series]:
    """Read year and part of the year: from the column's header, the period's column, or the title above the table."""
    if value.columns_like and "year" in re.compile(value.columns_like).groupindex:
        source = pd.Series(header, table.body.index, dtype="str")
        return _periods(source, value.columns_like)
    if layout.period_in == "title":
        title = " ".join(table.before.to_numpy().ravel())
        found = re.search(layout.period_like, title)
        return _periods(pd.Series(found[0] if found else "", table.body.index, dtype="str"), layout.period_like)
    return _periods(table.texts(layout.period_in), layout.period_like)


def _periods(texts: pd.Series, like: str) -> dict[str, pd.Series]:
    """Read periods by a pattern with the groups year and perhaps month, quarter or half."""
    found = {text: re.fullmatch(like, text) for text in texts.unique()}
    years = {text: int(match["year"]) if match else None for text, match in found.items()}
    parts = {text: _part(match.groupdict()) if match else "" for text, match in found.items()}
    return {"year": texts.map(years).astype("Int64"), "period": texts.map(parts).astype("str")}


def _part(groups: dict[str, str]) -> str:
    if groups.get("month"):
        return datetime(2000, int(groups["month"]), 1).strftime("m%m")
    if groups.get("quarter"):
        return f"q{int(groups['quarter'])}"
    return f"h{int(groups['half'])}" if groups.get("half") else "annual"
