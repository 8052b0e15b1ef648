"""Days as tables of the Global Fund write them in their cells.

Dates in names and notes belong to `dates.py`.
"""

import pandas as pd

OWN_DATES = ["%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y"]
"""Dates in the publisher's own writing; ISO dates and a workbook's serial numbers are read too."""

DAY_ZERO = pd.Timestamp("1899-12-30")
"""Day 0 of a workbook's serial numbers, which count from 1900 and take 1900 for a leap year."""


def days(categories: pd.Index) -> dict[str, pd.Timestamp]:
    """Read each distinct text once: ISO (a time of day is cut off), the publisher's own writing, a serial number."""
    texts = pd.Series(categories.astype("str"))
    iso = texts.where(texts.str.match(r"\d{4}-\d\d-\d\d"))
    dates = pd.to_datetime(iso, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None).dt.normalize()
    for form in OWN_DATES:
        dates = dates.fillna(pd.to_datetime(texts, format=form, errors="coerce"))
    serial = pd.to_numeric(texts.where(texts.str.fullmatch(r"[2-7]\d{4}(\.0+)?")), errors="coerce")
    dates = dates.fillna(DAY_ZERO + pd.to_timedelta(serial, unit="D"))
    return dict(zip(categories, dates.astype("datetime64[ns]"), strict=True))
