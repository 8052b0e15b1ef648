"""Sizes as distributions, the years they serve, and which of several serves."""

from math import log, sqrt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.draws import log_normal, normals, quantiles
from hr_pipeline.indicators.coverage.population_sizes import population_sizes
from hr_pipeline_tests.indicators.coverage_tables import OAT, only
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, PEOPLE_WHO_INJECT, limits, rows

SIZE = {"measure": "population_size", "unit": "people", "denominator_population": PEOPLE_WHO_INJECT}
MOLDOVA = {"estimate_people": 27_500.0}


def sizes(*estimates: dict[str, Any], stated: tuple[dict[str, Any], ...] = ()) -> pd.DataFrame:
    reference = rows("population_size_estimates", *estimates)
    return population_sizes(reference, rows("published_statistics", *stated), limits()).table


def own(*estimates: dict[str, Any]) -> pd.Series:
    """The row of the single estimate in its own year."""
    return only(sizes(*estimates), year=2023)


def chosen(*estimates: dict[str, Any], year: int = 2023, stated: tuple[dict[str, Any], ...] = ()) -> float:
    return only(sizes(*estimates, stated=stated), year=year, choice="chosen")["people"]


def test_without_published_bounds_they_are_assumed_wide():
    found = own(MOLDOVA)
    assert found[["people", "people_low", "people_high"]].tolist() == [27_500, 18_425, 41_250]
    assert found["sigma"] == pytest.approx(0.205601, abs=1e-6)
    assert (found["flags"], found["choice"]) == ("bounds_assumed", "chosen")
    assert found["estimate"] == "MDA/national/people_who_inject_drugs/27500"


def test_published_bounds_give_the_spread():
    found = own({"estimate_people": 14.8e6, "estimate_people_low": 10.0e6, "estimate_people_high": 21.7e6})
    assert found["sigma"] == pytest.approx(log(2.17) / 3.919928)
    assert found["flags"] == ""


def test_equal_bounds_are_no_bounds():
    found = own({"estimate_people": 100.0, "estimate_people_low": 100.0, "estimate_people_high": 100.0})
    assert found[["people_low", "people_high"]].tolist() == [67, 150]


def test_a_missing_centre_is_the_geometric_mean_of_the_bounds():
    assert own({"estimate_people_low": 100.0, "estimate_people_high": 400.0})["people"] == 200


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ({"value_low": 100.0}, "bounds_only"),
        ({"value_high": 100.0}, "bounds_only"),
        ({"value": 100.0, "value_low": 110.0, "value_high": 150.0}, "contradictory"),
        ({"value": 160.0, "value_low": 110.0, "value_high": 150.0}, "contradictory"),
        ({"value_low": 150.0, "value_high": 110.0}, "contradictory"),
    ],
)
def test_what_is_no_distribution_is_left_out_where_everybody_sees_it(stated, reason):
    found = only(sizes(stated=(SIZE | stated,)))
    assert found[["people", "people_low", "people_high", "sigma"]].isna().all()
    assert (found["choice"], found["missing_reason"], found["year"]) == ("unusable", reason, 2023)


@pytest.mark.parametrize(("year", "serves"), [(2028, True), (2018, True), (2029, False), (2017, False)])
def test_an_estimate_serves_five_years_and_no_more(year, serves):
    assert (year in sizes(MOLDOVA)["year"].tolist()) is serves


def test_a_carried_estimate_is_the_same_estimate_and_less_certain_with_each_year():
    found = sizes(MOLDOVA).set_index("year")
    assert found["sigma"][2027] ** 2 - found["sigma"][2023] ** 2 == pytest.approx(4 * 0.03**2)
    assert found["sigma"][2019] == found["sigma"][2027]
    assert found["flags"][2027] == "bounds_assumed size_carried"
    assert set(found["estimate"]) == {"MDA/national/people_who_inject_drugs/27500"}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"kind": "indirect"}, {"kind": "survey"}),
        ({"kind": "registration"}, {"kind": "expert"}),
        ({"value_low": 60.0, "value_high": 200.0}, {}),
        ({}, {"scope": "partial"}),
        ({}, {"scope": "partial", "kind": "indirect"}),
        ({"year": 2022}, {"year": 2020}),
        ({"year": 2022}, {"year": 2024}),
        ({"publication": "UNAIDS GAM 2025"}, {"publication": "UNAIDS GAM 2019"}),
    ],
    ids=["method", "register", "bounds", "whole", "whole first", "nearest", "earlier", "later publication"],
)
def test_of_conflicting_estimates_all_stay_and_the_declared_preference_chooses(better, worse):
    one, other = SIZE | {"value": 100.0} | better, SIZE | {"value": 90.0} | worse
    for stated in [(one, other), (other, one)]:
        assert chosen(stated=stated) == 100
        both = sizes(stated=stated).query("year == 2023")
        assert both["choice"].tolist() == ["chosen", "alternative"]


def test_a_part_of_a_country_serves_with_a_word_where_nothing_else_is_known():
    assert only(sizes(stated=(SIZE | {"value": 9.0, "scope": "partial"},)), year=2023)["flags"] == (
        "bounds_assumed partial_scope"
    )


def test_a_denominator_of_everybody_is_a_size_and_that_of_a_group_is_none():
    stated = OAT | {"value": 0.049, "denominator_people": 12_920.0}
    found = sizes(stated=(stated, stated | {"subgroup": "women", "denominator_people": 3000.0}))
    assert set(found["people"]) == {12_920}
    assert set(found["population"]) == {OPIOID_DEPENDENT}


def test_an_estimate_that_two_publications_state_is_one_estimate_with_the_better_bounds():
    bare = SIZE | {"value": 27_500.0}
    bound = bare | {"value_low": 20_000.0, "value_high": 30_000.0, "publication": "UNAIDS GAM 2019"}
    found = only(sizes(stated=(bare, bound)), year=2023)
    assert (found["people_low"], found["source"]) == (20_000, "UNAIDS GAM 2019")


def test_other_areas_and_populations_have_sizes_of_their_own():
    found = sizes(MOLDOVA, {"area": "Balti", "estimate_people": 5.0}, {"population": OPIOID_DEPENDENT} | MOLDOVA)
    assert found.query("year == 2023")["choice"].tolist() == ["chosen"] * 3


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 10**6), st.floats(1.01, 5), st.floats(1.01, 5), st.integers(2, 50))
def test_bounds_contain_the_centre_and_sizes_grow_with_what_is_stated(people, below, above, times):
    def stated(scale: int) -> pd.Series:
        centre = float(people * scale)
        bounds = {"estimate_people_low": centre / below, "estimate_people_high": centre * above}
        return own({"estimate_people": centre} | bounds)

    one, more = stated(1), stated(times)
    assert one["people_low"] < one["people"] < one["people_high"]
    assert more["people"] == one["people"] * times
    assert more["sigma"] == pytest.approx(one["sigma"])
    assert one["sigma"] == pytest.approx(log(below * above) / (2 * 1.959964))


def test_the_draws_of_an_estimate_are_as_wide_as_its_bounds_and_the_same_for_ever():
    found = sizes(MOLDOVA).query("year == 2023")
    drawn = log_normal(found["people"], found["sigma"], normals(found["estimate"]))
    again = log_normal(found["people"], found["sigma"], normals(found["estimate"]))
    assert (drawn == again).all()
    ends = quantiles(drawn, found.index).iloc[0]
    spread = sqrt(41_250 / 18_425)
    assert ends["high"] == pytest.approx(27_500 * spread, rel=2e-3)
    assert ends["low"] == pytest.approx(27_500 / spread, rel=2e-3)
