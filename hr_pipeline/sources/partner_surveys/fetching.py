"""The client of KoboToolbox's API: all submissions of one survey and its form, saved as the server gave them.

The token goes to one server only; the command line reads it from the environment. Reading what was saved belongs to
`kobo_pages.py` and `kobo_assets.py`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

TOKEN_VARIABLE = "HR_PIPELINE_KOBO_TOKEN"
ROWS_A_PAGE = 1000
"""The most that servers give since 2026; a higher number is cut without a word."""
WAIT_SECONDS = (10, 120)
ATTEMPTS = 3


class NotFetched(Exception):
    """A survey could not be fetched; says why and what to do, never the token."""


class NotThere(NotFetched):
    """The server has nothing at an address."""


def fetch_kobo(server: str, asset: str, token: str, folder: Path, rows: int = ROWS_A_PAGE) -> list[Path]:
    """Fetch a survey's form and submissions into a folder, all pages of one state of the survey.

    Args:
        server: address such as https://kf.kobotoolbox.org.
        asset: the survey's uid.
        token: the API token of an account that may see the survey.
        folder: where the files go; pages of an earlier fetch in it are replaced.
        rows: submissions a page.

    Returns:
        The files that were written.

    Raises:
        NotFetched: the server refuses, answers something else, names another server, or the survey keeps changing.
    """
    if not re.fullmatch(r"\w+", asset):
        raise NotFetched(f"the survey's uid is letters and digits, such as aXYZ; found {asset!r}")
    with _session(token) as session:
        form = _get(session, urljoin(server, f"/api/v2/assets/{asset}/?format=json"), server)
        query = urlencode({"format": "json", "limit": rows, "start": 0, "sort": '{"_id":1}'})
        first = urljoin(server, f"/api/v2/assets/{asset}/data/?{query}")
        pages = _consistent(session, first, server)
        filled = {str(one.get("__version__", "")) for page in pages for one in page.said["results"]}
        older = sorted(filled - {"", str(form.said.get("deployed_version_id", ""))})
        forms = {version: _older(session, server, asset, version) for version in older}
    contents = {f"{asset}_form.json": form}
    contents |= {f"{asset}_form_{version}.json": form for version, form in forms.items() if form}
    contents |= {f"{asset}_page_{number:04}.json": page for number, page in enumerate(pages, start=1)}
    return _save(folder, asset, contents)


def _session(token: str) -> requests.Session:
    """Open a session that waits and tries again where a server is busy, and follows no redirect with the token."""
    session = requests.Session()
    retry = Retry(
        total=5,
        backoff_factor=1,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods={"GET"},
        respect_retry_after_header=True,
        raise_on_status=False,
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    session.trust_env = False  # a .netrc would put other credentials in the token's place
    session.headers.update({"Authorization": f"Token {token}", "Accept": "application/json"})
    return session


class Answer(NamedTuple):
    """One answer of the server: its bytes, and what they say."""

    content: bytes
    said: Any


def _older(session: requests.Session, server: str, asset: str, version: str) -> Answer | None:
    """Get an older version of the form; drafts that were never deployed are not to be had."""
    if not re.fullmatch(r"\w+", version):
        return None
    try:
        return _get(session, urljoin(server, f"/api/v2/assets/{asset}/versions/{version}/?format=json"), server)
    except NotThere:
        return None


def _get(session: requests.Session, address: str, server: str) -> Answer:
    """Get one JSON answer of the server."""
    _check_server(address, server)
    try:
        answer = session.get(address, timeout=WAIT_SECONDS, allow_redirects=False)
        status = answer.status_code
        if status in (401, 403):
            raise NotFetched(f"the server refuses the token ({status}): set {TOKEN_VARIABLE} to a valid one")
        if status == 404:
            raise NotThere(f"the server has no {urlsplit(address).path}: check its address and the survey's uid")
        if status != 200:
            raise NotFetched(f"the server answers {status} for {urlsplit(address).path}: check its address and the uid")
        return Answer(answer.content, json.loads(answer.content))
    except requests.RequestException as error:
        raise NotFetched(f"{urlsplit(address).netloc} cannot be reached ({type(error).__name__}): try again") from None
    except ValueError:
        raise NotFetched("the server answers no JSON (a login page?): check its address") from None


def _check_server(address: str, server: str) -> None:
    """Let the token go to the one server it belongs to, by the same scheme, host and port.

    Raises:
        NotFetched: the address is another server's.
    """
    wanted, found = urlsplit(server), urlsplit(address)
    if (wanted.scheme, wanted.netloc) != (found.scheme, found.netloc):
        raise NotFetched(
            f"the server sends on to {found.netloc}, which does not get the token: use that server's address"
        )


def _consistent(session: requests.Session, first: str, server: str) -> list[Answer]:
    """Get all pages; where the survey changed meanwhile, get them again."""
    for _ in range(ATTEMPTS):
        pages = list(_pages(session, first, server))
        ids = [one["_id"] for page in pages for one in page.said["results"]]
        if pages[0].said["count"] == pages[-1].said["count"] == len(set(ids)) == len(ids):
            return pages
    raise NotFetched(f"the survey changed during each of {ATTEMPTS} attempts: fetch it when nobody is filling it")


def _pages(session: requests.Session, address: str | None, server: str) -> Iterator[Answer]:
    seen = set()
    while address and address not in seen:
        seen.add(address)
        page = _get(session, address, server)
        if not isinstance(page.said, dict) or not {"count", "next", "results"} <= set(page.said):
            raise NotFetched("the server's answer holds no submissions: check that the uid is a deployed survey's")
        yield page
        address = page.said["next"]


def _save(folder: Path, asset: str, contents: dict[str, Answer]) -> list[Path]:
    """Write the answers byte for byte, for their owner's eyes only; pages of an earlier fetch go."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{asset}_page_*.json"):
        old.unlink()
    for name, answer in contents.items():
        file = folder / name
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_bytes(answer.content)
    return [folder / name for name in contents]
