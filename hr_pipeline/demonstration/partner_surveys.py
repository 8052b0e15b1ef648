"""Demonstration deliveries of the partner surveys: an invented survey in the shape KoboToolbox exports it.

What was asked and answered stands in `partner_surveys.yaml`; this module only lays it out. Reading it back belongs to
`sources/partner_surveys`.
"""

import io
import uuid
import zipfile
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

FOLDER = "partner_surveys/demonstration_network/harm_reduction_services_2024"
DELIVERY_NOTES = """\
origin: hr_pipeline/demonstration/partner_surveys.py
publisher: hr_pipeline (invented answers)
vintage: 2025-03-31
licence: CC0-1.0
confidentiality: F
illustrative: true
"""
MADE = datetime(2025, 3, 31)
FIRST_ID = 700001
SYSTEM = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__"]
SYSTEM += ["_tags", "meta/rootUuid", "_index"]
"""The columns that KoboToolbox writes after the answers, in its order."""

Rows = list[list[Any]]


def make(folder: Path) -> None:
    """Write the survey's export, its form in both versions, and the notes of the delivery.

    Args:
        folder: landing folder; the same bytes are written each time.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    (target / "delivery.yaml").write_text(DELIVERY_NOTES, encoding="utf-8")
    (target / "export.xlsx").write_bytes(_workbook(_export()))
    for number in _survey()["versions"]:
        (target / f"form_v{number}.xlsx").write_bytes(_workbook(_form(number)))


@cache
def _survey() -> dict[str, Any]:
    return yaml.safe_load((files(__package__) / "partner_surveys.yaml").read_text(encoding="utf-8"))


def _form(version: int) -> dict[str, Rows]:
    """Lay out the form's sheets: survey, choices, settings."""
    said = _survey()
    labels = [f"label::{language}" for language in said["languages"]]
    survey = [["type", "name", *labels, "constraint", "hxl"]]
    for kind, name, texts, constraint, tag, versions in map(_question, said["survey"]):
        if version in versions:
            survey.append([kind, name, *texts, constraint, tag])
    choices = [["list_name", "name", *labels]]
    choices += [
        [list_name, name, *texts] for list_name, named in said["choices"].items() for name, texts in named.items()
    ]
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [said["title"], said["form_id"], said["versions"][version], said["languages"][0]],
    ]
    return {"survey": survey, "choices": choices, "settings": settings}


def _question(row: list[Any]) -> list[Any]:
    """Fill up a row of the form: type, name, labels, constraint, tag, versions."""
    said = _survey()
    return row + ["", [""] * len(said["languages"]), "", "", list(said["versions"])][len(row) - 1 :]


def _export() -> dict[str, Rows]:
    """Lay out the export's sheets: submissions, and one sheet for each repeat."""
    said = _survey()
    title = said["title"]
    main = title if len(title) <= 31 else title[:28] + "..."
    return {
        main: _main_sheet(said["submissions"]),
        "spending": _repeat_sheet("spending", ["funder", "amount", "currency"]),
        "violations": _repeat_sheet("violations", ["violation_type", "n_cases"]),
    }


def _main_sheet(submissions: list[dict[str, Any]]) -> Rows:
    """Lay out one row per submission below the names of the questions and the HXL tags, older questions last."""
    tags = {name: tag for _, name, _, _, tag, _ in _main_questions()}
    newest = max(_survey()["versions"])
    ordered = sorted(_main_questions(), key=lambda question: newest not in question[5])
    columns = [column for kind, name, *_ in ordered for column in (name, *_details(kind, name))]
    rows = [columns + SYSTEM, [tags.get(column, "") for column in columns] + [""] * len(SYSTEM)]
    for position, submission in enumerate(submissions):
        system = _system(submission, position)
        rows.append([_answer(submission, column) for column in columns] + [system[column] for column in SYSTEM])
    return rows


def _main_questions() -> Rows:
    """List the questions outside groups' borders and repeats."""
    depth, found = 0, []
    for question in map(_question, _survey()["survey"]):
        depth += (question[0] == "begin repeat") - (question[0] == "end repeat")
        if not depth and not question[0].startswith(("begin", "end ")):
            found.append(question)
    return found


def _details(kind: str, name: str) -> list[str]:
    """Name the columns of a select_multiple's choices."""
    word, _, list_name = kind.partition(" ")
    return [f"{name}/{choice}" for choice in _survey()["choices"][list_name]] if word == "select_multiple" else []


def _answer(submission: dict[str, Any], column: str) -> Any:
    question, _, choice = column.partition("/")
    if column in ("start", "end"):
        return submission["sent"] - timedelta(minutes=20 if column == "start" else 1)
    if choice and question in submission:
        return int(choice in submission[question].split())
    return submission.get(question, "")


def _system(submission: dict[str, Any], position: int) -> dict[str, Any]:
    number = FIRST_ID + position
    root = uuid.uuid5(uuid.NAMESPACE_URL, f"hr_pipeline/demonstration/{number}")
    status = submission["status"]
    return dict.fromkeys(SYSTEM, "") | {
        "_id": number,
        # An edit gives a submission another uuid; its root uuid stays.
        "_uuid": str(uuid.uuid5(root, "edited") if submission.get("edited") else root),
        "_submission_time": submission["sent"],
        "_validation_status": "" if status == "none" else f"validation_status_{status}",
        "_status": "submitted_via_web",
        "__version__": _survey()["versions"][submission["version"]],
        "meta/rootUuid": f"uuid:{root}",
        "_index": position + 1,
    }


def _repeat_sheet(repeat: str, questions: list[str]) -> Rows:
    """Lay out the records of a repeat, each with the number and the system columns of its submission."""
    copied = [column for column in SYSTEM if column != "_index"]
    headers = ["_index", "_parent_table_name", "_parent_index", *(_in_repeat(column) for column in copied)]
    rows = [questions + headers]
    for position, submission in enumerate(_survey()["submissions"]):
        system = _system(submission, position)
        for answers in submission.get(repeat, []):
            parent = [len(rows), _survey()["title"], system["_index"]]
            rows.append([*answers, *parent, *(system[column] for column in copied)])
    return rows


def _in_repeat(column: str) -> str:
    return f"_submission_{column}"


def _workbook(sheets: dict[str, Rows]) -> bytes:
    """Write a workbook whose bytes depend on its cells alone: fixed dates inside, fixed times in the archive."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.properties.created = book.properties.modified = MADE
    written = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w")).save()  # Workbook.save would write the time of saving
    return _at_fixed_time(written)


def _at_fixed_time(written: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            # Stored, not deflated: compressors differ from machine to machine.
            target.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), source.read(name))
    return packed.getvalue()
