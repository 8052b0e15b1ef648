"""Rows of a budget table that are sums of others, by codes, levels of labels, neighbours or names.

A draft asks about them (`drafting/rows.py`), a check refuses a layout that counts them (`arithmetic.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.layouts.grids import Grid
from hr_pipeline.layouts.hierarchies import by_codes, by_levels, levels_of
from hr_pipeline.layouts.row_sums import sum_rows
from hr_pipeline.layouts.sum_words import begins_like_a_sum, is_of_which
from hr_pipeline.sources.national_budgets.layout import Layout

APART = ["year", "period", "phase", "publication"]
"""Columns whose values distinguish tables that are stacked row by row."""
MOST_ROWS = 5_000
"""Of longer lists the neighbours of a row say nothing: they are records, not a table that a person reads."""


@dataclass(frozen=True)
class RowFinding:
    """A row that restates others: its position, why, and whether chance is excluded.

    `kind` is `code`, `level`, `neighbours`, `of which`, or `differing` for a row that is named like a sum and is none.
    """

    at: int
    kind: str
    evidence: str
    is_certain: bool


def row_findings(
    numbers: pd.DataFrame, codes: list[pd.Series], texts: pd.DataFrame, rows: pd.Series, groups: pd.Series
) -> dict[int, RowFinding]:
    """Find the rows that restate others.

    Args:
        numbers: one column per column of money, missing where a cell holds no number; index from 0.
        codes: columns of codes, as published.
        texts: columns of words, as published, their blanks in front included.
        rows: row of the file of each row.
        groups: what tables that are stacked row by row are kept apart by (year, stage, fund), as one text.

    Returns:
        The findings by position.
    """
    found: dict[int, RowFinding] = {}
    for _, index in groups.groupby(groups, sort=False).groups.items():
        part = numbers.loc[index]
        if len(part) <= MOST_ROWS:
            for finding in _of_group(part, [code.loc[index] for code in codes], texts.loc[index], rows.loc[index]):
                found.setdefault(finding.at, finding)
    return found


def layout_findings(
    grid: Grid, layout: Layout, words: pd.DataFrame, numbers: pd.DataFrame, without: set[str]
) -> dict[int, RowFinding]:
    """Find the rows that restate others in a table that a layout describes.

    Args:
        grid: the table, its cells as text.
        layout: its layout.
        words: the declared columns of the rows to look at, tidied.
        numbers: the numbers of the columns of amounts of these rows.
        without: kinds of findings that are not wanted.
    """
    given = numbers.index[numbers.notna().any(axis=1)]
    is_code = {name: name.endswith("_code") for name in words.columns if name not in APART}
    codes = [words.loc[given, name].astype("str") for name, code in is_code.items() if code]
    texts = [grid.position(layout.columns[name]) for name, code in is_code.items() if not code]
    cells = grid.cells.loc[given, list(dict.fromkeys(texts))].astype("str")
    found = row_findings(numbers.loc[given], codes, cells, grid.rows, groups_of(layout, words.loc[given]))
    return {at: finding for at, finding in found.items() if finding.kind not in {*without, "differing"}}


def groups_of(layout: Layout, words: pd.DataFrame) -> pd.Series:
    """Name what rows are never added across: year, period, stage, publication, and the code of declared totals."""
    apart = [name for name in words if name in APART or (layout.totals and name == layout.totals.column)]
    return words[apart].astype("str").agg("\x1f".join, axis=1) if apart else pd.Series("", index=words.index)


def _of_group(
    numbers: pd.DataFrame, codes: list[pd.Series], texts: pd.DataFrame, rows: pd.Series
) -> Iterator[RowFinding]:
    """Look for parents first, so that the sums of what remains are seen."""
    index, lines = list(numbers.index), rows.tolist()
    flat = numbers.reset_index(drop=True)
    parents: dict[int, tuple[str, tuple[int, ...]]] = {}
    trees = [("code", by_codes(code.reset_index(drop=True).str.strip(), flat)) for code in codes]
    trees += [("level", by_levels(levels_of(texts[[column]]), flat)) for column in texts]
    trees += [("level", by_levels(levels_of(texts), flat))] if texts.shape[1] > 1 else []
    for kind, tree in trees:
        parents |= {at: (kind, parts) for at, parts in tree.sums.items() if at not in parents}
    yield from (
        RowFinding(index[at], kind, f"the sum of its parts by {kind}, {_lines(parts, lines)}", True)
        for at, (kind, parts) in parents.items()
    )
    words = texts.reset_index(drop=True)
    leaves = [at for at in range(len(flat)) if at not in parents]
    whole = [at for at in leaves if not any(is_of_which(str(text)) for text in words.loc[at])]
    rows_of = max((leaves, whole), key=lambda chosen: len(sum_rows(flat.loc[chosen])))
    neighbours = sum_rows(flat.loc[rows_of])
    for one in neighbours:
        parts = tuple(rows_of[part] for part in one.parts)
        yield RowFinding(index[rows_of[one.row]], "neighbours", f"the sum of {_lines(parts, lines)}", one.is_certain)
    used = {rows_of[part] for one in neighbours for part in one.parts}
    used |= {part for _, parts in parents.values() for part in parts}
    known = set(parents) | {rows_of[one.row] for one in neighbours} | used
    yield from _named(flat, words, known, index, lines)


def _lines(parts: tuple[int, ...], lines: list[int]) -> str:
    found = [lines[part] for part in sorted(parts)]
    is_block = found == list(range(found[0], found[-1] + 1)) and len(found) > 2
    word = "row" if len(found) == 1 else "rows"
    return f"rows {found[0]} to {found[-1]}" if is_block else f"{word} {', '.join(map(str, found[:8]))}"


def _named(
    numbers: pd.DataFrame, texts: pd.DataFrame, known: set[int], index: list[int], lines: list[int]
) -> Iterator[RowFinding]:
    """Find rows that are named like sums, or like parts of another row, and restate one row or do not add up."""
    given = numbers.index[numbers.notna().any(axis=1)]
    for at in given:
        words = [word for text in texts.loc[at] if (word := begins_like_a_sum(str(text)))]
        if not words or at in known:
            continue
        if any(is_of_which(str(text)) for text in texts.loc[at]):
            yield RowFinding(index[at], "of which", f"begins with {words[0]!r}: a part of another row", True)
        elif same := [near for near in (at - 1, at + 1) if near in given and numbers.loc[at].equals(numbers.loc[near])]:
            yield RowFinding(index[at], "neighbours", f"the sum of {_lines((same[0],), lines)}", True)
        else:
            yield RowFinding(index[at], "differing", f"begins with {words[0]!r}, as sums do", False)
