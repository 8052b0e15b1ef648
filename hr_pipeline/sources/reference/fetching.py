"""Rates, deflators and populations, brought from the World Bank's API into the landing folder: whole or not at all.

What the values mean belongs to `world_bank.py`, asking a server to `http.py`.
"""

import math
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from hr_pipeline.formats.http import Client, Limits
from hr_pipeline.formats.http_answers import Answer, NotAnswered, Unusable, json_body
from hr_pipeline.formats.urls import origin, shown, with_query
from hr_pipeline.ingest.deliveries import NOTES_NAME
from hr_pipeline.ingest.progress import Progress
from hr_pipeline.sources.reference.world_bank import TABLES, Unfit

API = "https://api.worldbank.org/v2/"
API_VARIABLE = "HR_PIPELINE_WORLD_BANK_API"
FOLDER = "world_bank"
ROWS_A_PAGE, MOST_PAGES = 5_000, 1_000


class Stopped(Exception):
    """Not everything could be fetched; nothing was changed."""


@dataclass(frozen=True)
class Service:
    """Where indicators are asked for.

    Raises:
        ValueError: the address is none.
    """

    base: str = API
    limits: Limits = field(default_factory=Limits)
    rows_a_page: int = ROWS_A_PAGE

    def __post_init__(self) -> None:
        if not origin(self.base) or "?" in self.base or "@" in self.base:
            raise ValueError(f"{shown(self.base)} is no address of a service: give https://host/path/ and no more")
        object.__setattr__(self, "base", self.base.rstrip("/") + "/")

    def client(self, progress: Progress) -> Client:
        """Make a client that asks this address only."""
        limits = replace(self.limits, body_bytes=32 << 20)
        return Client(frozenset({origin(self.base)}), limits, tell=progress.say)


@dataclass(frozen=True)
class Page:
    """One page of an indicator's values: how many there are in all, when they were updated, and the rows."""

    pages: int
    total: int
    updated: str
    rows: list[dict[str, Any]]


def fetch(landing: Path, service: Service, progress: Progress) -> dict[str, Any]:
    """Bring rates, deflators and populations into `reference/world_bank/`, in the columns of the reference tables.

    Args:
        landing: folder of deliveries.
        service: where to ask.
        progress: receives where the fetch is.

    Returns:
        The folder, the day the publisher updated its values, and the number of rows of each table.

    Raises:
        Stopped: something could not be fetched; what was there before is still there.
    """
    client = service.client(progress)
    try:
        asked = dict.fromkeys(indicator for indicators, _ in TABLES.values() for indicator in indicators)
        found = {name: _values(client, service, name, progress) for name in asked}
        tables = {table: _made(make, [found[name] for name in names]) for table, (names, make) in TABLES.items()}
    except (NotAnswered, Unfit) as error:
        raise Stopped(f"{str(error).rstrip('. ')}. Nothing was changed: start again later.") from error
    updated = max(day for _, day in found.values())
    notes = {"origin": service.base, "publisher": "World Bank", "vintage": updated, "licence": "CC-BY-4.0"}
    folder = _published(landing / "reference" / FOLDER, tables, notes)
    return {"folder": str(folder), "updated": updated, "rows": {name: len(table) for name, table in tables.items()}}


def _made(make: Callable[..., pd.DataFrame], found: list[tuple[pd.DataFrame, str]]) -> pd.DataFrame:
    """Make a table of the values of its indicators, which cites the first one's update."""
    return make(*(values for values, _ in found), found[0][1])


def _values(client: Client, service: Service, indicator: str, progress: Progress) -> tuple[pd.DataFrame, str]:
    """Ask for all pages of an indicator.

    Returns:
        iso3, year, value of every value that is there; and the day they were updated.

    Raises:
        NotAnswered: no usable answer, or the pages are not of one whole.
    """
    first = _page(client, service, indicator, 1)
    pages, rows = [first], len(first.rows)
    url = _address(service, indicator, 1)
    while len(pages) < first.pages and rows < first.total:
        progress.advance(indicator, rows, first.total)
        pages.append(_page(client, service, indicator, len(pages) + 1))
        if not pages[-1].rows or len(pages) > MOST_PAGES:
            raise NotAnswered(url, f"the pages do not end after {rows:,} rows", "The service has changed: report it")
        rows += len(pages[-1].rows)
    progress.advance(indicator, rows, first.total)
    if rows != first.total or len({(page.total, page.updated) for page in pages}) > 1:
        raise NotAnswered(url, f"expected {first.total:,} rows of one update, found {rows:,}", "It may be updating now")
    return _table(url, [row for page in pages for row in page.rows]), first.updated


def _address(service: Service, indicator: str, page: int) -> str:
    options = {"format": "json", "per_page": str(service.rows_a_page), "page": str(page)}
    return with_query(f"{service.base}country/all/indicator/{indicator}", options)


def _page(client: Client, service: Service, indicator: str, number: int) -> Page:
    url = _address(service, indicator, number)

    def read(answer: Answer) -> Page:
        declared = json_body(answer)
        if isinstance(declared, list) and declared and isinstance(declared[0], dict) and "message" in declared[0]:
            described = " ".join(str(one.get("value", "")) for one in declared[0]["message"] if isinstance(one, dict))
            raise NotAnswered(url, f"the service answers {described[:300]!r}", f"Check the address and {indicator}")
        try:
            head, rows = declared
            page = Page(int(head["pages"]), int(head["total"]), str(head["lastupdated"]), rows or [])
            given = int(head["page"])
        except (ValueError, KeyError, TypeError):
            raise Unusable("expected a page of indicator values, found other JSON") from None
        if given != number:
            raise Unusable(f"expected page {number}, found page {given}")
        return page

    return client.get(url, read)


def _table(url: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Take the values that are there: a missing one is none, and zero is no rate and no price.

    Raises:
        NotAnswered: a row is none, or states a country and year again.
    """
    try:
        given = [(str(row["countryiso3code"]), int(row["date"]), row["value"]) for row in rows]
        found = [(iso3, year, float(value)) for iso3, year, value in given if value is not None and iso3]
    except (KeyError, TypeError, ValueError):
        expected = "expected rows with countryiso3code, a year as date, and a number or null as value"
        raise NotAnswered(url, expected, "The service has changed: report it") from None
    table = pd.DataFrame(found, columns=["iso3", "year", "value"])
    if table.duplicated(["iso3", "year"]).any():
        raise NotAnswered(url, "expected each country and year once, found some twice", "Start again later")
    return table[(table["value"] > 0) & (table["value"] < math.inf)].reset_index(drop=True)


def _published(target: Path, tables: dict[str, pd.DataFrame], notes: dict[str, str]) -> Path:
    """Write a folder next to its place and put it there whole; the one of the fetch before goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        new, old = scratch / "new", scratch / "old"
        new.mkdir()
        for name, table in tables.items():
            table.to_csv(new / f"{name}.csv", index=False, lineterminator="\n")
        (new / NOTES_NAME).write_text(yaml.safe_dump(notes, sort_keys=False), encoding="utf-8")
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target
