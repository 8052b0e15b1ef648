"""Invented rows of the Global Fund's service, made when they are asked for: row n of a set is always the same."""

from functools import cache

COUNTRIES = {
    "UKR": "Ukraine",
    "KEN": "Kenya",
    "THA": "Thailand",
    "TZA": "Tanzania (United Republic)",
    "QPD": "Multicountry North Africa",
}
MODULES = {
    "Prevention package for people who use drugs (PUD) and their sexual partners": [
        "Needle and syringe programs for PWID",
        "Opioid substitution therapy and other medically assisted drug dependence treatment for PWID",
        "Overdose prevention and management for PWID",
    ],
    "Program management": ["Grant management"],
}
MEASURES = {
    "GrantBudget_ReferenceRate": "Budget - Reference Rate",
    "Disbursement_ReferenceRate": "Disbursement Amount - Reference Rate",
    "Commitment_ReferenceRate": "Commitment Amount - Reference Rate",
    "Expenditure_Intervention_ReferenceRate": "Expenditure: Module-Intervention - Reference Rate",
    "Expenditure_InvestmentLandscape_ReferenceRate": "Expenditure: Investment Landscape - Reference Rate",
    "CommunicatedAllocation_ReferenceRate": "Communicated Allocation - Reference Rate",
}
RESULTS = {
    "Annual_Results": "People receiving Opioid Substitution Therapy",
    "IMPLEMENTATION_PERIOD_TARGETS_RESULTS": "KP-1d Percentage of people who inject drugs reached",
}
UPDATED = "2026-03-01T00:00:00Z"


def guid(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


@cache
def geographies() -> list[dict]:
    rows = [{"id": guid(1, 0), "code": "QMZ", "name": "World", "level": "World", "parentId": None}]
    for number, (code, name) in enumerate(COUNTRIES.items(), 1):
        level = "Multicountry" if code.startswith("Q") else "Country"
        rows.append({"id": guid(1, number), "code": code, "name": name, "level": level, "parentId": guid(1, 0)})
    return rows


@cache
def activity_areas() -> list[dict]:
    rows = [_area(0, "Component", "HIV/AIDS", None)]
    for module, interventions in MODULES.items():
        above = len(rows)
        rows.append(_area(above, "Module", module, 0))
        rows += [_area(len(rows) + n, "Intervention", name, above) for n, name in enumerate(interventions)]
    return rows


def _area(number: int, kind: str, name: str, parent: int | None) -> dict:
    above = None if parent is None else guid(2, parent)
    return {"id": guid(2, number), "type": kind, "name": name, "code": f"A{number}", "parentId": above}


@cache
def financial_categories() -> list[dict]:
    names = ["Health products", "Health products - equipment", "Other health products"]
    return [
        {
            "id": guid(3, n),
            "hierarchyId": guid(4, n),
            "name": name,
            "type": "CostCategory",
            "parentId": guid(3, n - 1) if n else None,
        }
        for n, name in enumerate(names)
    ]


@cache
def statuses() -> list[dict]:
    return [{"id": guid(6, 0), "statusName": "Active"}]


@cache
def grants() -> list[dict]:
    return [_grant(number, place) for number, place in enumerate(geographies()[1:])]


def _grant(number: int, place: dict) -> dict:
    code, component = f"{place['code']}-H-PR{number}", activity_areas()[0]
    recipient = {
        "name": f"Recipient {number}",
        "type": {"name": "Ministry", "parent": {"name": "Governmental Organization"}},
    }
    grant = {
        "id": guid(5, number),
        "code": code,
        "title": f"Grant {number}",
        "statusId": guid(6, 0),
        "status": {"statusName": "Active"},
        "geographyId": place["id"],
        "geography": place,
        "activityAreaId": component["id"],
        "activityArea": component,
        "principalRecipientId": guid(7, number),
        "principalRecipient": recipient,
        "leadImplementerId": None,
        "fundPortfolioManagerId": guid(8, number),
        "fundPortfolioManager": {"name": "A Person", "emailAddress": "person@example.org"},
        "periodStartDate": "2021-01-01T00:00:00Z",
        "periodEndDate": "2026-12-31T00:00:00Z",
        "periodFrom": "2021",
        "periodTo": "2026",
        "currency_ReferenceRate": "USD",
        "dateTimeUpdated": None,
    }
    totals = ("BoardApproved", "Signed", "Commitment", "Disbursed")
    grant |= {f"total{name}Amount_ReferenceRate": 1000.25 * (number + 1) for name in totals}
    return grant | {"implementationPeriods": [_period(number, which) for which in (1, 2)]}


def _period(grant: int, which: int) -> dict:
    start = 2018 + 3 * which
    code = f"{geographies()[grant + 1]['code']}-H-PR{grant}P{which:02d}"
    return {
        "id": guid(9, 2 * grant + which),
        "code": code,
        "title": code,
        "periodFrom": str(start),
        "periodTo": str(start + 2),
        "periodStartDate": f"{start}-01-01T00:00:00Z",
        "periodEndDate": f"{start + 2}-12-31T00:00:00Z",
        "status": {"statusName": "Active"},
    }


@cache
def expanded_areas() -> list[dict | None]:
    """Give the interventions with module and component; now and then a line has none."""
    known = {row["id"]: row for row in activity_areas()}
    return [_with_parents(row, known) for row in activity_areas() if row["type"] == "Intervention"] + [None]


def _with_parents(row: dict, known: dict) -> dict:
    return row | {"parent": _with_parents(known[row["parentId"]], known) if row["parentId"] else None}


@cache
def expanded_periods() -> list[dict]:
    return [period | {"grant": grant} for grant in grants() for period in grant["implementationPeriods"]]


@cache
def expanded_categories() -> list[dict]:
    known = {row["id"]: row for row in financial_categories()}
    return [_with_parents(row, known) for row in financial_categories()]


def money(dataset: str, number: int) -> dict:
    periods, areas, categories = expanded_periods(), expanded_areas(), expanded_categories()
    period, area = periods[number % len(periods)], areas[number % len(areas)]
    category = categories[number % len(categories)]
    planned = dataset.startswith("GrantBudget")
    amount = round((number * 7919 % 10_000_000 - 5_000) / 100, 2)
    year = int(period["periodFrom"]) + number % 3
    return {
        "financialIndicatorId": guid(16 + list(MEASURES).index(dataset), number),
        "financialDataSet": dataset,
        "indicatorName": MEASURES[dataset],
        "recordId": period["id"],
        "activityAreaId": area and area["id"],
        "activityArea": area,
        "financialCategoryId": category["hierarchyId"],
        "financialCategory": category,
        "implementationPeriod": period,
        "geography": period["grant"]["geography"],
        "periodCovered": f"{period['periodFrom']}-{period['periodTo']}",
        "periodFrom": str(year),
        "periodTo": str(year),
        "startDate": f"{year}-01-01T00:00:00Z",
        "endDate": f"{year}-12-31T00:00:00Z",
        "valueDate": f"{year}-06-30T00:00:00Z",
        "isLatestReported": True,
        "isCumulative": False,
        "plannedAmount": amount if planned else None,
        "plannedAmountCumulative": None,
        "plannedAmountCurrency": "USD",
        "actualAmount": None if planned else amount,
        "actualAmountCumulative": None,
        "actualAmountCurrency": "USD",
        "dateTimeUpdated": UPDATED,
    }


def result(dataset: str, number: int) -> dict:
    period, area = expanded_periods()[number % 10], expanded_areas()[number % 3]
    values = {
        f"{kind}Value{part}": None
        for kind in ("baseline", "target", "result")
        for part in ("Year", "Numerator", "Denominator", "Percentage", "Text")
    }
    return values | {
        "programmaticIndicatorId": guid(32 + list(RESULTS).index(dataset), number),
        "programmaticDataSet": dataset,
        "indicatorName": RESULTS[dataset],
        "recordId": period["id"],
        "activityAreaId": area and area["id"],
        "activityArea": area,
        "geography": period["grant"]["geography"],
        "implementationPeriod": period,
        **dict.fromkeys(("geographicCoverage", "aggregationType", "performance", "performanceCode", "valueSource")),
        **dict.fromkeys(("grouping_Level1", "grouping_Level2", "startDate", "endDate", "periodCovered")),
        "isReversed": False,
        "isMilestoneTarget": False,
        "valueType": "Result",
        "periodFrom": "2023",
        "periodTo": "2023",
        "resultValueYear": 2023,
        "resultValueNumerator": 100 + number,
        "dateTimeUpdated": UPDATED,
    }


def eligibility(number: int) -> dict:
    place = geographies()[1 + number % 4]
    return {
        "eligibilityId": guid(48, number),
        "eligibilityYear": 2020 + number // 4,
        "fundingStream": "2023-2025",
        "isEligible": "Eligible",
        "policyReference": None,
        "geography": place,
        "activityArea": activity_areas()[0],
        "incomeLevel": "Lower middle income",
        "diseaseBurden": "High",
    }
