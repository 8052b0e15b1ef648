"""`hr-pipeline ui` as a process of its own for tests: web server and daemon on a landing folder and a home."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

PATIENCE = 300


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Look again until something holds, or fail with what was waited for."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s until {what}"
        time.sleep(0.5)


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/server_info", timeout=2).ok
    except requests.RequestException:
        return False


@contextmanager
def ui(home: Path, *words: str, **environment: str) -> Iterator[str]:
    """Run `hr-pipeline ui`, and end it with everything that it started.

    Args:
        home: the home; the log is written next to it.
        words: more options of the command.
        environment: variables of the process.

    Yields:
        The address of the web server.
    """
    port = free_port()
    # A shell that starts it in the background lets it ignore signals: the command has to set them itself.
    command = ["env", "--default-signal=INT,TERM", sys.executable, "-m", "hr_pipeline.cli.main", "ui"]
    command += ["--home", str(home), "--port", str(port), *words]
    log = home.parent / "ui.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, env=os.environ | environment
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(address), f"the web server answers; its log is {log}")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
