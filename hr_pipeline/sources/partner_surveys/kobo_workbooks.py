"""KoboToolbox workbooks: sheets whose columns are the questions of a form, read into the common shape of exports.

What may be carried on belongs to `exports.py`.
"""

import re
from collections import Counter

import pandas as pd

from hr_pipeline.sources.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import PARENT, SYSTEM, SYSTEM_IN_REPEATS, Answers, Export
from hr_pipeline.sources.partner_surveys.form_files import forms_beside
from hr_pipeline.sources.partner_surveys.forms import Dictionary
from hr_pipeline.sources.workbooks import Sheet, is_workbook, read_workbook

AGAIN = (
    "export again from KoboToolbox as XLS with 'XML values and headers', all versions and all fields, "
    "and deliver the file unchanged"
)
FORM_AGAIN = (
    "in KoboToolbox choose Form, Download XLS, and put that file (sheets survey and choices) beside the export, "
    "one file per version"
)


def recognises(delivery: Delivery) -> bool:
    """Tell whether a delivery is a workbook."""
    return is_workbook(delivery.name)


def read(delivery: Delivery, beside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read an export with the forms beside it.

    Raises:
        Refused: no form, or no sheet with one row per submission.
    """
    sheets = read_workbook(delivery)
    forms = forms_beside(beside, FORM_AGAIN)
    return read_export(sheets, forms), forms


def read_export(sheets: list[Sheet], forms: Dictionary) -> Export:
    """Find the main sheet and the repeats of an export by their columns; the names of tabs are cut and say little.

    Raises:
        Refused: no sheet has the system columns and the questions that tell who reports on what.
    """
    tables = [sheet for sheet in sheets if len(sheet.cells)]
    separator = _separator(tables, forms)
    mains = [sheet for sheet in tables if not set(PARENT) <= set(sheet.cells.iloc[0])]
    main = max(mains, key=lambda sheet: len(set(SYSTEM) & set(sheet.cells.iloc[0])), default=None)
    if main is None:
        raise Refused("the whole file", "expected a sheet with one row per submission, found none", AGAIN)
    named = [(_repeat_of(sheet, forms, separator), sheet) for sheet in tables if sheet not in mains]
    _check_once([name for name, _ in named if name], "of the repeats")
    repeats = {name: _answers(sheet, name, forms, separator, SYSTEM_IN_REPEATS) for name, sheet in named if name}
    return Export(_answers(main, "", forms, separator, SYSTEM), repeats)


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


def _answers(sheet: Sheet, repeat: str, forms: Dictionary, separator: str, system: list[str]) -> Answers:
    meanings = _items_by_header(forms, repeat, separator) | {name: name for name in system}
    columns = [(position, meanings.get(header, "")) for position, header in enumerate(sheet.cells.iloc[0])]
    known = [(position, item) for position, item in columns if item]
    _check_once([item for _, item in known], sheet.name)
    body = sheet.cells.iloc[1:].set_axis(range(2, len(sheet.cells) + 1), axis=0)
    heading, blank = _is_tags(body), (body == "").all(axis=1)
    records = body[~heading & ~blank]
    return Answers(
        sheet=sheet.name,
        cells=records.iloc[:, [at for at, _ in known]].set_axis([item for _, item in known], axis=1),
        letters={item: sheet.letters(position) for position, item in known},
        headings=int(heading.sum()),
        blanks=int(blank.sum()),
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
