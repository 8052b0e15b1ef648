"""Dates in names and notes, in the ways that people and services write them.

Which name or note counts belongs to `versions.py`.
"""

import re
from calendar import month_name
from datetime import date

YEAR, MONTH, DAY, NAME = r"(?P<year>20\d\d)", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})", r"(?P<name>[a-z]{3,9})"
_ORDINAL = r"(?:st|nd|rd|th)?"
DAYS = [
    rf"{YEAR}[-_. ]{MONTH}[-_. ]{DAY}",
    r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<year>20\d\d)(?P<month>[1-9])(?P<day>\d\d)",
    r"(?P<year>20\d\d)(?P<month>[1-9])(?P<day>[1-9])",
    rf"{DAY}{_ORDINAL}[-_. ]*{NAME}[-_., ]*{YEAR}",
    rf"{NAME}[-_. ]*{DAY}{_ORDINAL}[-_., ]+{YEAR}",
    rf"{YEAR}[-_. ]*{NAME}[-_. ]*{DAY}",
    rf"{DAY}\.{MONTH}\.{YEAR}",
    rf"{DAY}(?P<dash>[-_/]){MONTH}(?P=dash){YEAR}",
]
"""The Data Service writes months (and in 2019 days) without a leading zero, as in 2026624."""

MONTHS = [
    rf"{NAME}[-_. ]*{YEAR}",
    rf"{YEAR}[-_. ]*{NAME}",
    r"(?P<year>20\d\d)[-_.](?P<month>0[1-9]|1[0-2])(?![-_. ]\d)",
]
"""A month is its first day."""

IN_NOTES = [r"(?P<year>20\d\d)(?P<month>\d\d)", r"(?P<year>20\d\d)"]
"""How notes may also state a vintage; in names such digits are as often a cycle or the year of the money."""

_NUMBERS = {name.casefold(): number for number, name in enumerate(month_name) if name}


def date_in(text: str, patterns: list[str]) -> date | None:
    """Read the first date of a text; digits that are part of a longer number are none.

    Args:
        text: a name or a note.
        patterns: DAYS, MONTHS or IN_NOTES, in the order in which they are tried.
    """
    plain = text.casefold()
    for pattern in patterns:
        for found in re.finditer(rf"(?<![a-z0-9]){pattern}(?!\d)", plain):
            if (day := _day(found.groupdict())) is not None:
                return day
    return None


def _day(parts: dict[str, str | None]) -> date | None:
    month = _month(parts.get("name")) or int(parts.get("month") or 1)
    number = int(parts.get("day") or 1)
    # Of 3-4-2026 nobody can tell which of the two is the month.
    is_ambiguous = "dash" in parts and number <= max(_NUMBERS.values()) and number != month
    if is_ambiguous or (parts.get("name") and _month(parts["name"]) is None):
        return None
    try:
        return date(int(parts["year"] or 0), month, number)
    except ValueError:
        return None


def _month(name: str | None) -> int | None:
    """Give the number of a month by the first letters of its English name."""
    return next((number for full, number in _NUMBERS.items() if name and full.startswith(name)), None)
