"""Canaries: personal data is seeded in deliveries, everything is built and released, and nothing of it is found again.

A new reader adds its delivery to DELIVERIES: the canaries as its tool would write them, next to answers that are read.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline_tests.sources.partner_surveys.kobo import test_pages as kobo_pages
from hr_pipeline_tests.sources.partner_surveys.kobo.test_texts import text_of as text_export
from hr_pipeline_tests.sources.partner_surveys.small_survey import export, form, main_sheet, submission, write
from hr_pipeline_tests.sources.partner_surveys.tools import test_dhis2 as dhis2
from hr_pipeline_tests.sources.partner_surveys.tools import test_odk as odk
from hr_pipeline_tests.sources.partner_surveys.tools import test_questionnaires as questionnaires
from hr_pipeline_tests.sources.partner_surveys.tools.test_declared_tables import template

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


def seeded(first: int = 1) -> list[dict[str, object]]:
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
        submission(first, **asked),
        submission(first + 1, city=f"{CANARIES['e-mail']}"),
        submission(first + 2, syringes_distributed=CANARIES["name"], oat_clients=CANARIES["free text"]),
        submission(first + 3, partner=CANARIES["submitter"], year=CANARIES["name"], nsp_available=CANARIES["device"]),
        submission(first + 4, period=CANARIES["free text"], country=CANARIES["name"]),
        submission(first + 5, reforms=CANARIES["free text"]),
        submission(first + 6, __version__=CANARIES["free text"]),
    ]


def kobo_workbook(folder: Path) -> None:
    sheets = export(
        *seeded(),
        spending=((CANARIES["name"], CANARIES["phone"], CANARIES["e-mail"], 1),),
        violations=((CANARIES["free text"], CANARIES["name"], 1),),
    )
    write(folder / "export.xlsx", sheets)
    write(folder / "form_v2.xlsx", form(extra=ASKED))


def kobo_text(folder: Path) -> None:
    (folder / "export.csv").write_text(text_export(main_sheet(*seeded(11))), encoding="utf-8")
    write(folder / "form_v2.xlsx", form(extra=ASKED))


def kobo_api(folder: Path) -> None:
    described = {
        "report/client_name": CANARIES["name"],
        "contact_phone": CANARIES["phone"],
        "_geolocation": [43.238949, 76.889709],
        "_submitted_by": CANARIES["submitter"],
        "_attachments": [{"filename": CANARIES["photo"]}],
        "_notes": [CANARIES["free text"]],
        CANARIES["iin"]: CANARIES["device"],
    }
    wrong = [kobo_pages.one(3, **{"report/city": CANARIES["e-mail"]}), kobo_pages.one(4, oat_clients=CANARIES["name"])]
    results = [kobo_pages.one(1), kobo_pages.one(2, **described), *wrong]
    (folder / "page_1.json").write_text(json.dumps(kobo_pages.page(*results)))
    write(folder / "form_v2.xlsx", form(extra=ASKED))


def odk_zip(folder: Path) -> None:
    lines = "".join(odk.line(f"uuid:canary-{at}") for at in (1, 2)).replace("Jane Doe", CANARIES["name"])
    lines = lines.replace("collect:SECRET", CANARIES["device"]).replace("secret text", CANARIES["free text"])
    lines = lines.replace(",70,", f",{CANARIES['phone']},", 1)
    (folder / "survey.zip").write_bytes(odk.csv_zip(lines))
    write(folder / "form_v2.xlsx", form(extra=ASKED))


def odk_odata(folder: Path) -> None:
    described = {
        "client_name": CANARIES["name"],
        "place": {"coordinates": [76.889709, 43.238949]},
        "remark": CANARIES["token"],
    }
    about = {"submitterName": CANARIES["submitter"], "deviceId": CANARIES["device"]}
    wrong = odk.entry("uuid:odata-2", **about) | {"oat_clients": CANARIES["iin"]}
    entries = [odk.entry("uuid:odata-1", **about) | described, wrong]
    (folder / "page1.json").write_text(odk.page(*entries))
    write(folder / "form_v2.xlsx", form(extra=ASKED))


def limesurvey(folder: Path) -> None:
    rows = questionnaires.lime(1) + questionnaires.lime(2, syringes=CANARIES["name"])
    rows = rows.replace("SECRET", CANARIES["token"]).replace("'=SUM(A1)", CANARIES["free text"])
    (folder / "lime.csv").write_text(questionnaires.LIME + rows, encoding="utf-8")


def google_forms(folder: Path) -> None:
    row = (
        f"1/2/2025 9:00:00,{CANARIES['e-mail']},EHRA,Kyrgyz Republic,%s,2024,Yes,%s,5,,None,{CANARIES['free text']},b\n"
    )
    rows = row % ("Bishkek", "70") + row % (CANARIES["phone"], "70") + row % ("Osh", CANARIES["name"])
    (folder / "responses.csv").write_text(questionnaires.GOOGLE + rows)


def redcap(folder: Path) -> None:
    rows = questionnaires.REDCAP.replace("Jane Doe", CANARIES["name"]).replace(",7,3,", f",{CANARIES['iin']},3,")
    (folder / "data.csv").write_text(rows.replace(",98,", f",{CANARIES['free text']},"))
    (folder / "dictionary.csv").write_text(questionnaires.REDCAP_FORM)


def dhis2_set(folder: Path) -> None:
    head = "dataelement,period,orgunit,catoptcombo,attroptcombo,value,storedby,lastupdated,comment,followup\n"
    described = f"{CANARIES['submitter']},2025-01-01,{CANARIES['free text']},false"
    rows = (
        dhis2.row(extra=described)
        + dhis2.row("2023", CANARIES["name"], described)
        + dhis2.row(CANARIES["e-mail"], "7", described)
    )
    (folder / "set.csv").write_text(head + rows)
    (folder / "dhis2.layout.yaml").write_text(dhis2.LAYOUT)


def hand_filled(folder: Path) -> None:
    rows = [
        ["Kazakhstan", "Almaty", "1 310 000", 5, 8790, 400, 98],
        [None, CANARIES["e-mail"], CANARIES["phone"], CANARIES["free text"], 8, 7, 6],
        [None, "Astana", CANARIES["name"], CANARIES["iin"], 8, 7, 6],
        ["Contact", CANARIES["e-mail"], CANARIES["iin"]],
        [f"* {CANARIES['name']}, {CANARIES['phone']}"],
    ]
    (folder / "report.xlsx").write_bytes(template(*rows))


DELIVERIES = [
    *[kobo_workbook, kobo_text, kobo_api, odk_zip, odk_odata],
    *[limesurvey, google_forms, redcap, dhis2_set, hand_filled],
]


@pytest.mark.slow
@pytest.mark.parametrize("confidentiality", ["C", "F"])
def test_nothing_of_a_person_is_found_again(confidentiality, tmp_path):
    network, home = tmp_path / "landing/partner_surveys/network", tmp_path / "home"
    for tool in DELIVERIES:
        (network / tool.__name__).mkdir(parents=True)
        tool(network / tool.__name__)
    (network / "delivery.yaml").write_text(f"confidentiality: {confidentiality}\n")
    printed = run(tmp_path / "landing", home)
    read = pd.read_parquet(home / "tables/survey_services.parquet")["delivery"].astype("str")
    assert set(read.str.split("/").str[2]) == {tool.__name__ for tool in DELIVERIES}
    assert (home / "releases").is_dir()
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
    table = pd.read_parquet(file)
    return "\n".join(value for column in table for value in table[column].drop_duplicates().map(str))


def found_in(where: str, text: str) -> list[str]:
    return [f"{kind} in {where}" for kind, canary in CANARIES.items() if canary.casefold() in text.casefold()]
