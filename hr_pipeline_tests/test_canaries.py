"""Canaries: personal data is put into every field that is read, everything is built, and nothing of it is found again.

A new reader adds its delivery to `canary_deliveries.READERS`.
"""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.sources import partner_surveys
from hr_pipeline_tests.canary_deliveries import CANARIES, CONSENTS, READERS, seeded

KINDS_IN_A_RUN = 3
"""Kinds of personal data for each field of a reader in the whole run; each reader gets others."""


def written(landing: Path, reader: str, kinds: list[str], consent: str, network: str = "network") -> None:
    folder = landing / "partner_surveys" / network / f"{reader}_{consent}"
    folder.mkdir(parents=True)
    write, fields = READERS[reader]
    write(folder, seeded(fields, kinds, consent))


def read(landing: Path, archive: Path):
    known = deliveries(archive_landing(landing, archive), archive, "partner_surveys")
    reading = partial(lambda one: partner_surveys.read(one, [other for other in known if other is not one]))
    return ingest("partner_surveys", partner_surveys.TABLES, known, reading, settle=partner_surveys.SETTLE)


@pytest.mark.parametrize("reader", READERS)
def test_no_kind_of_personal_data_passes_the_door_in_any_field(reader, tmp_path):
    """Tables, rejected rows and accounting of one reader: neither accepted nor repeated in a message."""
    written(tmp_path / "landing", reader, list(CANARIES), "named_public")
    built = read(tmp_path / "landing", tmp_path / "archive")
    assert len(built["survey_services"].table), "the good row was not read"
    books = {
        f"{name} {part}": getattr(one, part)
        for name, one in built.items()
        for part in ("table", "rejects", "accounting")
    }
    assert [hit for where, book in books.items() for hit in found_in(where, text_of_table(book))] == []


@pytest.mark.slow
def test_nothing_of_a_person_is_found_again(tmp_path):
    """One landing of all readers, confidentialities and consents; a build, a release, its log and its event log."""
    landing, home = tmp_path / "landing", tmp_path / "home"
    kinds = list(CANARIES)
    for ordinal, (reader, consent, confidentiality) in enumerate(
        (reader, consent, level) for reader in READERS for consent in CONSENTS for level in "CF"
    ):
        own = [kinds[(ordinal * KINDS_IN_A_RUN + step) % len(kinds)] for step in range(KINDS_IN_A_RUN)]
        written(landing, reader, own, consent, f"network{confidentiality}")
    for level in "CF":
        notes = landing / f"partner_surveys/network{level}/delivery.yaml"
        notes.write_text(f"confidentiality: {level}\npublisher: {CANARIES['name']}\n" if level == "C" else "")
    printed = run(landing, home)
    assert len(pd.read_parquet(home / "private/tables/survey_services.parquet")["delivery"].unique()) > len(READERS)
    assert any((home / "releases").iterdir())
    assert found_in("what was printed", printed) == []
    files = [file for file in home.rglob("*") if file.is_file() and "snapshots" not in file.parts]
    assert any(file.suffix == ".db" for file in files), "Dagster's event log is not where it was looked for"
    assert [hit for file in files for hit in found_in(str(file.relative_to(home)), text_of(file))] == []


def run(landing: Path, home: Path) -> str:
    command = [sys.executable, "-m", "hr_pipeline.cli.main", "run", "--landing", str(landing), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "400"})
    assert done.returncode in (0, 3), done.stderr
    return done.stdout + done.stderr


def text_of(file: Path) -> str:
    if file.suffix != ".parquet":
        return file.read_bytes().decode("utf-8", errors="replace")
    return text_of_table(pd.read_parquet(file))


def text_of_table(table: pd.DataFrame) -> str:
    return "\n".join(value for column in table for value in table[column].drop_duplicates().map(as_text))


def as_text(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value == value else str(value)


def found_in(where: str, text: str) -> list[str]:
    """Look for each canary as it was written, and for its digits where it has nothing else."""
    folded = text.casefold()
    spelled = {kind: {canary, "".join(canary.split())} for kind, canary in CANARIES.items()}
    return [f"{kind} in {where}" for kind, forms in spelled.items() if any(form.casefold() in folded for form in forms)]
