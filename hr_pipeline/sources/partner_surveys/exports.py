"""KoboToolbox exports: a workbook's sheets, reduced at the door to the columns that may be carried.

Free text, submitter names, devices and places never come past this module: a column is carried only when a mapping
reads it, or when it is one of the few system columns named here. What submissions mean belongs to `submissions.py`.
"""

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.sources.deliveries import Refused
from hr_pipeline.sources.partner_surveys.forms import ANSWER_TYPES, Dictionary
from hr_pipeline.sources.partner_surveys.mappings import Mapping
from hr_pipeline.sources.workbooks import Sheet

NEEDED = ["_uuid", "_validation_status", "__version__", "_index"]
CARRIED = [*NEEDED, "_id", "_submission_time", "end", "meta/rootUuid"]
PARENT = ["_parent_table_name", "_parent_index"]
CARRIED_IN_REPEATS = [*PARENT, "_submission__uuid"]
EXPORT_AGAIN = (
    "export again from KoboToolbox as XLS with 'XML values and headers', all versions and all fields, "
    "and deliver the file unchanged"
)


@dataclass(frozen=True)
class Answers:
    """One sheet of an export, as far as it may be carried.

    Attributes:
        sheet: the tab's name.
        cells: one row per record as text; index: the row of the sheet; columns: items and system columns.
        letters: column of `cells` -> letters of the sheet's column.
        headings: rows of tags below the header (HXL).
        blanks: empty rows.
        unread: filled cells of questions for numbers or codes that no mapping reads.
    """

    sheet: str
    cells: pd.DataFrame
    letters: dict[str, str]
    headings: int
    blanks: int
    unread: int


@dataclass(frozen=True)
class Export:
    """An export: its main sheet, and its repeats by name; a repeat that nobody filled has no sheet."""

    main: Answers
    repeats: dict[str, Answers]


def read_export(sheets: list[Sheet], forms: Dictionary, mapping: Mapping) -> Export:
    """Find the main sheet and the repeats of an export by their columns; the names of tabs are cut and say little.

    Raises:
        Refused: no sheet has the system columns and the questions that tell who reports on what.
    """
    tables = [sheet for sheet in sheets if len(sheet.cells)]
    separator = _separator(tables, forms)
    mains = [sheet for sheet in tables if not set(PARENT) <= set(sheet.cells.iloc[0])]
    main = max(mains, key=lambda sheet: len(set(CARRIED) & set(sheet.cells.iloc[0])), default=None)
    if main is None:
        raise Refused("the whole file", "expected a sheet with one row per submission, found none", EXPORT_AGAIN)
    answers = _answers(main, "", forms, mapping, separator, CARRIED)
    _check_system(answers)
    _check_questions(answers, set(mapping.submission.values()))
    named = [(_repeat_of(sheet, forms, separator), sheet) for sheet in tables if sheet not in mains]
    _check_once([name for name, _ in named if name], "of the repeats")
    repeats = {
        name: _answers(sheet, name, forms, mapping, separator, CARRIED_IN_REPEATS) for name, sheet in named if name
    }
    for name, repeat in repeats.items():
        _check_questions(repeat, mapping.used(name))
    return Export(answers, repeats)


def _check_system(main: Answers) -> None:
    missing = [column for column in NEEDED if column not in main.cells]
    if missing:
        raise Refused(f"sheet {main.sheet!r}, row 1", f"expected the columns {', '.join(missing)}", EXPORT_AGAIN)
    if main.cells["_index"].duplicated().any():
        raise Refused(f"sheet {main.sheet!r}, column _index", "expected each number once", EXPORT_AGAIN)


def _check_questions(answers: Answers, questions: set[str]) -> None:
    missing = sorted(questions - set(answers.cells))
    if missing:
        raise Refused(
            f"sheet {answers.sheet!r}, row 1",
            f"expected the questions' names as headers (not their labels), found no {', '.join(missing)}",
            EXPORT_AGAIN,
        )


def _separator(tables: list[Sheet], forms: Dictionary) -> str:
    """Find what stands between groups, questions and choices in the headers; people may choose any text."""
    headers = {header for sheet in tables for header in sheet.cells.iloc[0] if header}
    found: Counter[str] = Counter({"/": 1})
    paths = set(forms.items["path"]) | set(forms.items["item"])
    for parts in (path.split("/") for path in sorted(paths) if "/" in path):
        between = re.compile(_between(parts))
        fitting = [header for header in headers if header.startswith(parts[0]) and header.endswith(parts[-1])]
        found.update(match["mark"] for header in fitting if (match := between.fullmatch(header)))
    return found.most_common(1)[0][0]


def _between(parts: list[str]) -> str:
    first, *others = map(re.escape, parts)
    return first + "(?P<mark>.{1,5}?)" + "(?P=mark)".join(others)


def _items_by_header(forms: Dictionary, repeat: str, separator: str) -> dict[str, str]:
    """Give the item that a header means, written with its groups or without them."""
    items = forms.items[forms.items["repeat"] == repeat]
    bare = dict(zip(items["item"].str.replace("/", separator, regex=False), items["item"], strict=True))
    return bare | dict(zip(items["path"].str.replace("/", separator, regex=False), items["item"], strict=True))


def _repeat_of(sheet: Sheet, forms: Dictionary, separator: str) -> str:
    """Name the repeat whose questions fill a sheet; of several that fit alike, the one that gave the tab its name."""
    headers = set(sheet.cells.iloc[0])
    fits = {
        repeat: (len(headers & set(_items_by_header(forms, repeat, separator))), sheet.name == _tab(repeat))
        for repeat in sorted(set(forms.questions["repeat"]) - {""})
    }
    best = max(fits, key=lambda repeat: fits[repeat], default="")
    return best if best and fits[best][0] else ""


def _tab(repeat: str) -> str:
    name = repeat.rsplit("/", 1)[-1]
    return name if len(name) <= 31 else name[:28] + "..."


def _answers(
    sheet: Sheet, repeat: str, forms: Dictionary, mapping: Mapping, separator: str, system: list[str]
) -> Answers:
    meanings = _items_by_header(forms, repeat, separator) | {name: name for name in system}
    columns = [(position, meanings.get(header, "")) for position, header in enumerate(sheet.cells.iloc[0])]
    used = mapping.used(repeat) | set(system)
    carried = [(position, item) for position, item in columns if item.split("/")[0] in used or item in system]
    _check_once([item for _, item in carried], sheet.name)
    body = sheet.cells.iloc[1:].set_axis(range(2, len(sheet.cells) + 1), axis=0)
    heading, blank = _is_tags(body), (body == "").all(axis=1)
    records = body[~heading & ~blank]
    unread = [(position, item) for position, item in columns if item and (position, item) not in carried]
    return Answers(
        sheet=sheet.name,
        cells=records.iloc[:, [at for at, _ in carried]].set_axis([item for _, item in carried], axis=1),
        letters={item: sheet.letters(position) for position, item in carried},
        headings=int(heading.sum()),
        blanks=int(blank.sum()),
        unread=_unread(records, unread, forms, repeat),
    )


def _check_once(names: list[str], sheet: str) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise Refused(
            f"sheet {sheet}, row 1",
            f"expected each question's column and each repeat's sheet once, found several for {', '.join(twice)}",
            "give the form's questions different names and deliver the export unchanged",
        )


def _is_tags(body: pd.DataFrame) -> pd.Series:
    """Find the row of HXL tags: right below the header, nothing in it but #tags."""
    tags = pd.DataFrame({at: (body[at] == "") | body[at].str.startswith("#") for at in body})
    return tags.all(axis=1) & (body != "").any(axis=1) & (body.index == 2)


def _unread(records: pd.DataFrame, columns: list[tuple[int, str]], forms: Dictionary, repeat: str) -> int:
    """Count the filled cells of questions for numbers or codes that are not carried, without those of their choices."""
    here = forms.questions[(forms.questions["repeat"] == repeat) & forms.questions["type"].isin(ANSWER_TYPES)]
    counted = [position for position, item in columns if item in set(here["name"])]
    return int((records.iloc[:, counted] != "").sum().sum())
