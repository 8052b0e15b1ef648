"""Where assets read and write: the workplace of a run, and the table store that takes gated tables only.

Gating belongs to `schemas/gate.py`: what comes here has passed.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pandas as pd

from hr_pipeline.defs.desired import LANDING_NOTE
from hr_pipeline.defs.records import Record, hashes, write_record
from hr_pipeline.paths import Home, default_home, default_landing
from hr_pipeline.releases.files import read_notes, write_parquet
from hr_pipeline.schemas.gate import Built
from hr_pipeline.schemas.tables import typed

logger = logging.getLogger("hr_pipeline")


class Workplace(dg.ConfigurableResource):
    """The landing folder and the home of a run: the environment's, else the defaults; never a run's configuration."""

    @property
    def landing_folder(self) -> Path:
        """Folder with the deliveries."""
        return default_landing()

    @property
    def place(self) -> Home:
        """Folders of the home."""
        return Home(default_home())


@dataclass(frozen=True)
class Stored:
    """A table of a home, whose rows are read when somebody asks for them."""

    name: str
    home: Home

    @property
    def version(self) -> str:
        """What tells this content from another, numbers of rows included; empty where nobody wrote it down."""
        return read_notes(self.home.table(self.name)).get("version", "")

    @property
    def fingerprint(self) -> str:
        """Fingerprint of its rows, as it was when they were written; empty where nobody wrote it down."""
        return read_notes(self.home.table(self.name)).get("fingerprint", "")

    def frame(self) -> pd.DataFrame:
        """Give the rows: from memory where this process has just written or read them, else from the disk."""
        file, version = self.home.table(self.name), self.version
        if version and _in_memory.get(file, ("",))[0] == version:
            return _in_memory[file][1].copy(deep=False)
        return _remembered(file, version, read_table(file))


_in_memory: dict[Path, tuple[str, pd.DataFrame]] = {}
"""Tables that this process has written or read, with their versions."""


def _remembered(file: Path, version: str, table: pd.DataFrame) -> pd.DataFrame:
    _in_memory[file] = (version, table)
    return table.copy(deep=False)


@contextmanager
def tables_in_memory() -> Iterator[None]:
    """Hand tables on in memory for the time of a run, and drop them at its end."""
    _in_memory.clear()
    try:
        yield
    finally:
        _in_memory.clear()


@dataclass(frozen=True)
class Unchanged:
    """A stored table that still holds: nothing is written."""

    name: str


class TableStore(dg.ConfigurableIOManager):
    """Keeps each table as one Parquet file that is replaced in one step; refuses what has not passed the gate."""

    workplace: Workplace

    def handle_output(self, context: dg.OutputContext, obj: Built | Unchanged) -> None:
        """Write a gated table, with its rejects, account and contributions next to it, and what it was made from."""
        if isinstance(obj, Unchanged):
            logger.info("%-28s unchanged", obj.name)
            return
        if not isinstance(obj, Built):
            raise TypeError(f"{context.asset_key.to_user_string()}: only tables that passed the gate are written")
        write_built(self.workplace.place, obj)
        logger.info("%-28s %9s rows", obj.name, f"{len(obj.table):,}")

    def load_input(self, context: dg.InputContext) -> Stored:
        """Find a table; its rows are read when somebody asks for them."""
        stored = Stored(context.asset_key.path[-1], self.workplace.place)
        if not stored.home.table(stored.name).is_file():
            raise FileNotFoundError(f"{stored.home.table(stored.name)} is missing: materialise {stored.name} first")
        return stored


def write_built(home: Home, built: Built) -> None:
    """Write the files of a gated table, and its record last: a table without its record is made anew."""
    table, name = typed(built.table, built.name), built.name
    home.record(name).unlink(missing_ok=True)
    alongside = [
        (built.rejects, "rejects", home.rejects(name)),
        (built.accounting, "row_accounting", home.accounting(name)),
        (built.contributions, "lineage", home.lineage(name)),
    ]
    written = [(part, schema, file) for part, schema, file in alongside if part is not None]
    for part, schema, file in written:
        write_parquet(part, schema, file)
    write_parquet(table, name, home.table(name), {key: built.notes[key] for key in NOTED if key in built.notes})
    _remembered(home.table(name), built.notes.get("version", ""), table)
    if "key" in built.notes:
        files = hashes(home, [home.table(name), *(file for _, _, file in written)])
        passed = built.notes.get("passed") == "yes"
        write_record(home, name, Record(built.notes["key"], built.notes["fingerprint"], len(table), passed, files))


NOTED = ["inputs", "fingerprint", "version", LANDING_NOTE]
"""What a table's file says of itself."""


def read_table(file: Path) -> pd.DataFrame:
    """Read a stored table."""
    return pd.read_parquet(file).pipe(typed, file.stem)  # Parquet forgets the kind of a category without values


def stored_inputs(file: Path) -> dict[str, str]:
    """Tell which inputs (name -> version) a stored table was made of."""
    notes = read_notes(file)
    return dict(pair.split("=", 1) for pair in notes.get("inputs", "").split() if "=" in pair)
