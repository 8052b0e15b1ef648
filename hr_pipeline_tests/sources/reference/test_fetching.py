"""Rates, deflators and populations of a World Bank service on a real socket, which misbehaves: all come, or none."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from typer.testing import CliRunner

from hr_pipeline.cli.fetching import fetch as commands
from hr_pipeline.formats.http import Limits
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.progress import Lines
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.schemas.tables import kinds
from hr_pipeline.sources import reference
from hr_pipeline.sources.reference.fetching import Service, Stopped, fetch
from hr_pipeline.sources.reference.rows import own_columns

QUICK = Limits(connect_seconds=5, read_seconds=5, tries=3, first_wait_seconds=0.01)
RATES = {
    **{("KEN", 2017): 103.41, ("KEN", 2018): None, ("BLR", 2014): 1.0216, ("HRV", 2022): 7.16, ("AFE", 2017): 3.0},
    **{("SEN", 2017): 580.66, ("MLI", 2017): 580.66, ("CMR", 2017): 580.66, ("GAB", 2017): 700.0, ("USA", 2017): 1.0},
}
PRICES = {("USA", 2015): 100.0, ("USA", 2017): 102.8, ("KEN", 2017): 120.5, ("AFE", 2017): 9.0, ("KEN", 2016): None}


PEOPLE = {("KEN", 2017): 50_000_000, ("AFE", 2017): 600_000_000, ("XKX", 2017): 1_800_000}
WORKING_AGE = {("KEN", 2017): 28_000_000.4, ("AFE", 2017): 300_000_000}
VALUES = {"PA.NUS.FCRF": RATES, "NY.GDP.DEFL.ZS": PRICES, "SP.POP.TOTL": PEOPLE, "SP.POP.1564.TO": WORKING_AGE}


class WorldBank:
    """The service: pages of `VALUES`; `faults` are bodies sent instead, one for each request."""

    def __enter__(self):
        self.faults, self.asked, self.changes = [], [], {}
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self._server.server_port}/v2/"
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    def page(self, indicator, number, size):
        values = list(VALUES[indicator].items())
        rows = [
            {"countryiso3code": iso3, "date": str(year), "value": value}
            for (iso3, year), value in values[(number - 1) * size : number * size]
        ]
        head = {"page": number, "pages": -(-len(values) // size), "total": len(values), "lastupdated": "2026-10-07"}
        return [head | self.changes.get((indicator, number), {}), rows]


class _Handler(BaseHTTPRequestHandler):
    service: WorldBank

    def do_GET(self):
        parts = urlsplit(self.path)
        self.service.asked.append(self.path)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        page = self.service.page(parts.path.rpartition("/")[2], int(options["page"]), int(options["per_page"]))
        body = json.dumps(page).encode()
        status, sent, length = self.service.faults.pop(0)(body) if self.service.faults else (200, body, len(body))
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *arguments):
        pass


def page_for_browsers(body):
    return 200, b"<html>Maintenance</html>", 24


def busy(body):
    return 503, b"", 0


def cut(body):
    return 200, body[: len(body) // 2], len(body)


def shortened(body):
    return 200, body[: len(body) // 2], len(body) // 2


def other_json(body):
    return 200, b'{"a": 1}', 8


def described(body):
    message = (
        b'[{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}]'
    )
    return 200, message, len(message)


@pytest.fixture
def server():
    with WorldBank() as service:
        yield service


@pytest.fixture
def fetched(server, tmp_path):
    return lambda: fetch(tmp_path, Service(server.base, QUICK, rows_a_page=3), Lines(lambda line: None))


def tables(folder):
    return {file.stem: pd.read_csv(file) for file in (folder / "reference" / "world_bank").glob("*.csv")}


def test_all_pages_become_the_reference_tables(fetched, server, tmp_path):
    declared = fetched()
    found = tables(tmp_path)
    assert declared["rows"] == {"exchange_rates": 3, "local_price_index": 3, "price_index": 2, "total_population": 2}
    assert {name: list(table) for name, table in found.items()} == {name: own_columns(name) for name in found}
    assert found["exchange_rates"][["currency", "year", "rate"]].values.tolist() == [
        ["BYN", 2014, 1.0216],
        ["KES", 2017, 103.41],
        ["XOF", 2017, 580.66],
    ]
    assert found["price_index"].set_index("year")["value"].to_dict() == {2015: 97.276265, 2017: 100}
    assert "of MLI, SEN, updated 2026-10-07" in found["exchange_rates"]["source"].iloc[2]
    assert len(server.asked) == 4 + 2 + 1 + 1
    people = found["total_population"].set_index("iso3").fillna(-1)
    assert people[["people", "people_15_64"]].T.to_dict("list") == {"KEN": [5e7, 2.8e7], "XKX": [1.8e6, -1]}


def test_what_is_fetched_passes_the_gate_and_goes_before_the_package(fetched, tmp_path):
    fetched()
    archive = tmp_path / "archive"
    found = deliveries(archive_landing(tmp_path, archive), archive, "reference")
    built = ingest("reference", reference.TABLES, found, lambda one: reference.read(one, found))
    rates = built["exchange_rates"].table.query("currency == 'KES' and year == 2017")
    assert rates["rate"].tolist() == [103.41]
    assert rates["licence"].tolist() == ["CC-BY-4.0"]
    assert all(built[name].rejects.empty for name in tables(tmp_path))
    assert set(kinds("price_index")) == set(built["price_index"].table)


@pytest.mark.parametrize("fault", [page_for_browsers, busy, cut, shortened, other_json])
def test_a_fault_that_passes_is_asked_again(fetched, server, tmp_path, fault):
    server.faults = [fault, fault]
    fetched()
    assert len(tables(tmp_path)) == 4


@pytest.mark.parametrize(
    ("faults", "changes", "says"),
    [
        ([page_for_browsers] * 3, {}, "found a web page with status 200, 3 times"),
        ([cut] * 3, {}, "connection broke"),
        ([other_json] * 3, {}, "found other JSON"),
        ([described], {}, "The provided parameter value is not valid"),
        ([], {("PA.NUS.FCRF", 2): {"page": 1}}, "expected page 2, found page 1"),
        ([], {("PA.NUS.FCRF", 1): {"pages": 3}}, "expected 10 rows of one update, found 9"),
        ([], {("PA.NUS.FCRF", 1): {"pages": 10**9, "total": 10**9}}, "the pages do not end after 10 rows"),
        ([], {("NY.GDP.DEFL.ZS", 2): {"lastupdated": "2026-11-01"}}, "rows of one update"),
    ],
)
def test_a_fault_that_stays_changes_nothing(fetched, server, tmp_path, faults, changes, says):
    fetched()
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    server.faults, server.changes = list(faults), changes
    with pytest.raises(Stopped, match=says):
        fetched()
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("KEN", "2017Q1", 1.0), "a year as date"),
        (("KEN", 2017, "n/a"), "a number or null"),
        (("KEN", 2017, 5), "twice"),
    ],
)
def test_rows_of_another_kind_are_refused(fetched, server, tmp_path, row, says):
    whole = server.page
    server.page = lambda *asked: [
        whole(*asked)[0] | {"total": 10, "pages": 1},
        [*whole(asked[0], 1, 9)[1], dict(zip(("countryiso3code", "date", "value"), row, strict=True))],
    ]
    with pytest.raises(Stopped, match=says):
        fetched()
    assert not tables(tmp_path)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(ValueError, match="is no address of a service"):
        Service("ftp://example.org/v2")


def test_the_command_says_what_came_and_ends_with_1_where_nothing_did(server, tmp_path):
    asked = ["--landing", str(tmp_path), "--base", server.base]
    done = CliRunner().invoke(commands, ["reference", *asked, "--json"])
    assert json.loads(done.stdout)["updated"] == "2026-10-07"
    server.faults = [described]
    failed = CliRunner().invoke(commands, ["reference", *asked])
    assert (failed.exit_code, failed.stdout) == (1, "")
