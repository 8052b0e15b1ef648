"""What reaches the web server: requests of its own pages only, and writes only as they make them.

An ASGI application around another one; it knows nothing of Dagster.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

READING, QUERIES = {"GET", "HEAD", "OPTIONS"}, "/graphql"
HEADERS = [
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
POLICY_VIOLATION = 1008


class Guard:
    """Refuses what does not come from the server's own pages.

    Attributes:
        application: the web server that is guarded.
        hosts: names (with port, where there is one) under which the server is reached.
        is_read_only: nothing but queries may be posted.
    """

    def __init__(self, application: Application, hosts: frozenset[str], is_read_only: bool = False) -> None:
        self.application, self.hosts, self.is_read_only = application, hosts, is_read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        reason = self._reason(scope) if scope["type"] in ("http", "websocket") else ""
        if not reason:
            await self.application(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": reason})
        else:
            await _refuse(send, reason)

    def _reason(self, scope: Scope) -> str:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        return foreign(headers, self.hosts) or written(scope, headers, self.is_read_only)


def foreign(headers: dict[str, str], hosts: frozenset[str]) -> str:
    """Tell why a request is not one of the server's own pages; empty where it is.

    Args:
        headers: name in lower case -> value.
        hosts: names under which the server is reached.
    """
    if headers.get("host", "") not in hosts:
        return "the request names another host; the names of this server are set with HR_PIPELINE_UI_HOSTS"
    if "origin" in headers and urlsplit(headers["origin"]).netloc not in hosts:
        return "the request comes from a page of another site"
    is_navigation = headers.get("sec-fetch-mode") == "navigate"
    if headers.get("sec-fetch-site") == "cross-site" and not is_navigation:
        return "the request comes from a page of another site"
    return ""


def written(scope: Scope, headers: dict[str, str], is_read_only: bool) -> str:
    """Tell why a request may not write as it does; empty where it may, or only reads."""
    if scope["type"] == "websocket":
        return ""
    is_query = scope["path"].rstrip("/").endswith(QUERIES)
    if scope["method"] in READING:
        return "queries are sent with POST" if is_query and scope.get("query_string") else ""
    if is_query and headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return "queries are sent as JSON"
    return "this server is read-only" if is_read_only and not is_query else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return sending


async def _refuse(send: Send, reason: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": f"Refused: {reason}.\n".encode()})
