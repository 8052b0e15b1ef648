import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hr_pipeline.formats.http import USER_AGENT, Client, Limits
from hr_pipeline.formats.http_answers import NotAnswered, TooLarge, Unusable, json_body

QUICK = Limits(read_seconds=1, tries=3, first_wait_seconds=0.01, body_bytes=1 << 20)
SECRET = {"Authorization": "Token s3cret"}


class Servers:
    """Two servers that answer with what a test lays out for a path, one answer after the other."""

    def __init__(self):
        self.asked, self.answers, self._running = [], {}, []

    def start(self):
        handler = type("Handler", (_Handler,), {"servers": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    def stop(self):
        for server in self._running:
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    servers: Servers

    def do_GET(self):
        self.servers.asked.append((self.path, dict(self.headers)))
        answers = self.servers.answers[self.path.partition("?")[0]]
        status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@pytest.fixture
def servers():
    running = Servers()
    yield running
    running.stop()


@pytest.fixture
def here(servers):
    return servers.start()


def client(*allowed, **changes):
    return Client(frozenset(allowed), QUICK, **changes)


def test_it_says_who_asks_and_reads_the_answer(servers, here):
    servers.answers = {"/a": [(200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}'))]}
    assert client(here).get(f"{here}/a", json_body) == {"a": 1}
    assert servers.asked[0][1]["User-Agent"] == USER_AGENT and USER_AGENT.startswith("hr_pipeline/")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again_and_reported(servers, here, status):
    servers.answers = {"/a": [(status, {}, b""), (200, {}, b"[]")]}
    described = []
    assert client(here, tell=described.append).get(f"{here}/a", json_body) == []
    assert f"answers {status}" in described[0] and "try 2 of 3" in described[0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_what_will_not_pass_is_asked_once(servers, here, status):
    servers.answers = {"/a": [(status, {}, b'{"error": {"message": "no such thing"}}')]}
    with pytest.raises(NotAnswered, match="no such thing") as stopped:
        client(here).get(f"{here}/a", json_body)
    assert stopped.value.status == status and len(servers.asked) == 1


def test_secrets_go_to_the_first_origin_only_and_into_no_message(servers, here):
    there = servers.start()
    servers.answers = {"/a": [(302, {"Location": f"{there}/b"}, b"")], "/b": [(500, {}, b"")]}
    described = []
    asking = client(here, there, secret_headers=SECRET, tell=described.append)
    with pytest.raises(NotAnswered) as stopped:
        asking.get(f"{here}/a?token=t0ken", json_body)
    sent = {path.partition("?")[0]: headers.get("Authorization") for path, headers in servers.asked}
    assert sent == {"/a": "Token s3cret", "/b": None}
    for text in [*described, str(stopped.value), repr(asking)]:
        assert "s3cret" not in text and "t0ken" not in text


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://elsewhere.example/x", "leads to https://elsewhere.example"),
        ("http://[x", "leads to an address that is none"),
        ("file:///etc/passwd", "leads to an address that is none"),
        ("/a", "redirected more than 5 times"),
        ("/gone", "404 Not Found"),
    ],
)
def test_a_redirect_is_followed_only_where_it_may_lead(servers, here, location, words):
    servers.answers = {"/a": [(301, {"Location": location}, b"")], "/gone": [(404, {}, b"")]}
    with pytest.raises(NotAnswered, match=words.replace("[", r"\[")):
        client(here).get(f"{here}/a", json_body)


@pytest.mark.parametrize(
    ("headers", "body"),
    [({}, b" " * (2 << 20)), ({"Content-Encoding": "gzip"}, gzip.compress(b" " * (256 << 20), 1))],
    ids=["long", "bomb"],
)
def test_an_answer_larger_than_the_limit_is_not_read_to_its_end(servers, here, headers, body):
    servers.answers = {"/a": [(200, headers, body)]}
    with pytest.raises(TooLarge, match="larger than 1,048,576 bytes"):
        client(here).get(f"{here}/a", json_body)


@pytest.mark.parametrize(
    ("headers", "body"),
    [({"Content-Length": "100"}, b'{"a"'), ({"Content-Encoding": "gzip"}, b"none"), ({}, b""), ({}, b"<html>")],
    ids=["cut", "no gzip", "empty", "html"],
)
def test_an_answer_that_is_none_is_asked_again(servers, here, headers, body):
    servers.answers = {"/a": [(200, headers | {"Connection": "close"}, body), (200, {}, b"[]")]}
    assert client(here).get(f"{here}/a", json_body) == []


def test_a_file_is_never_seen_half_under_its_name(servers, here, tmp_path):
    def check(file):
        if file.stat().st_size < 3:
            raise Unusable("too short")

    servers.answers = {"/a": [(200, {}, b"1"), (200, {"Last-Modified": "today"}, b"1,2")]}
    saved = client(here).save(f"{here}/a", tmp_path / "a.csv", check)
    assert (saved.size, saved.headers["Last-Modified"]) == (3, "today")
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
    servers.answers = {"/b": [(200, {}, b"1")]}
    with pytest.raises(NotAnswered, match="too short, 3 times"):
        client(here).save(f"{here}/b", tmp_path / "b.csv", check)
    assert not (tmp_path / "b.csv").exists()


def test_nobody_listening_is_a_message(servers, here):
    servers.stop()
    with pytest.raises(NotAnswered, match="refused, reset or timed out, 3 times"):
        client(here).get(f"{here}/a", json_body)


@pytest.mark.parametrize("status", [400, 503])
def test_a_token_that_a_server_repeats_is_in_no_message(servers, here, status):
    echo = json.dumps({"error": "the token s3cret-t0ken is unknown"}).encode()
    servers.answers = {"/a": [(status, {}, echo)]}
    described = []
    asking = client(here, secret_headers={"Authorization": "Token s3cret-t0ken"}, tell=described.append)
    with pytest.raises(NotAnswered) as stopped:
        asking.get(f"{here}/a", json_body)
    assert "s3cret" not in f"{stopped.value} {stopped.value.found} {described}"


def test_a_token_that_a_readers_message_repeats_is_hidden(servers, here):
    servers.answers = {"/a": [(200, {}, b"s3cret-t0ken")]}

    def read(answer):
        raise Unusable(f"expected a page, found {answer.body.decode()}")

    with pytest.raises(NotAnswered, match=r"found \[secret\]") as stopped:
        client(here, secret_headers={"Authorization": "Token s3cret-t0ken"}).get(f"{here}/a", read)
    assert "s3cret" not in str(stopped.value)


def test_a_token_goes_over_https_or_on_this_machine_only():
    with pytest.raises(ValueError, match=r"over https only.*http://example\.org"):
        client("http://example.org", secret_headers=SECRET)
    client("https://example.org", "http://localhost:8080", secret_headers=SECRET)
    client("http://example.org")
