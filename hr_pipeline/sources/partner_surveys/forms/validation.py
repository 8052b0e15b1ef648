"""An export against its form: every answer by the version it was given in, each difference a finding without an answer.

Codes, messages and remedies stand in `findings.yaml`; what can be evaluated is listed in `expressions.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.sources.partner_surveys.exports import PARENT, Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding, found
from hr_pipeline.sources.partner_surveys.forms.expressions import Answered, Expression, NotEvaluated, parsed
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.forms.wording import NO_LETTERS, NO_NUMBER

NOT_ANSWERED_BY_PEOPLE = ["note", "calculate", "hidden", "audit", "start", "end", "today", "deviceid", "xml-external"]
NEVER_IN_EXPORTS = ["note", "audit", "hidden", "xml-external", "csv-external"]
_NUMBER, _WHOLE = r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", r"[-+]?\d+(\.0*)?"
Records = list[dict[str, str]]


@dataclass(frozen=True)
class _Asked:
    """One question in one version, and the records of one table that were filled with that version."""

    question: dict[str, Any]
    column: pd.Series
    records: Records
    days: list[str]
    choices: set[str] | None
    sheet: str
    place: str

    def found(self, code: str, bad: pd.Series, detail: str = "") -> list[Finding]:
        return found(code, self.sheet, self.place, self.question["name"], bad, detail)


def validate(export: Export, forms: Dictionary, versions: dict[str, str] | None = None) -> list[Finding]:
    """Compare an export with its form.

    Args:
        export: what the file says, all columns.
        forms: the dictionary of its survey.
        versions: how the export calls a version -> how the form calls it, where they differ.

    Returns:
        Findings, the errors of one column in all versions as one.
    """
    filled = filled_versions(export.main, forms, versions or {})
    rows = _rows(export, filled)
    findings = [*_unknown_versions(export.main, filled, forms), *_missing_columns(export, filled, forms)]
    findings += _orphans(export)
    for asked in _all_asked(export, forms, rows):
        findings += [one for check in CHECKS for one in check(asked)]
    return _together(findings)


def filled_versions(main: Answers, forms: Dictionary, versions: dict[str, str]) -> pd.Series:
    """Tell the version each record of the main part was filled with; without a column for it, the only one there is."""
    if "__version__" in main.cells:
        return main.cells["__version__"].replace(versions)
    only = forms.versions[0] if len(forms.versions) == 1 else "\0"
    return pd.Series(only, index=main.cells.index, dtype="str")


def _together(findings: list[Finding]) -> list[Finding]:
    """Add up the findings of one code, column and detail that several versions have."""
    kept: dict[tuple, Finding] = {}
    for one in findings:
        key = (one.code, one.sheet, one.column, one.question, one.detail)
        before = kept.get(key)
        row, rows = (min(before.row, one.row), before.rows + one.rows) if before else (one.row, one.rows)
        listed = (*(before.records if before else ()), *one.records)
        kept[key] = Finding(one.code, one.sheet, row, one.column, one.question, rows, one.detail, listed)
    return list(kept.values())


def _unknown_versions(main: Answers, filled: pd.Series, forms: Dictionary) -> list[Finding]:
    place = main.letters.get("__version__", "")
    return found("unknown_version", main.sheet, place, "", ~filled.isin(forms.versions))


def _missing_columns(export: Export, filled: pd.Series, forms: Dictionary) -> Iterator[Finding]:
    """Say which questions have no column: asked in all versions, or in some, as exports of the latest lose them."""
    tables = export.tables()
    asked = forms.questions[~forms.questions["type"].isin(NEVER_IN_EXPORTS)]
    for (repeat, name), rows in asked.groupby(["repeat", "name"], sort=False):
        answers = tables.get(str(repeat))
        if answers is None or name in answers.cells:
            continue
        in_all = set(rows["version"]) == set(forms.versions)
        concerned = len(answers.cells) if repeat else int(filled.isin(set(rows["version"])).sum())
        if concerned:
            code = "missing_column" if in_all else "version_answers_lost"
            yield Finding(code, answers.sheet, 1, "", str(name), concerned, str(name))


def _orphans(export: Export) -> Iterator[Finding]:
    for name, repeat in export.repeats.items():
        above = export.tables().get(name.rpartition("/")[0])
        if above is None or "_index" not in above.cells:
            continue
        lost = ~repeat.cells[PARENT[1]].isin(set(above.cells["_index"]))
        yield from found("orphan_record", repeat.sheet, repeat.letters.get(PARENT[1], ""), name, lost)


def _rows(export: Export, filled: pd.Series) -> dict[str, tuple[pd.Series, Records]]:
    """Give the version of each record of each table, and the answers it can name: its own and those above it."""
    tables = export.tables()
    done = {"": (filled, as_records(tables[""].cells))}
    for name in sorted(export.repeats, key=lambda name: name.count("/")):
        above = _above(name, export)
        versions, answers = done[above]
        numbers = tables[above].cells.get("_index", pd.Series(dtype="str"))
        at = {number: position for position, number in enumerate(numbers)}
        parents = [at.get(number) for number in tables[name].cells[PARENT[1]]]
        declared = ["\0" if parent is None else versions.iloc[parent] for parent in parents]
        own = as_records(tables[name].cells)
        records = [
            (answers[parent] if parent is not None else {}) | one for parent, one in zip(parents, own, strict=True)
        ]
        done[name] = (pd.Series(declared, index=tables[name].cells.index, dtype="str"), records)
    return done


def _above(name: str, export: Export) -> str:
    """Name the nearest table above a repeat that the export has."""
    parent = name.rpartition("/")[0]
    return parent if parent in export.tables() else ""


def _all_asked(export: Export, forms: Dictionary, rows: dict[str, tuple[pd.Series, Records]]) -> Iterator[_Asked]:
    lists = forms.choices.groupby(["version", "list_name"])["name"].agg(set).to_dict()
    for question in as_records(forms.questions):
        answers = export.tables().get(question["repeat"])
        if answers is None or question["name"] not in answers.cells:
            continue
        versions, records = rows[question["repeat"]]
        here = (versions == question["version"]).to_numpy()
        if here.any():
            chosen = [record for record, is_here in zip(records, here, strict=True) if is_here]
            yield _Asked(
                question=question,
                column=answers.cells.loc[here, question["name"]],
                records=chosen,
                days=[(record.get("_submission_time") or record.get("end") or "")[:10] for record in chosen],
                choices=lists.get((question["version"], question["list_name"])),
                sheet=answers.sheet,
                place=answers.letters.get(question["name"], ""),
            )


def _numbers(asked: _Asked) -> list[Finding]:
    if asked.question["type"] not in ("integer", "decimal", "range"):
        return []
    answered = (asked.column != "") & (asked.column != NO_NUMBER)
    is_number = asked.column.str.fullmatch(_NUMBER)
    findings = asked.found("not_a_number", answered & ~is_number)
    if asked.question["type"] == "integer":
        findings += asked.found("not_whole", is_number & ~asked.column.str.fullmatch(_WHOLE))
    return findings


def _choices(asked: _Asked) -> list[Finding]:
    """Look for answers outside the list; a list that lies in a file next to the form is not known."""
    if asked.choices is None or asked.question["type"] not in ("select_one", "select_multiple"):
        return []
    known = asked.choices
    if asked.question["type"] == "select_one":
        return asked.found("choice_not_in_list", ~asked.column.isin(known | {""}))
    return asked.found("choice_not_in_list", asked.column.map(lambda text: not set(text.split()) <= known))


def _details(asked: _Asked) -> list[Finding]:
    """Compare all chosen with the columns of single choices, where there are any."""
    if asked.question["type"] != "select_multiple":
        return []
    prefix = asked.question["name"] + "/"
    details = [key for key in (asked.records[0] if asked.records else {}) if key.startswith(prefix)]
    marked = [{key.removeprefix(prefix) for key in details if record[key] == "1"} for record in asked.records]
    shown = {key.removeprefix(prefix) for key in details}
    differs = [
        bool(details) and bool(text) and set(text.split()) & shown != ones
        for text, ones in zip(asked.column, marked, strict=True)
    ]
    return asked.found("choices_disagree", pd.Series(differs, index=asked.column.index, dtype="bool"))


def _constraint(asked: _Asked) -> list[Finding]:
    rule = asked.question["constraint"]
    if not rule:
        return []
    holds = _evaluated(rule, asked)
    if holds is None:
        return [Finding("constraint_not_evaluated", asked.sheet, 1, asked.place, asked.question["name"], 0, rule)]
    answered = ~asked.column.isin(["", NO_NUMBER, NO_LETTERS])
    return asked.found("constraint_violated", answered & ~holds, rule)


def _relevance(asked: _Asked) -> list[Finding]:
    """Look for answers where the form passes the question over, and for required ones that lack where it does not."""
    if asked.question["type"] in NOT_ANSWERED_BY_PEOPLE:
        return []
    condition, required = asked.question["relevant"], asked.question["required"]
    relevant = _evaluated(condition, asked) if condition else pd.Series(True, index=asked.column.index)
    if relevant is None:
        return [Finding("relevance_not_evaluated", asked.sheet, 1, asked.place, asked.question["name"], 0, condition)]
    findings = asked.found("answered_while_not_relevant", (asked.column != "") & ~relevant, condition)
    needed = _evaluated(required, asked) if required not in ("", "yes") else relevant & (required == "yes")
    if needed is not None:
        findings += asked.found("required_blank", (asked.column == "") & relevant & needed)
    return findings


def _evaluated(text: str, asked: _Asked) -> pd.Series | None:
    """Evaluate an expression on each record; None where it is not evaluated. Equal answers are evaluated once."""
    try:
        expression = parsed(text)
        if asked.records and not expression.names <= set(asked.records[0]):
            return None
        seen: dict[tuple, bool] = {}
        rows = zip(asked.column, asked.records, asked.days, strict=True)
        holds = [_holds(expression, own, record, day, seen) for own, record, day in rows]
    except NotEvaluated:
        return None
    return pd.Series(holds, index=asked.column.index, dtype="bool")


def _holds(expression: Expression, own: str, record: dict[str, str], day: str, seen: dict[tuple, bool]) -> bool:
    key = (own, day, *(record[name] for name in expression.names))
    if key not in seen:
        seen[key] = expression.holds(Answered(own, record, day))
    return seen[key]


CHECKS: list[Callable[[_Asked], list[Finding]]] = [_numbers, _choices, _details, _constraint, _relevance]
