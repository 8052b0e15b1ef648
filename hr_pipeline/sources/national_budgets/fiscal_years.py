"""Fiscal years: from a label as published to the year it ends in, and its first and last day.

Placing a fiscal year on calendar years belongs to the indicators.
"""

import re

import pandas as pd

from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR

_LABEL = re.compile(r"(?<!\d)(\d{4})(?:\s*[/–-]\s*(\d{2}|\d{4}))?(?!\d)")
_SHORT_LABEL = re.compile(r"(?<![\d/])(\d{2})/(\d{2})(?![\d/])")
"""A fiscal year of two digits each, as in Kenya's BOOST: 13/14; years before 2000 are never written so there."""


def end_year(label: str, year_label: str = "end", start: tuple[int, int] = (1, 1)) -> int | None:
    """Tell the year in which a labelled fiscal year ends: 2020/21 and 20/21 in 2021; a lone 2020 as `year_label` says.

    Args:
        label: as published.
        year_label: whether a lone year is the one the fiscal year starts or ends in.
        start: month and day on which the fiscal year starts.

    Returns:
        The year; None where the label names no single fiscal year.
    """
    found = _LABEL.findall(label) or [(f"20{first}", second) for first, second in _SHORT_LABEL.findall(label)]
    if len(found) != 1:
        return None
    first, second = found[0]
    if second:
        return int(first) + 1 if (int(first) + 1) % 10 ** len(second) == int(second) else None
    return int(first) + (year_label == "start" and start != (1, 1))


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
    """Tell the year in which the fiscal year of a period ends; None where the text is no period."""
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
