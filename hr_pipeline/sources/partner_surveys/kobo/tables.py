"""Tables as KoboToolbox writes them, in sheets or text files, read into the common shape of exports.

Opening files belongs to `kobo_workbooks.py` and `kobo_texts.py`, rewriting cells to `wording.py`.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.sources.partner_surveys.exports import PARENT, SYSTEM, SYSTEM_IN_REPEATS, Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.forms.wording import reworded
from hr_pipeline.sources.partner_surveys.kobo.headers import NAMES, Headers, headers_of

SUBMISSION_UUID = "_submission__uuid"


@dataclass(frozen=True)
class Table:
    """One table as published.

    Attributes:
        name: its tab; "" in a text file.
        headers: text of each column's header.
        places: what finds each column in the file: letters, or the header.
        body: all cells below the header as text; index: row or line; columns: positions from 0.
        pages: as in `Answers`.
    """

    name: str
    headers: list[str]
    places: list[str]
    body: pd.DataFrame
    pages: pd.DataFrame | None = None


def is_repeat(table: Table) -> bool:
    """Tell a repeat by the column that names the record it belongs to."""
    return PARENT[1] in table.headers


@cache
def declared() -> dict:
    """Read what KoboToolbox calls things."""
    return packaged_yaml(__package__, "kobo.yaml")


@cache
def _system() -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in declared()["system_columns"]))


def read_tables(tables: list[Table], forms: Dictionary, again: str) -> Export:
    """Find the main table and the repeats of an export by their columns; the names of tabs are cut and say little.

    Args:
        tables: the export's tables.
        forms: the dictionary of its survey.
        again: how to export the survey again.

    Raises:
        Refused: no table has one row per submission, or one question or repeat stands there twice.
    """
    headers = headers_of([header for table in tables for header in table.headers], forms)
    mains = [table for table in tables if not is_repeat(table)]
    main = max(mains, key=lambda table: len(set(SYSTEM) & set(table.headers)), default=None)
    if main is None:
        raise Refused("the whole file", "expected a sheet with one row per submission, found none", again)
    answers, findings = _answers(main, "", forms, headers, SYSTEM)
    named = [(_repeat_of(table, headers), table) for table in tables if is_repeat(table)]
    check_once([name for name, _ in named if name], "of the repeats")
    repeats = {}
    for name, table in named:
        if name:
            repeats[name], found = _answers(table, name, forms, headers, SYSTEM_IN_REPEATS)
            findings += found
        else:
            findings.append(Finding("unknown_table", table.name, rows=len(table.body)))
    if headers.language != NAMES:
        findings.append(Finding("labels_not_names", main.name, rows=len(answers.cells), detail=headers.language))
    return _linked(Export(answers, repeats, findings))


def _repeat_of(table: Table, headers: Headers) -> str:
    """Name the repeat whose questions fill a table; of several that fit alike, the one that gave the tab its name."""
    shown = set(table.headers)
    fits = {
        repeat: (len(shown & (set(items) | headers.doubtful[repeat])), table.name == _tab(repeat))
        for repeat, items in sorted(headers.items.items())
        if repeat
    }
    best = max(fits, key=lambda repeat: fits[repeat], default="")
    return best if best and fits[best][0] else ""


def _tab(repeat: str) -> str:
    name = repeat.rsplit("/", 1)[-1]
    return name if len(name) <= 31 else name[:28] + "..."


def _answers(
    table: Table, repeat: str, forms: Dictionary, headers: Headers, system: list[str]
) -> tuple[Answers, list[Finding]]:
    meanings = _uuid_column(table, repeat) | headers.items.get(repeat, {}) | {name: name for name in system}
    items = [meanings.get(header, "") for header in table.headers]
    check_once([item for item in items if item], table.name)
    heading, blank = _is_tags(table.body), (table.body == "").all(axis=1)
    body = table.body[~heading & ~blank]
    known = [at for at, item in enumerate(items) if item]
    cells = body.iloc[:, known].set_axis([items[at] for at in known], axis=1)
    answers = Answers(
        sheet=table.name,
        cells=cells,
        letters={items[at]: table.places[at] for at in known},
        headings=int(heading.sum()),
        blanks=int(blank.sum()),
        pages=table.pages,
    )
    worded, findings = reworded(answers, repeat, forms)
    return worded, [*_unexplained(table, body, items, headers.doubtful.get(repeat, set())), *findings]


def _uuid_column(table: Table, repeat: str) -> dict[str, str]:
    """Take `uuid`, as analysts rename it in all sheets of an export, for the submission's, where that is missing."""
    name = SUBMISSION_UUID if repeat else "_uuid"
    return {} if name in table.headers else {"uuid": name}


def _unexplained(table: Table, body: pd.DataFrame, items: list[str], doubtful: set[str]) -> list[Finding]:
    """Say which columns mean nothing or several things; an unknown header is not shown, it may be an answer."""
    findings = []
    for at, (header, item) in enumerate(zip(table.headers, items, strict=True)):
        if item or not header or _system().fullmatch(header):
            continue
        code = "ambiguous_column" if header in doubtful else "unknown_column"
        place = table.places[at] if table.name or header in doubtful else ""
        filled = int((body.iloc[:, at] != "").sum())
        findings.append(Finding(code, table.name, 1, place, rows=filled, detail=f"column {at + 1}"))
    return findings


def check_once(names: list[str], sheet: str) -> None:
    """Make sure that no name comes twice.

    Raises:
        Refused: one does.
    """
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise Refused(
            f"sheet {sheet}, row 1",
            f"expected each question's column and each repeat's sheet once, found several for {', '.join(twice)}",
            "export again with groups in headers (or give the questions different names) and deliver it unchanged",
        )


def _is_tags(body: pd.DataFrame) -> pd.Series:
    """Find the row of HXL tags: right below the header, nothing in it but #tags."""
    below = [(row, cells) for row, cells in zip(body.index[:1], body.head(1).to_numpy(), strict=True) if row == 2]
    tags = {row for row, cells in below if any(cells) and all(not cell or cell.startswith("#") for cell in cells)}
    return pd.Series(body.index.isin(tags), index=body.index)


def _linked(export: Export) -> Export:
    """Give repeats the number of their submission by its uuid, where the export has no numbers."""
    main = export.main.cells
    unlinked = [repeat for repeat in export.repeats.values() if _needs_links(repeat, main)]
    if not unlinked or "_uuid" not in main or not main["_uuid"].is_unique:
        return export
    if not all(SUBMISSION_UUID in repeat.cells for repeat in unlinked):
        return export
    given = main["_index"] if "_index" in main else [str(at) for at in range(1, len(main) + 1)]
    numbers = pd.Series(list(given), index=main["_uuid"])
    linked = {
        name: _numbered(repeat, numbers) if _needs_links(repeat, main) else repeat
        for name, repeat in export.repeats.items()
    }
    return replace(export, main=replace(export.main, cells=main.assign(_index=numbers.to_numpy())), repeats=linked)


def _needs_links(repeat: Answers, main: pd.DataFrame) -> bool:
    return "_index" not in main or bool((repeat.cells[PARENT[1]] == "").all())


def _numbered(repeat: Answers, numbers: pd.Series) -> Answers:
    parent = repeat.cells[SUBMISSION_UUID].map(numbers).fillna("").astype("str")
    return replace(repeat, cells=repeat.cells.assign(**{PARENT[1]: parent}))
