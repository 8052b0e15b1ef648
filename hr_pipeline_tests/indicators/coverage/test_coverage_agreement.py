"""Areas and their country."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.coverage.coverage_agreement import coverage_agreement
from hr_pipeline_tests.indicators.coverage_tables import only, sizes_and_coverage
from hr_pipeline_tests.indicators.frames import inputs, rows

COUNTRY = {"value": 65.0, "denominator_people": 350_300.0}


def area(name: str, value: float, people: float | None) -> dict[str, Any]:
    return {"area": name, "scope": "subnational", "value": value, "denominator_people": people}


def agreement(*stated: dict[str, Any], **more: pd.DataFrame) -> pd.DataFrame:
    tables = inputs(published_statistics=rows("published_statistics", *stated), **more)
    return coverage_agreement(sizes_and_coverage(tables)[1].table).table


def test_areas_together_are_their_counts_over_their_sizes():
    found = only(agreement(COUNTRY, area("Volyn", 100.0, 300.0), area("Lviv", 40.0, 900.0), area("Kyiv", 9.0, None)))
    assert (found["area"], found["areas_reporting"]) == ("national", 2)
    assert found[["areas_numerator", "areas_denominator", "areas_coverage"]].tolist() == [66_000, 1200, 55]
    assert (found["coverage"], found["ratio"]) == (65, pytest.approx(55 / 65))


def test_a_country_without_areas_and_areas_without_a_country_have_no_row():
    assert agreement(COUNTRY, area("Volyn", 100.0, 300.0) | {"year": 2020}).empty


def test_a_partners_city_is_no_part_of_a_published_whole():
    city = rows("survey_services", {"area": "Balti", "value": 100.0})
    size = rows("population_size_estimates", {"area": "Balti", "estimate_people": 10.0})
    assert agreement(COUNTRY, survey_services=city, population_size_estimates=size).empty
