"""What a partner hears about its files before anything is built: what is read, what fails, by which rule, and the cure.

Never an answer, only its place. Words are in `feedback.yaml`, in the languages of the questionnaires. Reading belongs
to the package's `read`, and the arithmetic of reports to `plausibility.py`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import partner_surveys
from hr_pipeline.sources.partner_surveys.findings import TABLE, as_ranges
from hr_pipeline.sources.partner_surveys.forms.files import form_reader_of
from hr_pipeline.sources.partner_surveys.plausibility import implausible

LANGUAGES = ["en", "ru", "fr", "ar"]
SOURCE = "partner_surveys"


@dataclass(frozen=True)
class Remark:
    """One rule that records of a file break.

    Attributes:
        severity: error, warning or note.
        place: sheet and column; "" where the whole file is meant.
        records: rows or lines of the file.
        rule: what was expected.
        cure: how to fix it.
    """

    severity: str
    place: str
    records: str
    rule: str
    cure: str


@dataclass(frozen=True)
class FileFeedback:
    """What became of one file.

    Attributes:
        delivery: its path.
        refusal: why nothing of it can be used; "" where something can.
        counts: outcome -> number of records; accepted, rejected, and reasons why records are left out.
        remarks: what to look at.
    """

    delivery: str
    refusal: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def feedback(deliveries: list[Delivery]) -> list[FileFeedback]:
    """Read a partner's files as a build would, and say of each what became of it.

    Args:
        deliveries: exports with the forms, mappings and layouts of their folders.

    Returns:
        One entry for each export, in the order of the paths; forms have none.
    """
    read = {one.path: _read(one, deliveries) for one in deliveries if one.role == "data"}
    filled = {name for reading in read.values() if isinstance(reading, Reading) for name in reading.records}
    tables = [name for name in partner_surveys.TABLES if name in filled] or partner_surveys.TABLES[:1]
    built = ingest(SOURCE, tables, deliveries, lambda one: _again(read[one.path]), settle=partner_surveys.SETTLE)
    exports = [one for one in deliveries if one.role == "data" and not form_reader_of(one)]
    return [_of_file(one.path, built) for one in sorted(exports, key=lambda one: one.path)]


def _read(delivery: Delivery, deliveries: list[Delivery]) -> Reading | Refused:
    try:
        return partner_surveys.read(delivery, [other for other in deliveries if other != delivery])
    except Refused as refused:
        return refused


def _again(read: Reading | Refused) -> Reading:
    if isinstance(read, Refused):
        raise read
    return read


def _of_file(path: str, built: dict[str, Built]) -> FileFeedback:
    accounting = pd.concat([one.accounting for one in built.values()], ignore_index=True)
    own = accounting[(accounting["delivery"] == path) & (accounting["table"] != TABLE)]
    refusals = own.loc[own["outcome"] == "refused", "message"].tolist()
    counted = own[~own["outcome"].isin(["read", "refused"])]
    outcome = counted["reason"].astype("str").where(counted["outcome"] == "left_out", counted["outcome"])
    counts = {str(name): int(rows) for name, rows in counted.groupby(outcome)["rows"].sum().items() if rows}
    remarks = [*_rejects(path, built), *_findings(path, built), *_implausible(path, built)]
    return FileFeedback(path, refusals[0] if refusals else "", counts, remarks)


def _rejects(path: str, built: dict[str, Built]) -> Iterator[Remark]:
    """Put the rejected records of one rule and column together."""
    every = pd.concat([one.rejects for one in built.values()], ignore_index=True)
    own = every[every["delivery"] == path].fillna({"sheet": "", "column": "", "message": ""})
    for (sheet, column, message), same in own.groupby(["sheet", "column", "message"], sort=True):
        rule, _, cure = str(message).partition(". How to fix it: ")
        yield Remark("error", _place(sheet, column), as_ranges(tuple(same["row"].astype("int64"))), rule, cure)


def _findings(path: str, built: dict[str, Built]) -> Iterator[Remark]:
    found = built[TABLE].table if TABLE in built else pd.DataFrame(columns=["delivery"])
    for one in found[found["delivery"] == path].astype({"sheet": "str", "column": "str"}).to_dict("records"):
        yield Remark(
            str(one["severity"]), _place(one["sheet"], one["column"]), one["records"], one["message"], one["how_to_fix"]
        )


def _implausible(path: str, built: dict[str, Built]) -> Iterator[Remark]:
    services = built["survey_services"].table if "survey_services" in built else pd.DataFrame()
    if services.empty:
        return
    for one in implausible(services):
        if one.delivery == path:
            yield Remark("warning", _place("", one.columns), as_ranges(one.records), one.rule, one.cure)


def _place(sheet: object, column: object) -> str:
    return ", ".join(str(part) for part in (sheet, column) if part and str(part) != "nan")


def report(files: list[FileFeedback], language: str) -> str:
    """Write the feedback as text.

    Args:
        files: as `feedback` gives it.
        language: one of LANGUAGES; a translation that nobody reviewed says so, and rules are in English where they
            have no translation.
    """
    words = packaged_yaml(__package__, "feedback.yaml")
    says = {key: texts[LANGUAGES.index(language)] for key, texts in words["phrases"].items()}
    rules = {texts[0]: texts[LANGUAGES.index(language)] for texts in words["rules"]}
    lines = [says["title"], *([says["unreviewed"]] if language not in words["reviewed"] else []), ""]
    for one in files:
        lines += [one.delivery, f"  {_result(one, says)}"]
        for remark in one.remarks:
            lines += [f"  [{says[remark.severity]}] {_where(remark, says)}", f"    {_worded(remark.rule, rules)}"]
            lines += [f"    {says['cure']}: {_worded(remark.cure, rules)}"] if remark.cure else []
        lines.append("")
    lines.append(_totals(files, says))
    return "\n".join(lines)


def _result(one: FileFeedback, says: dict[str, str]) -> str:
    if one.refusal:
        return f"{says['refused']}: {one.refusal}"
    return ", ".join(f"{says.get(name, name.replace('_', ' '))}: {rows}" for name, rows in one.counts.items())


def _where(remark: Remark, says: dict[str, str]) -> str:
    return (
        f"{remark.place}; {says['records']} {remark.records}" if remark.place else f"{says['records']} {remark.records}"
    )


def _worded(text: str, rules: dict[str, str]) -> str:
    return rules.get(text, text)


def _totals(files: list[FileFeedback], says: dict[str, str]) -> str:
    counted = Counter(remark.severity for one in files for remark in one.remarks)
    numbers = ", ".join(f"{says[severity]}: {counted[severity]}" for severity in ("error", "warning", "note"))
    return f"{says['files']}: {len(files)}; {says['refused']}: {sum(bool(one.refusal) for one in files)}; {numbers}"
