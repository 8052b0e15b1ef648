"""Small tables of statistics made inline, laid in a landing folder and read as a build reads them."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import PACKAGED, archive_landing, deliveries
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import published_statistics

SOURCE = "published_statistics"
HEADER = (
    "Indicator,Indicator_GId,Unit,Subgroup,Subgroup_Val_GId,Area,Area ID,Time Period,Source,Data value,Formatted,"
    "Data_Denominator,Footnote"
)
NEEDLES = "Needles and syringes distributed per person who inject drugs,PWID_NEEDLES,Number,Total,TOTAL"
SIZE = "People who inject drugs: Population size estimate,PWID_POPULATION_SIZE,Number"


def export(*rows: str, header: str = HEADER) -> str:
    """Make an AIDSinfo export of figures that nobody published."""
    return "\n".join([header, *rows]) + "\n"


class Read(NamedTuple):
    """What a build makes of a landing folder."""

    built: dict[str, Built]
    deliveries: list[Delivery]
    unread: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        return self.built["published_statistics"].table

    @property
    def estimates(self) -> pd.DataFrame:
        return self.built["resource_estimates"].table

    @property
    def rejects(self) -> pd.DataFrame:
        return self.built["published_statistics"].rejects

    @property
    def refusal(self) -> str:
        (message,) = self.built["published_statistics"].accounting.query("outcome == 'refused'")["message"]
        return message

    def counts(self, table: str = SOURCE) -> dict[str, int]:
        """Rows by outcome and reason that are not nil, over all deliveries."""
        found = self.built[table].accounting.query("rows > 0").groupby(["outcome", "reason"])["rows"].sum()
        return {reason or outcome: int(rows) for (outcome, reason), rows in found.items()}

    def cells_again(self) -> list[str]:
        """Read the cell of every record by its locator."""
        opened = {one.path: Cells(one.file, one.path) for one in self.deliveries}
        return [opened[row["delivery"]].read(locator(row)) for row in self.table.to_dict("records")]


def read(folder: Path, files: dict[str, str | bytes], ledger: str = "") -> Read:
    """Lay files in a landing folder, archive and ingest them."""
    landing, archive = folder / "landing", folder / "snapshots"
    (landing / PACKAGED).mkdir(parents=True)  # its own, empty: reference tables do not matter here
    for name, content in files.items():
        file = landing / SOURCE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    if ledger:
        (landing / "corrections.yaml").write_text(ledger)
    return read_landing(landing, archive)


def read_landing(landing: Path, archive: Path) -> Read:
    sources = archive_landing(landing, archive)
    found = deliveries(sources, archive, SOURCE)
    built = ingest(
        SOURCE,
        published_statistics.TABLES,
        found,
        lambda one: published_statistics.read(one, [other for other in found if other != one]),
    )
    return Read(built, found, unread(sources, archive))


def read_export(folder: Path, *rows: str, name: str = "GAM_2031_en.csv") -> Read:
    return read(folder, {name: export(*rows)})
