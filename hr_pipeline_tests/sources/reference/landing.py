"""A landing folder with reference files, read the way a build reads it."""

from pathlib import Path

import pandas as pd

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import reference


def build(folder: Path, files: dict[str, str | bytes]) -> dict[str, Built]:
    """Land the files, read them together with the packaged tables, and give the tables they are named after."""
    landing, archive = folder / "landing", folder / "archive"
    landing.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    named = {Path(path).stem for path in files} & set(reference.TABLES)
    every = deliveries(archive_landing(landing, archive), archive, "reference")
    delivered = [one for one in every if one.path in files or Path(one.path).stem in named]
    return ingest(
        "reference",
        sorted(named) or ["price_index"],
        delivered,
        lambda one: reference.read(one, [other for other in delivered if other is not one]),
    )


def outcomes(built: Built, delivery: str) -> dict[str, int]:
    """Sum up what became of the rows of one delivery: outcome, or reason where rows were left out."""
    rows = built.accounting[built.accounting["delivery"] == delivery]
    named = rows["reason"].where(rows["reason"] != "", rows["outcome"])
    return rows.assign(named=named).groupby("named")["rows"].sum().to_dict()


def refusals(built: dict[str, Built]) -> list[str]:
    """List the messages of refused deliveries."""
    accounting = pd.concat([table.accounting for table in built.values()])
    return accounting.loc[accounting["outcome"] == "refused", "message"].tolist()
