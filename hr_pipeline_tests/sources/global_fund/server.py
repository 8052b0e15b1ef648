"""A Global Fund service on a real socket: behaves as documented, and misbehaves as the test asks.

with GlobalFund({"GrantBudget_ReferenceRate": 25_000}) as server:
    server.misbehave("cut", "GrantBudget", times=2)
    fetch(landing, Service(server.base, server.csv_base), ...)
"""

import gzip
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from hr_pipeline_tests.sources.global_fund import served

EMPTY_FROM = 50_000
"""A larger $top silently gives an empty page with status 200."""
SMALL = dict.fromkeys([*served.MEASURES, *served.RESULTS], 12)
HTML = b"<!DOCTYPE html><html><body>Sorry, under maintenance</body></html>"


@dataclass
class Fault:
    """A way to misbehave, for the next `times` requests whose address matches."""

    kind: str
    pattern: str
    times: int
    value: int


@dataclass
class GlobalFund:
    """The service; `sizes` tells how many rows each data set has."""

    sizes: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def __enter__(self) -> "GlobalFund":
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.sizes = SMALL | self.sizes
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def base(self) -> str:
        return f"{self.origin}/v4.2/odata/"

    @property
    def csv_base(self) -> str:
        return f"{self.origin}/file_download/"

    def misbehave(self, kind: str, pattern: str = "", times: int = 1, value: int = 0) -> None:
        self.faults.append(Fault(kind, pattern, times, value))

    def fault(self, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and re.search(fault.pattern, path):
                fault.times -= 1
                return fault
        return None

    def pages_of(self, name: str) -> list[str]:
        """List the page requests for a set or data set, as they came."""
        return [path for path in self.asked if name in path and "$top" in path]

    def rows(self, entity_set: str, dataset: str) -> tuple[int, Callable[[int], dict]]:
        """Give the number of rows, and a function from a row's number to the row, in the order of the key."""
        fixed = {
            "Geographies": served.geographies,
            "ActivityAreas": served.activity_areas,
            "FinancialCategories": served.financial_categories,
            "Grants": served.grants,
            "Statuses": served.statuses,
        }
        if entity_set in fixed:
            rows = fixed[entity_set]()
            return len(rows), rows.__getitem__
        if entity_set == "Eligibility":
            return 20, served.eligibility
        make = {"allFinancialIndicators": served.money, "allProgrammaticIndicators": served.result}[entity_set]
        return self.sizes[dataset], lambda number: make(dataset, number)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing where a client hangs up: it was misbehaved to."""


class _Handler(BaseHTTPRequestHandler):
    service: GlobalFund
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(self.path)
        self.service.asked.append(path)
        self.service.agents.add(self.headers["User-Agent"])
        fault = self.service.fault(path)
        if fault and fault.kind in BROKEN:
            return BROKEN[fault.kind](self, fault)
        return self._answer(path, fault)

    def _answer(self, path: str, fault: Fault | None) -> None:
        parts = urlsplit(self.path)
        options = dict(parse_qsl(parts.query))
        if match := re.fullmatch(r"/file_download/(\w+)/CSV", parts.path):
            return self.send(200, _csv(match[1]), "text/csv")
        match = re.fullmatch(r"/v4\.2/odata/(\w+)(/\$count)?", parts.path)
        if not match:
            return self.send(403 if "/v3" in parts.path else 404, HTML, "text/html")
        named = re.search(r"DataSet eq '((?:[^']|'')*)'", options.get("$filter", ""), re.IGNORECASE)
        try:
            count, row = self.service.rows(match[1], named[1] if named else "")
        except KeyError:
            return self.send(404, b'{"error":{"code":"404","message":"Resource not found"}}')
        if match[2]:
            return self.send(200, _count(count, fault), "text/plain")
        try:
            return self.send(200, _page(count, row, options, fault, path))
        except KeyError as unknown:
            described = {"error": {"code": "400", "message": f"Could not find a property named {unknown}"}}
            return self.send(400, json.dumps(described).encode())

    def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1000 and "Content_Encoding" not in headers:
            body, headers = gzip.compress(body, 1), headers | {"Content_Encoding": "gzip"}
        for name, value in ({"Content_Type": kind, "Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """End the connection with a reset, in the middle of an answer."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def _count(count: int, fault: Fault | None) -> bytes:
    written = {"count_bom": f"\ufeff {count}\r\n", "count_json": json.dumps({"value": count})}
    return written.get(fault.kind if fault else "", str(count + (fault.value if fault else 0))).encode()


def _page(count: int, row: Callable[[int], dict], options: dict, fault: Fault | None, path: str) -> bytes:
    kind, value = (fault.kind, fault.value) if fault else ("", 0)
    top, skip = int(options.get("$top", count)), int(options.get("$skip", 0))
    start = {"repeat": skip - value, "gap": skip + value}.get(kind, skip)
    stop = min(start + (min(top, value) if kind in ("short", "next", "next_same") else top), count)
    rows = [] if top >= EMPTY_FROM or (kind == "empty" and top >= value) else [row(n) for n in range(start, stop)]
    if options.get("$orderby", "") == "":
        rows.reverse()  # no order was asked for, so there is none
    described: dict = {"@odata.context": "$metadata#Rows"}
    if kind == "next" and stop < count:
        described["@odata.nextLink"] = re.sub(r"\$skip=\d+", f"$skip={stop}", path).replace(" ", "%20")
    if kind == "next_same":
        described["@odata.nextLink"] = path.replace(" ", "%20")
    if kind == "next_elsewhere":
        described["@odata.nextLink"] = "https://elsewhere.example/odata/Rows"
    chosen = [_chosen(one, options, person=kind == "person") for one in rows]
    if kind == "field_gone":
        chosen = [{name: cell for name, cell in one.items() if name != "periodFrom"} for one in chosen]
    return json.dumps(described | {"value": chosen}, ensure_ascii=False).encode()


def _chosen(row: dict, options: dict, person: bool = False) -> dict:
    """Apply $select and $expand as OData does: nested objects come only when they are expanded."""
    expand = _parsed(options.get("$expand", ""))
    names = [item.partition("(")[0] for item in expand]
    wanted = (
        options["$select"].split(",")
        if options.get("$select")
        else [n for n in row if not isinstance(row[n], dict | list)]
    )
    plain = {name: row[name] for name in wanted if name not in names}
    for name, item in zip(names, expand, strict=True):
        plain[name] = _expanded(row[name], item)
    return plain | ({"fundPortfolioManager": row.get("fundPortfolioManager")} if person else {})


_EXPANDED: dict[tuple[int, str], object] = {}
"""What stands at `name($select=...)`, by the served object, which lives as long as the module, and that text."""


def _expanded(value: object, item: str) -> object:
    if not isinstance(value, dict | list):
        return value
    if (id(value), item) not in _EXPANDED:
        inner = item.partition("(")[2][:-1]
        below = dict(part.split("=", 1) for part in _split(inner, ";"))
        many = [_chosen(one, below) for one in (value if isinstance(value, list) else [value])]
        _EXPANDED[id(value), item] = many if isinstance(value, list) else many[0]
    return _EXPANDED[id(value), item]


@cache
def _parsed(expand: str) -> list[str]:
    return _split(expand, ",")


def _split(text: str, mark: str) -> list[str]:
    """Split at marks that stand outside brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == mark and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part]


def _csv(slug: str) -> bytes:
    header = "GeographyName1,Grant1,BudgetYearFrom1,BudgetAmount_ReferenceRate\r\n"
    return (header + f'"Ukraine","UKR-H-PR0 {slug}",2024.0,12.50\r\n' * 3).encode()


BOMB = gzip.compress(b" " * (64 << 20), 1)


def _bomb(handler: _Handler, fault: Fault) -> None:
    handler.send(200, BOMB, Content_Encoding="gzip")


def _status(handler: _Handler, fault: Fault) -> None:
    handler.send(fault.value, HTML, "text/html")


def _slow(handler: _Handler, fault: Fault) -> None:
    time.sleep(fault.value)
    handler.close_connection = True


def _moved(location: Callable[[_Handler], str]) -> Callable[[_Handler, Fault], None]:
    return lambda handler, fault: handler.send(301, b"", Location=location(handler))


BROKEN: dict[str, Callable[[_Handler, Fault], None]] = {
    "html": lambda handler, fault: handler.send(200, HTML, "text/html"),
    "cut": lambda handler, fault: handler.send(200, b'{"@odata.context":"$metadata","value":[{"id":'),
    "no_value": lambda handler, fault: handler.send(200, b'{"@odata.context":"$metadata"}'),
    "too_many": lambda handler, fault: handler.send(429, b"", Retry_After=str(fault.value)),
    "too_many_until": lambda handler, fault: handler.send(
        429, b"", Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=fault.value), usegmt=True)
    ),
    "status": _status,
    "reset": lambda handler, fault: handler.reset(),
    "slow": _slow,
    "bomb": _bomb,
    "moved_broken": _moved(lambda handler: f"//127.0.0.1:{handler.server.server_port}//api//v4/odata"),
    "moved_elsewhere": _moved(lambda handler: "https://elsewhere.example/odata/"),
    "no_expand": lambda handler, fault: handler.send(400, b'{"error":{"message":"$expand is not supported"}}'),
    "csv_cut": lambda handler, fault: handler.send(200, b"a,b,c\r\n1,2,3\r\n1,", "text/csv"),
}
