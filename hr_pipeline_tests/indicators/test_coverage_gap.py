"""`coverage_gap` against Moldova's published year, and what it may not give away."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.coverage_gap import coverage_gap
from hr_pipeline.indicators.figures import Figures
from hr_pipeline.indicators.service_coverage import service_coverage
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, THERAPY, rows, targets

CLIENTS = {"measure": "oat_clients", "service": THERAPY}


def gaps(report: dict[str, Any], *sizes: dict[str, Any]) -> Figures:
    services = rows("survey_services", report)
    coverage = service_coverage(services, rows("population_size_estimates", *sizes), targets())
    return coverage_gap(coverage.table, targets())


def by_target(figures: Figures) -> pd.DataFrame:
    return figures.table.astype({"target": "str"}).set_index("target")


def test_moldova_was_three_million_syringes_short_of_200_in_2023():
    found = by_target(gaps({"value": 2_475_000.0}, {"estimate_people": 27_500.0})).loc["who_2025_200"]
    assert (found["gap_low"], found["gap"], found["gap_high"]) == (1_210_000, 3_025_000, 5_775_000)
    assert found["relative_gap_share"] == pytest.approx(0.55)
    assert found["unit"] == "syringes"


def test_moldova_was_5_775_000_syringes_short_of_300():
    found = by_target(gaps({"value": 2_475_000.0}, {"estimate_people": 27_500.0}))
    assert found.at["who_2030_300", "gap"] == 5_775_000


def test_moldova_was_5827_clients_short_of_half_of_opioid_dependent_people():
    people = {"estimate_people": 12_920.0, "population": OPIOID_DEPENDENT}
    found = by_target(gaps(CLIENTS | {"value": 633.0}, people)).loc["gas_2025_50"]
    assert (found["gap"], found["unit"]) == (5_827, "people")


def test_a_target_that_is_reached_has_no_gap_and_no_negative_one():
    found = by_target(gaps({"value": 220.0 * 27_500}, {"estimate_people": 27_500.0})).loc["who_2025_200"]
    assert (found["gap"], found["gap_low"], found["relative_gap_share"]) == (0, 0, 0)
    assert found["gap_high"] == 200 * 41_250 - 220 * 27_500


def test_without_a_size_the_gap_is_missing_for_its_reason():
    found = by_target(gaps({"value": 500.0})).loc["who_2025_200"]
    assert pd.isna(found["gap"])
    assert found["missing_reason"] == "not_reported"
