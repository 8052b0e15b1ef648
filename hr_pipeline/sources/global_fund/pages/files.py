"""Delivered pages as rows: which fetch a page belongs to, which set it is of, what stands on it.

Fields of rows belong to `columns.py`.
"""

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.provenance.pages import ROWS, read_pages
from hr_pipeline.sources.global_fund.pages.columns import Columns, Rows
from hr_pipeline.sources.global_fund.pages.shapes import set_in_name, set_of_fields

CONTEXT = "@odata.context"
SETS_HELD = 4096


def is_page(name: str) -> bool:
    """Tell pages by their file name."""
    return name.lower().removesuffix(".gz").endswith(".json")


def fetch_of(path: str) -> str:
    """Name the folder of everything that was fetched together: the one above folders that are named as sets."""
    folder = PurePosixPath(path).parent
    return str(folder.parent if set_in_name(folder.name)[0] else folder)


def entity_set_of(delivery: Delivery) -> str:
    """Tell the entity set of a page, if need be by its content; empty where it is none that is known."""
    if not is_page(delivery.name):
        return ""
    return named_set(delivery)[0] or _set_inside(delivery)


def named_set(delivery: Delivery) -> tuple[str, str]:
    """Read entity set and data set from the folder or the file name; empty where they do not say."""
    folder = set_in_name(PurePosixPath(delivery.path).parent.name)
    return folder if folder[0] else set_in_name(delivery.name)


@lru_cache(maxsize=SETS_HELD)
def _set_inside(delivery: Delivery) -> str:
    try:
        found = pages_of(delivery)
    except Refused:
        return ""
    return next((name for _, page in found if (name := set_of_page(page))), "")


def set_of_page(page: dict[str, Any]) -> str:
    """Tell the entity set of one page by its context, else by the fields of its rows."""
    named = set_in_name(str(page.get(CONTEXT, "")).rpartition("#")[2])[0]
    return named or set_of_fields(Columns(page[ROWS]).names)


def pages_of(delivery: Delivery) -> list[tuple[int, dict[str, Any]]]:
    """Read the pages of a file with their numbers: as the file's name says, or by their order in it.

    Raises:
        Refused: no JSON, cut, or no page of rows.
    """
    content = unpacked(delivery)
    try:
        found = read_pages(content)
    except ValueError as error:
        raise Refused("the whole file", *_unreadable(content)) from error
    for page in found:
        _check(page)
    if not found:
        _check(None)
    number = re.search(r"page\D{0,3}(\d+)", delivery.name, re.IGNORECASE)
    first = int(number[1]) if number and len(found) == 1 else 1
    return list(enumerate(found, start=max(first, 1)))


def _unreadable(content: bytes) -> tuple[str, str]:
    if content.lstrip().startswith(b"<"):
        return "expected JSON, found a web page", "fetch the page again; the server answered with something else"
    return "expected whole JSON", "fetch the page again; it was cut or is no JSON"


def _check(page: Any) -> None:
    if isinstance(page, dict) and "error" in page and ROWS not in page:
        raise Refused("the whole file", "expected rows, found the server's report of an error", "fetch the page again")
    rows = page.get(ROWS) if isinstance(page, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        expected = f'expected an answer of the OData service with rows under "{ROWS}"'
        raise Refused("the whole file", expected, "deliver the server's whole answer, unchanged")


def rows_of(delivery: Delivery) -> Rows:
    """Give the rows of all pages of a file."""
    return [row for _, page in pages_of(delivery) for row in page[ROWS]]
