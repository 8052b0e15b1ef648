"""What a server may answer: a body, a fault that may pass, a fault that stops; each reported without secrets.

Asking belongs to `http.py`, the meaning of a body to each source.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from hr_pipeline.formats.redaction import redacted
from hr_pipeline.formats.urls import shown


class NotAnswered(Exception):
    """A server gave no usable answer: says which address, what came instead, what to do.

    Attributes:
        status: the HTTP status that stopped it; None where there was none, or the body or a redirect was at fault.
    """

    def __init__(self, url: str, found: str, how_to_fix: str, status: int | None = None) -> None:
        super().__init__(f"{shown(url)}: {found}. {how_to_fix}.")
        self.found, self.status = found, status

    def without(self, secrets: list[str]) -> "NotAnswered":
        """Hide secrets that the server repeated."""
        self.found, self.args = redacted(self.found, secrets), (redacted(str(self), secrets),)
        return self


class TooLarge(NotAnswered):
    """The body is larger than the limit, packed or unpacked."""


class Unusable(Exception):
    """What came is no usable answer, but may be one the next time; raised by the `read` of `Client.get`."""

    def __init__(self, found: str, wait_seconds: float | None = None, status: int | None = None) -> None:
        super().__init__(found)
        self.wait_seconds, self.status = wait_seconds, status


@dataclass(frozen=True)
class Answer:
    """One answer with status 200: the address it came from, and its body, unpacked."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Saved:
    """A file that was downloaded: its unpacked bytes' size and sha256."""

    url: str
    headers: dict[str, str]
    size: int
    sha256: str


def json_body(answer: Answer) -> Any:
    """Read an answer as JSON.

    Raises:
        Unusable: it is empty, a page for browsers, or JSON that was cut.
    """
    start = answer.body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise Unusable("expected JSON, found a web page with status 200")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        size = len(answer.body)
        raise Unusable(f"expected JSON, found {size:,} bytes that are none or were cut") from None


def retry_after(declared: str) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date, as seconds from now; None where it says nothing usable."""
    if declared.strip().isdigit():
        return float(declared)
    try:
        moment = parsedate_to_datetime(declared)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def in_words(error: requests.RequestException) -> str:
    """Say what went wrong without the error's own text, which may quote addresses with their secrets."""
    kinds: list[tuple[type[Exception], str]] = [
        (requests.exceptions.SSLError, "the certificate or the encryption was not accepted"),
        (requests.ConnectTimeout, "no connection in time"),
        (requests.Timeout, "no answer in time"),
        (requests.exceptions.ChunkedEncodingError, "the connection broke before the answer was complete"),
        (requests.exceptions.ContentDecodingError, "the answer cannot be unpacked"),
        (requests.exceptions.InvalidURL, "the address is not valid"),
        (requests.ConnectionError, "the connection was refused, reset or timed out"),
    ]
    return next((words for kind, words in kinds if isinstance(error, kind)), type(error).__name__)


def error_described(response: requests.Response) -> str:
    """Quote what an API says about an error in its JSON; a page for browsers is not quoted."""
    try:
        described = json.loads(next(response.iter_content(1 << 16), b""))
        message = str(described["error"]["message"] if isinstance(described["error"], dict) else described["error"])
    except (ValueError, KeyError, TypeError, requests.RequestException):
        return ""
    return f": {' '.join(message.split())[:300]!r}"
