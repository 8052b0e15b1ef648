"""Invented reports of partners on people they reach, and the tables that a build makes of them.

Cities, breakdowns by sex and age, medicines, halves of years, few people here and there: what real reports are made of.
Seeded: the same number gives the same case.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.indicators.partners.service_delivery import service_delivery
from hr_pipeline.indicators.partners.triangulation import triangulation
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.tables import kinds
from hr_pipeline_tests.indicators.frames import rows

COUNTRIES, CITIES, YEAR = ["KAZ", "KGZ", "MDA"], ["city_a", "city_b", "city_c"], 2024
MEDICINES = ["methadone", "buprenorphine", "depot_buprenorphine", "other_medicine"]
FEW_SHARE = 0.25
SECOND = "partner_z"
"""A partner that reports what another has reported already."""

Report = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A build: its reports, its published tables with all values, and their contributions.

    Attributes:
        reports: what partners reported.
        whole: countries whose cities make up the whole country.
        tables: published tables by name.
        lineage: contributions.
    """

    reports: list[Report]
    whole: set[str]
    tables: dict[str, pd.DataFrame]
    lineage: pd.DataFrame


def first_build(number: int) -> Case:
    """Invent a case."""
    chance = np.random.default_rng(number)
    countries = list(chance.permutation(COUNTRIES)[: chance.integers(1, 4)])
    whole = {str(country) for country in countries if chance.random() < 0.5}
    reports = [report for country in countries for report in _country(chance, str(country), str(country) in whole)]
    return built(reports, whole)


def next_build(case: Case, number: int) -> Case:
    """Invent what came later: a new city of a country, which may be small, is added to its national figure."""
    chance = np.random.default_rng(1_000 + number)
    country = str(chance.choice(sorted({report["iso3"] for report in case.reports})))
    new = _city(chance, country, "city_new", partner="newcomer")
    total = {(report["measure"], report["subgroup"]): report["value"] for report in new if report["partner"] != SECOND}
    grown = [
        report | {"value": report["value"] + total.get((report["measure"], report["subgroup"]), 0.0)}
        if report["iso3"] == country and report["area"] == "national" and report["period"] == "annual"
        else report
        for report in case.reports
    ]
    return built([*grown, *new], case.whole)


def built(reports: list[Report], whole: set[str]) -> Case:
    """Make the published tables of reports."""
    services = rows("survey_services", *reports)
    side = triangulation(services, empty("survey_community"), empty("survey_policy"))
    delivered = service_delivery(side.table)
    coverage, used = _coverage(delivered.table)
    region, added = _region(coverage)
    tables = {"triangulation": side.table, "service_delivery": delivered.table}
    lineage = pd.concat([side.contributions, delivered.contributions, used, added], ignore_index=True)
    return Case(reports, whole, tables | {"service_coverage": coverage, "regional_summary": region}, lineage)


def _country(chance: np.random.Generator, country: str, is_whole: bool) -> list[Report]:
    cities = [_city(chance, country, name, f"partner_{name[-1]}") for name in CITIES[: chance.integers(1, 4)]]
    reports = [report for city in cities for report in city]
    sums: dict[tuple[str, str], float] = {}
    for report in reports:
        if report["period"] == "annual" and report["partner"] != SECOND:
            key = (report["measure"], report["subgroup"])
            sums[key] = sums.get(key, 0.0) + report["value"]
    others = dict.fromkeys(sums, 0.0) if is_whole else _elsewhere(chance)
    national = [
        _report(country, "national", measure, subgroup, value + others[measure, subgroup], "partner_a")
        for (measure, subgroup), value in sums.items()
    ]
    return [*reports, *national]


def _elsewhere(chance: np.random.Generator) -> dict[tuple[str, str], float]:
    """People of a country outside the cities that reported."""
    return {
        (report["measure"], report["subgroup"]): report["value"] for report in _people(chance, "", "", "", is_few=False)
    }


def _city(chance: np.random.Generator, country: str, area: str, partner: str) -> list[Report]:
    reports = _people(chance, country, area, partner, is_few=bool(chance.random() < FEW_SHARE))
    halves = chance.integers(1, 90, 2).astype("float64")
    reached = [
        _report(country, area, "unique_clients", "total", value, partner, half)
        for half, value in zip(("h1", "h2"), halves, strict=True)
    ]
    again = [report | {"partner": SECOND} for report in reports[:1] if chance.random() < 0.3]
    return [*reports, *reached, *again]


def _people(chance: np.random.Generator, country: str, area: str, partner: str, *, is_few: bool) -> list[Report]:
    """People on opioid agonist therapy by sex, age, prison and medicine; people tested and found positive."""
    total = int(chance.integers(1, 9) if is_few else chance.integers(20, 900))
    sex = chance.multinomial(total, [0.2, 0.79, 0.01])
    young = int(chance.binomial(total, 0.06))
    given = chance.multinomial(total, [0.7, 0.25, 0.03, 0.02])
    tested = int(chance.integers(total, 3 * total + 1))
    counts = {
        ("oat_clients", "total"): total,
        **{("oat_clients", name): n for name, n in zip(("women", "men", "other_gender"), sex, strict=True)},
        ("oat_clients", "under_25"): young,
        ("oat_clients", "25_and_over"): total - young,
        ("oat_clients", "people_in_prison"): int(chance.binomial(total, 0.05)),
        **{(f"oat_clients_{name}", "total"): n for name, n in zip(MEDICINES, given, strict=True)},
        ("hiv_tested", "total"): tested,
        ("hiv_positive", "total"): int(chance.binomial(tested, 0.04)),
    }
    return [_report(country, area, measure, group, float(n), partner) for (measure, group), n in counts.items()]


def _report(
    country: str, area: str, measure: str, subgroup: str, value: float, partner: str, period: str = "annual"
) -> Report:
    about = {"iso3": country, "area": area, "measure": measure, "subgroup": subgroup, "year": YEAR, "period": period}
    return about | {"value": float(value), "partner": partner, "consent_scope": "named_public"}


def _coverage(delivered: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coverage counts what services report of whole countries."""
    used = (delivered["measure"] == "oat_clients") & (delivered["subgroup"] == "total")
    used &= (delivered["area"] == "national") & delivered["count_people"].notna()
    named = delivered.loc[used, ["iso3", "area", "year", "measure", "subgroup", "missing_reason"]].astype("object")
    table = named.assign(numerator=delivered["count_people"], numerator_unit="people", population="p", service="s")
    of = ("service_coverage", "numerator", "service_delivery", "count_people")
    whole = table.reset_index(names="given").reindex(columns=["given", *kinds("service_coverage")])
    lines = _edges(of, whole.index.to_series(), whole["given"], whole["numerator"])
    return whole.drop(columns="given").astype({"numerator": "float64"}), lines


def _region(coverage: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A region adds up its countries."""
    row = {"grouping": "g", "region": "r", "year": YEAR, "measure": "oat_clients", "variant": "v", "service": "s"}
    table = pd.DataFrame([row | {"people_counted": coverage["numerator"].sum()}])
    of = ("regional_summary", "people_counted", "service_coverage", "numerator")
    lines = _edges(of, pd.Series(0, coverage.index), coverage.index.to_series(), coverage["numerator"])
    return table.reindex(columns=list(kinds("regional_summary"))), lines


def _edges(of: tuple[str, str, str, str], row: pd.Series, given: pd.Series, amount: pd.Series) -> pd.DataFrame:
    table, column, source, input_column = of
    return pd.DataFrame(
        {
            "output_table": table,
            "output_row": row.to_numpy("int64"),
            "output_column": column,
            "input_table": source,
            "input_row": given.to_numpy("int64"),
            "input_column": input_column,
            "role": "addend",
            "contribution": amount.to_numpy("float64"),
        }
    )
