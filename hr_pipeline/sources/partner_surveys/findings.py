"""Findings: what differs between an export and its form, as rows of `survey_findings`; never with an answer in them.

Finding them belongs to the readers and to `validation.py`.
"""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.packaged import packaged_yaml

TABLE = "survey_findings"


@dataclass(frozen=True)
class Finding:
    """One kind of difference in one column of one table.

    Attributes:
        code: stable code of `findings.yaml`, which holds its severity, its message and how to fix it.
        sheet: tab; "" elsewhere.
        row: first record concerned; 1 is the header.
        column: letters of a sheet's column, header of a text file, or JSON key; "" where the whole table is meant.
        question: name in the form; "" where none is meant.
        rows: number of records concerned.
        detail: words of the form or of the header, never of an answer.
        records: numbers of the records concerned, in order; empty where they are not listed.
    """

    code: str
    sheet: str = ""
    row: int = 1
    column: str = ""
    question: str = ""
    rows: int = 0
    detail: str = ""
    records: tuple[int, ...] = ()


def found(code: str, sheet: str, column: str, question: str, bad: pd.Series, detail: str = "") -> list[Finding]:
    """Make one finding of the records that are `bad` (index: their numbers in the file), none where none is."""
    rows = bad.index[bad.to_numpy(dtype="bool")]
    if not len(rows):
        return []
    return [
        Finding(code, sheet, int(rows[0]), column, question.split("/")[0], len(rows), detail, tuple(map(int, rows)))
    ]


@cache
def known_findings() -> dict[str, dict[str, str]]:
    """Read what each code means: severity, message, how to fix it."""
    return packaged_yaml(__package__, "findings.yaml")


def file_findings(reading: Reading, findings: list[Finding], survey: str) -> None:
    """Put findings among the records of a reading, as rows of `survey_findings`, and count them."""
    if findings:
        more = pd.DataFrame([_row(finding, survey) for finding in findings])
        known = [reading.records[TABLE]] if TABLE in reading.records else []
        reading.records[TABLE] = pd.concat([*known, more], ignore_index=True)
    for sheet in {finding.sheet for finding in findings}:
        reading.seen(TABLE, sheet, sum(finding.sheet == sheet for finding in findings))


def as_ranges(numbers: tuple[int, ...]) -> str:
    """Write numbers in ascending order as text: 2-5 9."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return " ".join("-".join(map(str, part)) for part in parts)


def _row(finding: Finding, survey: str) -> dict:
    known = known_findings()[finding.code]
    return {
        "survey": survey,
        "finding": finding.code,
        "severity": known["severity"],
        "question": finding.question,
        "rows_concerned": finding.rows,
        "records": as_ranges(finding.records) or str(finding.row),
        "message": known["message"].format(detail=finding.detail),
        "how_to_fix": known["how_to_fix"],
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "raw_value": None,
    }
