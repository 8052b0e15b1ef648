"""Demonstration deliveries of the partner surveys: invented answers in the shape KoboToolbox exports them.

What was asked and answered stands in `partner_surveys.yaml` (one network's own survey) and `instruments.yaml` (the
consortium's instruments); this module only lays it out. Reading it back belongs to `sources/partner_surveys`.
"""

import uuid
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hr_pipeline.demonstration.reproducible import workbook_bytes
from hr_pipeline.instruments import NAMES, Content, Rows, instrument, questions, sheets
from hr_pipeline.packaged import packaged_yaml

ROOT = "partner_surveys/demonstration_network"
FOLDER = f"{ROOT}/harm_reduction_services_2024"
DELIVERY_NOTES = """\
origin: hr_pipeline/demonstration/partner_surveys.py
publisher: hr_pipeline (invented answers)
vintage: 2025-03-31
licence: CC0-1.0
confidentiality: F
illustrative: true
"""
FIRST_ID = 700001
IDS_OF_EACH = 1000
SYSTEM = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__"]
SYSTEM += ["_tags", "meta/rootUuid", "_index"]
"""The columns that KoboToolbox writes after the answers, in its order."""


def make(folder: Path) -> None:
    """Write each survey's export, its form in all versions, and the notes of the delivery.

    Args:
        folder: landing folder; the same bytes are written each time.
    """
    for number, (name, survey) in enumerate(surveys().items()):
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        (target / "delivery.yaml").write_text(DELIVERY_NOTES, encoding="utf-8")
        (target / "export.xlsx").write_bytes(workbook_bytes(laid_out(survey, FIRST_ID + number * IDS_OF_EACH)))
        for version in survey["versions"]:
            (target / f"form_v{version}.xlsx").write_bytes(workbook_bytes(sheets(survey, version)))


def surveys() -> dict[str, Content]:
    """Give all surveys by folder: the form's words (see `instrument`) and `submissions`."""
    answers = _loaded("instruments")
    filled = {
        f"{ROOT}/{name}_2024": instrument(name)
        | {
            "choices": instrument(name)["choices"] | answers["choices"],
            "submissions": [answers["same"] | submission for submission in answers[name]],
        }
        for name in NAMES
    }
    return {FOLDER: _loaded("partner_surveys"), **filled}


@cache
def _loaded(name: str) -> Content:
    return packaged_yaml(__package__, f"{name}.yaml")


def laid_out(declared: Content, first_id: int) -> dict[str, Rows]:
    """Lay out the export's sheets: submissions, and one sheet for each repeat that somebody filled."""
    title = declared["title"]
    main = title if len(title) <= 31 else title[:28] + "..."
    systems = [_system(declared, submission, first_id, at) for at, submission in enumerate(declared["submissions"])]
    repeats = {
        repeat: _repeat_sheet(declared, repeat, [row["name"] for row in asked], systems)
        for repeat, asked in _asked(declared).items()
        if repeat
    }
    return {main: _main_sheet(declared, systems), **repeats}


def _asked(declared: Content) -> dict[str, list[Content]]:
    """List the questions of all versions by repeat, without the borders of groups and repeats and without notes."""
    found: dict[str, list[Content]] = {"": []}
    repeat = ""
    for row in questions(declared):
        if row["type"] in ("begin repeat", "end repeat"):
            repeat = row["name"] if row["type"] == "begin repeat" else ""
        elif not row["type"].startswith(("begin", "end ", "note")):
            found.setdefault(repeat, []).append(row)
    return found


def _main_sheet(declared: Content, systems: list[Content]) -> Rows:
    """Lay out one row per submission below the names of the questions and the HXL tags, older questions last."""
    asked, newest = _asked(declared)[""], max(declared["versions"])
    ordered = sorted(asked, key=lambda row: newest not in row.get("versions", [newest]))
    columns = [column for row in ordered for column in (row["name"], *_details(declared, row))]
    tags = {row["name"]: row["hxl"] for row in asked if "hxl" in row}
    tagged = [[tags.get(column) for column in [*columns, *SYSTEM]]] if tags else []
    filled = [
        [_answer(submission, column) for column in columns] + [system[column] for column in SYSTEM]
        for submission, system in zip(declared["submissions"], systems, strict=True)
    ]
    return [[*columns, *SYSTEM], *tagged, *filled]


def _details(declared: Content, row: Content) -> list[str]:
    """Name the columns of a select_multiple's choices."""
    word, _, list_name = row["type"].partition(" ")
    return [f"{row['name']}/{choice}" for choice in declared["choices"][list_name]] if word == "select_multiple" else []


def _answer(submission: Content, column: str) -> Any:
    question, _, choice = column.partition("/")
    if column in ("start", "end"):
        return submission["sent"] - timedelta(minutes=20 if column == "start" else 1)
    if choice and question in submission:
        return int(choice in submission[question].split())
    return submission.get(question)


def _system(declared: Content, submission: Content, first_id: int, position: int) -> Content:
    number = first_id + position
    root = uuid.uuid5(uuid.NAMESPACE_URL, f"hr_pipeline/demonstration/{number}")
    status = submission["status"]
    return dict.fromkeys(SYSTEM) | {
        "_id": number,
        # An edit gives a submission another uuid; its root uuid stays.
        "_uuid": str(uuid.uuid5(root, "edited") if submission.get("edited") else root),
        "_submission_time": submission["sent"],
        "_validation_status": None if status == "none" else f"validation_status_{status}",
        "_status": "submitted_via_web",
        "__version__": declared["versions"][submission["version"]],
        "meta/rootUuid": f"uuid:{root}",
        "_index": position + 1,
    }


def _repeat_sheet(declared: Content, repeat: str, names: list[str], systems: list[Content]) -> Rows:
    """Lay out the records of a repeat, each with the number and the system columns of its submission."""
    copied = [column for column in SYSTEM if column != "_index"]
    headers = ["_index", "_parent_table_name", "_parent_index", *(f"_submission_{column}" for column in copied)]
    rows = [names + headers]
    for submission, system in zip(declared["submissions"], systems, strict=True):
        for answers in submission.get(repeat, []):
            parent = [len(rows), declared["title"], system["_index"]]
            rows.append([*answers, *parent, *(system[column] for column in copied)])
    return rows
