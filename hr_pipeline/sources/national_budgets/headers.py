"""Headers that move between editions: other names of one column, and columns whose headers follow a pattern.

A layout is settled on a table's own headers before the table is cut out; finding their row belongs to `grids.py`.
"""

import re
from dataclasses import replace

from hr_pipeline.layouts.fiscal_years import end_year
from hr_pipeline.layouts.grids import joined
from hr_pipeline.layouts.texts import plain
from hr_pipeline.sources.national_budgets.layout import Amount, Layout


def settled(layout: Layout, rows: list[list[str]]) -> Layout:
    """Write into a layout the headers that stand in a table.

    Args:
        layout: may name other headers of a column, headers that may be missing, and patterns of headers.
        rows: the table's first rows, its header among them.

    Returns:
        The layout with one header for each column and each column of amounts; one that is not there stays as written,
        so that the search for the header says what is missing.
    """
    moves = layout.other_headers or layout.optional or any(amount.headers for amount in layout.amounts)
    if not moves:
        return layout
    texts = _header(layout, rows)
    names = {header: _standing(header, others, texts) for header, others in layout.other_headers.items()}
    here = {plain(text) for text in texts}
    missing = {plain(header) for header in layout.optional if plain(names.get(header, header)) not in here}
    columns = {name: names.get(text, text) for name, text in layout.columns.items() if plain(text) not in missing}
    vectors = tuple(names.get(header, header) for header in layout.vectors)
    present = [amount for amount in layout.amounts if plain(amount.header) not in missing or amount.headers]
    amounts = [replace(amount, header=names.get(amount.header, amount.header)) for amount in present]
    taken = {plain(header) for header in [*columns.values(), *(amount.header for amount in amounts if amount.header)]}
    free = [text for text in texts if plain(text) not in taken]
    spread = [one for amount in amounts for one in (_spread(amount, layout, free) if amount.headers else [amount])]
    return replace(layout, columns=columns, vectors=vectors, amounts=tuple(spread))


def _header(layout: Layout, rows: list[list[str]]) -> list[str]:
    """Give the texts of the row that most of the layout's headers stand in."""
    known = {plain(text) for header, others in layout.other_headers.items() for text in (header, *others)}
    known |= {plain(text) for text in [*layout.columns.values(), *(amount.header for amount in layout.amounts)]}
    patterns = [re.compile(amount.headers, re.IGNORECASE) for amount in layout.amounts if amount.headers]

    def hits(texts: list[str]) -> int:
        named = [_tidy(text) for text in texts if text.strip()]
        return sum(plain(text) in known or any(one.fullmatch(text) for one in patterns) for text in named)

    count = layout.header_rows
    candidates = [joined(rows[at : at + count]) for at in range(len(rows) - count + 1)]
    return [text for text in max(candidates, key=hits, default=[]) if text.strip()]


def _standing(header: str, others: tuple[str, ...], texts: list[str]) -> str:
    here = {plain(text) for text in texts}
    return next((name for name in (header, *others) if plain(name) in here), header)


def _spread(amount: Amount, layout: Layout, texts: list[str]) -> list[Amount]:
    """Make one column of amounts for each header that fits the pattern."""
    found = [(text, re.fullmatch(amount.headers, _tidy(text), re.IGNORECASE)) for text in texts]
    declared = [(text, match.group(1) if match.re.groups else match.group()) for text, match in found if match]
    if amount.says == "year":
        years = [(text, end_year(word, layout.year_label, layout.fiscal_year_start)) for text, word in declared]
        columns = [replace(amount, header=text, headers="", says="", year=year) for text, year in years if year]
    else:
        columns = [
            replace(amount, header=text, headers="", says="", labels=amount.labels | {amount.says: word})
            for text, word in declared
        ]
    return columns or [replace(amount, header=amount.headers, headers="")]


def _tidy(text: str) -> str:
    return " ".join(text.split())
