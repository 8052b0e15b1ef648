import json
import stat
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from hr_pipeline.cli.main import app
from hr_pipeline.formats.http import Limits
from hr_pipeline.sources.partner_surveys import fetching
from hr_pipeline.sources.partner_surveys.fetching import TOKEN_VARIABLE, NotFetched, fetch_survey, survey_on

TOKEN = "secret-token-1"
ASSET = "aSurvey"


class Server(ThreadingHTTPServer):
    """A KoboToolbox of `rows` submissions that gives at most `most` a page; `bend` changes an answer before it goes."""

    def __init__(self, rows=25, most=10):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ids, self.most, self.bend, self.asked = list(range(1, rows + 1)), most, None, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        server.asked.append((self.path, self.headers.get("Authorization")))
        status, body, headers = (server.bend and server.bend(self.path)) or (200, self.answer(), {})
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def answer(self):
        at = urlsplit(self.path)
        if at.path.endswith("/data/"):
            query = {name: values[0] for name, values in parse_qs(at.query).items()}
            start, limit = int(query["start"]), min(int(query["limit"]), self.server.most)
            ids, end = self.server.ids[start : start + limit], start + limit
            following = (
                f"{self.server.address}{at.path}?limit={limit}&start={end}" if end < len(self.server.ids) else None
            )
            results = [{"_id": one, "__version__": "v1"} for one in ids]
            return {"count": len(self.server.ids), "next": following, "previous": None, "results": results}
        return {"uid": ASSET, "asset_type": "survey", "deployed_version_id": "v2", "content": {"survey": []}}


@pytest.fixture
def server():
    running = Server()
    yield running
    running.shutdown()
    running.server_close()


def fetched(server, folder):
    return fetch_survey(survey_on(server.address, ASSET, TOKEN, Limits(tries=3, first_wait_seconds=0.01)), folder)


def pages(files):
    return [json.loads(file.read_text()) for file in files if "_page_" in file.name]


def test_all_pages_are_followed_though_the_server_cuts_the_limit(server, tmp_path):
    files = fetched(server, tmp_path)
    assert [one["_id"] for page in pages(files) for one in page["results"]] == server.ids
    assert [file.name for file in files][:3] == [
        f"{ASSET}_form.json",
        f"{ASSET}_form_v1.json",
        f"{ASSET}_page_0001.json",
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {token for _, token in server.asked} == {f"Token {TOKEN}"}


def test_pages_of_an_earlier_fetch_go(server, tmp_path):
    fetched(server, tmp_path)
    server.ids = [1]
    assert len(pages(fetched(server, tmp_path))) == len(list(tmp_path.glob("*_page_*"))) == 1


def test_a_fetch_that_cannot_be_written_leaves_the_one_before(server, tmp_path):
    before = {file: file.read_bytes() for file in fetched(server, tmp_path)}
    server.ids = server.ids[:12]
    (tmp_path / f".{ASSET}_page_0002.json.part").mkdir()
    with pytest.raises(OSError, match="page_0002"):
        fetched(server, tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir() if not file.name.startswith(".")} == before


def test_a_survey_that_grows_meanwhile_is_fetched_again(server, tmp_path):
    def grow(path):
        if "start=10" in path and len(server.ids) == 25:
            server.ids.append(26)

    server.bend = grow
    found = pages(fetched(server, tmp_path))
    assert sum(len(page["results"]) for page in found) == 26


def test_a_survey_that_always_grows_is_not_fetched(server, tmp_path):
    server.bend = lambda path: server.ids.append(len(server.ids) + 1) if "start=0" not in path else None
    with pytest.raises(NotFetched, match="changed during each"):
        fetched(server, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_busy_server_is_asked_again(server, tmp_path):
    busy = iter([(429, b"", {"Retry-After": "0"}), (503, b"", {})])
    server.bend = lambda path: next(busy, None)
    assert len(pages(fetched(server, tmp_path))) == 3


@pytest.mark.parametrize("way", ["next", "redirect"])
def test_the_token_never_goes_to_another_server(server, tmp_path, way):
    other = Server()
    elsewhere = f"{other.address}/api/v2/assets/{ASSET}/data/?limit=10&start=10"
    page = {"count": 25, "next": elsewhere, "previous": None, "results": [{"_id": 1}]}
    answers = {"next": (200, page, {}), "redirect": (302, b"", {"Location": elsewhere})}
    server.bend = lambda path: answers[way] if "/data/" in path else None
    with pytest.raises(NotFetched):
        fetched(server, tmp_path)
    assert other.asked == []
    other.shutdown()
    other.server_close()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((401, b"", {}), TOKEN_VARIABLE),
        ((403, b"", {}), TOKEN_VARIABLE),
        ((404, b"", {}), "404 Not Found.*uid"),
        ((200, b"<html>Log in</html>", {}), "a web page.*address"),
        ((200, {"detail": "hello"}, {}), "holds no submissions"),
    ],
)
def test_a_refusing_server_is_reported_without_the_token(server, tmp_path, answer, message):
    server.bend = lambda path: answer if "/data/" in path else None
    with pytest.raises(NotFetched, match=message) as refused:
        fetched(server, tmp_path)
    assert TOKEN not in str(refused.value)


def test_the_command_takes_the_token_from_the_environment_only(server, tmp_path):
    arguments = ["fetch", "kobo", ASSET, "network", "--server", server.address, "--landing", str(tmp_path)]
    without = CliRunner().invoke(app, arguments, env={TOKEN_VARIABLE: ""})
    assert without.exit_code == 1 and not server.asked
    done = CliRunner().invoke(app, arguments, env={TOKEN_VARIABLE: TOKEN})
    assert done.exit_code == 0 and TOKEN not in done.output
    assert len(list((tmp_path / "partner_surveys/network" / ASSET).glob("*.json"))) == 5


@pytest.mark.parametrize("kind", ["empty", "repeated", "growing"])
def test_a_chain_of_pages_without_end_is_left(server, tmp_path, kind, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_PAGES", 30)

    def endless(path):
        if "/data/" not in path:
            return None
        number = len(server.asked)
        rows = {"empty": [], "repeated": [{"_id": 1}], "growing": [{"_id": number}]}[kind]
        following = f"{server.address}/api/v2/assets/{ASSET}/data/?limit=1&start={number}"
        return 200, {"count": 10**9, "next": following, "previous": None, "results": rows}, {}

    server.bend = endless
    with pytest.raises(NotFetched, match="pages without end"):
        fetched(server, tmp_path)
    assert len(server.asked) <= 32 and not list(tmp_path.iterdir())


def test_a_token_is_never_sent_where_others_can_read_it():
    with pytest.raises(ValueError, match="https only"):
        survey_on("http://kf.example.org", ASSET, TOKEN)
