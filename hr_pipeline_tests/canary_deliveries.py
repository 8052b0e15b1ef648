"""Deliveries of eleven readers with personal data in every field that is read: what `test_canaries.py` looks for.

Each reader writes rows of answers (field -> text) as its tool would. `seeded` puts one kind of personal data into one
field of a row that is otherwise good.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from itertools import product
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from hr_pipeline_tests.sources.partner_surveys.small_survey import write
from hr_pipeline_tests.sources.partner_surveys.tools import test_dhis2 as dhis2
from hr_pipeline_tests.sources.partner_surveys.tools import test_odk as odk
from hr_pipeline_tests.sources.partner_surveys.tools import test_questionnaires as questionnaires
from hr_pipeline_tests.sources.partner_surveys.tools.test_declared_tables import template

CANARIES = {
    "name": "Zhanar Canaryova",
    "name in Cyrillic": "Канарейкина Жанна",
    "name in Arabic": "زينب الكناري",
    "name in Georgian": "ნინო კანარელი",
    "home address": "Abay ave. 17-45, Canarytown",
    "local phone": "8 701 555 01 99",
    "short local phone": "55-501-99",
    "international phone": "+7 701 555 01 98",
    "Telegram handle": "@canary_zhan",
    "e-mail": "canary.zhanar@example.org",
    "client code": "ZC1990F07",
    "coordinates": "43.238949, 76.889709",
    "date of birth": "14.03.1987",
    "identity number": "870314300123",
    "IBAN": "KZ86125KZT5004100100",
    "IP address": "203.0.113.77",
    "device": "collect:CanaryDevice77",
    "device number": "356938035643809",
    "link": "https://example.org/canary",
    "what3words": "///canary.filled.lamp",
    "licence plate": "017CNR02",
    "token": "Token 00canary11canary22canary33canary44canary",
}
CONSENTS = ["internal", "aggregate_public", "named_public"]

Row = dict[str, str]
COUNTRIES = ["KAZ", "KGZ", "TJK", "UZB", "GEO", "ARM", "AZE", "MDA", "UKR", "BLR"]
NAMES = ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan", "Georgia", "Armenia", "Azerbaijan", "Moldova"]
YEARS = [str(year) for year in range(2005, 2025)]
FORM = "service_provision.xlsx"
NUMBERS = {"syringes_distributed": "1000", "clients_unique": "500", "clients_women": "90", "oat_clients": "70"}
ANSWERS = {"city": "", "site_code": "", "basis": "programme_records", **NUMBERS}
IDENTITY = ["partner", "country", "year", "period", "consent_scope"]


def good_rows(consent: str = "named_public") -> Iterator[Row]:
    """Give rows of different countries, years and halves, each of which would be accepted."""
    for period, year, country in product(["annual", "h1", "h2"], YEARS, COUNTRIES):
        about = {"partner": "ehra", "country": country, "year": year, "period": period, "consent_scope": consent}
        yield about | ANSWERS


def seeded(fields: list[str], kinds: list[str], consent: str = "named_public") -> list[Row]:
    """Put every kind into every field, one at a time, each into a row of its own; the last row is good."""
    rows = good_rows(consent)
    return [next(rows) | {field: CANARIES[kind]} for field, kind in product(fields, kinds)] + [next(rows)]


def _system(number: int) -> dict[str, Any]:
    return {
        "_id": 9000 + number,
        "_uuid": f"uuid-{number}",
        "_submission_time": "2025-01-02T10:00:00",
        "_validation_status": "validation_status_approved",
        "_submitted_by": "canary.zhanar@example.org",
        "_notes": "Zhanar Canaryova",
        "__version__": "2025.1",
        "meta/rootUuid": f"uuid:root-{number}",
        "_index": number,
    }


def _form(folder: Path) -> None:
    with as_file(files("hr_pipeline.instruments") / "xlsforms" / FORM) as packaged:
        (folder / "form.xlsx").write_bytes(packaged.read_bytes())


def _table(rows: list[Row]) -> list[list[Any]]:
    whole = [_system(number) | row for number, row in enumerate(rows, start=1)]
    return [list(whole[0]), *([row[name] for name in whole[0]] for row in whole)]


def _text(rows: list[list[Any]], separator: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue()


def kobo_values(folder: Path, rows: list[Row]) -> None:
    """A KoboToolbox workbook with names of questions."""
    write(folder / "export.xlsx", {"Harm reduction services": _table(rows)})
    _form(folder)


def kobo_labels(folder: Path, rows: list[Row]) -> None:
    """A KoboToolbox workbook with labels in English."""
    _form(folder)
    book = load_workbook(folder / "form.xlsx", read_only=True)
    labels = {str(line[1]): str(line[2]) for line in book["survey"].iter_rows(min_row=2, values_only=True) if line[2]}
    choices = {
        (str(line[0]), str(line[1])): str(line[2]) for line in book["choices"].iter_rows(min_row=2, values_only=True)
    }
    lists = {"partner": "partner", "country": "country", "period": "period", "consent_scope": "consent"}
    lists |= {"basis": "basis"}
    named = [
        row | {field: choices.get((name, row[field]), row[field]) for field, name in lists.items()} for row in rows
    ]
    table = _table(named)
    write(folder / "export.xlsx", {"Harm reduction services": [[labels.get(h, h) for h in table[0]], *table[1:]]})


def kobo_text(folder: Path, rows: list[Row]) -> None:
    """A KoboToolbox text export."""
    (folder / "export.csv").write_text(_text(_table(rows), ";"), encoding="utf-8")
    _form(folder)


def kobo_api(folder: Path, rows: list[Row]) -> None:
    """A page of KoboToolbox's API."""
    results = [
        {(f"report/{key}" if key in IDENTITY else key): value for key, value in row.items() if value != ""}
        | _system(number)
        | {"_geolocation": [43.238949, 76.889709], "_validation_status": {"uid": "validation_status_approved"}}
        for number, row in enumerate(rows, start=1)
    ]
    page = {"count": len(results), "next": None, "previous": None, "results": results}
    (folder / "page_1.json").write_text(json.dumps(page), encoding="utf-8")
    _form(folder)


def odk_zip(folder: Path, rows: list[Row]) -> None:
    """ODK Central's archive of texts."""
    asked = list(rows[0])
    head = ["SubmissionDate", *asked, "meta-instanceID", *odk.TAIL.split(",")]
    lines = []
    for number, row in enumerate(rows, start=1):
        key = f"uuid:canary-{number}"
        tail = [key, "7", CANARIES["name"], "0", "0", "", "approved", CANARIES["device"], "0", "2025.1"]
        lines.append(["2025-02-01T09:00:00.000Z", *(row[name] for name in asked), key, *tail])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("services.csv", _text([head, *lines]))
    (folder / "services.csv.zip").write_bytes(packed.getvalue())
    _form(folder)


def odk_feed(folder: Path, rows: list[Row]) -> None:
    """A page of ODK Central's OData feed."""
    entries = [
        odk.entry(
            f"uuid:feed-{number}", submitterName=CANARIES["name"], deviceId=CANARIES["device"], formVersion="2025.1"
        )
        | {"report": {name: row[name] for name in IDENTITY}}
        | {name: value or None for name, value in row.items() if name not in IDENTITY}
        for number, row in enumerate(rows, start=1)
    ]
    (folder / "page1.json").write_text(odk.page(*entries), encoding="utf-8")
    _form(folder)


def limesurvey(folder: Path, rows: list[Row]) -> None:
    """LimeSurvey's text of responses; the seeded field is one of its questions."""
    asked = {"partner": "A1", "country": "KAZ", "year": "2023", "nspavail": "Y", "syringes": "70", "clients": "9"}
    head = ["id", "submitdate", "lastpage", "startlanguage", "token", "ipaddr", *asked]
    lines = [
        [number, "2025-01-01 10:00:00", 3, "ru", CANARIES["token"], CANARIES["IP address"]]
        + [row.get(name, value) for name, value in asked.items()]
        for number, row in enumerate(_own(rows, asked), start=1)
    ]
    (folder / "lime.csv").write_text("\ufeff" + _text([head, *lines], ";"), encoding="utf-8")


def google_forms(folder: Path, rows: list[Row]) -> None:
    """The table of answers of Google Forms."""
    head = next(csv.reader([questionnaires.GOOGLE.strip()]))
    good = [
        "13/2/2025 9:00:00",
        CANARIES["e-mail"],
        "EHRA",
        "Kyrgyz Republic",
        "",
        "2024",
        "Yes",
        "70",
        "9",
        "",
        "None",
    ]
    asked = dict(zip(head, [*good, CANARIES["name"], CANARIES["home address"]], strict=False))
    lines = [[row.get(name, value) for name, value in asked.items()] for row in _own(rows, asked)]
    (folder / "responses.csv").write_text(_text([list(asked), *lines]), encoding="utf-8")


def redcap(folder: Path, rows: list[Row]) -> None:
    """REDCap's text of records with its dictionary."""
    head, one = (next(csv.reader([line])) for line in questionnaires.REDCAP.splitlines()[:2])
    asked = dict(zip(head, one, strict=True)) | {"contact": CANARIES["name"]}
    lines = [
        [str(number) if name == "record_id" else row.get(name, value) for name, value in asked.items()]
        for number, row in enumerate(_own(rows, asked), start=1)
    ]
    (folder / "data.csv").write_text(_text([list(asked), *lines]), encoding="utf-8")
    (folder / "dictionary.csv").write_text(questionnaires.REDCAP_FORM)


def dhis2_set(folder: Path, rows: list[Row]) -> None:
    """A data value set of DHIS2."""
    asked = {"dataelement": dhis2.DE, "period": "2024", "orgunit": dhis2.OU, "catoptcombo": dhis2.COC}
    asked |= {"attroptcombo": dhis2.ACOC, "value": "7", "storedby": CANARIES["name"], "comment": CANARIES["e-mail"]}
    lines = [[row.get(name, value) for name, value in asked.items()] for row in _own(rows, asked)]
    (folder / "set.csv").write_text(_text([list(asked), *lines]), encoding="utf-8")
    (folder / "dhis2.layout.yaml").write_text(dhis2.LAYOUT)


def hand_filled(folder: Path, rows: list[Row]) -> None:
    """A workbook that people fill in, with a note below."""
    asked = dict(zip("ABCDEFG", ["Kazakhstan", "Almaty", "1310000", "5", "8790", "400", "98"], strict=True))
    lines = [
        [row.get(name, value) for name, value in (asked | {"A": NAMES[number % len(NAMES)]}).items()]
        for number, row in enumerate(_own(rows, asked))
    ]
    note = [f"* {CANARIES['name']}, {CANARIES['local phone']}"]
    (folder / "report.xlsx").write_bytes(template(*lines, [], note))


def _own(rows: list[Row], asked: Row) -> list[Row]:
    """Keep of rows what a tool without the consortium's form asks: the seeded fields only."""
    personal = set(CANARIES.values())
    return [{name: text for name, text in row.items() if name in asked and text in personal} for row in rows]


READERS: dict[str, tuple[Callable[[Path, list[Row]], None], list[str]]] = {
    **{
        tool.__name__: (tool, [*IDENTITY, *ANSWERS])
        for tool in (kobo_values, kobo_labels, kobo_text, kobo_api, odk_zip, odk_feed)
    },
    "limesurvey": (limesurvey, ["partner", "country", "year", "nspavail", "syringes", "clients"]),
    "google_forms": (
        google_forms,
        [
            *["Partner network", "Country", "City", "Reporting year", "Is NSP available?", "Medicines used"],
            *["Needles/syringes distributed", "Unique clients reached", "Policy reforms under way"],
        ],
    ),
    "redcap": (redcap, ["partner", "country", "city", "year", "period", "syringes_distributed", "oat_clients"]),
    "dhis2_set": (dhis2_set, ["dataelement", "period", "orgunit", "catoptcombo", "attroptcombo", "value"]),
    "hand_filled": (hand_filled, list("ABCDEFG")),
}
"""Reader -> what writes its files, and the fields of them that are read."""
