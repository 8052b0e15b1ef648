"""XLSForms: a survey form read as the dictionary of its export, one per version of the form.

Only what an export is checked and read with: names, types, lists of choices, constraints. Labels, logic and the reading
of answers do not belong here.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
import yaml

from hr_pipeline.sources.deliveries import Refused
from hr_pipeline.sources.workbooks import Sheet

QUESTION_COLUMNS = ["name", "path", "repeat", "type", "list_name", "constraint"]
ANSWER_TYPES = ["integer", "decimal", "range", "select_one", "select_multiple"]
"""Types whose answers are numbers or codes; all others (texts, places, media, devices) may tell of people."""

_BLOCK = re.compile(r"(begin|end)[ _]+(?:looped[ _]+)?(group|repeat)\b.*", re.IGNORECASE)
_SELECT = re.compile(
    r"(?:select[ _]+(?P<one>one)|(?P<one1>select1)|select[ _]+multiple|select[ _]+all[ _]+that[ _]+apply)"
    r"(?:_from_file)?(?:[ _]+from)?\s+(?P<list>\S+)(?P<other>[ _]+or[ _]+(?:specify[ _]+)?other)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Form:
    """One version of a form.

    Attributes:
        form_id: the form's id, else its title.
        version: as in the sheet `settings`; "" where the form states none.
        questions: one row per question: name, path (groups and name joined by /), repeat (the repeats it stands in,
            joined by /; "" in the main part), type, list_name, constraint.
        choices: one row per choice of a list: list_name, name.
    """

    form_id: str
    version: str
    questions: pd.DataFrame
    choices: pd.DataFrame


def is_form(sheets: list[Sheet]) -> bool:
    """Tell by its sheets whether a workbook is a form and no export."""
    return {"survey", "choices"} <= {sheet.name.strip().lower() for sheet in sheets}


def read_form(sheets: list[Sheet]) -> Form:
    """Read an XLSForm.

    Raises:
        Refused: a sheet lacks a column, or groups and repeats do not close where they should.
    """
    tables = {sheet.name.strip().lower(): _table(sheet) for sheet in sheets}
    settings = tables.get("settings", pd.DataFrame()).head(1).to_dict("records")
    said = dict.fromkeys(["form_id", "form_title", "version"], "") | (settings[0] if settings else {})
    choices = _needed(tables["choices"], "choices", ["list_name", "name"])
    named = (choices["list_name"] != "") & (choices["name"] != "")
    return Form(
        form_id=said["form_id"] or said["form_title"],
        version=said["version"],
        questions=_questions(_needed(tables["survey"], "survey", ["type", "name"])),
        choices=choices.loc[named, ["list_name", "name"]].drop_duplicates(ignore_index=True),
    )


@cache
def _spellings() -> dict[str, dict[str, str]]:
    return yaml.safe_load((files(__package__) / "forms.yaml").read_text(encoding="utf-8"))


def _table(sheet: Sheet) -> pd.DataFrame:
    """Name columns by the first row, in one spelling, and strip every cell; of equal names the first counts."""
    if sheet.cells.empty:
        return pd.DataFrame()
    headers = sheet.cells.iloc[0].str.strip().str.lower().replace(_spellings()["headers"])
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


def _questions(survey: pd.DataFrame) -> pd.DataFrame:
    """Walk down the survey with the open groups and repeats on a stack."""
    open_blocks: list[tuple[str, str]] = []
    rows = []
    for index, line in survey.iterrows():
        block = _BLOCK.fullmatch(line["type"])
        if block and block[1].lower() == "begin":
            open_blocks.append((block[2].lower(), line["name"]))
        elif block:
            _close(open_blocks, block[2].lower(), int(str(index)) + 1)
        elif line["type"] and line["name"]:
            rows.append(_question(line["type"], line["name"], line.get("constraint", ""), open_blocks))
    if open_blocks:
        raise _unbalanced("at its end", f"'end {open_blocks[-1][0]}' for {open_blocks[-1][1]!r}")
    return pd.DataFrame(rows, columns=QUESTION_COLUMNS, dtype="str")


def _close(open_blocks: list[tuple[str, str]], kind: str, row: int) -> None:
    if not open_blocks or open_blocks[-1][0] != kind:
        found = f"the end of a {open_blocks[-1][0]}" if open_blocks else "no end, because nothing is open"
        raise _unbalanced(f"row {row}", found)
    open_blocks.pop()


def _unbalanced(place: str, expected: str) -> Refused:
    return Refused(
        f"sheet survey, {place}", f"expected {expected}", "close each group and repeat once, inner ones first"
    )


def _question(kind: str, name: str, constraint: str, open_blocks: list[tuple[str, str]]) -> dict[str, str]:
    select = _SELECT.fullmatch(kind)
    plain = _spellings()["types"].get(kind.lower(), kind.lower())
    chosen = "select_one" if select and (select["one"] or select["one1"]) else "select_multiple"
    return {
        "name": name,
        "path": "/".join([block for _, block in open_blocks] + [name]),
        "repeat": "/".join(block for word, block in open_blocks if word == "repeat"),
        "type": chosen if select else plain,
        "list_name": select["list"] if select else "",
        "constraint": constraint,
    }


@dataclass(frozen=True)
class Dictionary:
    """All delivered versions of one form, as two tables.

    Attributes:
        form_id: the form's id.
        versions: the versions that were delivered.
        questions: the questions of all versions, with their version.
        items: what an export can have a column for, one row per version and item: version, repeat, item (a question's
            name, or name/choice for each choice of a select_multiple), path, type, constraint, question.
    """

    form_id: str
    versions: list[str]
    questions: pd.DataFrame
    items: pd.DataFrame


def dictionary(forms: list[Form]) -> Dictionary:
    """Put the versions of a form together.

    Raises:
        Refused: two forms of one folder state the same version, or are different forms.
    """
    versions, ids = [form.version for form in forms], sorted({form.form_id for form in forms})
    if len(set(versions)) < len(versions) or len(ids) > 1:
        raise Refused(
            "the forms beside the export",
            f"expected versions of one form, each once; found form {', '.join(ids)}, version {', '.join(versions)}",
            "keep one file per version, with `form_id` and `version` in its sheet settings; one folder per survey",
        )
    questions = pd.concat([form.questions.assign(version=form.version) for form in forms], ignore_index=True)
    choices = pd.concat([form.choices.assign(version=form.version) for form in forms], ignore_index=True)
    return Dictionary(ids[0], versions, questions, _items(questions, choices))


def _items(questions: pd.DataFrame, choices: pd.DataFrame) -> pd.DataFrame:
    plain = questions.assign(item=questions["name"])
    details = (
        questions[questions["type"] == "select_multiple"]
        .merge(choices.rename(columns={"name": "choice"}), on=["version", "list_name"], validate="m:m")
        .assign(item=lambda d: d["name"] + "/" + d["choice"], path=lambda d: d["path"] + "/" + d["choice"])
    )
    shared = ["version", "repeat", "item", "path", "type", "constraint", "name"]
    whole = pd.concat([plain[shared], details[shared]], ignore_index=True)
    return whole.rename(columns={"name": "question"})
