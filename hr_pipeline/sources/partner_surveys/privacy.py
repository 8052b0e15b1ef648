"""The door: what may tell of people is dropped by type, by name and by what it looks like, before anything is stored.

The lists are data (`privacy.yaml`). Which of the remaining columns are read belongs to `exports.py` and the mappings.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.schemas.gate import WITHHELD
from hr_pipeline.sources.partner_surveys.exports import Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.form import ANSWER_TYPES, Dictionary

PERSONAL_VALUES = "personal_values"
SELECTS = ["select_one", "select_multiple"]
ONE_WORD_OR_TWO = r"\s*\S*(\s+\S+)?\s*"
"""What the version of a form fits into: an identifier, or a date and a time."""
NOT_LOOKED_AT = ["submission", "form_version", "survey", "column", "sheet", "row", "raw_value", "left_out"]
"""Identities of submissions and forms, places in the file, and numbers as written; all else is looked at."""


def at_the_door(columns: list[str], types: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Tell which columns of an export may pass.

    Args:
        columns: headers or names of questions; name/choice for a choice.
        types: question -> its type in the form; columns of the tool itself have none.

    Returns:
        The columns that pass, and the others with the reason.
    """
    reasons = {column: _reason(column, types) for column in columns}
    return [column for column in columns if not reasons[column]], {name: why for name, why in reasons.items() if why}


def _reason(column: str, types: Mapping[str, str]) -> str:
    question = column.split("/")[0]
    kind, name = types.get(question, types.get(column, "")), column.strip().casefold()
    rules = _rules()
    for reason, names in rules["types"].items():
        if kind in names or any(f"{name}".endswith(ending) for ending in rules["endings"].get(reason, [])):
            return f"{reason}: {kind or 'by its ending'}"
    for reason, names in rules["system"].items():
        if name in names or name.removeprefix("_submission_") in names:
            return f"{reason}: column of the tool"
    if kind in ANSWER_TYPES:
        return ""
    words = name.replace("_", " ")
    return next((f"{reason}: by its name" for reason, pattern in _headers().items() if pattern.search(words)), "")


def looks_personal(texts: pd.Series) -> pd.DataFrame:
    """Tell for each text what it looks like.

    Returns:
        One column of truth values per pattern of `privacy.yaml`.
    """
    plain = texts.astype("str").fillna("")
    return pd.DataFrame({name: plain.str.contains(pattern, regex=True) for name, pattern in _values().items()})


@cache
def _rules() -> dict[str, Any]:
    return packaged_yaml(__package__, "privacy.yaml")


@cache
def _headers() -> dict[str, re.Pattern[str]]:
    return {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _rules()["headers"].items()}


@cache
def _values() -> dict[str, str]:
    """Give the patterns with groups that catch nothing: pandas warns of others."""
    return {name: re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern) for name, pattern in _rules()["values"].items()}


def without_personal_data(export: Export, forms: Dictionary, read: set[str]) -> tuple[Export, list[Finding]]:
    """Leave personal columns out of an export.

    Args:
        export: what the file says.
        forms: the dictionary of its survey.
        read: questions that a mapping reads. Mappings are reviewed, so the wording of their names does not matter, but
            their type does; what their answers look like is judged record by record (`without_personal_records`).

    Returns:
        The export, and a finding for each column whose answers look personal under an innocent name.
    """
    types = dict(zip(forms.questions["name"], forms.questions["type"], strict=True))
    main, findings = _without(_without_other_words(export.main, forms), types, read)
    repeats = {}
    for name, answers in export.repeats.items():
        repeats[name], found = _without(_without_other_words(answers, forms), types, read)
        findings += found
    return replace(export, main=main, repeats=repeats), findings


def _without(answers: Answers, types: dict[str, str], read: set[str]) -> tuple[Answers, list[Finding]]:
    _, dropped = at_the_door([str(name) for name in answers.cells], types)
    gone = [name for name, why in dropped.items() if name not in read or not why.endswith("by its name")]
    texts = [
        name
        for name in answers.cells.columns
        if name not in {*gone, *read} and types.get(name) in ("text", "calculate")
    ]
    findings = [
        _finding(answers, name, looks)
        for name in texts
        if (looks := looks_personal(answers.cells[name])).any(axis=None)
    ]
    kept = [name for name in answers.cells.columns if name not in {*gone, *(finding.question for finding in findings)}]
    published = None if answers.published is None else answers.published[kept]
    places = {name: place for name, place in answers.letters.items() if name in kept}
    return replace(answers, cells=answers.cells[kept], letters=places, published=published), findings


def _without_other_words(answers: Answers, forms: Dictionary) -> Answers:
    """Keep no text as published where a choice should stand and another text does: it may be anything."""
    asked = forms.questions[forms.questions["type"].isin(SELECTS) & forms.questions["name"].isin(list(answers.cells))]
    published = (answers.cells if answers.published is None else answers.published).copy()
    for name, lists in asked.groupby("name")["list_name"]:
        known = set(forms.choices.loc[forms.choices["list_name"].isin(set(lists)), "name"])
        other = answers.cells[name].map(lambda text, known=known: not set(text.split()) <= known)
        published[name] = published[name].astype("str").mask(other, "")
    return replace(answers, published=published)


def _finding(answers: Answers, name: str, looks: pd.DataFrame) -> Finding:
    hit = looks.any(axis=1)
    kinds = ", ".join(looks.columns[looks.any()])
    row, place = int(hit.index[hit][0]), answers.letters.get(name, "")
    return Finding(PERSONAL_VALUES, answers.sheet, row, place, name, int(hit.sum()), kinds)


def without_personal_records(reading: Reading) -> Reading:
    """Reject records whose texts look personal: the last look before anything is stored."""
    for table, records in reading.records.items():
        if "form_version" in records:
            bad = ~records["form_version"].astype("str").str.fullmatch(ONE_WORD_OR_TWO)
            withheld = pd.Series(WITHHELD, index=bad.index)
            reading.records[table] = reading.reject(table, records, bad, "form_version", withheld, "the form's version")
        for column in [name for name in records.columns if name not in NOT_LOOKED_AT and _is_text(records[name])]:
            bad = looks_personal(reading.records[table][column]).any(axis=1)
            withheld = pd.Series(WITHHELD, index=bad.index)
            reading.records[table] = reading.reject(
                table, reading.records[table], bad, column, withheld, "a code or the name of a place, no personal data"
            )
    return reading


def _is_text(column: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column))
