"""A server that sends a byte at a time is never silent and never done: the client leaves at its deadline."""

import socket
import threading
from dataclasses import replace

import pytest

from hr_pipeline.formats.deadlines import Overdue, within
from hr_pipeline.formats.http import Client
from hr_pipeline.formats.http_answers import NotAnswered, json_body
from hr_pipeline_tests.formats.test_http import QUICK

BODY = b"[" + b" " * 300 + b"]"
PAUSE = 0.03
HEAD = f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
WITHOUT_LENGTH = b"HTTP/1.1 200 OK\r\n\r\n"
REFUSAL = f"HTTP/1.1 400 Bad\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()


@pytest.fixture
def dribbling():
    """Serve one answer: the first part at once, the rest byte by byte, to its end if somebody waits for it."""
    stop, servers = threading.Event(), []

    def serve(at_once, slowly):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(at_once)
                for number in range(len(slowly)):
                    if stop.wait(PAUSE):
                        return
                    try:
                        connection.sendall(slowly[number : number + 1])
                    except OSError:
                        return
                serve.is_done = True

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}"

    serve.is_done = False
    yield serve
    stop.set()
    for server in servers:
        server.close()


@pytest.mark.parametrize(
    ("at_once", "slowly"),
    [(b"", HEAD + BODY), (HEAD[:20], HEAD[20:] + BODY), (HEAD, BODY), (WITHOUT_LENGTH, BODY), (REFUSAL, BODY)],
    ids=["from the first byte", "headers", "body", "body without a length", "body of a refusal"],
)
def test_an_answer_that_dribbles_is_left_at_the_deadline_and_not_asked_for_again(dribbling, at_once, slowly):
    address = dribbling(at_once, slowly)
    client = Client(frozenset({address}), replace(QUICK, whole_seconds=0.4))
    with pytest.raises(NotAnswered, match=r"not complete after 0\.4 s"):
        client.get(f"{address}/a", json_body)
    assert not dribbling.is_done


def test_a_file_that_dribbles_is_not_kept(dribbling, tmp_path):
    address = dribbling(HEAD, BODY)
    client = Client(frozenset({address}), replace(QUICK, whole_seconds=0.4))
    with pytest.raises(NotAnswered, match="not complete"):
        client.save(f"{address}/a", tmp_path / "a.csv", lambda file: None)
    assert not (tmp_path / "a.csv").exists() and not dribbling.is_done


def test_what_is_done_in_time_keeps_its_own_error():
    with pytest.raises(ValueError, match="mine"), within(60, lambda: None):
        raise ValueError("mine")


def test_what_was_ended_is_overdue_even_where_it_made_something_of_it():
    ended = threading.Event()
    with pytest.raises(Overdue), within(0.01, ended.set):
        ended.wait()
