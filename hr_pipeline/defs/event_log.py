"""Dagster's event log on SQLite, written without waiting for the disk at every event.

Dagster opens and closes the database for each of hundreds of events, and closing the last connection writes the whole
log through. One connection that stays open while a job runs saves that; what the log holds is the same.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

SURVIVES_A_KILLED_PROCESS = "PRAGMA synchronous=NORMAL"
"""With SQLite's write-ahead log nothing breaks either when the machine loses power: the last events may be missing."""


@contextmanager
def kept_open() -> Iterator[None]:
    """Keep every database open that is opened inside, until the end."""
    kept: dict[str, sqlite3.Connection] = {}

    def keep(connection: Any, _: Any) -> None:
        connection.execute(SURVIVES_A_KILLED_PROCESS)
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        if path and path not in kept:
            kept[path] = sqlite3.connect(path, check_same_thread=False)
            kept[path].execute("SELECT count(*) FROM sqlite_master").fetchone()  # a file is opened at its first use

    event.listen(Engine, "connect", keep)
    try:
        yield
    finally:
        event.remove(Engine, "connect", keep)
        for connection in kept.values():
            connection.close()
