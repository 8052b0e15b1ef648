"""The processes of `hr-pipeline ui`: web server and daemon, ended together with everything that they started.

What each does belongs to Dagster and to `webserver.py`.
"""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

WEBSERVER = ["-m", "hr_pipeline.defs.webserver"]
DAEMON = ["-m", "dagster._daemon", "run", "-m", "hr_pipeline.definitions"]
PATIENCE = 20
"""Seconds for a process to end by itself before it is killed."""


class Stopping(Exception):
    """Somebody ended the command."""


def serve(host: str, port: int, is_read_only: bool = False) -> int:
    """Run until somebody stops it, or one of the processes ends.

    Args:
        host: address to listen on.
        port: port to listen on.
        is_read_only: start the web server only, and let it write nothing.

    Returns:
        0 where somebody stopped it, else 1.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    words = [[*WEBSERVER, host, str(port), *(["read-only"] if is_read_only else [])]]
    words += [] if is_read_only else [DAEMON]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for each in words:
            processes.append(subprocess.Popen([sys.executable, *each], env=os.environ, start_new_session=True))
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except Stopping:
        return 0
    finally:
        end(processes)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopping


def end(processes: "list[subprocess.Popen[bytes]]") -> None:
    """End processes, and all that they started: politely, and then not."""
    for number in (signal.SIGINT, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.send_signal(signal.SIGINT)
    until = time.monotonic() + PATIENCE
    while any(process.poll() is None for process in processes) and time.monotonic() < until:
        time.sleep(0.1)
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # code servers and runs are in the same group
        except ProcessLookupError:
            continue
        finally:
            process.wait()
