"""Numbers as people write them into a cell: exact, about, estimated, below or above a bound, hidden, or a word.

Never silently a float: what is not exact says so, a hidden small count keeps its bounds, and a word is a reason.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.packaged import packaged_yaml

AMBIGUOUS = re.compile(r"[-−]?\d{1,3}\.\d{3}")
"""1.234 is a thousand or one and a bit: only a declared convention can say."""


class Written(NamedTuple):
    """What one cell says.

    Attributes:
        value: the number; None where there is none.
        low, high: what the true number lies between, where the cell says so.
        qualifier: exact, about, below, above, or "" where there is no number.
        missing_reason: why there is no number; "" where there is one, or where the cell cannot be read.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    qualifier: str = ""
    missing_reason: str = ""

    @property
    def is_readable(self) -> bool:
        """Tell whether the cell says anything that is understood."""
        return self.value is not None or self.missing_reason != ""


BLANK = Written(missing_reason="not_reported")


@cache
def _words() -> dict:
    return packaged_yaml(__package__, "cell_words.yaml")


def written_number(text: str, missing: Mapping[str, str], convention: str = "") -> Written:
    """Read one cell of a column of counts.

    Args:
        text: as published.
        missing: codes of the column that are no numbers (-99) -> reason.
        convention: `point` or `comma` where it is declared or follows from the column; "" leaves 1.234 unread.
    """
    plain = " ".join(text.replace("\u00a0", " ").split()).casefold()
    reason = missing.get(plain) or _reason(plain)
    if not plain or reason:
        return Written(missing_reason=reason or "not_reported")
    if plain in _words()["suppressed"]:
        return Written(missing_reason="suppressed_by_partner")
    if bounded := re.fullmatch(r"(<=|>=|[<>≤≥])\s*(.+)", plain):
        return _bounded(bounded[1], _number(bounded[2], convention))
    bare, is_about = _without_marks(plain)
    number = _number(bare, convention)
    return Written(value=number, qualifier="about" if is_about else "exact") if number is not None else Written()


def _reason(plain: str) -> str:
    return next((reason for reason, words in _words()["missing"].items() if plain in words), "")


def _bounded(mark: str, bound: float | None) -> Written:
    """Read <5 as hidden, from 1 to 4: a true zero would have been written as 0. >100 is a bound and no number."""
    if bound is None:
        return Written()
    if mark in ("<", "<=", "≤"):
        high = bound - 1 if mark == "<" else bound
        return Written(low=min(1.0, high), high=high, qualifier="below", missing_reason="suppressed_by_partner")
    low = bound + 1 if mark == ">" else bound
    return Written(low=low, qualifier="above", missing_reason="bounds_only")


def _without_marks(plain: str) -> tuple[str, bool]:
    bare = plain
    for mark in _words()["about"] + _words()["estimated"]:
        if bare.startswith(mark) and not bare[len(mark) :][:1].isalpha():
            bare = bare[len(mark) :].strip()
        if bare.endswith(" " + mark):
            bare = bare[: -len(mark)].strip()
    return bare, bare != plain


def _number(bare: str, convention: str) -> float | None:
    for multiple, words in _words()["multiples"].items():
        for word in words:
            if found := re.fullmatch(rf"(\S+) ?{re.escape(word)}", bare):
                number = _number(found[1], convention or "point")
                return None if number is None else round(number * multiple)
    if not convention and AMBIGUOUS.fullmatch(bare):
        return None
    number = parse_numbers(pd.Series([bare], dtype="str"), convention or "point").iloc[0]
    return None if pd.isna(number) else float(number)
