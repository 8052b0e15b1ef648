"""Asking a server over HTTP: allowed hosts, limits, retries with back-off, and messages without secrets.

Every client of a source asks through `Client`; what an answer means belongs to the source.
"""

import hashlib
import io
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, TypeVar
from urllib.parse import urljoin

import requests

from hr_pipeline.formats.deadlines import Endable, Overdue, within
from hr_pipeline.formats.http_answers import (
    Answer,
    NotAnswered,
    Saved,
    TooLarge,
    Unusable,
    error_described,
    in_words,
    retry_after,
)
from hr_pipeline.formats.redaction import of_headers, redacted
from hr_pipeline.formats.urls import is_encrypted, origin, shown

USER_AGENT = f"hr_pipeline/{version('hr_pipeline')} (open data pipeline; python-requests/{requests.__version__})"
BLOCK = 1 << 16
"""Bytes read at once: even unpacked a thousandfold they fit into memory."""

REDIRECTS = {301, 302, 303, 307, 308}
PASSING = {408, 425, 429, 500, 502, 503, 504}
"""Statuses that may pass: asked again after a while."""

Read = TypeVar("Read")


class _OneStep(requests.Session):
    """A session that looks at no redirect: requests would read its body to the end, whatever its size."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Leave each redirect to the client."""


@dataclass(frozen=True)
class Limits:
    """How long to wait, how often to ask again, how much to take.

    A server may be silent for `read_seconds`, and an answer with its redirects takes at most `whole_seconds`.
    """

    connect_seconds: float = 10
    read_seconds: float = 300
    whole_seconds: float = 1800
    tries: int = 5
    first_wait_seconds: float = 5
    longest_wait_seconds: float = 600
    body_bytes: int = 128 << 20
    redirects: int = 5


@dataclass
class Client:
    """Ask the allowed servers, again where that may help.

    Attributes:
        allowed: origins (`https://host[:port]`) that may be asked or redirected to, see `origin`.
        limits: how long, how often, how much.
        secret_headers: headers such as Authorization; sent to the first origin asked only, never shown.
        tell: takes one line for a person whenever something is asked again.

    Raises:
        ValueError: secrets would be sent over a connection that others can read.
    """

    allowed: frozenset[str]
    limits: Limits = Limits()
    secret_headers: dict[str, str] = field(default_factory=dict, repr=False)
    tell: Callable[[str], None] = lambda line: None

    def __post_init__(self) -> None:
        plain = [one for one in sorted(self.allowed) if not is_encrypted(one)]
        if self.secret_headers and plain:
            raise ValueError(f"a token is sent over https only, or on this machine; {', '.join(plain)} is neither")
        self._session, self._connections = _OneStep(), Endable()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, self._connections)
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        self._session.auth = lambda request: request  # no password from the user's .netrc

    def get(self, url: str, read: Callable[[Answer], Read], accept: str = "application/json") -> Read:
        """Ask for an address and read the answer; what is unusable is asked for again.

        Args:
            url: absolute address.
            read: makes something of the answer; raises Unusable where another try may help.
            accept: media type asked for.

        Returns:
            What `read` made of the answer.

        Raises:
            NotAnswered: not allowed, refused, too large, or unusable after all tries.
        """

        def attempt() -> Read:
            body = io.BytesIO()
            last, headers = self._fetch(url, accept, body)
            return read(Answer(last, headers, body.getvalue()))

        return self._again(url, attempt)

    def save(self, url: str, target: Path, check: Callable[[Path], None], accept: str = "*/*") -> Saved:
        """Download a file; under its name it is never seen half.

        Args:
            url: absolute address.
            target: file to write; its folder exists.
            check: looks at the file; raises Unusable where another try may help.
            accept: media type asked for.

        Raises:
            NotAnswered: as in `get`.
        """
        partial = target.with_name(f".{target.name}.part")

        def attempt() -> Saved:
            with partial.open("wb") as file:
                last, headers = self._fetch(url, accept, file)
                file.flush()
                os.fsync(file.fileno())
            check(partial)
            with partial.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = partial.replace(target).stat().st_size
            return Saved(last, headers, size, digest)

        return self._again(url, attempt)

    def _again(self, url: str, attempt: Callable[[], Read]) -> Read:
        for tried in range(1, self.limits.tries + 1):
            try:
                return attempt()
            except NotAnswered as error:
                raise error.without(self._secrets) from None
            except Unusable as unusable:
                fault = unusable
                fault.args = (redacted(str(fault), self._secrets),)
            if (fault.wait_seconds or 0) > self.limits.longest_wait_seconds:
                found = f"{fault}, and asks to wait {fault.wait_seconds:,.0f} s"
                raise NotAnswered(url, found, "Start again after that time", fault.status)
            if tried < self.limits.tries:
                wait = self._wait(fault, tried)
                self.tell(f"{shown(url)}: {fault}; asking again in {wait:g} s (try {tried + 1} of {self.limits.tries})")
                time.sleep(wait)
        raise NotAnswered(url, f"{fault}, {self.limits.tries} times", "Start again later", fault.status)

    @property
    def _secrets(self) -> list[str]:
        return of_headers(self.secret_headers)

    def _wait(self, fault: Unusable, tried: int) -> float:
        """Wait as long as the server asks, else twice as long each time."""
        if fault.wait_seconds is not None:
            return fault.wait_seconds
        return min(self.limits.first_wait_seconds * 2 ** (tried - 1), self.limits.longest_wait_seconds)

    def _fetch(self, url: str, accept: str, sink: BinaryIO) -> tuple[str, dict[str, str]]:
        """Ask once, but do not wait for an answer that does not end."""
        try:
            with within(self.limits.whole_seconds, self._connections.end):
                return self._follow(url, accept, sink)
        except Overdue:
            found = f"the answer was not complete after {self.limits.whole_seconds:g} s"
            raise NotAnswered(url, found, "The server is too slow: start again later") from None

    def _follow(self, url: str, accept: str, sink: BinaryIO) -> tuple[str, dict[str, str]]:
        """Ask, following redirects among the allowed origins, and pour the body into a file."""
        way = [url]
        while True:
            self._check_allowed(way)
            with self._ask(way[-1], accept, secret=origin(way[-1]) == origin(url)) as response:
                if response.status_code in REDIRECTS and "Location" in response.headers:
                    way.append(_joined(way[-1], response.headers["Location"]))
                    continue
                _check_status(way, response)
                self._pour(way[-1], response, sink)
                return way[-1], dict(response.headers)

    def _check_allowed(self, way: list[str]) -> None:
        asked, last = way[0], way[-1]
        if origin(last) not in self.allowed:
            led = f"leads to {origin(last) or 'an address that is none'}"
            found = led if len(way) > 1 else "is not among the addresses that may be asked"
            raise NotAnswered(asked, found, f"Allowed are {', '.join(sorted(self.allowed))}; nothing was sent there")
        if len(way) > self.limits.redirects + 1:
            raise NotAnswered(asked, f"is redirected more than {self.limits.redirects} times", "Correct the address")

    def _ask(self, url: str, accept: str, secret: bool) -> requests.Response:
        headers = {"Accept": accept} | (self.secret_headers if secret else {})
        times = (self.limits.connect_seconds, self.limits.read_seconds)
        try:
            return self._session.get(url, headers=headers, timeout=times, stream=True, allow_redirects=False)
        except requests.RequestException as error:
            raise Unusable(in_words(error)) from None

    def _pour(self, url: str, response: requests.Response, sink: BinaryIO) -> None:
        limit, size = self.limits.body_bytes, 0
        if "," in response.headers.get("Content-Encoding", ""):
            raise NotAnswered(url, "the answer is packed more than once", "Report it to the publisher")
        try:
            for block in response.iter_content(BLOCK):
                size += sink.write(block)
                if size > limit:
                    found = f"the answer is larger than {limit:,} bytes"
                    raise TooLarge(url, found, "It was not read further: ask for less at once")
        except requests.RequestException as error:
            raise Unusable(in_words(error)) from None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _check_status(way: list[str], response: requests.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    led = f" (it led to {shown(way[-1])})" if len(way) > 1 else ""
    found = f"the server answers {status} {response.reason}{led}".strip()
    if status in PASSING:
        raise Unusable(found, retry_after(response.headers.get("Retry-After", "")), status)
    if led:
        raise NotAnswered(way[0], found, "The address it redirects to is broken: correct the base address")
    raise NotAnswered(way[0], f"{found}{error_described(response)}", "Check address and rights", status)
