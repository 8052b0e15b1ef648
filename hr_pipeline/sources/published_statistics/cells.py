"""What one cell of a table of statistics states: a figure, its bounds, or that there is none; and how finely.

A word is never a zero, and a bound is never the figure.
"""

import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.packaged import packaged_rows

DASH = r"\s*(?:-|–|—|−|\bto\b)\s*"
NUMBER = r"[^<>≤≥()\[\]–—−-]+"
RANGE = re.compile(rf"({NUMBER}){DASH}({NUMBER})")
WITH_BOUNDS = re.compile(rf"({NUMBER})\s*[(\[]\s*({NUMBER})(?:{DASH}|\s*[;:]\s*)({NUMBER})\s*[)\]]")
BOUND = re.compile(r"(<=|>=|[<>≤≥])\s*(.+)")


class Stated(NamedTuple):
    """What a cell states, in the publisher's unit.

    Attributes:
        value, low, high: the figure and its bounds; None where they are not stated.
        missing_reason: why there is no figure; empty where there is one.
        decimals: digits behind the decimal mark, without zeros at the end.
        is_readable: whether the cell says anything that is understood.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    missing_reason: str = ""
    decimals: int = 0
    is_readable: bool = True


UNREADABLE = Stated(is_readable=False)


@cache
def _words() -> dict[str, str]:
    table = packaged_rows(__package__, "missing_words.csv")
    return dict(zip(table["text"], table["missing_reason"], strict=True))


def stated(text: str, missing: dict[str, str], convention: str = "point") -> Stated:
    """Read one cell that is not empty.

    Args:
        text: as published.
        missing: words of the layout -> why there is no figure.
        convention: `point` or `comma`, how decimals are written.
    """
    plain = " ".join(text.replace("%", " ").split()).casefold()
    if reason := missing.get(plain) or _words().get(plain):
        return Stated(missing_reason=reason)
    if bound := BOUND.fullmatch(plain):
        return _bound(bound[1], _number(bound[2], convention))
    if (found := WITH_BOUNDS.fullmatch(plain)) or (found := RANGE.fullmatch(plain)):
        return _bounded([_number(part, convention) for part in found.groups()], found[1], convention)
    value = _number(plain, convention)
    return UNREADABLE if value is None else Stated(value, decimals=_decimals(plain, convention))


def _bound(mark: str, number: float | None) -> Stated:
    if number is None:
        return UNREADABLE
    below = mark in ("<", "<=", "≤")
    return Stated(low=None if below else number, high=number if below else None, missing_reason="bounds_only")


def _bounded(numbers: list[float | None], first: str, convention: str) -> Stated:
    if None in numbers:
        return UNREADABLE
    *middle, low, high = numbers
    if middle:
        return Stated(middle[0], low, high, decimals=_decimals(first, convention))
    return Stated(low=low, high=high, missing_reason="bounds_only")


def _number(text: str, convention: str) -> float | None:
    if text.isdecimal() and text.isascii():
        return float(text)
    number = parse_numbers(pd.Series([text.strip()], dtype="str"), convention).iloc[0]
    return None if pd.isna(number) else float(number)


def _decimals(text: str, convention: str) -> int:
    mark = {"point": ".", "comma": ","}[convention]
    behind = text.strip().rpartition(mark)[2] if mark in text else ""
    return len(behind.rstrip("0")) if behind.isdecimal() else 0
