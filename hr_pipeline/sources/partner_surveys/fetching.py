"""The client of KoboToolbox's API: all submissions of one survey and its form, saved as the server gave them.

Asking is `http.Client`'s, which sends the token to the survey's own server only. Reading what was saved belongs to
`kobo_pages.py` and `kobo_assets.py`.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from hr_pipeline.formats.http import Client, Limits
from hr_pipeline.formats.http_answers import Answer, NotAnswered, json_body
from hr_pipeline.formats.urls import origin, with_query

TOKEN_VARIABLE = "HR_PIPELINE_KOBO_TOKEN"
ROWS_A_PAGE = 1000
"""The most that servers give since 2026; a higher number is cut without a word."""
ATTEMPTS, MOST_PAGES = 3, 10_000
PATIENT = Limits()


class NotFetched(Exception):
    """A survey could not be fetched; says why and what to do, never the token."""


class Survey(NamedTuple):
    """One survey on one server, and who asks for it."""

    client: Client
    server: str
    asset: str

    def address(self, rest: str, **options: str) -> str:
        """Give the address of a part of the survey."""
        return with_query(urljoin(self.server, f"/api/v2/assets/{self.asset}/{rest}"), {"format": "json"} | options)


class Page(NamedTuple):
    """One answer of the server: its bytes, and what they say."""

    content: bytes
    declared: Any


def survey_on(server: str, asset: str, token: str, limits: Limits = PATIENT) -> Survey:
    """Name a survey of KoboToolbox.

    Args:
        server: address such as https://kf.kobotoolbox.org.
        asset: the survey's uid.
        token: the API token of an account that may see the survey.
        limits: how long to wait, how often to ask again.

    Raises:
        ValueError: the address or the uid is none.
    """
    if not origin(server):
        raise ValueError(f"expected an address such as https://kf.kobotoolbox.org, found {server!r}")
    if not re.fullmatch(r"\w+", asset):
        raise ValueError(f"the survey's uid is letters and digits, such as aXYZ; found {asset!r}")
    return Survey(Client(frozenset({origin(server)}), limits, {"Authorization": f"Token {token}"}), server, asset)


def fetch_survey(survey: Survey, folder: Path, rows: int = ROWS_A_PAGE) -> list[Path]:
    """Fetch a survey's form and submissions into a folder, all pages of one state of the survey.

    Args:
        survey: what is fetched.
        folder: where the files go; pages of an earlier fetch in it are replaced.
        rows: submissions a page.

    Returns:
        The files that were written.

    Raises:
        NotFetched: the server refuses, answers something else, names another server, or the survey keeps changing.
    """
    form = _get(survey, survey.address(""))
    pages = _consistent(survey, survey.address("data/", limit=str(rows), start="0", sort='{"_id":1}'))
    filled = {str(one.get("__version__", "")) for page in pages for one in page.declared["results"]}
    older = sorted(filled - {"", str(form.declared.get("deployed_version_id", ""))})
    contents = {f"{survey.asset}_form.json": form}
    contents |= {
        f"{survey.asset}_form_{version}.json": found for version in older if (found := _older(survey, version))
    }
    contents |= {f"{survey.asset}_page_{number:04}.json": page for number, page in enumerate(pages, start=1)}
    return _save(folder, survey.asset, contents)


def _older(survey: Survey, version: str) -> Page | None:
    """Get an older version of the form; drafts that were never deployed are not to be had."""
    if not re.fullmatch(r"\w+", version):
        return None
    try:
        return survey.client.get(survey.address(f"versions/{version}/"), _page)
    except NotAnswered as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return None
        raise NotFetched(_described(error)) from None


def _get(survey: Survey, address: str) -> Page:
    try:
        return survey.client.get(address, _page)
    except NotAnswered as error:
        raise NotFetched(_described(error)) from None


def _page(answer: Answer) -> Page:
    return Page(answer.body, json_body(answer))


def _described(error: NotAnswered) -> str:
    """Say what the person at this survey can do about a refusal."""
    if error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"{error} Set {TOKEN_VARIABLE} to the API token of an account that may see the survey."
    return f"{error} Check the server's address and the survey's uid."


def _consistent(survey: Survey, first: str) -> list[Page]:
    """Get all pages; where the survey changed meanwhile, get them again."""
    for _ in range(ATTEMPTS):
        pages = list(_pages(survey, first))
        ids = [one for page in pages for one in _ids(page)]
        if pages[0].declared["count"] == pages[-1].declared["count"] == len(set(ids)) == len(ids):
            return pages
    raise NotFetched(f"the survey changed during each of {ATTEMPTS} attempts: fetch it when nobody is filling it")


def _pages(survey: Survey, address: str | None) -> Iterator[Page]:
    """Follow the chain of pages, as long as each brings submissions that were not there before."""
    seen: set[Any] = set()
    for _ in range(MOST_PAGES):
        page = _get(survey, str(address))
        new = {str(one) for one in _ids(page)} - seen
        yield page
        address, seen = page.declared["next"], seen | new
        if not address:
            return
        if not new:
            break
    raise NotFetched(
        f"the server names pages without end: after {len(seen):,} submissions another one was to follow. Nothing was "
        "changed; report it to who runs the server"
    )


def _ids(page: Page) -> list[Any]:
    """Give the ids of a page's submissions.

    Raises:
        NotFetched: the page is none.
    """
    declared = page.declared
    if isinstance(declared, dict) and {"count", "next", "results"} <= set(declared):
        rows = declared["results"]
        if isinstance(rows, list) and all(isinstance(one, dict) and "_id" in one for one in rows):
            return [one["_id"] for one in rows]
    raise NotFetched("the server's answer holds no submissions: check that the uid is a deployed survey's")


def _save(folder: Path, asset: str, contents: dict[str, Page]) -> list[Path]:
    """Write the answers byte for byte, for their owner's eyes only; they take their names once all are written.

    Pages of an earlier fetch go last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in contents.items():
        partial = folder / f".{name}.part"
        partial.touch(mode=0o600)
        partial.chmod(0o600)
        partial.write_bytes(page.content)
    for name in contents:
        (folder / f".{name}.part").replace(folder / name)
    for old in {*folder.glob(f"{asset}_page_*.json")} - {folder / name for name in contents}:
        old.unlink()
    return [folder / name for name in contents]
