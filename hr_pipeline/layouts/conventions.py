"""Which mark begins decimals in a table, decided by its numbers: by how they are written, else by what adds up."""

import re
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.layouts.row_sums import sum_rows
from hr_pipeline.layouts.texts import western

_SPACE = "[\\s\u00a0\u202f'’]"
DECISIVE = {
    "point": re.compile(
        rf"-?\d{{1,3}}(,\d{{3}})*\.(\d{{1,2}}|\d{{4,}})|-?\d{{1,3}}(,\d{{3}}){{2,}}(\.\d+)?|-?\d+({_SPACE}\d{{3}})*\.(\d{{1,2}}|\d{{4,}})|-?\d{{1,3}}(,\d{{3}})+\.\d+|-?0\.\d+"
    ),
    "comma": re.compile(
        rf"-?\d{{1,3}}(\.\d{{3}})*,(\d{{1,2}}|\d{{4,}})|-?\d{{1,3}}(\.\d{{3}}){{2,}}(,\d+)?|-?\d+({_SPACE}\d{{3}})*,(\d{{1,2}}|\d{{4,}})|-?\d{{1,3}}(\.\d{{3}})+,\d+|-?0,\d+"
    ),
}
"""Ways of writing a number that only one convention allows."""
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Decision:
    """A convention of writing numbers: what it rests on, and whether a person should be asked."""

    convention: str
    evidence: str
    is_certain: bool


def decide(cells: pd.DataFrame) -> Decision:
    """Decide how the text cells of a table write decimals.

    Args:
        cells: cells of the columns of amounts, as text; cells that a workbook holds as numbers are empty.
    """
    texts = [
        western(text).strip().strip("€$£₴₸()% ") for column in cells for text in cells[column] if str(text).strip()
    ]
    examples = {name: [text for text in texts if shape.fullmatch(text)] for name, shape in DECISIVE.items()}
    doubtful = [text for text in texts if AMBIGUOUS.fullmatch(text)]
    if examples["point"] and examples["comma"]:
        shown = f"{examples['point'][0]!r} and {examples['comma'][0]!r}"
        return Decision("point", f"cells written in two ways: {shown}", False)
    for name, found in examples.items():
        if found:
            return Decision(name, f"{len(found)} cells such as {found[0]!r} are written so", True)
    if not doubtful:
        return Decision("point", "no cell has a mark for decimals or thousands", True)
    return _by_sums(cells, doubtful)


def _by_sums(cells: pd.DataFrame, doubtful: list[str]) -> Decision:
    """Choose the convention under which rows add up, where only one does."""
    added = {name: len(sum_rows(cells.apply(parse_numbers, convention=name))) for name in DECISIVE}
    likely = "comma" if "." in doubtful[0] else "point"
    other = "point" if likely == "comma" else "comma"
    reading = f"{doubtful[0]!r} is {parse_numbers(pd.Series(doubtful[:1]), likely).iloc[0]:,.0f} or " + (
        f"{parse_numbers(pd.Series(doubtful[:1]), other).iloc[0]}"
    )
    best = max(added, key=lambda name: added[name])
    if added[best] and not added["point" if best == "comma" else "comma"]:
        return Decision(best, f"{reading}: only so do the rows add up to their totals ({added[best]} rows)", True)
    return Decision(likely, f"{reading}: nothing in the table decides it", False)
