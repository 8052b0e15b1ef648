"""What a survey asks, whatever the form was written in: questions, choices and labels, one `Form` per version.

Only what an export is checked and read with. How a form is written belongs to `xlsforms.py`, `kobo_assets.py`, ...;
the evaluation of its expressions to `expressions.py`.
"""

from dataclasses import dataclass, field

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused

QUESTION_COLUMNS = ["name", "path", "repeat", "type", "list_name", "constraint", "required", "relevant"]
LABEL_COLUMNS = ["path", "language", "label"]
CHOICE_LABEL_COLUMNS = ["list_name", "name", "language", "label"]
ANSWER_TYPES = ["integer", "decimal", "range", "select_one", "select_multiple"]
"""Types whose answers are numbers or codes; all others (texts, places, media, devices) may tell of people."""


def _none_of(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=columns, dtype="str")


@dataclass(frozen=True)
class Form:
    """One version of a form.

    Attributes:
        form_id: the form's id, else its title.
        version: as the form states it; "" where it states none.
        questions: one row per question: name, path (groups and name joined by /), repeat (the repeats it stands in,
            joined by /; "" in the main part), type, list_name, constraint, required ("", "yes" or an expression),
            relevant (its own condition and those of its groups).
        choices: one row per choice of a list: list_name, name.
        labels: one row per question, group or repeat and language: path, language ("" where none is named), label.
        choice_labels: one row per choice and language: list_name, name, language, label.
    """

    form_id: str
    version: str
    questions: pd.DataFrame
    choices: pd.DataFrame
    labels: pd.DataFrame = field(default_factory=lambda: _none_of(LABEL_COLUMNS))
    choice_labels: pd.DataFrame = field(default_factory=lambda: _none_of(CHOICE_LABEL_COLUMNS))


@dataclass(frozen=True)
class Dictionary:
    """All delivered versions of one form, as tables; each has a column `version`.

    Attributes:
        form_id: the form's id.
        versions: the versions that were delivered.
        questions: the questions of all versions.
        items: what an export can have a column for, one row per version and item: version, repeat, item (a question's
            name, or name/choice for each choice of a select_multiple), path, type, constraint, question.
        choices, labels, choice_labels: as in `Form`.
    """

    form_id: str
    versions: list[str]
    questions: pd.DataFrame
    items: pd.DataFrame
    choices: pd.DataFrame = field(default_factory=lambda: _none_of(["list_name", "name", "version"]))
    labels: pd.DataFrame = field(default_factory=lambda: _none_of([*LABEL_COLUMNS, "version"]))
    choice_labels: pd.DataFrame = field(default_factory=lambda: _none_of([*CHOICE_LABEL_COLUMNS, "version"]))


def dictionary(forms: list[Form]) -> Dictionary:
    """Put the versions of a form together; the same version in two files counts once where both say the same.

    Raises:
        Refused: two forms of one folder state the same version, or are different forms.
    """
    forms = _each_once(forms)
    versions, ids = [form.version for form in forms], sorted({form.form_id for form in forms} - {""})
    if len(set(versions)) < len(versions) or len(ids) > 1:
        raise Refused(
            "the forms next to the export",
            f"expected versions of one form, each once; found form {', '.join(ids)}, version {', '.join(versions)}",
            "keep one file per version, with `form_id` and `version` in its sheet settings; one folder per survey",
        )
    questions, choices = _of_all(forms, "questions"), _of_all(forms, "choices")
    return Dictionary(
        form_id=ids[0] if ids else "",
        versions=versions,
        questions=questions,
        items=_items(questions, choices),
        choices=choices,
        labels=_of_all(forms, "labels"),
        choice_labels=_of_all(forms, "choice_labels"),
    )


def _each_once(forms: list[Form]) -> list[Form]:
    kept: list[Form] = []
    for form in forms:
        if not any(_is_same(form, other) for other in kept):
            kept.append(form)
    return kept


def _is_same(one: Form, other: Form) -> bool:
    """Tell whether two files hold one version: a workbook and the same form fetched as JSON."""
    if (one.form_id, one.version) != (other.form_id, other.version) or not one.version:
        return False
    asked = ["path", "repeat", "type"]
    return bool(set(map(tuple, one.questions[asked].to_numpy())) == set(map(tuple, other.questions[asked].to_numpy())))


def _of_all(forms: list[Form], part: str) -> pd.DataFrame:
    return pd.concat([getattr(form, part).assign(version=form.version) for form in forms], ignore_index=True)


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
