"""KoboToolbox API pages: saved answers of `/api/v2/assets/<uid>/data/`, one delivery each, read with the asset.

Fetching them belongs to `fetching.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.provenance.pages import json_text
from hr_pipeline.sources.partner_surveys.exports import PARENT, SYSTEM, Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.forms.wording import reworded
from hr_pipeline.sources.partner_surveys.kobo.assets import loaded
from hr_pipeline.sources.partner_surveys.kobo.tables import SUBMISSION_UUID

FORM_AGAIN = "save the asset's JSON (/api/v2/assets/<uid>/?format=json) or its XLSForm next to the pages"
AGAIN = "fetch the pages again with `hr-pipeline fetch kobo`, all of them, and deliver them unchanged"


def recognises(delivery: Delivery) -> bool:
    """Tell by its content whether a file is a page of submissions."""
    if not delivery.name.lower().endswith((".json", ".json.gz")):
        return False
    try:
        return _is_page(loaded(delivery))
    except Refused:
        return False


def _is_page(page: Any) -> bool:
    if not isinstance(page, dict) or not {"count", "next", "results"} <= set(page):
        return False
    results = page["results"]
    return isinstance(results, list) and all(isinstance(one, dict) and "_id" in one for one in results)


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read a page with the forms next to it.

    Raises:
        Refused: no form.
    """
    forms = forms_alongside(alongside, FORM_AGAIN)
    page = loaded(delivery)
    tables = _tables(page["results"], forms)
    worded = {
        name: reworded(table.answers(), name, forms) for name, table in tables.items() if table.records or not name
    }
    findings = [finding for _, found in worded.values() for finding in found]
    findings += [Finding("unknown_column", rows=n, detail="a key") for n in [_unknown(page["results"], forms)] if n]
    repeats = {name: answers for name, (answers, _) in worded.items() if name}
    return Export(worded[""][0], repeats, findings + _missing_pages(page, alongside)), forms


@dataclass
class _Records:
    """Records of one table while the page is walked: answers, pointers, and what names each item in the page."""

    records: list[dict[str, str]] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)

    def answers(self) -> Answers:
        cells = pd.DataFrame(self.records, dtype="str").fillna("")
        cells.index = pd.RangeIndex(1, len(cells) + 1)
        cells = cells.reindex(columns=list(dict.fromkeys([*self.letters, *cells.columns])), fill_value="")
        pages = pd.DataFrame({"row": 1, "pointer": self.pointers}, index=cells.index)
        return Answers("", cells, self.letters, pages=pages)


def _tables(results: list[dict], forms: Dictionary) -> dict[str, _Records]:
    """Walk down the page's submissions and their repeats; answers that nobody gave have no key."""
    tables = {repeat: _Records() for repeat in dict.fromkeys(["", *forms.questions["repeat"]])}
    for repeat, table in tables.items():
        here = forms.questions[forms.questions["repeat"] == repeat]
        table.letters.update(zip(here["name"], here["path"].map(_escaped), strict=True))
    for at, submission in enumerate(results):
        system = _system(submission, forms) | {"_index": str(at + 1)}
        tables[""].records.append(system | _answered(submission, "", forms))
        tables[""].pointers.append(f"/results/{at}")
        for repeat, record, pointer, parent in _repeated(submission, f"/results/{at}", str(at + 1), forms, tables):
            link = {PARENT[0]: repeat.rpartition("/")[0], PARENT[1]: parent, SUBMISSION_UUID: system["_uuid"]}
            link["_index"] = str(len(tables[repeat].records) + 1)
            tables[repeat].records.append(link | _answered(record, repeat, forms))
            tables[repeat].pointers.append(pointer)
    return tables


def _repeated(
    record: dict, pointer: str, number: str, forms: Dictionary, tables: dict[str, _Records]
) -> Iterator[tuple[str, dict, str, str]]:
    """Give the records of all repeats below one record: repeat, record, pointer, number of the record above."""
    repeats = _repeat_paths(forms)
    for key, value in record.items():
        if key not in repeats or not isinstance(value, list):
            continue
        for at, below in enumerate(value):
            place = f"{pointer}/{_escaped(key)}/{at}"
            yield repeats[key], below, place, number
            yield from _repeated(below, place, str(len(tables[repeats[key]].records)), forms, tables)


def _repeat_paths(forms: Dictionary) -> dict[str, str]:
    """Name each repeat by the key that its records have in a page: its path with groups."""
    paths: dict[str, str] = {}
    for path, repeat in zip(forms.questions["path"], forms.questions["repeat"], strict=True):
        steps, wanted = path.split("/")[:-1], repeat.split("/") if repeat else []
        while wanted and steps and steps[-1] != wanted[-1]:
            steps = steps[:-1]
        if wanted:
            paths["/".join(steps)] = repeat
    return paths


def _answered(record: dict, repeat: str, forms: Dictionary) -> dict[str, str]:
    here = forms.questions[forms.questions["repeat"] == repeat]
    names = dict(zip(here["path"], here["name"], strict=True))
    return {names[key]: json_text(value) for key, value in record.items() if key in names}


def _system(submission: dict, forms: Dictionary) -> dict[str, str]:
    """Read KoboToolbox's own keys; of several versions the one counts that is among the forms."""
    declared = {key: json_text(submission.get(key)) for key in SYSTEM if key != "_index"}
    versions = [json_text(value) for key, value in submission.items() if key.startswith(("__version", "_version"))]
    known = [version for version in versions if version in forms.versions]
    status = submission.get("_validation_status")
    uid = status.get("uid") if isinstance(status, dict) else status
    return declared | {
        "__version__": known[-1] if known else declared["__version__"],
        "_validation_status": str(uid or ""),
    }


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _unknown(results: list[dict], forms: Dictionary) -> int:
    """Count the answers under keys that are no question, group or key of KoboToolbox's own."""
    known = set(forms.questions["path"]) | set(_repeat_paths(forms)) | set(SYSTEM)
    return sum(key not in known and not key.startswith(("_", "meta/", "formhub/")) for one in results for key in one)


@remembered()
def _identities(delivery: Delivery) -> frozenset[str]:
    """List the submissions of a page; none where the file is no page."""
    return frozenset(one["_id"] for one in loaded(delivery)["results"]) if recognises(delivery) else frozenset()


def _missing_pages(page: dict, alongside: list[Delivery]) -> list[Finding]:
    """Compare on the first page how many submissions the server counted with how many were saved."""
    if page.get("previous"):
        return []
    others = [_identities(other) for other in alongside if other.role == "data"]
    saved = {one["_id"] for one in page["results"]}.union(*others)
    lacking = int(page["count"]) - len(saved)
    return [Finding("pages_missing", rows=lacking)] if lacking > 0 else []
