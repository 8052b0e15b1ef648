"""ODK Central's OData feed: pages of submissions, pages of repeats, and submissions with their repeats expanded.

A repeat's page names the submissions it belongs to, so it is read with the pages of submissions next to it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.provenance.pages import json_text
from hr_pipeline.sources.partner_surveys.exports import Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.answers import meanings
from hr_pipeline.sources.partner_surveys.tools.odk_csv import FORM_AGAIN, review_status

AGAIN = "fetch …svc/Submissions?$count=true and follow @odata.nextLink to the end, each answer a file"
RECORDS_HELD = 1 << 18
"""How many records of pages are kept for the other pages of their folder."""
_CONTEXT = re.compile(r'"@odata\.context"\s*:\s*"[^"]*\$metadata#Submissions')


@remembered()
def recognises(delivery: Delivery) -> bool:
    """Tell whether a delivery is a page of Central's feed."""
    if not delivery.name.lower().endswith((".json", ".json.gz")):
        return False
    return _CONTEXT.search(unpacked(delivery)[:2000].decode("utf-8", "replace")) is not None


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read one page: of submissions, or of a repeat.

    Raises:
        Refused: no form next to it, no JSON, or a repeat without its submissions.
    """
    forms = forms_alongside(alongside, FORM_AGAIN)
    page = _page(delivery)
    others = [_page(other) for other in alongside if other.role == "data" and recognises(other)]
    if _repeat_of(page):
        return _repeat_page(page, others, forms), forms
    records = list(_walked(page["value"], "/value"))
    main = _main(records, forms)
    names = sorted({record["repeat"] for record in records} & set(forms.items["repeat"]) - {""})
    repeats = {name: _expanded(records, name, main, forms) for name in names}
    return Export(main, repeats, _findings(page, others)), forms


@remembered(RECORDS_HELD, lambda page: len(page["value"]) + 1)
def _page(delivery: Delivery) -> dict[str, Any]:
    try:
        page = json.loads(unpacked(delivery), parse_int=str, parse_float=str)
        if isinstance(page["value"], list):
            return page
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("the whole file", "expected JSON with a list under value", AGAIN) from error
    raise Refused("the whole file", "expected a list under value", AGAIN)


def _repeat_of(page: dict[str, Any]) -> str:
    """Name the repeat of a page by its context: …#Submissions.group.violations.responses."""
    return page["@odata.context"].partition("#Submissions")[2].strip(".").replace(".", "/")


def _walked(value: list[dict], pointer: str, repeat: str = "", root: str = "", above: str = "") -> Iterator[dict]:
    """Give every record of a list and of the lists inside it: its answers by path, pointer, and what it belongs to."""
    for number, entry in enumerate(value):
        place, key = f"{pointer}/{number}", str(entry.get("__id", f"{pointer}/{number}"))
        answers, lists = _flat(entry)
        yield {
            **{"repeat": repeat, "pointer": place, "key": key, "root": root or key, "above": above},
            **{"answers": answers, "entry": entry},
        }
        for path, inner in lists.items():
            name = "/".join(filter(None, [repeat, path.rsplit("/", 1)[-1]]))
            yield from _walked(inner, f"{place}/{path}", name, root or key, key)


def _flat(entry: dict[str, Any], path: str = "") -> tuple[dict[str, str], dict[str, list]]:
    """Part a record into its answers by path and the repeats in it; links and Central's own keys are neither."""
    answers: dict[str, str] = {}
    lists: dict[str, list] = {}
    for key, value in entry.items():
        if key.startswith("__") or "@odata" in key:
            continue
        here = f"{path}/{key}" if path else key
        if isinstance(value, dict):
            inner, deeper = _flat(value, here)
            answers |= inner
            lists |= deeper
        elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
            lists[here] = value
        elif not isinstance(value, list):
            answers[here] = json_text(value)
    return answers, lists


def _main(records: list[dict], forms: Dictionary) -> Answers:
    mains = [record for record in records if not record["repeat"]]
    about = [record["entry"].get("__system") or {} for record in mains]
    texts = pd.DataFrame(
        [{key: json_text(system.get(key)) for key in ("reviewState", "status", "deletedAt")} for system in about],
        columns=["reviewState", "status", "deletedAt"],
        dtype="str",
    )
    status = review_status(texts["reviewState"], texts["status"]).mask(texts["deletedAt"] != "", "deleted")
    system = pd.DataFrame(
        {
            "_uuid": [record["key"] for record in mains],
            "meta/rootUuid": [record["key"] for record in mains],
            "_validation_status": status,
            "__version__": [json_text(system.get("formVersion")) for system in about],
            "_submission_time": [json_text(system.get("submissionDate")) for system in about],
            "_index": [str(number) for number in range(1, len(mains) + 1)],
        },
        dtype="str",
    )
    return _answers(mains, forms, "", system)


def _expanded(records: list[dict], name: str, main: Answers, forms: Dictionary) -> Answers:
    rows = [record for record in records if record["repeat"] == name]
    above = name.rpartition("/")[0]
    parents = [record["key"] for record in records if record["repeat"] == above]
    return _answers(rows, forms, name, _belonging(rows, parents, above))


def _belonging(rows: list[dict], parents: list[str], above: str) -> pd.DataFrame:
    numbers = {key: str(number) for number, key in enumerate(parents, 1)}
    return pd.DataFrame(
        {
            "_index": [str(number) for number in range(1, len(rows) + 1)],
            "_parent_table_name": above,
            "_parent_index": [numbers.get(row["above"], "") for row in rows],
            "_submission__uuid": [row["root"] for row in rows],
        },
        dtype="str",
    )


def _answers(records: list[dict], forms: Dictionary, repeat: str, system: pd.DataFrame) -> Answers:
    known = meanings(forms, repeat, "/")
    paths = [*dict.fromkeys(path for record in records for path in record["answers"] if path in known)]
    cells = pd.DataFrame(
        {known[path]: [record["answers"].get(path, "") for record in records] for path in paths},
        index=system.index,
        dtype="str",
    )
    pages = pd.DataFrame({"row": 1, "pointer": [record["pointer"] for record in records]}, index=system.index)
    letters = {known[path]: path for path in paths}
    numbered = range(1, len(system) + 1)
    return Answers("", cells.join(system).set_axis(numbered, axis=0), letters, pages=pages.set_axis(numbered, axis=0))


def _repeat_page(page: dict[str, Any], others: list[dict[str, Any]], forms: Dictionary) -> Export:
    """Read a page of a repeat; the submissions next to it only say what the records belong to."""
    pages = [other for other in others if not _repeat_of(other)]
    if not pages:
        raise Refused("the whole file", "expected the pages of Submissions next to a page of a repeat", AGAIN)
    mains = [record for other in pages for record in _walked(other["value"], "/value") if not record["repeat"]]
    main = _main(mains, forms)
    name = _repeat_name(_repeat_of(page), forms)
    above = name.rpartition("/")[0]
    roots = _roots(others, _repeat_of(page))
    rows = [record for record in _walked(page["value"], "/value", name) if record["repeat"] == name]
    for row in rows:
        row["above"] = _parent(row["entry"])
        row["root"] = roots.get(row["above"], row["above"])
    parents = [*roots] if above else [record["key"] for record in mains]
    repeats = {name: _answers(rows, forms, name, _belonging(rows, parents, above))} if name else {}
    silent = Answers("", main.cells, {}, pages=main.pages)
    return Export(silent, repeats, main_is_alongside=True)


def _repeat_name(path: str, forms: Dictionary) -> str:
    """Name a repeat without the groups that its context names too."""
    parts = path.split("/")
    fitting = [name for name in sorted(set(forms.items["repeat"]) - {""}) if set(name.split("/")) <= set(parts)]
    return max((name for name in fitting if name.split("/")[-1] == parts[-1]), key=len, default="")


def _parent(entry: dict[str, Any]) -> str:
    """Give the record that a repeat's record belongs to: __Submissions-id, nested __Submissions-violations-id."""
    keys = [key for key in entry if key.startswith("__Submissions") and key.endswith("-id")]
    return str(entry[max(keys, key=len)]) if keys else ""


def _roots(others: list[dict[str, Any]], path: str) -> dict[str, str]:
    """Give the submission of every record of the repeats above a repeat."""
    roots: dict[str, str] = {}
    for other in sorted((one for one in others if _repeat_of(one)), key=lambda one: _repeat_of(one).count("/")):
        if path.startswith(_repeat_of(other) + "/"):
            for entry in other["value"]:
                above = _parent(entry)
                roots[str(entry["__id"])] = roots.get(above, above)
    return roots


def _findings(page: dict[str, Any], others: list[dict[str, Any]]) -> list[Finding]:
    """Tell whether pages are missing: the feed's own count against the submissions of all pages side by side."""
    pages = [page, *(other for other in others if not _repeat_of(other))]
    stated = max((int(one.get("@odata.count") or 0) for one in pages), default=0)
    found = len({str(entry.get("__id")) for one in pages for entry in one["value"]})
    is_open = all("@odata.nextLink" in one for one in pages)
    if found < stated or is_open:
        return [Finding("pages_missing", rows=max(stated - found, 0))]
    return []
