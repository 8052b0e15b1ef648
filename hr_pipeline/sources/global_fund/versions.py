"""Which publication a delivery belongs to and its date: both distinguish versions of one publication.

Which version counts belongs to `indicators/grants/grant_versions.py`.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath

from hr_pipeline.ingest.deliveries import FETCH_RECORD, Delivery
from hr_pipeline.sources.global_fund.pages.files import fetch_of, is_page

DATES = [
    r"(?P<year>20\d\d)[-_.](?P<month>\d{1,2})[-_.](?P<day>\d{1,2})",
    r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<year>20\d\d)(?P<month>[1-9])(?P<day>\d\d)",
    r"(?P<year>20\d\d)(?P<month>[1-9])(?P<day>[1-9])",
]
"""How names carry a date: the Data Service writes months (and in 2019 days) without a leading zero, as in 2026624."""

MONTHS_AND_YEARS = [r"(?P<year>20\d\d)[-_.]?(?P<month>\d\d)", r"(?P<year>20\d\d)"]
"""How notes may say a vintage next to these: a month or a year is its first day."""


def publication(delivery: Delivery) -> str:
    """Name what was published together: a file, or the folder of the pages of one fetch."""
    return fetch_of(delivery.path) if is_page(delivery.name) else delivery.path


def fetched_with(delivery: Delivery, companions: Iterable[Delivery]) -> str:
    """Name the folder of what was fetched together, pages or files; empty for a file that came alone."""
    folder = fetch_of(delivery.path)
    alongside = f"{folder}/{FETCH_RECORD}"
    return folder if is_page(delivery.name) or any(other.path == alongside for other in companions) else ""


def vintage(delivery: Delivery) -> date | None:
    """Give the date of a publication: as its notes say, else as its name carries it, else none."""
    stated = _date(delivery.notes.vintage, DATES + MONTHS_AND_YEARS)
    return stated or _date(PurePosixPath(publication(delivery)).name, DATES)


def _date(text: str, patterns: list[str]) -> date | None:
    """Read the first date of a text; digits that are part of a longer number are none."""
    for pattern in patterns:
        for found in re.finditer(rf"(?<!\d){pattern}(?!\d)", text):
            parts = found.groupdict(default="1") | {}
            try:
                return date(int(parts["year"]), int(parts.get("month", 1)), int(parts.get("day", 1)))
            except ValueError:
                continue
    return None
