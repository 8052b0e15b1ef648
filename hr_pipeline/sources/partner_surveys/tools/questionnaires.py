"""Questionnaires of tools that give no form: a declared layout says which column answers which question.

A layout gives the survey's dictionary and turns a table into the common shape; it knows words and codes, no tool.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from hr_pipeline.formats.geography import resolve
from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.partner_surveys.exports import Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.form import QUESTION_COLUMNS, Dictionary, Form, dictionary
from hr_pipeline.sources.partner_surveys.tools.grids import Grid
from hr_pipeline.sources.partner_surveys.tools.written_numbers import written_number

NUMBER_TYPES = ["integer", "decimal"]
TYPES = {"country": "select_one"}
"""Types of a layout that no form has: a country by its name is one choice."""


@dataclass(frozen=True)
class Question:
    """One question: its column, its name and type in the mapping, and what the file's answers mean."""

    column: str
    name: str
    type: str
    choices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionLayout:
    """A questionnaire as one tool writes it."""

    name: str
    source: str
    tool: str
    form_id: str
    match: list[str]
    questions: list[Question]
    version: str = "declared layout"
    constants: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def dictionary(self) -> Dictionary:
        """Give the questions as the dictionary of the survey; constants are questions that everybody answers alike."""
        constant = [Question("", name, "select_one", {value: value}) for name, value in self.constants.items()]
        asked = [*self.questions, *constant]
        rows = [
            dict.fromkeys(QUESTION_COLUMNS, "")
            | {
                "name": one.name,
                "path": one.name,
                "type": TYPES.get(one.type, one.type),
                "list_name": one.name if one.choices else "",
            }
            for one in asked
        ]
        choices = [(one.name, code) for one in asked for code in dict.fromkeys(one.choices.values())]
        questions = pd.DataFrame(rows, columns=QUESTION_COLUMNS, dtype="str")
        listed = pd.DataFrame(choices, columns=["list_name", "name"], dtype="str")
        return dictionary([Form(self.form_id, self.version, questions, listed)])


SplitChoices = Callable[[Question, dict[str, pd.Series]], dict[str, pd.Series]]


@dataclass(frozen=True)
class Sheet:
    """A tool's table with one header line: headers without blanks around them, lines with content, empty lines."""

    grid: Grid
    headers: list[str]
    body: pd.DataFrame
    blanks: int

    def texts(self, header: str) -> pd.Series:
        """Give the cells of the first column with this header."""
        return self.body[self.headers.index(header)]


def sheet_of(grid: Grid) -> Sheet:
    """Part a table's first line from the others, and lines with content from empty ones."""
    headers = grid.cells.iloc[0].str.split().str.join(" ").tolist() if len(grid.cells) else []
    body = grid.cells.iloc[1:]
    filled = (body.apply(lambda column: column.str.strip()) != "").any(axis=1)
    return Sheet(grid, headers, body[filled], int((~filled).sum()))


def layout_of(headers: list[str], layouts: list[QuestionLayout]) -> QuestionLayout | None:
    """Choose the layout whose columns a header has, the one that asks for the most."""
    fitting = [layout for layout in layouts if set(layout.match) <= set(headers)]
    return max(fitting, key=lambda layout: len(layout.match), default=None)


def needed_layout(sheet: Sheet, layouts: list[QuestionLayout], tool: str) -> QuestionLayout:
    """Choose the layout of a table.

    Raises:
        Refused: none fits.
    """
    layout = layout_of(sheet.headers, layouts)
    if layout is None:
        raise Refused(
            "line 1",
            f"expected the columns of a layout for {tool} ({', '.join(one.name for one in layouts)})",
            "write <file>.layout.yaml next to the export, which says what each column asks; "
            "hr_pipeline/sources/partner_surveys/tools/layouts/README.md says how",
        )
    return layout


def export_of(sheet: Sheet, layout: QuestionLayout, system: pd.DataFrame, several: SplitChoices) -> Export:
    """Read a table by a layout.

    Args:
        sheet: the table.
        layout: what its columns ask.
        system: system columns in Kobo's names, index as the table's lines.
        several: turns the columns of a question for several choices into 1, 0 or "" for each choice.
    """
    cells: dict[str, pd.Series] = {}
    published: dict[str, pd.Series] = {}
    letters: dict[str, str] = {}
    findings: list[Finding] = []
    for question in layout.questions:
        own = _columns(sheet, question)
        if not own:
            continue
        if question.type == "select_multiple":
            chosen = several(question, own)
            cells |= chosen
            raw = {f"{question.name}/{question.choices[part]}": text for part, text in own.items() if part}
            published |= chosen | raw | ({question.name: own[""]} if "" in own else {})
            places = {f"{question.name}/{question.choices[part]}": part for part in own if part}
            letters |= {item: _place(sheet, question, part) for item, part in places.items()}
            if "" in own:
                letters[question.name] = _place(sheet, question, "")
            continue
        cells[question.name] = _meant(own[""], question, layout)
        published[question.name] = own[""]
        letters[question.name] = _place(sheet, question, "")
        findings += _unknown(cells[question.name], question, sheet, letters[question.name])
    constant = {name: pd.Series(value, sheet.body.index) for name, value in layout.constants.items()}
    whole = pd.DataFrame(cells | constant, index=sheet.body.index, dtype="str").join(system)
    answers = Answers(
        sheet.grid.name,
        whole,
        letters,
        blanks=sheet.blanks,
        torn=sheet.grid.torn,
        published=whole.assign(**published).astype("str"),
    )
    return Export(answers, {}, findings)


def _columns(sheet: Sheet, question: Question) -> dict[str, pd.Series]:
    """Give a question's column under "", and of several choices the column of each choice under its code."""
    parts = {"": question.column} | {code: f"{question.column}[{code}]" for code in question.choices}
    return {part: sheet.texts(header) for part, header in parts.items() if header in sheet.headers}


def _place(sheet: Sheet, question: Question, part: str) -> str:
    header = f"{question.column}[{part}]" if part else question.column
    headers = sheet.grid.cells.iloc[0].tolist()
    return sheet.grid.column(sheet.headers.index(header), headers)


def _meant(texts: pd.Series, question: Question, layout: QuestionLayout) -> pd.Series:
    plain = texts.str.strip()
    if question.type in NUMBER_TYPES:
        return plain.map({text: _plain_number(text, layout.missing) for text in plain.unique()}).astype("str")
    if question.type == "country":
        known = resolve(plain.unique())
        return plain.map({name: known[name].iso3 or name for name in known}).astype("str")
    return plain.map(lambda text: question.choices.get(text, text)).astype("str")


def _plain_number(text: str, missing: dict[str, str]) -> str:
    """Write a number in one way; where the cell says why there is none, write the mapping's code for it."""
    if not text:
        return ""
    declared = written_number(text, {}, "point")
    if declared.value is not None:
        return str(int(declared.value)) if declared.value == int(declared.value) else str(declared.value)
    return missing.get(declared.missing_reason, text)


def _unknown(cells: pd.Series, question: Question, sheet: Sheet, column: str) -> list[Finding]:
    """Report answers that the layout's choices do not have."""
    if question.type != "select_one" or not question.choices:
        return []
    odd = cells[~cells.isin([*question.choices.values(), ""])]
    return [
        Finding("choice_not_in_list", sheet.grid.name, int(row), column, question.name, len(odd))
        for row in odd.index[:1]
    ]
