"""The guard before the web server, over a real socket."""

import http.client
import json
import socket
import threading
from contextlib import closing

import pytest
import uvicorn

from hr_pipeline.defs.guard import Guard

JSON = {"Content-Type": "application/json"}


async def echo(scope, receive, send):
    """Answer every request: what reaches this has passed."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"passed"})


def started(is_read_only):
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    port = listening.getsockname()[1]
    guard = Guard(echo, frozenset([f"127.0.0.1:{port}", "reports.example.org"]), is_read_only)
    server = uvicorn.Server(uvicorn.Config(guard, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    return server, thread, port


@pytest.fixture(scope="module", params=[False, True], ids=["writable", "read-only"])
def site(request):
    server, thread, port = started(request.param)
    yield port, request.param
    server.should_exit = True
    thread.join()


def ask(port, method="GET", path="/", body="", **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, named)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())


def own(port):
    return {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}"}


def test_the_servers_own_pages_pass(site):
    port, _ = site
    assert ask(port)[:2] == (200, "passed")
    assert ask(port, "POST", "/graphql", json.dumps({"query": "{version}"}), **JSON, **own(port))[0] == 200
    assert ask(port, Host="reports.example.org", Origin="https://reports.example.org")[0] == 200


def test_pages_of_the_server_are_shown_in_no_frame(site):
    headers = ask(site[0])[2]
    assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "headers", "reason"),
    [
        ("GET", "/", {"Host": "evil.example"}, "another host"),
        ("GET", "/", {"Host": "127.0.0.1.evil.example"}, "another host"),
        ("GET", "/", {"Host": ""}, "another host"),
        ("POST", "/graphql", {"Origin": "https://evil.example", **JSON}, "another site"),
        ("POST", "/graphql", {"Origin": "null", **JSON}, "another site"),
        ("GET", "/graphql?query=mutation{x}", {}, "sent with POST"),
        ("GET", "/prefix/graphql/?query=mutation{x}", {}, "sent with POST"),
        ("HEAD", "/graphql?query=mutation{x}", {}, ""),
        ("POST", "/graphql", {"Content-Type": "text/plain"}, "sent as JSON"),
        ("POST", "/graphql", {"Content-Type": "application/x-www-form-urlencoded"}, "sent as JSON"),
        ("POST", "/graphql", {}, "sent as JSON"),
        ("GET", "/logs/a", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, "another site"),
    ],
)
def test_what_comes_from_elsewhere_or_writes_otherwise_is_refused(site, method, path, headers, reason):
    status, text, _ = ask(site[0], method, path, **headers)
    assert status == 403 and reason in text


def test_a_link_on_another_site_may_be_followed(site):
    assert ask(site[0], Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200


def test_only_the_writable_server_takes_reports(site):
    port, is_read_only = site
    status, text, _ = ask(port, "POST", "/report_asset_materialization/a", "{}", **JSON, **own(port))
    assert (status, "read-only" in text) == ((403, True) if is_read_only else (200, False))


def test_a_socket_of_another_page_is_closed(site):
    port, _ = site
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://evil.example"}
    assert ask(port, path="/graphql", **upgrade)[0] == 403
