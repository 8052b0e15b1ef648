"""The proof of a trace: open the archived bytes, read each cell again, compute each figure again, and compare.

EQUAL or DIFFERENT for each step; WITHHELD where a release keeps a confidential cell back, or the archive does not keep
its file; DRAWN where a bound has no formula. Walking: `trace.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.provenance.formula import evaluate
from hr_pipeline.provenance.locators import Locator
from hr_pipeline.provenance.trace import Cell, Figure, cells

EQUAL, DIFFERENT, WITHHELD = "EQUAL", "DIFFERENT", "WITHHELD"
DRAWN = "DRAWN"
"""A bound from draws has no formula over its parts: `verify --replay` draws it again."""
CENT = 0.005
RELATIVE = 1e-9


@dataclass(frozen=True)
class Step:
    """One comparison: what was compared, what stands in the release, what was found again, and the verdict."""

    what: str
    published: str
    found: str
    verdict: str


def replay(figure: Figure, snapshot: Callable[[str], Path]) -> list[Step]:
    """Prove a traced figure from the archive.

    Args:
        figure: a trace.
        snapshot: gives the archived file of a sha256.
    """
    ends = [cell for _, cell in cells(figure)]
    files = {cell.sha256: cell for cell in ends}
    steps = [_bytes(cell, snapshot(cell.sha256)) for cell in sorted(files.values(), key=lambda cell: cell.delivery)]
    verdicts = {step.published: step.verdict for step in steps}
    whole = [cell for sha256, cell in files.items() if verdicts[sha256] == EQUAL]
    opened = {cell.sha256: Cells(snapshot(cell.sha256), cell.delivery) for cell in whole}
    steps += [_cell(cell, opened.get(cell.sha256), verdicts[cell.sha256]) for cell in dict.fromkeys(ends)]
    return steps + _figures(figure)


def _bytes(cell: Cell, file: Path) -> Step:
    what = f"bytes of {cell.delivery}"
    if not file.is_file() and cell.is_confidential:
        return Step(what, cell.sha256, "", WITHHELD)
    found = file_sha256(file) if file.is_file() else "not in the archive"
    return Step(what, cell.sha256, found, EQUAL if found == cell.sha256 else DIFFERENT)


def _cell(cell: Cell, opened: Cells | None, whole: str) -> Step:
    what = f"{cell.delivery} {cell.locator}"
    if not cell.raw_value or whole == WITHHELD:
        return Step(what, "(withheld)", "", WITHHELD)
    try:
        found = opened.read(Locator.parse(cell.locator)) if opened else "(file is not whole)"
    except LookupError as error:
        found = str(error)
    return Step(what, cell.raw_value, found, EQUAL if found == cell.raw_value else DIFFERENT)


def _figures(figure: Figure) -> list[Step]:
    """Compute the figure and every figure below it again from its contributions, the deepest first."""
    below = [step for part in figure.contributions if part.figure for step in _figures(part.figure)]
    return [*dict.fromkeys(below), _figure(figure)]


def _figure(figure: Figure) -> Step:
    if figure.value is None:
        return Step(figure.id, f"missing ({figure.missing_reason})", "", EQUAL)
    if any(part.contribution is None for part in figure.contributions):
        return Step(figure.id, repr(figure.value), "(withheld)", WITHHELD)
    if not figure.formula:
        return Step(figure.id, repr(figure.value), "(verify --replay draws it again)", DRAWN)
    roles: dict[str, float] = {}
    for part in figure.contributions:
        known = roles.get(part.role, 0.0) if part.role == "addend" else 0.0
        roles[part.role] = known + (part.contribution or 0.0)
    try:
        found = evaluate(figure.formula, roles)
    except (ValueError, KeyError, ZeroDivisionError) as error:
        return Step(figure.id, repr(figure.value), str(error), DIFFERENT)
    near = abs(found - figure.value) <= max(CENT if "US$" in figure.unit else 0.0, RELATIVE * abs(figure.value))
    return Step(figure.id, repr(figure.value), repr(found), EQUAL if near else DIFFERENT)
