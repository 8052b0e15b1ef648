"""Canaries: personal data is planted in deliveries, everything is built and released, and nothing of it is found again.

A new reader adds its delivery to DELIVERIES: the same canaries, as its tool would write them.
"""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline_tests.sources.partner_surveys.small_survey import export, form, submission, write

CANARIES = {
    "name": "Zhanar Canaryova",
    "phone": "+7 701 555 01 99",
    "coordinates": "43.238949 76.889709 700 5",
    "latitude": "43.238949",
    "device": "collect:CanaryDevice77",
    "submitter": "canary_submitter",
    "e-mail": "canary.zhanar@example.org",
    "token": "Token 00canary11canary22canary33canary44canary",
    "iin": "900101300123",
    "free text": "she was beaten by the canary officer",
    "photo": "canary_photo_0001.jpg",
}
ASKED = [
    *[
        ["text", "client_name", ""],
        ["text", "contact_phone", ""],
        ["geopoint", "place", ""],
        ["deviceid", "device", ""],
    ],
    *[["text", "remark", ""], ["text", "iin", ""], ["image", "photo", ""], ["email", "mail", ""]],
]


def planted() -> list[dict[str, object]]:
    """One submission with personal data where it is asked for, others with it where a number or code should stand."""
    asked = {
        "client_name": CANARIES["name"],
        "contact_phone": CANARIES["phone"],
        "place": CANARIES["coordinates"],
        "_place_latitude": CANARIES["latitude"],
        "device": CANARIES["device"],
        "mail": CANARIES["e-mail"],
        "remark": f"{CANARIES['free text']}, {CANARIES['token']}",
        "iin": CANARIES["iin"],
        "photo": CANARIES["photo"],
        "photo_URL": f"https://example.org/{CANARIES['photo']}",
        "comments": f"{CANARIES['name']} {CANARIES['phone']}",
        "_submitted_by": CANARIES["submitter"],
        "_notes": CANARIES["free text"],
        CANARIES["name"]: CANARIES["phone"],
    }
    return [
        submission(1, **asked),
        submission(2, city=f"{CANARIES['e-mail']}"),
        submission(3, syringes_distributed=CANARIES["name"], oat_clients=CANARIES["free text"]),
        submission(4, partner=CANARIES["submitter"], year=CANARIES["name"], nsp_available=CANARIES["device"]),
        submission(5, period=CANARIES["free text"], country=CANARIES["name"]),
        submission(6, reforms=CANARIES["free text"]),
        submission(7, __version__=CANARIES["free text"]),
    ]


def kobo_workbook(folder: Path) -> None:
    sheets = export(
        *planted(),
        spending=((CANARIES["name"], CANARIES["phone"], CANARIES["e-mail"], 1),),
        violations=((CANARIES["free text"], CANARIES["name"], 1),),
    )
    write(folder / "export.xlsx", sheets)
    write(folder / "form_v2.xlsx", form(extra=ASKED))


DELIVERIES = {"kobo_workbook": kobo_workbook}


@pytest.mark.slow
@pytest.mark.parametrize("confidentiality", ["C", "F"])
@pytest.mark.parametrize("tool", DELIVERIES)
def test_nothing_of_a_person_is_found_again(tool, confidentiality, tmp_path):
    folder, home = tmp_path / "landing/partner_surveys/network/survey", tmp_path / "home"
    folder.mkdir(parents=True)
    DELIVERIES[tool](folder)
    (folder / "delivery.yaml").write_text(f"confidentiality: {confidentiality}\n")
    printed = run(tmp_path / "landing", home)
    assert len(pd.read_parquet(home / "tables/survey_services.parquet"))
    assert (home / "releases").is_dir()
    assert found_in("what was printed", printed) == []
    files = [file for file in home.rglob("*") if file.is_file() and "snapshots" not in file.parts]
    assert any(file.suffix == ".db" for file in files), "Dagster's event log is not where it was looked for"
    assert [hit for file in files for hit in found_in(str(file.relative_to(home)), text_of(file))] == []


def run(landing: Path, home: Path) -> str:
    command = [sys.executable, "-m", "hr_pipeline.cli", "run", "--landing", str(landing), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "400"})
    assert done.returncode in (0, 3), done.stderr
    return done.stdout + done.stderr


def text_of(file: Path) -> str:
    if file.suffix != ".parquet":
        return file.read_bytes().decode("utf-8", errors="replace")
    table = pd.read_parquet(file)
    return "\n".join(value for column in table for value in table[column].drop_duplicates().map(str))


def found_in(where: str, text: str) -> list[str]:
    return [f"{kind} in {where}" for kind, canary in CANARIES.items() if canary.casefold() in text.casefold()]
