"""Sizes as distributions, the years they serve, and which of several serves."""

from math import log, sqrt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.draws import log_normal, normals, quantiles
from hr_pipeline_tests.indicators.coverage_tables import OAT, only, sizes_of
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, PEOPLE_WHO_INJECT, inputs, rows

SIZE = {"measure": "population_size", "unit": "people", "denominator_population": PEOPLE_WHO_INJECT}
MOLDOVA = {"estimate_people": 27_500.0, "kind": "unstated"}


def sizes(*estimates: dict[str, Any], stated: tuple[dict[str, Any], ...] = ()) -> pd.DataFrame:
    tables = {"population_size_estimates": estimates, "published_statistics": stated}
    return sizes_of(inputs(**{name: rows(name, *own) for name, own in tables.items()})).table


def own(*estimates: dict[str, Any]) -> pd.Series:
    """The row of the single estimate in its own year."""
    return only(sizes(*estimates), year=2023)


def chosen(*estimates: dict[str, Any], year: int = 2023, stated: tuple[dict[str, Any], ...] = ()) -> float:
    return only(sizes(*estimates, stated=stated), year=year, choice="chosen")["people"]


def test_without_published_bounds_they_are_as_wide_as_the_grade_says():
    found = own(MOLDOVA)
    assert found[["people", "people_low", "people_high"]].tolist() == [27_500, 14_300, 52_525]
    assert found["sigma"] == pytest.approx(log(1.91 / 0.52) / 3.919928)
    assert (found["grade"], found["flags"], found["choice"]) == ("C", "bounds_assumed", "chosen")
    assert found["estimate"] == "MDA/national/people_who_inject_drugs/27500"


@pytest.mark.parametrize(
    ("kind", "bounds", "grade"),
    [
        ("indirect", {"estimate_people_low": 9_000.0, "estimate_people_high": 11_000.0}, "A"),
        ("indirect", {}, "B"),
        ("registration", {}, "C"),
        ("unstated", {}, "C"),
        ("denominator", {}, "D"),
        ("expert", {}, "E"),
    ],
)
def test_the_worse_the_method_the_lower_the_grade(kind, bounds, grade):
    assert own({"estimate_people": 10_000.0, "kind": kind} | bounds)["grade"] == grade


def test_published_bounds_give_the_spread():
    found = own({"estimate_people": 14.8e6, "estimate_people_low": 10.0e6, "estimate_people_high": 21.7e6})
    assert found["sigma"] == pytest.approx(log(2.17) / 3.919928)
    assert found["flags"] == "implausible_prevalence"


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


@pytest.mark.parametrize(("year", "serves"), [(2028, True), (2021, True), (2029, False), (2020, False)])
def test_an_estimate_serves_five_years_after_and_two_years_before_its_own(year, serves):
    assert (year in sizes(MOLDOVA)["year"].tolist()) is serves


def test_a_carried_estimate_is_the_same_estimate_and_less_certain_with_each_year():
    found = sizes({"estimate_people": 10_000.0}).set_index("year")
    assert found["sigma"][2027] ** 2 - found["sigma"][2023] ** 2 == pytest.approx(4 * 0.2**2)
    assert found["sigma"][2021] == found["sigma"][2025]
    assert found["flags"][2027] == "bounds_assumed size_carried"
    assert found["flags"][2021] == "bounds_assumed size_carried size_backcast"
    assert set(found["estimate"]) == {"MDA/national/people_who_inject_drugs/10000"}


DENOMINATOR = {"measure": "syringes_per_person", "value": 90.0, "kind": "registration", "rounding": 0.5}


@pytest.mark.parametrize(
    ("country", "year", "carried", "own_year", "expected"),
    [
        ("IND", 2020, {"year": 2021, "denominator_people": 172_176.0}, {"value": 850_000.0}, 850_000),
        (
            "MAR",
            2018,
            {"year": 2020, "denominator_people": 1_300.0},
            {"value_low": 3_000.0, "value_high": 18_500.0},
            7_450,
        ),
        ("IRN", 2018, {"year": 2020, "denominator_people": 90_163.0}, {"value": 185_000.0}, 185_000),
        ("COD", 2016, {"year": 2020, "denominator_people": 155_773.0}, {"value": 3_500.0}, 3_500),
        ("BGD", 2020, {"year": 2021, "denominator_people": 14_044.0}, {"value": 68_500.0}, 68_500),
    ],
)
def test_the_estimate_of_the_year_itself_is_used_and_no_denominator_of_another(
    country, year, carried, own_year, expected
):
    stated = (DENOMINATOR | carried | {"iso3": country}, SIZE | own_year | {"iso3": country, "year": year})
    assert round(chosen(stated=stated, year=year), -1) == expected


def test_the_method_of_a_count_says_nothing_of_the_denominator_below_it():
    found = only(sizes(stated=(DENOMINATOR | {"denominator_people": 9_000.0},)), year=2023)
    assert (found["kind"], found["grade"]) == ("denominator", "D")


def test_a_later_estimate_serves_earlier_years_only_where_no_earlier_one_does():
    earlier, later = SIZE | {"value": 9_300.0, "year": 2018}, SIZE | {"value": 9_900.0, "year": 2024}
    assert chosen(stated=(earlier, later), year=2022) == 9_300
    assert chosen(stated=(later,), year=2022) == 9_900


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"kind": "registration"}, {"kind": "expert"}),
        ({}, {"kind": "denominator"}),
        ({}, {"scope": "partial"}),
        ({}, {"scope": "partial", "kind": "indirect"}),
        ({"kind": "denominator"}, {"year": 2022}),
        ({"year": 2022}, {"year": 2020}),
        ({"year": 2022}, {"year": 2024}),
        ({"publication": "UNAIDS GAM 2025"}, {"publication": "UNAIDS GAM 2019"}),
    ],
    ids=["good", "denominator", "whole", "whole first", "own year", "nearest", "earlier", "later edition"],
)
def test_of_conflicting_estimates_all_stay_and_the_declared_preference_chooses(better, worse):
    one, other = SIZE | {"value": 10_000.0} | better, SIZE | {"value": 9_000.0} | worse
    for stated in [(one, other), (other, one)]:
        assert chosen(stated=stated) == 10_000
        both = sizes(stated=stated).query("year == 2023")
        assert sorted(both["choice"]) == ["alternative", "chosen"]


def test_an_implausible_denominator_gives_way_to_a_carried_estimate():
    carried = SIZE | {"value": 10_000.0, "year": 2020}
    assert chosen(stated=(carried, DENOMINATOR | {"denominator_people": 100.0})) == 10_000
    assert chosen(stated=(DENOMINATOR | {"denominator_people": 100.0},)) == 100


def test_good_estimates_of_one_year_are_combined_with_the_spread_between_them():
    """DerSimonian and Laird 1986 on the log scale: equal spreads s, so weights of one half each.

    With y1 - y2 = d the heterogeneity is d^2 / (2 s^2), so that tau^2 = d^2 / 2 - s^2.
    """
    stated = tuple(
        SIZE | {"value": value, "publication": publication}
        for value, publication in [(6_000.0, "one"), (24_000.0, "two")]
    )
    found = sizes(stated=stated).query("year == 2023")
    pooled = only(found, choice="chosen")
    spread = log(1.91 / 0.52) / 3.919928
    tau = log(4) ** 2 / 2 - spread**2
    assert pooled["people"] == pytest.approx(12_000)
    assert pooled["sigma"] == pytest.approx(sqrt((spread**2 + tau) / 2))
    assert (pooled["estimates_combined"], pooled["source"]) == (2, "one + two")
    assert pooled["flags"] == "bounds_assumed combined estimates_differ"
    assert sorted(found["choice"]) == ["chosen", "combined", "combined"]


def test_a_jump_from_one_year_to_the_next_is_flagged():
    stated = (SIZE | {"value": 2_000.0, "year": 2022}, SIZE | {"value": 5_100.0})
    found = sizes(stated=stated).query("choice == 'chosen'").set_index("year")
    assert "size_jump" in found["flags"][2023]
    assert "size_jump" not in found["flags"][2022]


def test_a_city_with_as_many_people_as_its_country_is_flagged():
    city = SIZE | {"area": "Balti", "scope": "subnational"}
    found = sizes(stated=(SIZE | {"value": 5_000.0}, city | {"value": 5_000.0}))
    assert "exceeds_country" in only(found, year=2023, area="Balti")["flags"]
    smaller = sizes(stated=(SIZE | {"value": 5_000.0}, city | {"value": 4_999.0}))
    assert "exceeds_country" not in only(smaller, year=2023, area="Balti")["flags"]


@pytest.mark.parametrize(
    ("size", "is_implausible"), [(999.0, True), (1_000.0, False), (50_000.0, False), (50_001.0, True)]
)
def test_a_prevalence_outside_what_any_region_has_is_flagged(size, is_implausible):
    found = own({"estimate_people": size})
    assert found["prevalence_share"] == size / 2e6
    assert ("implausible_prevalence" in found["flags"]) is is_implausible


def test_a_part_of_a_country_serves_with_a_word_where_nothing_else_is_known():
    assert only(sizes(stated=(SIZE | {"value": 9.0, "scope": "partial"},)), year=2023)["flags"] == (
        "bounds_assumed partial_scope implausible_prevalence"
    )


def test_a_denominator_of_everybody_is_a_size_and_that_of_a_group_is_none():
    stated = OAT | {"value": 0.049, "denominator_people": 12_920.0}
    found = sizes(stated=(stated, stated | {"subgroup": "women", "denominator_people": 3000.0}))
    assert set(found["people"]) == {12_920}
    assert set(found["population"]) == {OPIOID_DEPENDENT}


def test_an_estimate_that_two_publications_state_is_one_estimate_with_the_better_bounds():
    bare = SIZE | {"value": 25_000.0}
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
    spread = sqrt(52_525 / 14_300)
    assert ends["high"] == pytest.approx(27_500 * spread, rel=2e-3)
    assert ends["low"] == pytest.approx(27_500 / spread, rel=2e-3)
