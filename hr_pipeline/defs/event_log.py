"""Dagster's event log on SQLite, written over one connection for each of its databases.

Dagster's own class makes an engine and a connection for each of more than a thousand statements of a run, and closing
the last connection writes the whole log through. What the log holds, and where, stays the same: the UI reads it with
Dagster's class.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as db
import yaml
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage

BUSY_SECONDS = 60
SURVIVES_A_KILLED_PROCESS = "PRAGMA synchronous=NORMAL"
"""With SQLite's write-ahead log nothing breaks either when the machine loses power: the last events may be missing."""


class KeptOpen(SqliteEventLogStorage):
    """The event log, whose databases stay open until the instance is disposed of."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, db.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> "KeptOpen":
        """Make one as Dagster asks for it."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = _engine(self.conn_string_for_shard(shard))
                self._initdb(self._engines[shard])
            with self._engines[shard].begin() as connection:
                yield connection

    def dispose(self) -> None:
        """Close all databases."""
        super().dispose()
        while self._engines:
            self._engines.popitem()[1].dispose()


def _engine(address: str) -> db.Engine:
    engine = db.create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    db.event.listen(engine, "connect", lambda connection, _: connection.execute(SURVIVES_A_KILLED_PROCESS))
    return engine


def kept_open(home: Path) -> dg.DagsterInstance:
    """Open the instance of a Dagster home for a job that runs in this process; other storage is used as it is set."""
    settings = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8")) or {}
    if {"storage", "event_log_storage"} & set(settings):
        return dg.DagsterInstance.from_config(str(home))
    log = {"module": __name__, "class": KeptOpen.__name__, "config": {"base_dir": str(home / "history" / "runs")}}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides={"event_log_storage": log}))
