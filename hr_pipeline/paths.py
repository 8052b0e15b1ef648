"""Where things lie in a home: snapshots, tables, lineage, rejects, releases, Dagster's own files.

Only names of places; writing belongs to `defs/store.py` and `releases`.
"""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

LANDING_VARIABLE, HOME_VARIABLE = "HR_PIPELINE_LANDING", "HR_PIPELINE_HOME"


def default_landing() -> Path:
    """Give the landing folder of the environment, else the packaged demonstration deliveries."""
    named = os.environ.get(LANDING_VARIABLE)
    return Path(named) if named else Path(str(files("hr_pipeline") / "demonstration" / "landing"))


def default_home() -> Path:
    """Give the home of the environment, else `data` in the current folder."""
    return Path(os.environ.get(HOME_VARIABLE) or "data")


@dataclass(frozen=True)
class Home:
    """The folders of one home."""

    root: Path

    @property
    def snapshots(self) -> Path:
        """Delivered bytes under their sha256."""
        return self.root / "snapshots"

    @property
    def releases(self) -> Path:
        """One folder a version."""
        return self.root / "releases"

    @property
    def site(self) -> Path:
        """The newest release as pages for people."""
        return self.root / "site"

    @property
    def private(self) -> Path:
        """What never leaves: the tables before suppression, and what releases withhold, by version."""
        return self.root / "private"

    @property
    def published(self) -> Path:
        """Which landing folder the newest release was made of."""
        return self.root / "published.json"

    @property
    def hashes(self) -> Path:
        """Hashes of delivered files, so that each is hashed once."""
        return self.root / "landing_hashes.json"

    @property
    def pseudonym_key(self) -> Path:
        """The key of the pseudonyms in releases; it never leaves the home."""
        return self.root / "pseudonym.key"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"

    def table(self, name: str) -> Path:
        """A gated table."""
        return self.private / "tables" / f"{name}.parquet"

    def rejects(self, name: str) -> Path:
        """Rows that a source table's gate turned away."""
        return self.private / "rejects" / f"{name}.parquet"

    def accounting(self, name: str) -> Path:
        """What became of each row meant for a source table."""
        return self.private / "accounting" / f"{name}.parquet"

    def lineage(self, name: str) -> Path:
        """Contributions to a published table."""
        return self.private / "lineage" / f"{name}.parquet"

    def record(self, name: str) -> Path:
        """What a table was made from."""
        return self.root / "records" / f"{name}.json"

    @property
    def readings(self) -> Path:
        """What deliveries gave when they were read; it can be thrown away at any time."""
        return self.private / "cache" / "readings"

    @property
    def reported(self) -> Path:
        """Which faults people were alerted to."""
        return self.private / "reported_faults.json"

    @property
    def last_run(self) -> Path:
        """What the last complete run was made from."""
        return self.root / "records" / ".last_run.json"
