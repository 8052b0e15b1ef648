"""Findings of checks: which cells of published tables they name, how severe, and what somebody let pass."""

import pandas as pd

from hr_pipeline.indicators.checks.figure_checks import findings
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.checks import figure_check_rules
from hr_pipeline.schemas.tables import INDICATOR_TABLES, kinds
from hr_pipeline_tests.indicators.frames import rows

SIZE = {"iso3": "SYC", "area": "national", "year": 2024, "population": "people_who_inject_drugs", "choice": "chosen"}
FOUND = SIZE | {"estimate": "SYC/1", "flags": "bounds_assumed implausible_prevalence"}
FIGURE = "population_sizes/SYC/national/2024/people_who_inject_drugs/SYC%2F1"


def found(*sizes, acknowledged=()) -> pd.DataFrame:
    known = rows("acknowledged_findings", *acknowledged) if acknowledged else empty("acknowledged_findings")
    return findings(known, {"population_sizes": rows("population_sizes", *sizes)}).table


def test_a_flag_of_a_figure_is_a_finding_with_its_severity():
    row = found(FOUND).iloc[0]
    assert row[["check", "figure", "severity"]].tolist() == ["size_implausible", FIGURE, "warning"]
    assert (row["iso3"], row["year"], pd.isna(row["acknowledged"])) == ("SYC", 2024, True)


def test_a_flag_that_no_rule_names_and_an_alternative_are_no_finding():
    assert found(FOUND | {"flags": "bounds_assumed"}).empty
    assert found(FOUND | {"choice": "alternative"}).empty


def test_a_finding_that_somebody_lets_pass_stays_with_the_reason():
    known = {"check": "size_implausible", "figure": FIGURE, "reason": "a small country, a good study", "source": "x"}
    assert found(FOUND, acknowledged=[known])["acknowledged"].tolist() == ["a small country, a good study"]


def test_money_below_zero_is_an_error_and_zero_is_none():
    money = {"iso3": "MDA", "year": 2023, "service": "all", "phase": "budget"}
    table = rows("money_available", money | {"available_usd": -1.0}, money | {"year": 2022, "available_usd": 0.0})
    row = findings(empty("acknowledged_findings"), {"money_available": table}).table
    assert row[["check", "severity"]].to_numpy().tolist() == [["negative_money", "error"]]


def test_every_rule_names_a_column_of_a_published_table():
    for rule in figure_check_rules().to_dict("records"):
        assert rule["table"] in INDICATOR_TABLES
        assert rule["column"] in kinds(rule["table"])
