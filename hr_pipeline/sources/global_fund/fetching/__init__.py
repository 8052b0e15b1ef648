"""The Global Fund's current data, brought into the landing folder: whole or not at all.

`queries.py` says what is asked, `pages.py` fetches one set, `ledger.py` keeps what is there, this module puts them
together and takes the published CSV file where the service refuses a set. Reading rows belongs to the source's readers.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from hr_pipeline.formats.http import USER_AGENT, Client, Limits
from hr_pipeline.formats.http_answers import NotAnswered
from hr_pipeline.formats.urls import origin, shown
from hr_pipeline.ingest.deliveries import DEFAULT_NOTES, FETCH_RECORD, NOTES_NAME
from hr_pipeline.ingest.progress import Progress
from hr_pipeline.sources.global_fund.fetching.downloads import download
from hr_pipeline.sources.global_fund.fetching.ledger import AlreadyRunning, KeptPage, Ledger, now, opened, write_safely
from hr_pipeline.sources.global_fund.fetching.pages import NoRows, SetFetch, Stopped
from hr_pipeline.sources.global_fund.fetching.queries import DECLARED, Query, declared

__all__ = ["AlreadyRunning", "Fetched", "Service", "Stopped", "fetch"]

CURRENT_VERSION = "4.2"
API = f"https://fetch.theglobalfund.org/v{CURRENT_VERSION}/odata/"
CSV = "https://data-service.theglobalfund.org/file_download/"
API_VARIABLE, CSV_VARIABLE = "HR_PIPELINE_GLOBAL_FUND_API", "HR_PIPELINE_GLOBAL_FUND_CSV"
CSV_BYTES = 2 << 30


@dataclass(frozen=True)
class Service:
    """Where the Global Fund's data are asked for.

    Attributes:
        base: address of the OData service, with its version.
        csv_base: address of the file downloads.
        limits: how long to wait, how often to ask, how much to take.
        queries: what to ask.

    Raises:
        ValueError: an address is none.
    """

    base: str = API
    csv_base: str = CSV
    limits: Limits = field(default_factory=Limits)
    queries: tuple[Query, ...] = field(default_factory=declared)

    def __post_init__(self) -> None:
        for name in ("base", "csv_base"):
            address = getattr(self, name)
            if not origin(address) or "?" in address or "@" in address:
                raise ValueError(f"{shown(address)} is no address of a service: give https://host/path/ and no more")
            object.__setattr__(self, name, address.rstrip("/") + "/")

    @property
    def id(self) -> str:
        """Tell fetches apart that ask elsewhere, or otherwise."""
        asked = f"{self.base} {self.csv_base} ".encode() + DECLARED.read_bytes()
        return hashlib.sha256(asked).hexdigest()[:8]

    def client(self, progress: Progress, body_bytes: int) -> Client:
        """Make a client that asks these two addresses only."""
        limits = replace(self.limits, body_bytes=body_bytes)
        return Client(frozenset({origin(self.base), origin(self.csv_base)}), limits, tell=progress.say)


@dataclass(frozen=True)
class Fetched:
    """A finished fetch: where it lies, and how each set came (`odata` pages or a `csv` file)."""

    folder: Path
    sets: list[dict[str, Any]]

    def summary(self) -> dict[str, Any]:
        """Say in short what came, for people and programs."""
        return {
            "folder": str(self.folder),
            "sets": [
                {
                    "set": found["set"],
                    "way": found["way"],
                    "rows": found["rows"],
                    "files": len(found["pages"]) if "pages" in found else 1,
                }
                for found in self.sets
            ],
        }


def fetch(landing: Path, service: Service, progress: Progress) -> Fetched:
    """Bring the Global Fund's data into a landing folder, as `global_fund/odata-<time>/`.

    Args:
        landing: folder of deliveries.
        service: where to ask.
        progress: receives where the fetch is.

    Returns:
        The new folder and what is in it.

    Raises:
        Stopped: not everything could be fetched; nothing was published, and the next call goes on from there.
        AlreadyRunning: another process fetches the same into the same folder.
    """
    folder = landing / "global_fund"
    with opened(folder / f".fetching-{service.id}") as ledger:
        sets = _all_sets(service, ledger, progress)
        _describe(service, ledger, sets)
        moment = ledger.started[:16].replace(":", "") + "Z"
        return Fetched(ledger.publish(folder / f"odata-{moment}"), sets)


def _all_sets(service: Service, ledger: Ledger, progress: Progress) -> list[dict[str, Any]]:
    sets, refused = [], []
    for query in service.queries:
        try:
            sets.append(_one_set(service, query, ledger, progress))
        except NotAnswered as error:
            if not _is_refusal(error) or query.csv:
                raise _stopped(query, ledger, error) from error
            refused.append(_stopped(query, ledger, error))
        except Stopped as error:
            raise _stopped(query, ledger, error) from error
    if refused and any(_needs_names(found) for found in sets):
        raise refused[0]
    return sets


def _needs_names(found: dict[str, Any]) -> bool:
    """Tell rows that came as ids only: the sets that name them must be there. Published files carry names."""
    return not all(page["expanded"] for page in found.get("pages", []))


def _one_set(service: Service, query: Query, ledger: Ledger, progress: Progress) -> dict[str, Any]:
    """Fetch a set as pages, or as a file where the service refuses it."""
    if kept := ledger.file(query.name):
        return _as_file(query, kept)
    try:
        pages = SetFetch(
            service.client(progress, service.limits.body_bytes), service.base, query, ledger, progress
        ).run()
        return _as_pages(query, pages)
    except NotAnswered as error:
        _check_version(service, error)
        if not (_is_refusal(error) and query.csv):
            raise
        progress.say(f"{query.name}: {error} Taking the published file {query.csv} in its place")
    ledger.forget(query.name)
    return _as_file(query, download(service.client(progress, CSV_BYTES), service.csv_base, query, ledger))


def _is_refusal(error: NotAnswered) -> bool:
    return isinstance(error, NoRows) or error.status in {401, 403, 404, 410} or (error.status or 0) >= 500


def _check_version(service: Service, error: NotAnswered) -> None:
    """Stop at a retired version: its sets are refused one by one although the current one has them."""
    version = re.search(r"/v(\d[\d.]*)/", service.base)
    if version and version[1] != CURRENT_VERSION and error.status in {403, 404, 410}:
        raise Stopped(f"{error} Version {version[1]} of the service is retired: use v{CURRENT_VERSION}, --base {API}")


def _stopped(query: Query, ledger: Ledger, error: Exception) -> Stopped:
    kept = ledger.pages(query.name)
    there = f" after {len(kept):,} pages, {sum(page.rows for page in kept):,} rows" if kept else ""
    reason = str(error).rstrip(". ")
    return Stopped(
        f"Stopped at {query.name}{there}: {reason}. "
        "Nothing was published; the same command goes on from there, finished pages are not fetched again."
    )


def _as_pages(query: Query, pages: list[KeptPage]) -> dict[str, Any]:
    rows = sum(page.rows for page in pages)
    return {"set": query.name, "way": "odata", "rows": rows, "pages": [asdict(page) for page in pages]}


def _as_file(query: Query, noted: dict[str, Any]) -> dict[str, Any]:
    return {"set": query.name, "way": "csv", **{name: value for name, value in noted.items() if name != "set"}}


def _describe(service: Service, ledger: Ledger, sets: list[dict[str, Any]]) -> None:
    """Write the delivery's notes, and the record of what was asked and what came."""
    notes = {
        "origin": service.base,
        "publisher": DEFAULT_NOTES["global_fund"].publisher,
        "vintage": ledger.started[:10],
        "licence": DEFAULT_NOTES["global_fund"].licence,
    }
    record = {
        "base": service.base,
        "csv_base": service.csv_base,
        "user_agent": USER_AGENT,
        "started": ledger.started,
        "finished": now(),
        "sets": sets,
    }
    write_safely(ledger.delivery / NOTES_NAME, yaml.safe_dump(notes, sort_keys=False).encode())
    write_safely(ledger.delivery / FETCH_RECORD, json.dumps(record, indent=1).encode())
