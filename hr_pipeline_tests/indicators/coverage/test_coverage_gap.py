"""`coverage_gap` against Moldova's published year, and on the draws of its size."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.coverage.coverage_gap import coverage_gap
from hr_pipeline_tests.indicators.coverage_tables import OAT, only, sizes_and_coverage
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, THERAPY, inputs, rows

MOLDOVA = {"value": 90.0, "denominator_people": 27_500.0}


def gaps(*stated: dict[str, Any], reports: tuple[dict[str, Any], ...] = (), sizes: tuple[dict[str, Any], ...] = ()):
    given_ = inputs(
        published_statistics=rows("published_statistics", *stated),
        survey_services=rows("survey_services", *reports),
        population_size_estimates=rows("population_size_estimates", *sizes),
    )
    sizes_, coverage = sizes_and_coverage(given_)
    return coverage_gap(coverage.table, sizes_.table, given_["coverage_targets"]).table


def test_moldova_was_three_million_syringes_short_of_200_in_2023():
    found = only(gaps(MOLDOVA), target="who_2025_200")
    assert (found["gap"], found["unit"], found["target_value"], found["target_year"]) == (
        3_025_000,
        "syringes",
        200,
        2025,
    )
    assert found["gap_low"] == 0
    assert found["gap_high"] == pytest.approx(10.041e6, rel=2e-3)
    assert found["relative_gap_share"] == pytest.approx(0.55)
    assert found["reached_probability_share"] == 0.03


def test_moldova_was_5_775_000_syringes_short_of_300():
    assert only(gaps(MOLDOVA), target="who_2030_300")["gap"] == 5_775_000


def test_moldova_was_5827_clients_short_of_half_of_opioid_dependent_people():
    exact = {"value": 633 / 12_920, "denominator_people": 12_920.0, "denominator_population": OPIOID_DEPENDENT}
    found = only(gaps(OAT | exact))
    assert (round(found["gap"], 6), found["unit"], found["population"]) == (5_827, "people", OPIOID_DEPENDENT)


def test_a_partners_count_has_a_gap_too():
    report = {"measure": "oat_clients", "service": THERAPY, "value": 633.0}
    size = {"population": OPIOID_DEPENDENT, "estimate_people": 12_920.0}
    assert only(gaps(reports=(report,), sizes=(size,)))["gap"] == 5_827


def test_a_target_that_is_reached_at_the_centre_may_yet_be_missed():
    found = only(gaps(MOLDOVA | {"value": 220.0}), target="who_2025_200")
    assert (found["gap"], found["gap_low"], found["relative_gap_share"]) == (0, 0, 0)
    assert found["gap_high"] == pytest.approx(200 * 62_580 - 220 * 27_500, rel=5e-3)
    assert found["reached_probability_share"] == 0.59


def test_without_a_size_the_gap_is_missing_for_its_reason():
    found = only(gaps(reports=({"value": 500.0},)), target="who_2025_200")
    assert found[["gap", "gap_low", "gap_high", "reached_probability_share"]].isna().all()
    assert found["missing_reason"] == "not_reported"


@pytest.mark.parametrize("stated", [MOLDOVA | {"subgroup": "women"}, {"measure": "safe_injecting", "value": 0.4}])
def test_groups_and_surveys_have_no_gap(stated):
    assert gaps(stated).empty


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 400), st.integers(1000, 10**6), st.integers(2, 9))
def test_a_gap_grows_with_the_people_and_shrinks_with_the_service(syringes, people, times):
    plain = {"value": float(syringes), "denominator_people": float(people)}
    crowded, better = {"denominator_people": float(people * times)}, {"value": float(syringes * times)}
    table = gaps(plain, plain | crowded | {"iso3": "UKR"}, plain | better | {"iso3": "KGZ"})
    one, more, well = (only(table, target="who_2030_300", iso3=iso3) for iso3 in ("MDA", "UKR", "KGZ"))
    assert more["gap"] == pytest.approx(one["gap"] * times)
    assert well["gap"] <= one["gap"]
    assert well["reached_probability_share"] >= one["reached_probability_share"]
    assert one["gap_low"] <= one["gap"] <= one["gap_high"]


def test_a_ratio_without_a_count_has_a_relative_gap_only():
    found = only(gaps({"value": 90.0}), target="who_2025_200")
    assert (found["relative_gap_share"], found["missing_reason"]) == (pytest.approx(0.55), "no_count")
    assert found[["gap", "gap_low", "gap_high", "reached_probability_share"]].isna().all()
