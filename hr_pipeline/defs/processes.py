"""Who runs: a process as host, number and start time, so that a number used again is not taken for the same process."""

import os
import socket
from pathlib import Path


def identity(process: int | None = None) -> str:
    """Name a process of this machine; this one when None."""
    number = process or os.getpid()
    return f"{socket.gethostname()}:{number}:{_start(number)}"


def is_gone(name: str) -> bool:
    """Tell whether a process has ended; False where another machine would have to say."""
    host, number, start = name.rsplit(":", 2)
    return host == socket.gethostname() and _start(int(number)) != start


def _start(process: int) -> str:
    """Give a process's start time in the system's clock ticks; empty where it does not run (a zombie does not)."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    fields = status.rpartition(")")[2].split()
    return "" if fields[0] in ("Z", "X") else fields[19]
