"""A PostgreSQL server for one test: a cluster in a folder of its own, on a port of this machine, ended afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hr_pipeline_tests.running_ui import free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
SERVER = str(BINARIES[-1]) if BINARIES else shutil.which("initdb") or ""
USER = "postgres"
"""PostgreSQL does not run as root."""

needs_postgres = pytest.mark.skipif(
    not SERVER and not os.environ.get("CI"), reason="PostgreSQL is not installed: apt install postgresql"
)


@contextmanager
def postgres() -> Iterator[int]:
    """Start a server with a database `dagster` of the user `postgres`; gives its port."""
    folder, port = Path(tempfile.mkdtemp(prefix="hr_pipeline_postgres")), free_port()
    as_user = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, USER)
    data, binaries = folder / "data", Path(SERVER).parent

    def command(name: str, *words: str) -> None:
        subprocess.run([*as_user, str(binaries / name), *words], check=True, capture_output=True, cwd=folder)

    try:
        command("initdb", "-D", str(data), "-U", USER, "--auth=trust", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {folder}"
        command("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            command("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, "dagster")
            yield port
        finally:
            command("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
