"""A small survey made inline: its form in two versions, its export, both as deliveries; tests bend its cells."""

import hashlib
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from hr_pipeline.ingest.deliveries import Delivery, Notes, Refused, role_of
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import partner_surveys

FOLDER = "partner_surveys/network/survey"
TITLE = "A survey with a title longer than a sheet's name"
V1, V2 = "vOne", "vTwo"

Rows = list[list]


def form(version: str = V2, extra: Rows | None = None) -> dict[str, Rows]:
    total = "clients_unique" if version == V2 else "clients_reached"
    other = [["integer", "clients_other_gender", ""]] if version == V2 else []
    return {
        "survey": [
            ["type", "name", "constraint"],
            ["start", "start", ""],
            ["begin group", "report", ""],
            ["select_one partner", "partner", ""],
            ["select_one country", "country", ""],
            ["text", "city", ""],
            ["text", "site_code", ""],
            ["integer", "year", ""],
            ["select_one period", "period", ""],
            ["end group", "", ""],
            ["select_one yndk", "nsp_available", ""],
            ["integer", "syringes_distributed", ". >= 0 or . = -99"],
            ["integer", total, ". >= 0 or . = -99"],
            ["integer", "clients_female", ""],
            *other,
            ["integer", "oat_clients", ". >= 0"],
            ["integer", "naloxone_kits", ""],
            ["integer", "trainings", ""],
            ["begin repeat", "spending", ""],
            ["select_one funder", "funder", ""],
            ["decimal", "amount", ". >= 0"],
            ["text", "currency", ""],
            ["end repeat", "", ""],
            ["begin repeat", "violations", ""],
            ["select_one vtype", "violation_type", ""],
            ["integer", "n_cases", ""],
            ["end repeat", "", ""],
            ["select_multiple reform", "reforms", ""],
            ["text", "comments", ""],
            *(extra or []),
        ],
        "choices": [
            ["list_name", "name"],
            *[["yndk", name] for name in ("yes", "no", 98, 99)],
            *[["reform", name] for name in ("decrim", "naloxone_otc", "prison_nsp", "none", 98)],
            *[["partner", name] for name in ("east", "south")],
            *[["funder", name] for name in ("global_fund", "state", "other")],
            *[["vtype", name] for name in ("police_violence", "denial_care")],
        ],
        "settings": [["form_id", "version"], ["aSynthHarmReduction2025", version]],
    }


def submission(number: int, **cells: object) -> dict[str, object]:
    """Give one submission's row; its system columns follow from its number."""
    answers = {
        "partner": "east",
        "country": "KAZ",
        "city": "",
        "site_code": f"S{number}",
        "year": 2024,
        "period": "annual",
    }
    numbers = {"syringes_distributed": 1000, "clients_unique": 50, "clients_female": 9, "oat_clients": 5}
    system = {
        "_id": 9000 + number,
        "_uuid": f"uuid-{number}",
        "_submission_time": f"2025-01-{number:02}T10:00:00",
        "_validation_status": "validation_status_approved",
        "_submitted_by": "",
        "__version__": V2,
        "meta/rootUuid": f"uuid:root-{number}",
        "_index": number,
    }
    return answers | {"nsp_available": "yes"} | numbers | system | cells


def main_sheet(*submissions: dict[str, object]) -> Rows:
    columns = list(dict.fromkeys(column for row in submissions for column in row))
    return [columns, *([row.get(column, "") for column in columns] for row in submissions)]


def repeat_sheet(questions: list[str], *records: tuple) -> Rows:
    """Lay out a repeat: each record is its answers and the number of its submission."""
    return [
        [*questions, "_index", "_parent_table_name", "_parent_index", "_submission__uuid"],
        *([*answers, at, TITLE, number, f"uuid-{number}"] for at, (*answers, number) in enumerate(records, start=1)),
    ]


def export(*submissions: dict[str, object], spending: tuple = (), violations: tuple = ()) -> dict[str, Rows]:
    sheets = {TITLE[:28] + "...": main_sheet(*submissions)}
    if spending:
        sheets["spending"] = repeat_sheet(["funder", "amount", "currency"], *spending)
    if violations:
        sheets["violations"] = repeat_sheet(["violation_type", "n_cases"], *violations)
    return sheets


def deliver(folder: Path, notes: Notes | None = None, **contents: object) -> list[Delivery]:
    """Write files (`export` and forms as workbooks, text as `measures.layout.yaml`) and describe them as deliveries."""
    deliveries = []
    for ordinal, (stem, content) in enumerate(contents.items()):
        name = f"{stem}.xlsx" if isinstance(content, dict) else "measures.layout.yaml"
        file = folder / name
        if isinstance(content, dict):
            write(file, content)
        else:
            file.write_text(str(content), encoding="utf-8")
        declared = notes or Notes(confidentiality="C", licence="LicenceRef-partner")
        path, sha256 = f"{FOLDER}/{name}", hashlib.sha256(file.read_bytes()).hexdigest()
        size = file.stat().st_size
        deliveries.append(Delivery(path, "partner_surveys", role_of(path), sha256, size, ordinal, declared, file))
    return deliveries


def write(file: Path, sheets: dict[str, Rows]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(file)


def read(deliveries: list[Delivery], delivery: Delivery) -> Reading:
    return partner_surveys.read(delivery, [other for other in deliveries if other is not delivery])


def ingested(deliveries: list[Delivery]) -> dict[str, Built]:
    return ingest(
        "partner_surveys", partner_surveys.TABLES, deliveries, partial(read, deliveries), settle=partner_surveys.SETTLE
    )


class Survey(dict[str, Built]):
    """The tables of one delivered export; each passes its gate when a test looks at it."""

    def __init__(self, deliveries: list[Delivery]):
        self.delivery, self.reading = deliveries[0], read(deliveries, deliveries[0])

    def __missing__(self, table: str) -> Built:
        return self.setdefault(
            table, ingest("partner_surveys", [table], [self.delivery], lambda _: self.reading)[table]
        )


def with_forms(folder: Path, sheets: dict[str, Rows], versions: tuple[str, ...] = (V2,)) -> list[Delivery]:
    """Deliver an export with the newer version of its form, or with those named."""
    return deliver(folder, export=sheets, **{f"form_{version}": form(version) for version in versions})


def survey(folder: Path, sheets: dict[str, Rows], versions: tuple[str, ...] = (V2,)) -> Survey:
    return Survey(with_forms(folder, sheets, versions))


def refusal(deliveries: list[Delivery]) -> str:
    """Give the message with which the first delivery, the export, is refused."""
    with pytest.raises(Refused) as refused:
        read(deliveries, deliveries[0])
    return str(refused.value)


def left_out(built: dict[str, Built], table: str) -> dict[str, int]:
    accounting = built[table].accounting
    rows = accounting[accounting["outcome"] == "left_out"]
    return rows.groupby("reason")["rows"].sum().astype(int).to_dict()


def values(built: dict[str, Built], measure: str, subgroup: str = "total") -> list[float]:
    table = built["survey_services"].table
    return table.loc[(table["measure"] == measure) & (table["subgroup"] == subgroup), "value"].tolist()


def reasons(built: dict[str, Built], measure: str, table: str = "survey_services") -> list[str]:
    frame = built[table].table
    return frame.loc[frame["measure"] == measure, "missing_reason"].astype("str").fillna("given").tolist()
