"""Small pages as the Global Fund's OData service answers: rows with names brought along, or with ids alone."""

import gzip
import json
from pathlib import Path

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import global_fund
from hr_pipeline_tests.sources.global_fund.lines import NEEDLES, PACKAGE

FETCH = "odata-2026-11-24T0738Z"
BUDGETS = "allFinancialIndicators.GrantBudget_ReferenceRate"
PERSON = "Jane Example"
GRANT = {
    "id": "g1",
    "code": "UKR-C-AUA",
    "geographyId": "geo1",
    "statusId": "s1",
    "activityAreaId": "c1",
    "periodStartDate": "2018-01-01T00:00:00Z",
    "periodEndDate": "2026-12-31T00:00:00Z",
    "totalSignedAmount_ReferenceRate": 10.50,
    "fundPortfolioManager": {"name": PERSON},
    "implementationPeriods": [
        {
            "id": "ip4",
            "code": "UKR-C-AUAP04",
            "periodStartDate": "2024-01-01T00:00:00Z",
            "periodEndDate": "2026-12-31T00:00:00Z",
            "statusId": "s1",
        }
    ],
}
COMPANIONS = {
    "Geographies": [{"id": "geo1", "code": "UKR", "name": "Ukraine", "level": "Country"}],
    "Statuses": [{"id": "s1", "statusName": "Active"}],
    "ActivityAreas": [
        {"id": "c1", "type": "Component", "name": "HIV/AIDS", "parentId": None},
        {"id": "m1", "type": "Module", "name": PACKAGE, "parentId": "c1"},
        {"id": "x1", "type": "Group", "name": "a group", "parentId": "m1"},
        {"id": "i1", "type": "Intervention", "name": NEEDLES, "parentId": "x1"},
    ],
    "FinancialCategories": [
        {"hierarchyId": "h1", "id": "f1", "name": "Program costs", "parentId": None},
        {"hierarchyId": "h2", "id": "f2", "name": "Human Resources", "parentId": "f1"},
        {"hierarchyId": "h3", "id": "f3", "name": "Human Resources (HR)", "parentId": "f2"},
    ],
    "Grants": [GRANT],
}
BY_ID = {
    "financialIndicatorId": "r1",
    "financialDataSet": "GrantBudget_ReferenceRate",
    "indicatorName": "Budget - Reference Rate",
    "recordId": "ip4",
    "activityAreaId": "i1",
    "financialCategoryId": "h3",
    "periodFrom": "2024",
    "isLatestReported": True,
    "plannedAmount": 1000.5,
}
BY_NAME = {
    name: value for name, value in BY_ID.items() if name not in ("recordId", "activityAreaId", "financialCategoryId")
} | {
    "activityArea": {"name": NEEDLES, "parent": {"name": PACKAGE, "parent": {"name": "HIV/AIDS"}}},
    "financialCategory": {
        "name": "Human Resources (HR)",
        "parent": {"name": "Human Resources", "parent": {"name": "Program costs"}},
    },
    "implementationPeriod": {
        "code": "UKR-C-AUAP04",
        "periodStartDate": "2024-01-01T00:00:00Z",
        "periodEndDate": "2026-12-31T00:00:00Z",
        "status": {"statusName": "Active"},
        "grant": {
            "code": "UKR-C-AUA",
            "geography": {"code": "UKR", "name": "Ukraine"},
            "activityArea": {"name": "HIV/AIDS"},
        },
    },
}


def page(rows: list[dict] | str, entity_set: str = "") -> bytes:
    """Write an answer of the service; rows given as text keep their numbers as written."""
    text = rows if isinstance(rows, str) else json.dumps(rows)
    context = f'"@odata.context":"https://example.org/$metadata#{entity_set}",' if entity_set else ""
    return f'{{{context}"value":{text}}}'.encode()


def fetched(landing: Path, folder: str, rows: list, per_page: int = 5000) -> None:
    """Store rows as the pages of one query of a fetch; a row may be JSON text."""
    target = landing / "global_fund" / FETCH / folder
    target.mkdir(parents=True, exist_ok=True)
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    for number, start in enumerate(range(0, len(texts), per_page), start=1):
        content = page("[" + ",".join(texts[start : start + per_page]) + "]", folder.split(".")[0])
        (target / f"page-{number:05}.json.gz").write_bytes(gzip.compress(content, 1))


def with_companions(landing: Path, *without: str) -> None:
    """Store the sets that ids lead to."""
    for name, rows in COMPANIONS.items():
        if name not in without:
            fetched(landing, name, rows)


def built(folder: Path) -> dict[str, Built]:
    """Bring what lies in the landing folder to the source's tables."""
    archive = folder / "snapshots"
    known = deliveries(archive_landing(folder / "landing", archive), archive, "global_fund")
    return ingest(
        "global_fund",
        global_fund.TABLES,
        known,
        lambda one: global_fund.read(one, [other for other in known if other != one]),
        global_fund.FINISH,
    )


def messages(tables: dict[str, Built]) -> list[str]:
    """List the messages of refusals."""
    first = tables[global_fund.TABLES[0]].accounting
    return first.loc[first["outcome"] == "refused", "message"].tolist()
