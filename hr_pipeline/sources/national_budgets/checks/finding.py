"""What a finding is: which line, which check, how bad, what was found, how to fix it, what it was held against."""

from typing import Any, NamedTuple, cast

import pandas as pd

from hr_pipeline.provenance.locators import locator
from hr_pipeline.schemas.gate import WITHHELD

OWN_COLUMNS = [
    "iso3",
    "publication",
    "phase",
    "year",
    "line",
    "check",
    "severity",
    "message",
    "how_to_fix",
    "compared_with",
]
_CONTEXT = ["iso3", "publication", "phase", "year"]
_PLACE = ["delivery", "sheet", "row", "column"]

Bounds = dict[tuple[str, str], float]


class Finding(NamedTuple):
    """One finding about one line.

    Attributes:
        line: row_id of the line.
        check: code of the check.
        severity: warning, error or refused.
        declared: what is wrong, without numbers.
        figures: the numbers; they are withheld where a delivery is confidential.
        how_to_fix: what to do.
        other: row_id of the line it was held against; None where there is none.
    """

    line: int
    check: str
    severity: str
    declared: str
    figures: str
    how_to_fix: str
    other: int | None = None


def as_findings(lines: pd.DataFrame, found: list[Finding]) -> pd.DataFrame:
    """Put findings into a table.

    Args:
        lines: the lines they speak of.
        found: findings in any order.

    Returns:
        OWN_COLUMNS, one row per line and check.
    """
    concerned = {finding.line for finding in found} | {finding.other for finding in found if finding.other is not None}
    about = lines[lines["row_id"].isin(concerned)].set_index("row_id")
    rows = [_row(finding, about) for finding in found]
    return pd.DataFrame(rows, columns=OWN_COLUMNS).drop_duplicates(["line", "check"], ignore_index=True)


def _row(finding: Finding, about: pd.DataFrame) -> dict[str, object]:
    line: Any = about.loc[finding.line]
    other: Any = None if finding.other is None else about.loc[finding.other]
    is_secret = "C" in {line["confidentiality"], None if other is None else other["confidentiality"]}
    described = f"{finding.declared}: {WITHHELD if is_secret else finding.figures}."
    named = "" if other is None else WITHHELD if other["confidentiality"] == "C" else _place(other)
    declared = {"line": finding.line, "check": finding.check, "severity": finding.severity}
    texts = {"message": described, "how_to_fix": finding.how_to_fix, "compared_with": named}
    return {name: line[name] for name in _CONTEXT} | declared | texts


def _place(line: pd.Series) -> str:
    place = cast("dict[str, Any]", line[_PLACE].to_dict())  # the stubs do not know that labels are texts
    return f"{line['delivery']} {locator(place)}"
