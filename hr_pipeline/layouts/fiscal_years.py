"""Fiscal years: from a label as published to the year it ends in, and its first and last day.

Placing a fiscal year on calendar years belongs to the indicators.
"""

import re

import pandas as pd

from hr_pipeline.layouts.texts import western
from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR

_LABEL = re.compile(r"(?<!\d)(\d{4})(?:\s*[/–-]\s*(\d{2}|\d{4}))?(?!\d)")
_SHORT_LABEL = re.compile(r"(?<![\d/])(\d{2})[/–-](\d{2})(?![\d/])")
"""A fiscal year of two digits each, as in Kenya's BOOST: 13/14; years before 2000 are never written so there."""
_SHORT_YEAR = re.compile(r"\b(?:fy|ay)\s*['’]?(\d{2})(?![\d/–-])", re.IGNORECASE)
"""FY15: the fiscal year that ends in 2015."""
_ETHIOPIAN = re.compile(r"\befy\b|\be\.?\s?c\.?(?!\w)|ዓ\.ም", re.IGNORECASE)

OTHER_CALENDARS = {"Ethiopian": 8, "Buddhist": -543, "Solar Hijri": 622, "Bikram Sambat": -57}
"""What is added to a fiscal year's last written year for the year of our calendar in which it ends."""


def end_year(label: str, year_label: str = "end", start: tuple[int, int] = (1, 1)) -> int | None:
    """Give the year in which a labelled fiscal year ends: 2020/21 and 20/21 in 2021; a lone 2020 as `year_label` says.

    Digits of any script are read. `FY15` and `FY2015` name the year of the end; `2007 EFY` (Ethiopian) ends in 2015.

    Args:
        label: as published.
        year_label: whether a lone year is the one the fiscal year starts or ends in.
        start: month and day on which the fiscal year starts.

    Returns:
        The year; None where the label names no single fiscal year.
    """
    text = western(label)
    found = _LABEL.findall(text) or [(f"20{first}", second) for first, second in _SHORT_LABEL.findall(text)]
    if not found and (short := _SHORT_YEAR.findall(text)):
        return 2000 + int(short[0]) if len(short) == 1 else None
    if len(found) != 1:
        return None
    first, second = found[0]
    if second:
        return int(first) + 1 if (int(first) + 1) % 10 ** len(second) == int(second) else None
    if _ETHIOPIAN.search(text):
        return int(first) + OTHER_CALENDARS["Ethiopian"]
    return int(first) + (year_label == "start" and start != (1, 1) and not text.casefold().strip().startswith("fy"))


def is_two_years(label: str) -> bool:
    """Say whether a label writes a fiscal year as two years, such as 2020/21."""
    text = western(label)
    return any(second for _, second in _LABEL.findall(text)) or bool(_SHORT_LABEL.search(text))


def year_in(text: str) -> int | None:
    """Give the fiscal year that a header, a title or a name speaks of, where it speaks of one that figures can have."""
    found = end_year(text)
    return found if found is not None and FIRST_YEAR <= found <= LAST_YEAR else None


def other_calendar(text: str) -> dict[str, int]:
    """Give the years that a label would mean in calendars other than ours, where its year is none that figures have."""
    found = end_year(text)
    if found is None or FIRST_YEAR <= found <= LAST_YEAR:
        return {}
    meant = {name: found + years for name, years in OTHER_CALENDARS.items()}
    return {name: year for name, year in meant.items() if FIRST_YEAR + 10 <= year <= LAST_YEAR}


_PERIODS = [
    re.compile(r"(?P<year>\d{4})[-./M](?P<month>\d{1,2})(?:[-./]\d{1,2})?(?:T[\d:.]+)?"),
    re.compile(r"(?:\d{1,2}[-./])?(?P<month>\d{1,2})[-./](?P<year>\d{4})"),
]


def month(text: str) -> tuple[int, int] | None:
    """Read the year and month of a period: 2022-03-31, 31.03.2022, 03.2022, 2022M3; None where it is none."""
    found = next((match for shape in _PERIODS if (match := shape.fullmatch(text.strip()))), None)
    if found is None or not 1 <= int(found["month"]) <= 12:
        return None
    return int(found["year"]), int(found["month"])


def end_year_of(period: str, start: tuple[int, int]) -> int | None:
    """Give the year in which the fiscal year of a period ends; None where the text is no period."""
    found = month(period)
    return None if found is None else found[0] + (start != (1, 1) and found[1] >= start[0])


def bounds(year: pd.Series, start: tuple[int, int]) -> pd.DataFrame:
    """Give the first and last day of the fiscal years that end in `year`.

    Args:
        year: years, Int64; missing and impossible ones have no days.
        start: month and day on which the fiscal year starts.

    Returns:
        `fiscal_year_start` and `fiscal_year_end` on the index of `year`.
    """
    days = {int(end): _days(int(end), start) for end in year.dropna().unique() if FIRST_YEAR <= end <= LAST_YEAR}
    first = year.map({end: first for end, (first, _) in days.items()}).astype("datetime64[ns]")
    last = year.map({end: last for end, (_, last) in days.items()}).astype("datetime64[ns]")
    return pd.DataFrame({"fiscal_year_start": first, "fiscal_year_end": last})


def _days(end: int, start: tuple[int, int]) -> tuple[pd.Timestamp, pd.Timestamp]:
    first = pd.Timestamp(end if start == (1, 1) else end - 1, *start)
    return first, first + pd.DateOffset(years=1) - pd.Timedelta(days=1)
