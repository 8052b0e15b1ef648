"""The proof of a trace: open the archived bytes, read each cell again, compute each figure again, and compare.

EQUAL or DIFFERENT for each step; WITHHELD where a confidential cell or file is not kept; NOT CHECKED where the archive
or a reader is missing; DRAWN AGAIN where a bound has no formula: `verify --replay` draws it. Walking: `trace.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.provenance.formula import evaluate
from hr_pipeline.provenance.locators import WITHHELD_LOCATOR, Locator
from hr_pipeline.provenance.replay_cells import Cell as Place
from hr_pipeline.provenance.replay_cells import NotChecked, read_cells
from hr_pipeline.provenance.replay_numbers import derived, from_figure, other_cell
from hr_pipeline.provenance.replayer import (
    DIFFERENT,
    DRAWN,
    EQUAL,
    NOT_CHECKED,
    ORDER,
    WITHHELD,
    agreed,
)
from hr_pipeline.provenance.trace import Cell, Contribution, Figure, cells

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
    """Prove a traced figure from the archive: bytes, cells, numbers, figures.

    Args:
        figure: a trace.
        snapshot: gives the archived file of a sha256.

    Returns:
        One step for each file, each cell and its number, and each figure, the deepest first; a figure's verdict is
        never better than that of what it rests on.
    """
    ends = list(dict.fromkeys((cell, part.contribution) for part, cell in cells(figure)))
    files = {cell.sha256: cell for cell, _ in ends}
    steps = [_bytes(cell, snapshot(cell.sha256)) for cell in sorted(files.values(), key=lambda cell: cell.delivery)]
    verdicts = {step.published: step.verdict for step in steps}
    found = {
        sha256: _read(cell, snapshot(sha256), [one for one, _ in ends if one.sha256 == sha256])
        for sha256, cell in files.items()
        if verdicts[sha256] == EQUAL
    }
    proven = {end: _cell(*end, found.get(end[0].sha256, {}), verdicts[end[0].sha256]) for end in ends}
    return steps + list(proven.values()) + _figures(figure, proven)


SUPPRESSED = "suppressed"
"""What the reasons of suppressed figures begin with."""


def _bytes(cell: Cell, file: Path) -> Step:
    what = f"bytes of {cell.delivery}"
    if not file.is_file():
        return Step(what, cell.sha256, "not in the archive", WITHHELD if cell.is_confidential else NOT_CHECKED)
    found = file_sha256(file)
    return Step(what, cell.sha256, found, EQUAL if found == cell.sha256 else DIFFERENT)


def _read(file: Cell, kept: Path, ends: list[Cell]) -> dict[Place, str] | None:
    """Read all cells of a file at once; None where no independent reader opens its format."""
    places = [_place(cell) for cell in ends]
    others = [other_cell(place, cell.derivation) for place, cell in zip(places, ends, strict=True)]
    try:
        return read_cells(kept.read_bytes(), file.delivery, {*places, *(other for other in others if other)})
    except NotChecked:
        return None


def _place(cell: Cell) -> Place:
    at = Locator.parse(cell.locator)
    return (str(at.row), at.row, at.column) if at.format == "json" else (at.sheet, at.row, at.column)


def _cell(cell: Cell, contribution: float | None, found: dict[Place, str] | None, whole: str) -> Step:
    """Compare a cell's text, then the number that its derivation makes of it."""
    what = f"{cell.delivery} {cell.locator}"
    if not cell.raw_value or contribution is None or whole == WITHHELD or cell.locator == WITHHELD_LOCATOR:
        return Step(what, "(withheld)", "", WITHHELD)
    if whole == DIFFERENT:
        return Step(what, cell.raw_value, "(file is not whole)", DIFFERENT)
    if whole == NOT_CHECKED or found is None:
        return Step(what, cell.raw_value, "(no independent reader)" if found is None else "", NOT_CHECKED)
    place = _place(cell)
    texts = [found.get(one) for one in (place, other_cell(place, cell.derivation)) if one]
    if texts[0] != cell.raw_value or None in texts:
        return Step(what, cell.raw_value, "(no such cell)" if texts[0] is None else str(texts[0]), DIFFERENT)
    return _number(what, cell, contribution, [str(text) for text in texts])


def _number(what: str, cell: Cell, contribution: float, texts: list[str]) -> Step:
    published = f"{cell.raw_value} -> {contribution!r}"
    try:
        made = derived(cell.derivation, texts)
    except (ValueError, ArithmeticError, LookupError) as error:
        return Step(what, published, str(error), DIFFERENT)
    if made is None:
        return Step(what, published, "(the recorded steps do not explain the number)", NOT_CHECKED)
    is_equal = abs(made - contribution) <= RELATIVE * max(1.0, abs(made))
    return Step(what, published, f"{cell.raw_value} -> {made!r}", EQUAL if is_equal else DIFFERENT)


def _figures(figure: Figure, proven: dict[tuple[Cell, float | None], Step]) -> list[Step]:
    """Compute the figure and every figure below it again from its contributions, the deepest first."""
    done: dict[int, Step] = {}

    def visit(one: Figure) -> str:
        if id(one) not in done:
            below = [visit(part.figure) for part in one.contributions if part.figure]
            ends = [proven[part.cell, part.contribution].verdict for part in one.contributions if part.cell]
            own = _figure(one)
            given = [_given(one, part) for part in one.contributions if part.figure]
            worst = max([own.verdict, *given, *below, *ends], key=ORDER.index)
            done[id(one)] = replace(own, verdict=worst)
        return done[id(one)].verdict

    visit(figure)
    return list(done.values())


def _given(figure: Figure, part: Contribution) -> str:
    """Compare a contribution with the published figure that it came from."""
    if part.contribution is None or part.figure is None:
        return WITHHELD
    alike = sum(one.role == part.role for one in figure.contributions)
    try:
        found = from_figure(part.derivation, part.figure.value, _roles(figure), alike)
    except (ValueError, ArithmeticError, LookupError):
        return DIFFERENT
    return agreed(found, part.contribution)


def _figure(figure: Figure) -> Step:
    if figure.value is None:
        return _missing(figure)
    if any(part.contribution is None for part in figure.contributions):
        return Step(figure.id, repr(figure.value), "(withheld)", WITHHELD)
    if not figure.formula:
        return Step(figure.id, repr(figure.value), "(verify --replay draws it again)", DRAWN)
    try:
        found = evaluate(figure.formula, _roles(figure))
    except (ValueError, KeyError, ZeroDivisionError) as error:
        return Step(figure.id, repr(figure.value), str(error), DIFFERENT)
    near = abs(found - figure.value) <= max(CENT if "US$" in figure.unit else 0.0, RELATIVE * abs(figure.value))
    return Step(figure.id, repr(figure.value), repr(found), EQUAL if near else DIFFERENT)


def _roles(figure: Figure) -> dict[str, float]:
    roles: dict[str, float] = {}
    for part in figure.contributions:
        known = roles.get(part.role, 0.0) if part.role == "addend" else 0.0
        roles[part.role] = known + (part.contribution or 0.0)
    return roles


def _missing(figure: Figure) -> Step:
    """A missing figure is proven where a part of it is missing; where all are there, its reason is not checked.

    What a suppressed figure would be is not shown, also not to those whose archive would give it.
    """
    what = f"missing ({figure.missing_reason})"
    if figure.missing_reason.startswith(SUPPRESSED):
        return Step(figure.id, what, "", WITHHELD)
    try:
        found = evaluate(figure.formula, _roles(figure)) if figure.formula else None
    except (ValueError, KeyError, ZeroDivisionError):
        return Step(figure.id, what, "a part is missing", EQUAL)
    return Step(figure.id, what, "" if found is None else repr(found), NOT_CHECKED)
