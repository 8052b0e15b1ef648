"""Where assets read and write: the workplace of a run, and the table store that takes gated tables only.

Gating belongs to `schemas/gate.py`: what comes here has passed.
"""

import logging
from pathlib import Path

import dagster as dg
import pandas as pd

from hr_pipeline.paths import Home, default_home, default_landing
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.releases.files import read_notes, write_parquet
from hr_pipeline.schemas.gate import Built
from hr_pipeline.schemas.tables import typed

logger = logging.getLogger("hr_pipeline")


class Workplace(dg.ConfigurableResource):
    """The landing folder and the home of a run; empty means the environment's, else the defaults."""

    landing: str = ""
    home: str = ""

    @property
    def landing_folder(self) -> Path:
        """Folder with the deliveries."""
        return Path(self.landing) if self.landing else default_landing()

    @property
    def place(self) -> Home:
        """Folders of the home."""
        return Home(Path(self.home) if self.home else default_home())


class TableStore(dg.ConfigurableIOManager):
    """Keeps each table as one Parquet file that is replaced in one step; refuses what has not passed the gate."""

    workplace: Workplace

    def handle_output(self, context: dg.OutputContext, obj: Built) -> None:
        """Write a gated table, with its rejects, account and contributions next to it."""
        if not isinstance(obj, Built):
            raise TypeError(f"{context.asset_key.to_user_string()}: only tables that passed the gate are written")
        home = self.workplace.place
        alongside = [
            (obj.rejects, "rejects", home.rejects(obj.name)),
            (obj.accounting, "row_accounting", home.accounting(obj.name)),
            (obj.contributions, "lineage", home.lineage(obj.name)),
        ]
        for table, name, file in alongside:
            if table is not None:
                write_parquet(table, name, file)
        write_parquet(obj.table, obj.name, home.table(obj.name), obj.notes)
        context.add_output_metadata({"file": dg.MetadataValue.path(home.table(obj.name))})
        logger.info("%-28s %9s rows", obj.name, f"{len(obj.table):,}")

    def load_input(self, context: dg.InputContext) -> pd.DataFrame:
        """Read a table, with the hash of its file, so that what is made of it can say so."""
        file = self.workplace.place.table(context.asset_key.path[-1])
        if not file.is_file():
            raise FileNotFoundError(f"{file} is missing: materialise {context.asset_key.path[-1]} first")
        return read_table(file)


def read_table(file: Path) -> pd.DataFrame:
    """Read a stored table; its attrs carry its name and the hash of its file."""
    table = pd.read_parquet(file).pipe(typed, file.stem)  # Parquet forgets the kind of a category without values
    table.attrs |= {"name": file.stem, "digest": file_sha256(file)}
    return table


def stored_inputs(file: Path) -> dict[str, str]:
    """Tell which inputs (name -> hash of their file) a stored table was made of."""
    notes = read_notes(file)
    return dict(pair.split("=", 1) for pair in notes.get("inputs", "").split() if "=" in pair)
