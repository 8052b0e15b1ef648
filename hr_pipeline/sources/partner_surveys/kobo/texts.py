"""KoboToolbox text exports: one table a file, quoted and cut by `;`, or by `,` in formhub's and early KoboToolbox's.

They hold no repeats, but for early ones, which have them side by side (`children[1]/name`) or one file each. What
columns mean belongs to `kobo_tables.py`.
"""

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from hr_pipeline.formats.text_files import read_text_table
from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.sources.partner_surveys.exports import PARENT, Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.forms.wording import NO_ANSWERS
from hr_pipeline.sources.partner_surveys.kobo.tables import SUBMISSION_UUID, Table, is_repeat, read_tables
from hr_pipeline.sources.partner_surveys.kobo.workbooks import AGAIN, FORM_AGAIN

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
_WIDE = re.compile(r"(?P<prefix>.+\[\d+\])/(?P<question>[^\[\]]+)")
MAIN, REPEAT = "main", "repeat"
PARTS = {REPEAT: (b"_parent_table_name", b"_parent_index"), MAIN: (b"_uuid", b"_submission_time")}
"""What the header of each part has; a repeat's may have the main part's columns too."""
_WRONG_READINGS = ["cp1252", "cp1251"]


def recognises(delivery: Delivery) -> bool:
    """Tell by the system columns in its beginning whether a text file comes from KoboToolbox, in any encoding."""
    return bool(_part(delivery))


@remembered()
def _part(delivery: Delivery) -> str:
    """Tell which part of an export a text file holds: MAIN, REPEAT, or "" where it is none of KoboToolbox's."""
    if not delivery.name.lower().endswith(ENDINGS):
        return ""
    try:
        start = unpacked(delivery)[: 1 << 18].replace(b"\0", b"")
    except Refused:
        return ""
    return next((part for part, columns in PARTS.items() if all(column in start for column in columns)), "")


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read a text export with the forms next to it; one repeat's file also with the file of the submissions.

    Raises:
        Refused: no form, letters that were read in a wrong encoding, or a repeat without its submissions.
    """
    forms = forms_alongside(alongside, FORM_AGAIN)
    table, torn, blank = _table(delivery)
    parts = [(_part(other), other) for other in alongside if other.role == "data"]
    if is_repeat(table):
        export = read_tables([_main_of([other for part, other in parts if part == MAIN]), table], forms, AGAIN)
        return replace(export, main_is_alongside=True), forms
    export = read_tables(_unfolded(table), forms, AGAIN)
    main = replace(export.main, torn=torn, blanks=export.main.blanks + blank)
    lost = [] if any(part == REPEAT for part, _ in parts) else _lost_repeats(forms, set(export.repeats), main)
    return replace(export, main=_numbered(main, export.repeats), findings=export.findings + lost), forms


def _table(delivery: Delivery) -> tuple[Table, list[tuple[int, int]], int]:
    """Open a text file: its table, its torn lines (line, cells), its empty lines.

    Raises:
        Refused: no table, or its letters were read in a wrong encoding before they came here.
    """
    text = read_text_table(delivery)
    headers = list(text.cells.columns)
    body = text.cells.set_axis(range(len(headers)), axis=1).set_axis(text.lines.to_numpy(), axis=0)
    _check_letters([*headers, *(cell for at in body for cell in body[at].unique())])
    return Table("", [header.strip() for header in headers], headers, body), text.ragged, text.blank


def _check_letters(texts: list[str]) -> None:
    """Refuse mojibake: words that become UTF-8 when they are written in the encoding they were wrongly read in.

    Raises:
        Refused: most words beyond ASCII are such words.
    """
    words = {word for text in texts if not text.isascii() for word in text.split() if not word.isascii()}
    wrong = sum(any(_is_utf8_in(word, encoding) for encoding in _WRONG_READINGS) for word in words)
    if wrong * 2 > len(words):
        raise Refused(
            "the whole file",
            "expected readable letters, found UTF-8 that a program read in another encoding and saved so",
            "export again and deliver the file as it is downloaded, without opening it in a spreadsheet program",
        )


def _is_utf8_in(word: str, encoding: str) -> bool:
    try:
        return len(word.encode(encoding).decode("utf-8")) < len(word)
    except UnicodeError:
        return False


def _main_of(mains: list[Delivery]) -> Table:
    if len(mains) != 1:
        raise Refused(
            "the whole file",
            f"expected the one file of submissions that this repeat's records belong to, found {len(mains)}",
            "put the export's main CSV next to it, one export per folder",
        )
    return _table(mains[0])[0]


def _lost_repeats(forms: Dictionary, kept: set[str], main: Answers) -> list[Finding]:
    """Say which repeats of the form this kind of file leaves out."""
    lost = sorted(set(forms.questions["repeat"]) - kept - {""})
    return [Finding("repeat_not_in_file", question=repeat, rows=len(main.cells), detail=repeat) for repeat in lost]


def _numbered(main: Answers, repeats: dict[str, Answers]) -> Answers:
    """Number submissions where nothing refers to their number."""
    if "_index" in main.cells or repeats:
        return main
    return replace(main, cells=main.cells.assign(_index=[str(at) for at in range(1, len(main.cells) + 1)]))


def _unfolded(table: Table) -> list[Table]:
    """Put repeats that lie side by side below each other: the submissions, then one table per repeat."""
    wide = {at: match for at, header in enumerate(table.headers) if (match := _WIDE.fullmatch(header))}
    if not wide or "_uuid" not in table.headers:
        return [table]
    narrow = [at for at in range(len(table.headers)) if at not in wide]
    uuids = table.body[table.headers.index("_uuid")]
    groups: dict[str, dict[str, dict[str, int]]] = {}
    for at, match in wide.items():
        repeat = re.sub(r"\[\d+\]", "", match["prefix"])
        groups.setdefault(repeat, {}).setdefault(match["prefix"], {})[match["question"]] = at
    return [_columns(table, narrow), *(_repeat(table, name, group, uuids) for name, group in groups.items())]


def _columns(table: Table, kept: list[int]) -> Table:
    body = table.body[kept].set_axis(range(len(kept)), axis=1)
    return Table(table.name, [table.headers[at] for at in kept], [table.places[at] for at in kept], body)


def _repeat(table: Table, name: str, group: dict[str, dict[str, int]], uuids: pd.Series) -> Table:
    questions = list(dict.fromkeys(question for columns in group.values() for question in columns))
    rows = [
        {"row": line, "pointer": prefix, "uuid": uuids[line]}
        | {q: table.body.at[line, at] for q, at in columns.items()}
        for line in table.body.index
        for prefix, columns in group.items()
        if any(table.body.at[line, at] not in {"", *NO_ANSWERS} for at in columns.values())
    ]
    frame = pd.DataFrame(rows, columns=["row", "pointer", "uuid", *questions]).fillna("")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    numbers = [str(at) for at in range(1, len(frame) + 1)]
    system: dict[str, Any] = {"_index": numbers, PARENT[1]: "", PARENT[0]: "", SUBMISSION_UUID: frame["uuid"]}
    body = frame[questions].assign(**system)
    headers = [f"{name}/{question}" for question in questions] + list(system)
    return Table("", headers, list(body.columns), body.set_axis(range(len(headers)), axis=1), frame[["row", "pointer"]])
