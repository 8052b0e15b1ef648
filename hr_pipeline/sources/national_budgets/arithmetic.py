"""What the numbers of a table say against its layout: sums counted with their parts, shares or codes counted as money.

A layout that a person wrote next to a file is checked so each time it is read; the packaged ones are checked by tests.
What arithmetic finds belongs to `layouts/` and `row_findings.py`.
"""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.column_kinds import POSSIBLE_CODE, kinds_of, text_cells
from hr_pipeline.layouts.column_kinds import numbers_of as numbers_in
from hr_pipeline.layouts.column_sums import Relation, relations, running
from hr_pipeline.layouts.conventions import decide
from hr_pipeline.layouts.dimensions import restating, running_within, wholes
from hr_pipeline.layouts.fiscal_years import is_two_years, month, year_in
from hr_pipeline.layouts.grids import Grid, address
from hr_pipeline.layouts.phases import phases_in
from hr_pipeline.layouts.texts import meaning, plain
from hr_pipeline.sources.national_budgets.control_totals import differing_totals
from hr_pipeline.sources.national_budgets.layout import Amount, Layout
from hr_pipeline.sources.national_budgets.row_findings import APART, MOST_ROWS, layout_findings
from hr_pipeline.sources.national_budgets.rows import KEPT

ASK = "run `hr-pipeline layout suggest` and answer its questions; "
MOST_COLUMNS = 60


def require_sound(grid: Grid, layout: Layout, words: pd.DataFrame, reason: pd.Series) -> None:
    """Refuse a layout that counts money twice, or counts what is no money, as the table's own numbers show.

    Args:
        grid: the table.
        layout: a layout that a person wrote next to the file.
        words: the declared columns of words and codes, tidied.
        reason: why each row is left out; KEPT where it is not.

    Raises:
        Refused: names the question that the layout leaves open, where it arises, and how to answer it.
    """
    grid = replace(grid, cells=grid.cells.astype("str"))
    positions = {grid.position(amount.header): amount for amount in layout.amounts}
    kept = reason.index[reason == KEPT]
    numbers = numbers_in(grid, list(positions), layout.numbers)
    for refusal in (
        *_headers_against(grid, positions, layout),
        *_decimals_against(grid, list(positions), layout),
        *_columns_against(grid, positions, layout, kept),
        *_labels_against(grid, layout, words.loc[kept], numbers.loc[kept]),
        *_rows_against(grid, layout, words.loc[kept], numbers.loc[kept]),
        *differing_totals(grid, layout, words, reason, numbers),
    ):
        raise refusal


def _acknowledged(layout: Layout) -> set[str]:
    return {plain(text) for text in layout.not_sums}


def _headers_against(grid: Grid, amounts: dict[int, Amount], layout: Layout) -> Iterator[Refused]:
    """Compare what headers say with what the layout says of them: years, differences, shares."""
    known, kinds = _acknowledged(layout), kinds_of(grid)
    for at, amount in amounts.items():
        header = grid.headers[at]
        where = f"column {address(grid.headers, at)!r}"
        stated = year_in(header) if is_two_years(header) else None
        if amount.year and stated and stated != amount.year:
            yield Refused(
                where,
                f"expected the year in which its fiscal year ends, {stated}; the layout has {amount.year}",
                f"write `year: {stated}`",
            )
        if plain(header) in known:
            continue
        for table, what in (("differences", "a difference"), ("shares", "a share")):
            if meaning(table, "language", header) and not phases_in(header):
                yield Refused(
                    where,
                    f"expected money of its own; its header names {what}",
                    f"{ASK}remove it from `amounts`, or add it to `not_sums` if it is money",
                )
        if kinds[at] in (POSSIBLE_CODE, "code", "numbering"):
            yield Refused(
                where,
                "expected amounts of money; its cells look like codes",
                f"{ASK}remove it from `amounts`, or add it to `not_sums` if it is money",
            )


def _decimals_against(grid: Grid, columns: list[int], layout: Layout) -> Iterator[Refused]:
    """Compare the declared way of writing decimals with the cells, and with what adds up."""
    if not columns:
        return
    decision = decide(text_cells(grid, columns))
    if decision.is_certain and decision.convention != layout.numbers and "no cell" not in decision.evidence:
        yield Refused(
            "key numbers",
            f"expected `numbers: {decision.convention}`: {decision.evidence}; the layout has {layout.numbers}",
            f"write `numbers: {decision.convention}`",
        )


def _columns_against(grid: Grid, amounts: dict[int, Amount], layout: Layout, kept: pd.Index) -> Iterator[Refused]:
    """Find columns of amounts that are calculated from each other, or from columns that the layout does not read."""
    numeric = [at for at, kind in kinds_of(grid).items() if kind in ("amounts", POSSIBLE_CODE) or at in amounts]
    if len(numeric) > MOST_COLUMNS or len(kept) < 2:
        return
    numbers, known = numbers_in(grid, numeric, layout.numbers).loc[kept], _acknowledged(layout)
    for relation in relations(numbers):
        read = [at for at in (relation.column, *relation.of) if at in amounts]
        if _is_counted_twice(relation, read, amounts) and not known & {plain(grid.headers[at]) for at in read}:
            headers = [repr(address(grid.headers, at)) for at in (relation.column, *relation.of)]
            yield Refused(
                f"column {headers[0]}",
                f"expected money of its own; in {relation.rows} rows it is {_as_words(relation, headers[1:])}",
                f"{ASK}read only one of them under `amounts`, or add them to `not_sums`",
            )
    groups: dict[tuple, list[int]] = {}
    for at, amount in amounts.items():
        groups.setdefault((amount.phase, amount.year, tuple(amount.labels.items())), []).append(at)
    for group in groups.values():
        run = running(numbers, sorted(group))
        if run and not known & {plain(grid.headers[at]) for at in group}:
            yield Refused(
                f"column {address(grid.headers, run.column)!r}",
                f"expected money of its own; no row falls in {len(group)} columns up to it, as in a running total",
                f"{ASK}read only the last of them, or add them to `not_sums`",
            )


def _is_counted_twice(relation: Relation, read: list[int], amounts: dict[int, Amount]) -> bool:
    """Say whether a relation among columns makes the layout count money twice, or count a share."""
    if relation.kind == "share":
        return relation.column in read
    stages = {(amounts[at].phase, amounts[at].year, tuple(amounts[at].phases)) for at in read}
    if relation.kind == "same":
        return len(read) == 2 and len(stages) == 1
    is_whole = len(read) == len(relation.of) + 1
    return relation.column in read and (is_whole or (len(read) > 1 and len(stages) == 1))


def _as_words(relation: Relation, headers: list[str]) -> str:
    return {"sum": " + ".join(headers), "same": f"the same as {headers[0]}"}.get(
        relation.kind, f"a share of {headers[0]}"
    )


def _labels_against(grid: Grid, layout: Layout, words: pd.DataFrame, numbers: pd.DataFrame) -> Iterator[Refused]:
    """Find rows that a column of labels shows to be sums, stages or running totals which the layout adds up."""
    given = numbers.notna().any(axis=1)
    words, numbers, known = words[given], numbers[given], _acknowledged(layout)
    if not len(numbers.columns) or len(words) < 4:
        return
    named = words.set_axis(range(len(words.columns)), axis=1).astype("str")
    for whole in wholes(named, numbers) if len(words) <= MOST_ROWS else []:
        column = words.columns[whole.column]
        if column in APART or plain(whole.total) in known or plain(layout.columns[column]) in known or whole.keys < 2:
            continue
        parts = " + ".join(map(repr, whole.parts))
        yield Refused(
            f"column {layout.columns[column]!r}",
            f"expected rows that do not contain each other; {whole.total!r} is {parts} in {whole.keys} cases",
            f"{ASK}declare `totals`, or add {whole.total!r} to `not_sums`",
        )
    yield from _stages_against(grid, layout, words, known)
    if "period" in words and layout.running is None and plain(layout.columns["period"]) not in known:
        months = words["period"].map(lambda text: month(str(text)) or (0, 0))
        order = months.map(lambda pair: pair[0] * 12 + pair[1])
        labels = words.drop(columns=[name for name in APART if name in words])
        if running_within(order, months.map(lambda pair: pair[0]), labels, numbers):
            yield Refused(
                f"column {layout.columns['period']!r}",
                "expected amounts of each period; within each year none falls, as in a running total",
                f"{ASK}declare `running`, or add the header to `not_sums`",
            )


def _stages_against(grid: Grid, layout: Layout, words: pd.DataFrame, known: set[str]) -> Iterator[Refused]:
    """Find a column that the layout does not name and that states each row once for each of its few texts."""
    named = {grid.position(header) for header in _named_headers(layout) if grid.has(header)}
    kinds = kinds_of(grid)
    for at in (at for at, kind in kinds.items() if kind in ("text", "code") and at not in named):
        labels = pd.concat(
            [words.astype("str").set_axis(range(-len(words.columns), 0), axis=1), grid.cells.loc[words.index, [at]]],
            axis=1,
        )
        values = restating(at, labels)
        if values and plain(grid.headers[at]) not in known:
            shown = ", ".join(map(repr, values))
            yield Refused(
                f"column {address(grid.headers, at)!r}",
                f"expected the layout to name this column: each row is stated once for each of {shown}",
                f"{ASK}name it under `columns` (as `phase`, if it tells stages), or under `not_sums`",
            )


def _named_headers(layout: Layout) -> list[str]:
    return [*layout.columns.values(), *(amount.header for amount in layout.amounts)]


def _rows_against(grid: Grid, layout: Layout, words: pd.DataFrame, numbers: pd.DataFrame) -> Iterator[Refused]:
    """Find rows that the layout counts and that are sums of other rows which it counts as well."""
    known = _acknowledged(layout)
    for finding in layout_findings(grid, layout, words, numbers, {"of which"}).values():
        row, texts = int(grid.rows[finding.at]), [str(text) for text in words.loc[finding.at]]
        if ({plain(text) for text in texts} | {f"row {row}"}) & known:
            continue
        name = " ".join(text for text in texts if text)[:60] or "without a name"
        yield Refused(
            f"row {row} ({name})",
            f"expected an amount of its own; it is {finding.evidence}",
            f'{ASK}leave it out (`leave_out: [{{reason: subtotal, rows: "{row}"}}]`), or add `row {row}` to `not_sums`',
        )
