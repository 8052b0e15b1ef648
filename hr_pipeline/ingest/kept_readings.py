"""What deliveries gave, kept by what they were read from, so that each is read once; can be thrown away at any time.

A reading holds for one content, with its name, notes, corrections and the files it was read with, and for one version
of the reader. Refusals are not kept: a limit of the machine may be the reason. Reading itself belongs to the sources.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.ingest.companions import Companions
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.ingest import withheld
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.schemas.tables import kinds

BOOK, HOLDINGS = "reading.json", "holdings"
OWN_FILE, OWN_FOLDER = 0o600, 0o700
"""Rows of confidential deliveries are among them: only the engineer who runs the pipeline reads them."""


class KeptReadings:
    """The kept readings of one source."""

    def __init__(self, folder: Path, code: str, companions: Companions) -> None:
        """Name what readings hold for.

        Args:
            folder: where they are kept.
            code: version of the reader's code.
            companions: names the deliveries that a delivery is read with.
        """
        self.folder, self.code, self.companions = folder, code, companions
        self._used: set[str] = set()

    def reader(self, read: Callable[[Delivery], Reading], known: list[Delivery]) -> Callable[[Delivery], Reading]:
        """Give a reader that reads what is not kept, and keeps it.

        Args:
            read: reads one delivery, or raises Refused.
            known: all deliveries of the source.
        """

        def kept(delivery: Delivery) -> Reading:
            key = self._key(delivery, known)
            self._used.add(key)
            reading = _opened(self.folder / key, delivery)
            if reading is None:
                reading = _typed(read(delivery), delivery)
                _keep(reading, self.folder / key, delivery)
            return reading

        return kept

    def forget_others(self) -> None:
        """Delete what was not used: deliveries that are gone leave nothing behind."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else []:
            if folder.name not in self._used:
                shutil.rmtree(folder)

    def _key(self, delivery: Delivery, known: list[Delivery]) -> str:
        parts = [self.code, *(_described(one) for one in (delivery, *self.companions(delivery, known)))]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _described(delivery: Delivery) -> list[Any]:
    entries = [asdict(entry) for entry in delivery.corrections.entries]
    return [delivery.path, delivery.role, delivery.sha256, asdict(delivery.notes), entries]


def _typed(reading: Reading, delivery: Delivery) -> Reading:
    """Give records the columns and kinds that come back from the disk; withhold what the gate withholds."""
    reading.rejected = [withheld(row, delivery) for row in reading.rejected]
    reading.records = {table: _as_declared(records, table) for table, records in reading.records.items()}
    return reading


def _as_declared(records: pd.DataFrame, table: str) -> pd.DataFrame:
    declared = {name: kind for name, kind in kinds(table).items() if name in records}
    changed = {name: kind for name, kind in declared.items() if str(records[name].dtype) != kind}
    return records[list(declared)].astype(changed)


def _keep(reading: Reading, folder: Path, delivery: Delivery) -> None:
    """Write a reading; a half-written one is never seen under its name."""
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=OWN_FOLDER)
    folder.parent.chmod(OWN_FOLDER)
    compared = {} if reading.holdings is None else {HOLDINGS: reading.holdings}
    for name, rows in {**reading.records, **compared}.items():
        file = partial / f"{name}.parquet"
        file.touch(mode=OWN_FILE)
        rows.to_parquet(file, index=False)
    book = _book(reading) | {
        "met": sorted(delivery.corrections.met),
        "files": {file.name: file_sha256(file) for file in sorted(partial.glob("*.parquet"))},
    }
    text = json.dumps(book, default=int)
    (partial / BOOK).touch(mode=OWN_FILE)
    (partial / BOOK).write_text(json.dumps({"sha256": _hash(text), "book": text}), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)


def _book(reading: Reading) -> dict[str, Any]:
    """Write down everything but the records; keys of several parts become lists."""
    return {
        "tables": list(reading.records),
        "read": [[*key, count] for key, count in reading.read.items()],
        "left_out": [[*key, count] for key, count in reading.left_out.items()],
        "rejected": reading.rejected,
        "fetch": reading.fetch,
        "licence": reading.licence,
        "has_holdings": reading.holdings is not None,
    }


def _opened(folder: Path, delivery: Delivery) -> Reading | None:
    """Read a kept reading; none where there is none, or where it is damaged."""
    try:
        stored = json.loads((folder / BOOK).read_text(encoding="utf-8"))
        if _hash(stored["book"]) != stored["sha256"]:
            return None
        book = json.loads(stored["book"])
        if any(file_sha256(folder / name) != sha for name, sha in book["files"].items()):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    delivery.corrections.met |= set(book["met"])
    return Reading(
        records={name: _as_declared(pd.read_parquet(folder / f"{name}.parquet"), name) for name in book["tables"]},
        read={(table, sheet): count for table, sheet, count in book["read"]},
        left_out={(table, sheet, reason): count for table, sheet, reason, count in book["left_out"]},
        rejected=book["rejected"],
        fetch=book["fetch"],
        licence=book["licence"],
        holdings=pd.read_parquet(folder / f"{HOLDINGS}.parquet") if book["has_holdings"] else None,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
