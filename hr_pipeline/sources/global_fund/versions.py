"""Which publication a delivery belongs to and its date: both distinguish versions of one publication.

Which version counts belongs to `indicators/grants/grant_versions.py`.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath

from hr_pipeline.ingest.deliveries import FETCH_RECORD, Delivery
from hr_pipeline.sources.global_fund.dates import DAYS, IN_NOTES, MONTHS, date_in
from hr_pipeline.sources.global_fund.pages.files import fetch_of, is_page


def publication(delivery: Delivery) -> str:
    """Name what was published together: a file, or the folder of the pages of one fetch."""
    return fetch_of(delivery.path) if is_page(delivery.name) else delivery.path


def fetched_with(delivery: Delivery, companions: Iterable[Delivery]) -> str:
    """Name the folder of what was fetched together, pages or files; empty for a file that came alone."""
    folder = fetch_of(delivery.path)
    alongside = f"{folder}/{FETCH_RECORD}"
    return folder if is_page(delivery.name) or any(other.path == alongside for other in companions) else ""


def vintage(delivery: Delivery) -> date | None:
    """Give the date of a publication: as its notes state it, else its name, else the nearest folder with a date."""
    stated = date_in(delivery.notes.vintage, DAYS + MONTHS + IN_NOTES)
    names = reversed(PurePosixPath(publication(delivery)).parts)
    return stated or next((day for name in names if (day := date_in(name, DAYS + MONTHS))), None)
