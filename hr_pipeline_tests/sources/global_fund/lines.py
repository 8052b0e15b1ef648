"""Small budget files in the Global Fund's published shapes, and their way through the source."""

import csv
import io
from pathlib import Path

import openpyxl

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import global_fund

PACKAGE = "Prevention package for people who use drugs (PUD) and their sexual partners"
NEEDLES = "Needle and syringe programs for PWID"
LINE = {
    "GeographyName1": "Ukraine",
    "Grant1": "UKR-C-AUA",
    "ImplementationPeriod1": "UKR-C-AUAP04",
    "ImplementationPeriodStartDate1": "01-Jan-2024",
    "ImplementationPeriodEndDate1": "31-Dec-2026",
    "Status1": "Active",
    "GrantCycleName": "Grant Cycle 7",
    "GrantComponent1": "TB/HIV",
    "PrincipalRecipient1": "Alliance",
    "PrincipalRecipientType1": "Civil Society Organization",
    "ModuleComponent1": "HIV/AIDS",
    "Module1": PACKAGE,
    "Intervention1": NEEDLES,
    "CostCategory1": "Human Resources (HR)",
    "BudgetYearFrom1": "2024.0",
    "BudgetAmount_ReferenceRate": "1000.50",
}
YEARLESS = [
    "Country",
    "ImplementationPeriodName",
    "Module Parent Component",
    "Module",
    "Intervention",
    "Total Amount",
    "Source",
]


def download(*lines: dict[str, str], drop: str = "", stray: bool = True) -> str:
    """Write lines as the budget download; each is LINE but for what it says. Headers carry the stray 1 or not."""
    rows = [{name: value for name, value in (LINE | line).items() if name != drop} for line in lines]
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), lineterminator="\r\n")
    writer.writerow({name: name if stray else name.removesuffix("1") for name in rows[0]})
    writer.writerows(rows)
    return target.getvalue()


def workbook(file: Path, *rows: list, above: int = 0) -> None:
    """Write the table without years into a workbook, some rows below a title."""
    file.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for number in range(above):
        book.active.append([f"Title {number}"])
    for row in (YEARLESS, *rows):
        book.active.append(row)
    book.save(file)


def built(folder: Path, table: str = "grant_budget_lines", **texts: str) -> Built:
    """Deliver texts as csv files (next to what lies there) and bring the source's deliveries to a table."""
    landing = folder / "landing" / "global_fund"
    landing.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (landing / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    archive = folder / "snapshots"
    known = deliveries(archive_landing(folder / "landing", archive), archive, "global_fund")
    return ingest("global_fund", global_fund.TABLES, known, lambda d: global_fund.read(d, []))[table]


def refusal(found: Built) -> str:
    """Give the one message with which a delivery was refused."""
    (message,) = found.accounting.loc[found.accounting["outcome"] == "refused", "message"]
    return message
