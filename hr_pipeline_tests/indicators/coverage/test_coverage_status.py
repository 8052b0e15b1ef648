"""How many countries reach a target: the latest value in the span of years counts."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.coverage.coverage_status import coverage_status
from hr_pipeline_tests.indicators.coverage_tables import only, sizes_and_coverage
from hr_pipeline_tests.indicators.frames import inputs, rows


def status(*stated: dict[str, Any], first: int = 2019, target: str = "who_2025_200") -> pd.Series:
    tables = inputs(published_statistics=rows("published_statistics", *stated))
    coverage = sizes_and_coverage(tables)[1].table
    return only(coverage_status(coverage, tables["coverage_targets"]).table, first_year=first, target=target)


def country(iso3: str, value: float, **cells: Any) -> dict[str, Any]:
    return {"iso3": iso3, "value": value} | cells


def test_countries_are_counted_by_their_latest_value_and_an_exact_target_is_reached():
    stated = [country("MMR", 305.0, year=2021), country("IND", 311.0, year=2020), country("IND", 199.9, year=2022)]
    found = status(*stated, country("BGD", 200.0), country("UKR", 41.0))
    assert found[["countries_reporting", "countries_reaching"]].tolist() == [4, 2]
    assert (found["which"], found["target_value"]) == ("BGD MMR", 200)


@pytest.mark.parametrize(("first", "reaching"), [(2019, "BGD"), (2020, "IND")])
def test_the_age_of_a_value_is_a_parameter(first, reaching):
    found = status(country("BGD", 233.0, year=2019), country("IND", 311.0, year=2024), country("UKR", 9.0), first=first)
    assert found["which"] == reaching
    assert found["last_year"] == first + 4


def test_areas_groups_and_absent_services_are_no_reporting_countries():
    absent = {"iso3": "LAO", "measure": "needle_syringe_programme_sites", "unit": "sites", "value": 0.0}
    city = country("KAZ", 300.0, area="Almaty", scope="subnational")
    found = status(country("UKR", 41.0), absent, city, country("MDA", 300.0, subgroup="women"))
    assert found[["countries_reporting", "countries_reaching", "which"]].tolist() == [1, 0, ""]
