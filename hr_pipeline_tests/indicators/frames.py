"""Small source tables for the tests of indicators and releases: name what matters, the rest is plain and valid."""

from functools import cache
from typing import Any

import pandas as pd

from hr_pipeline.indicators.coverage_gap import coverage_gap
from hr_pipeline.indicators.figures import Figures
from hr_pipeline.indicators.funding_gap import funding_gap
from hr_pipeline.indicators.grant_budget_revisions import grant_budget_revisions
from hr_pipeline.indicators.grant_cycle_attribution import grant_cycle_attribution
from hr_pipeline.indicators.grant_lines_unmatched import grant_lines_unmatched
from hr_pipeline.indicators.grant_money_attribution import grant_money_attribution
from hr_pipeline.indicators.grant_money_by_definition import grant_money_by_definition
from hr_pipeline.indicators.harm_reduction_funding import harm_reduction_funding
from hr_pipeline.indicators.resource_need import resource_need
from hr_pipeline.indicators.service_coverage import service_coverage
from hr_pipeline.schemas.tables import kinds
from hr_pipeline.sources.ingest import empty

PEOPLE_WHO_INJECT = "people_who_inject_drugs"
OPIOID_DEPENDENT = "opioid_dependent_people"
SYRINGES = "needle_syringe_programme"
THERAPY = "opioid_agonist_therapy"

_PLACED = {
    "delivery": "a/file.csv",
    "sheet": "",
    "column": "value",
    "raw_value": "1",
    "is_illustrative": False,
    "confidentiality": "F",
    "licence": "CC0-1.0",
}
_SUBMITTED = {
    "partner": "alpha",
    "survey": "services",
    "form_version": "1",
    "is_known_version": True,
    "submission": "uuid",
    "validation_status": "approved",
    "iso3": "MDA",
    "area": "national",
    "year": 2023,
    "period": "annual",
}
_PLAIN: dict[str, dict[str, Any]] = {
    "grant_budget_lines": {
        "flags": "",
        "geography": "Moldova",
        "iso3": "MDA",
        "area": "national",
        "grant_code": "MDA-C-PCIMU",
        "implementation_period": "MDA-C-PCIMUP04",
        "grant_cycle": "GC7",
        "funding_stream": "core",
        "phase": "budget",
        "year": 2023,
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "grant_expenditures": {
        "flags": "",
        "geography": "Moldova",
        "iso3": "MDA",
        "area": "national",
        "grant_code": "MDA-C-PCIMU",
        "implementation_period": "MDA-C-PCIMUP04",
        "grant_cycle": "GC7",
        "funding_stream": "core",
        "breakdown": "module_intervention",
        "phase": "expended",
        "reported_from": pd.Timestamp("2023-01-01"),
        "reported_to": pd.Timestamp("2023-12-31"),
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "national_budget_lines": {
        "iso3": "MDA",
        "publication": "2023",
        "phase": "budget",
        "year": 2023,
        "fiscal_year_start": "2023-01-01",
        "fiscal_year_end": "2023-12-31",
        "financing_source": "domestic_public",
        "unit_multiplier": 1.0,
        "amount_original": 0.0,
        "currency": "MDL",
        "price_basis": "current",
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "survey_services": _SUBMITTED | {"measure": "syringes_distributed", "service": SYRINGES, "subgroup": "total"},
    "survey_spending": _SUBMITTED | {"financing_source": "domestic_public", "currency": "MDL"},
    "population_size_estimates": {
        "iso3": "MDA",
        "area": "national",
        "year": 2023,
        "population": PEOPLE_WHO_INJECT,
        "kind": "survey",
        "source": "a study",
    },
    "exchange_rates": {"source": "a bank"},
    "price_index": {"source": "an office"},
    "unit_costs": {"unit": "person_year", "price_year": 2023, "source": "a study"},
    "coverage_targets": {"source": "a guide"},
}


def rows(table: str, *records: dict[str, Any], **shared: Any) -> pd.DataFrame:
    """Make a source table; `shared` holds for all records, `first_id` begins their row ids."""
    first = shared.pop("first_id", 0)
    if not records:
        return empty(table)
    plain = [
        dict.fromkeys(kinds(table))
        | _PLACED
        | _PLAIN.get(table, {})
        | {"row_id": first + number, "row": number + 2}
        | shared
        | record
        for number, record in enumerate(records)
    ]
    if "vintage" in kinds(table):
        plain = [record | {"publication": record["publication"] or record["delivery"]} for record in plain]
    cells = pd.DataFrame(plain)
    return pd.DataFrame(
        {name: pd.Series(cells[name].tolist(), dtype="object").astype(kind) for name, kind in kinds(table).items()}
    )


@cache
def targets() -> pd.DataFrame:
    """WHO's classes, targets and the shares of people to reach, as the package publishes them."""
    begins = [(SYRINGES, 100.0, 200.0), (THERAPY, 0.2, 0.4)]
    classes = [
        {"service": service, "kind": kind, "target": kind, "value": value}
        for service, *values in begins
        for kind, value in zip(["medium_from", "high_from"], values, strict=True)
    ]
    return rows(
        "coverage_targets",
        *classes,
        {"service": SYRINGES, "kind": "target", "target": "who_2025_200", "value": 200.0},
        {"service": SYRINGES, "kind": "target", "target": "who_2030_300", "value": 300.0},
        {"service": THERAPY, "kind": "target", "target": "gas_2025_50", "value": 0.5},
        {"service": SYRINGES, "kind": "need_share", "target": "gas_2025_90_reached", "value": 0.9},
        {"service": THERAPY, "kind": "need_share", "target": "gas_2025_50_reached", "value": 0.5},
        delivery="reference/coverage_targets.csv",
    )


@cache
def prices(**values: float) -> pd.DataFrame:
    """Prices in the United States; years are written `y2023=122.39`."""
    known = values or {"y2020": 105.377, "y2021": 110.186, "y2022": 118.023, "y2023": 122.39, "y2024": 125.428}
    return rows("price_index", *({"year": int(year[1:]), "value": value} for year, value in known.items()))


@cache
def rates(**values: float) -> pd.DataFrame:
    """Rates of 2023 by currency."""
    return rows("exchange_rates", *({"currency": name, "year": 2023, "rate": rate} for name, rate in values.items()))


@cache
def costs() -> pd.DataFrame:
    """Costs of a person-year that are easy to multiply."""
    return rows(
        "unit_costs",
        {"service": SYRINGES, "cost_usd_low": 20.0, "cost_usd": 40.0, "cost_usd_high": 80.0},
        {"service": THERAPY, "cost_usd_low": 300.0, "cost_usd": 600.0, "cost_usd_high": 1200.0},
    )


def inputs(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All source tables that indicators read; what is not given is empty, but for targets, costs and prices."""
    names = ["grant_budget_lines", "grant_expenditures", "national_budget_lines", "survey_services", "survey_spending"]
    plain = {name: empty(name) for name in [*names, "population_size_estimates", "exchange_rates"]}
    return plain | {"coverage_targets": targets(), "unit_costs": costs(), "price_index": prices()} | given


def indicators(tables: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    """Compute every published table from source tables."""
    get = tables.__getitem__
    sizes, goals, index = get("population_size_estimates"), get("coverage_targets"), get("price_index")
    coverage = service_coverage(get("survey_services"), sizes, goals)
    grant_tables = ["grant_budget_lines", "grant_expenditures"]
    money = [*grant_tables, "national_budget_lines", "survey_spending", "exchange_rates"]
    funding = harm_reduction_funding(*(get(name) for name in money), index)
    grants = get("grant_budget_lines")
    known = grant_money_attribution(grants)
    need = resource_need(sizes, goals, get("unit_costs"), index)
    return {
        "service_coverage": coverage,
        "coverage_gap": coverage_gap(coverage.table, goals),
        "harm_reduction_funding": funding,
        "resource_need": need,
        "funding_gap": funding_gap(need.table, funding.table, index),
        "grant_budget_revisions": grant_budget_revisions(grants),
        "grant_money_attribution": known,
        "grant_cycle_attribution": grant_cycle_attribution(known.table),
        "grant_money_by_definition": grant_money_by_definition(grants, known.table),
        "grant_lines_unmatched": grant_lines_unmatched(grants),
    }
