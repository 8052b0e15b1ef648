"""XLSForms: the sheets survey, choices and settings of a workbook, read as a form.

Parsed here and not with pyxform: that refuses whole forms for faults an export does not suffer from, keeps its
dictionary private, pins four libraries exactly, and knows no form that KoboToolbox gives as JSON.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.sources.partner_surveys.forms.form import CHOICE_LABEL_COLUMNS, LABEL_COLUMNS, QUESTION_COLUMNS, Form
from hr_pipeline.sources.partner_surveys.tools.grids import Grid

_BLOCK = re.compile(r"(begin|end)[ _]+(?:looped[ _]+)?(group|repeat)\b.*", re.IGNORECASE)
_SELECT = re.compile(
    r"(?:select[ _]+(?P<one>one)|(?P<one1>select1)|select[ _]+multiple|select[ _]+all[ _]+that[ _]+apply)"
    r"(?:_from_file)?(?:[ _]+from)?\s+(?P<list>\S+)(?P<other>[ _]+or[ _]+(?:specify[ _]+)?other)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"label(?:::?(?P<language>.*))?")
_NO = {"", "no", "false", "false()", "0"}
_YES = {"yes", "true", "true()", "t", "y", "1", "required"}


def is_form(sheets: Sequence[Grid]) -> bool:
    """Tell by its sheets whether a workbook is a form and no export."""
    return {"survey", "choices"} <= {sheet.name.strip().lower() for sheet in sheets}


def read_form(sheets: Sequence[Grid]) -> Form:
    """Read an XLSForm.

    Raises:
        Refused: a sheet lacks a column, or groups and repeats do not close where they should.
    """
    tables = {sheet.name.strip().lower(): _table(sheet) for sheet in sheets}
    settings = tables.get("settings", pd.DataFrame()).head(1).to_dict("records")
    declared = dict.fromkeys(["form_id", "form_title", "version"], "") | (settings[0] if settings else {})
    survey = _needed(tables["survey"], "survey", ["type", "name"])
    choices = _needed(tables["choices"], "choices", ["list_name", "name"])
    return form_of(declared["form_id"] or declared["form_title"], declared["version"], survey, choices)


def form_of(form_id: str, version: str, survey: pd.DataFrame, choices: pd.DataFrame) -> Form:
    """Make a form of the lines of its survey and its choices.

    Args:
        form_id: the form's id.
        version: the form's version.
        survey: one row per line in order, index: its row in the sheet; type, name, label or label::language, and
            perhaps constraint, required and relevant; all text, "" where empty.
        choices: one row per choice: list_name, name, and its labels.

    Raises:
        Refused: groups and repeats do not close where they should.
    """
    questions, labels = _walk(survey)
    named = choices[(choices["list_name"] != "") & (choices["name"] != "")]
    others = pd.DataFrame(
        [{"list_name": row["list_name"], "name": "other"} for row in questions if row["or_other"]],
        columns=["list_name", "name"],
        dtype="str",
    )
    every = pd.concat([named[["list_name", "name"]], others], ignore_index=True).drop_duplicates(ignore_index=True)
    return Form(
        form_id=form_id,
        version=version,
        questions=pd.DataFrame(questions, columns=QUESTION_COLUMNS, dtype="str"),
        choices=every,
        labels=pd.DataFrame(labels, columns=LABEL_COLUMNS, dtype="str"),
        choice_labels=_choice_labels(named),
    )


@cache
def _spellings() -> dict[str, dict[str, str]]:
    return packaged_yaml(__package__, "forms.yaml")


def _table(sheet: Grid) -> pd.DataFrame:
    """Name columns by the first row, in one spelling, and strip every cell; of equal names the first counts."""
    if sheet.cells.empty:
        return pd.DataFrame()
    headers = sheet.cells.iloc[0].str.strip().str.lower().str.replace(r"^bind::?", "", regex=True)
    headers = headers.replace(_spellings()["headers"])
    body = sheet.cells.iloc[1:].set_axis(headers, axis=1).apply(lambda column: column.str.strip())
    return body.loc[:, ~headers.duplicated().to_numpy() & (headers != "").to_numpy()]


def _needed(table: pd.DataFrame, sheet: str, columns: list[str]) -> pd.DataFrame:
    missing = [column for column in columns if column not in table]
    if missing:
        raise Refused(
            f"sheet {sheet}, row 1",
            f"expected the columns {', '.join(columns)} of an XLSForm, found no {', '.join(missing)}",
            "deliver the form as KoboToolbox downloads it (XLS)",
        )
    return table


def _languages(table: pd.DataFrame) -> dict[str, str]:
    """Find the columns of labels: column -> language, "" for the one that names none."""
    found = {str(column): _LABEL.fullmatch(str(column)) for column in table}
    return {column: (match["language"] or "").strip() for column, match in found.items() if match}


def _choice_labels(choices: pd.DataFrame) -> pd.DataFrame:
    parts = [
        choices[["list_name", "name"]].assign(language=language, label=choices[column])
        for column, language in _languages(choices).items()
    ]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CHOICE_LABEL_COLUMNS, dtype="str")
    return whole[whole["label"] != ""].reset_index(drop=True)


@dataclass(frozen=True)
class _Block:
    """A group or repeat that is open, with its condition."""

    kind: str
    name: str
    relevant: str


def _walk(survey: pd.DataFrame) -> tuple[list[dict], list[dict]]:
    """Walk down the survey with the open groups and repeats on a stack: questions, and labels by path."""
    languages = _languages(survey)
    blocks: list[_Block] = []
    questions: list[dict] = []
    labels: list[dict] = []
    for index, line in survey.iterrows():
        block = _BLOCK.fullmatch(line["type"])
        if block and block[1].lower() == "end":
            _close(blocks, block[2].lower(), int(str(index)))
            continue
        if not line["type"] or not (block or line["name"]):
            continue
        path = "/".join([block.name for block in blocks] + [line["name"]])
        labels += [{"path": path, "language": languages[column], "label": line[column]} for column in languages]
        if block:
            blocks.append(_Block(block[2].lower(), line["name"], line.get("relevant", "")))
        else:
            questions += _asked(line, path, blocks)
    if blocks:
        raise _unbalanced("at its end", f"'end {blocks[-1].kind}' for {blocks[-1].name!r}")
    return questions, [label for label in labels if label["label"]]


def _close(blocks: list[_Block], kind: str, row: int) -> None:
    if not blocks or blocks[-1].kind != kind:
        found = f"the end of a {blocks[-1].kind}" if blocks else "no end, because nothing is open"
        raise _unbalanced(f"row {row}", found)
    blocks.pop()


def _unbalanced(place: str, expected: str) -> Refused:
    return Refused(
        f"sheet survey, {place}", f"expected {expected}", "close each group and repeat once, inner ones first"
    )


def _asked(line: pd.Series, path: str, blocks: list[_Block]) -> list[dict]:
    """Describe a question and, where its list is open (`or_other`), the text question that comes with it."""
    select = _SELECT.fullmatch(line["type"])
    plain = _spellings()["types"].get(line["type"].lower(), line["type"].lower())
    chosen = "select_one" if select and (select["one"] or select["one1"]) else "select_multiple"
    question = {
        "name": line["name"],
        "path": path,
        "repeat": "/".join(block.name for block in blocks if block.kind == "repeat"),
        "type": chosen if select else plain,
        "list_name": select["list"] if select else "",
        "constraint": line.get("constraint", ""),
        "required": _required(line.get("required", "")),
        "relevant": _both([block.relevant for block in blocks] + [line.get("relevant", "")]),
        "or_other": bool(select and select["other"]),
    }
    if not question["or_other"]:
        return [question]
    added = {"type": "text", "list_name": "", "constraint": "", "required": "", "or_other": False}
    return [question, question | added | {"name": f"{line['name']}_other", "path": f"{path}_other"}]


def _required(text: str) -> str:
    """Read the spellings of yes and no; anything else is a condition."""
    return "" if text.lower() in _NO else "yes" if text.lower() in _YES else text


def _both(conditions: list[str]) -> str:
    declared = [condition for condition in conditions if condition]
    return declared[0] if len(declared) == 1 else " and ".join(f"({condition})" for condition in declared)
