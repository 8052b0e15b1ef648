"""Small tables and layouts made inline, laid in a landing folder and read as a build reads them."""

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from openpyxl import Workbook

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import PACKAGED, archive_landing, deliveries
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import national_budgets

LAYOUT = """
source: made for a test
format: csv
columns: {programme: Programme}
amounts:
  - {header: Amount, phase: budget, year: 2024}
unit: "1"
currency: KES
financing_source:
  - {fund: "*", financing_source: domestic_public, source: made for a test}
"""


class Read(NamedTuple):
    """What a build makes of a landing folder."""

    built: Built
    deliveries: list[Delivery]

    @property
    def table(self) -> pd.DataFrame:
        return self.built.table

    @property
    def rejects(self) -> pd.DataFrame:
        return self.built.rejects

    @property
    def refusal(self) -> str:
        refused = self.built.accounting.query("outcome == 'refused'")["message"].tolist()
        assert len(refused) == 1, refused
        return refused[0]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome and reason, over all sheets."""
        return {
            reason or outcome: int(rows)
            for (outcome, reason), rows in self.built.accounting.groupby(["outcome", "reason"])["rows"].sum().items()
        }

    def cells_again(self) -> list[str]:
        """Read the cell of every record by its locator."""
        files = {delivery.path: delivery.file for delivery in self.deliveries}
        opened = {path: Cells(file, path) for path, file in files.items()}
        return [opened[row["delivery"]].read(locator(row)) for row in self.table.to_dict("records")]


def read(folder: Path, files: dict[str, bytes | str]) -> Read:
    """Lay files in a landing folder, archive and ingest them."""
    (folder / "landing" / PACKAGED).mkdir(parents=True)  # its own, empty: reference tables do not matter here
    for path, content in files.items():
        file = folder / "landing" / "national_budgets" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_landing(folder / "landing", folder / "snapshots")


def read_landing(landing: Path, archive: Path) -> Read:
    found = deliveries(archive_landing(landing, archive), archive, "national_budgets")
    built = ingest(
        "national_budgets",
        national_budgets.TABLES,
        found,
        lambda one: national_budgets.read(one, [other for other in found if other != one]),
    )
    return Read(max(built.values(), key=lambda one: len(one.accounting)), found)


def workbook(sheets: dict[str, list[list]], merged: dict[str, list[str]] | None = None) -> bytes:
    """Make a workbook of rows of cells."""
    book, content = Workbook(), BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in (merged or {}).get(name, []):
            sheet.merge_cells(area)
    book.save(content)
    return content.getvalue()


def wide(*lines: str, base: str = LAYOUT) -> str:
    """Replace or add top-level keys of a layout, each given on one line."""
    keys = [line.split(":", 1)[0] for line in lines]
    kept, skipping = [], False
    for line in base.strip().splitlines():
        if not line.startswith(" "):
            skipping = line.split(":", 1)[0] in keys
        if not skipping:
            kept.append(line)
    return "\n".join([*kept, *lines]) + "\n"
