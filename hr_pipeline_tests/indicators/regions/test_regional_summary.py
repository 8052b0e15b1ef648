"""Sums over regions: published world figures through the same functions, regions made by hand, laws of adding up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.comparability import DifferentBasis
from hr_pipeline.indicators.regions.regional_figures import (
    CountryFigures,
    of_coverage,
    of_coverage_gap,
    of_modelled,
    of_sizes,
    together,
)
from hr_pipeline.indicators.regions.regional_money import of_need, of_unfunded
from hr_pipeline.indicators.regions.regional_summary import over_regions
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, PEOPLE_WHO_INJECT, SYRINGES, THERAPY, rows

HALF = 0.5
EXACT = {"rel": 1e-9}


def size(iso3, people, year=2023, low=None, high=None, **more):
    sigma = np.log(high / low) / 3.919928 if low else 0.2
    known = {
        "iso3": iso3,
        "area": "national",
        "year": year,
        "population": PEOPLE_WHO_INJECT,
        "choice": "chosen",
        "flags": "",
    }
    return known | {"people": people, "sigma": sigma, "estimate": f"{iso3}/{people}", "age_years": 0} | more


def covered(iso3, count, people, year=2023, low=None, high=None, **more):
    known = {"iso3": iso3, "area": "national", "year": year, "subgroup": "total", "service": SYRINGES, "flags": ""}
    known |= {"measure": "syringes_per_person", "population": PEOPLE_WHO_INJECT, "coverage_unit": "syringes_per_person"}
    known |= {"numerator": count, "numerator_implied": None, "numerator_unit": "syringes", "denominator_people": people}
    known |= {"denominator_people_low": low or people / 1.5, "denominator_people_high": high or people * 1.5}
    return known | {"estimate": f"{iso3}/{people}"} | more


def treated(iso3, count, people, **more):
    known = {"service": THERAPY, "measure": "on_therapy", "population": OPIOID_DEPENDENT, "coverage_unit": "share"}
    return covered(iso3, count, people, numerator_unit="people", **known | more)


def modelled(size, **more):
    """The row of the modelled sizes that goes with an estimate of a country."""
    names = ["iso3", "year", "people", "estimate"]
    return {name: size[name] for name in names} | {"variant": "reported", "expected_people": size["people"]} | more


def silent(iso3, people, year=2023, expected=None):
    """A country without an estimate, whose people are imputed."""
    known = {"iso3": iso3, "year": year, "people": people, "expected_people": expected or people}
    spread = {"country_sigma": 0.7, "region_sigma": 0.3, "region": "east", "estimate": f"{iso3}/imputed"}
    return known | spread | {"variant": "imputed"}


def listed(members):
    """The rows of a grouping: region -> countries."""
    named = [
        {"grouping": "made", "region": region, "iso3": iso3} for region, all_of in members.items() for iso3 in all_of
    ]
    return rows("country_groupings", *named)


def peopled(sizes, silents, members):
    """How many people each region has: its rows of the measure population_size by region and variant."""
    known, all_of = rows("population_sizes", *sizes), rows("modelled_sizes", *map(modelled, sizes), *silents)
    parts = together([of_sizes(known), of_modelled(all_of)])
    cells = over_regions(parts, listed(members), all_of, HALF).cells
    return cells.set_index(["region", "variant"]).sort_index()


def summary(sizes, coverage, members, least=HALF, silents=()):
    """Add coverage up over the regions of one grouping: region -> countries."""
    known, reports = rows("population_sizes", *sizes), rows("service_coverage", *coverage)
    all_of = rows("modelled_sizes", *map(modelled, sizes), *silents)
    parts = together([of_sizes(known), of_coverage(reports, known, 5)])
    cells = over_regions(parts, listed(members), all_of, least).cells
    return cells[cells["measure"] != "population_size"].set_index(["region", "year"]).sort_index()


def test_the_world_of_2023_as_colledge_frisby_and_others_print_it():
    """518,438,236 syringes for 14.8 (10.0-21.7) million: 35 (24-52); 2,662,974 clients: 18 (12-27) in a hundred."""
    world = {"low": 10.0e6, "high": 21.7e6}
    people = size("WLD", 14.8e6, **world)
    syringes = summary([people], [covered("WLD", 518_438_236, 14.8e6, **world)], {"world": ["WLD"]}).iloc[0]
    therapy = summary([people], [treated("WLD", 2_662_974, 14.8e6, **world)], {"world": ["WLD"]}).iloc[0]
    assert [round(syringes[name]) for name in ("value", "value_low", "value_high")] == [35, 24, 52]
    assert [round(therapy[name] * 100) for name in ("value", "value_low", "value_high")] == [18, 12, 27]
    assert syringes["value"] == pytest.approx(518_438_236 / 14.8e6, **EXACT)
    assert therapy["value"] == pytest.approx(2_662_974 / 14.8e6, **EXACT)


def test_a_region_is_sum_over_sum_of_those_who_report_never_a_mean():
    sizes = [size("AAA", 100.0), size("BBB", 300.0), size("CCC", 100.0)]
    row = summary(
        sizes, [covered("AAA", 20_000.0, 100.0), covered("BBB", 0.0, 300.0)], {"r": ["AAA", "BBB", "CCC"]}
    ).iloc[0]
    assert row["value"] == pytest.approx(50.0, **EXACT)  # the mean of 200 and 0 is 100; a zero is a zero
    assert row["population_reporting_share"] == row["reported_share"] == 0.8
    assert (row["unknown_share"], row["most_important_missing"]) == (pytest.approx(0.2), "CCC")
    assert row["most_important_missing_share"] == 0.2
    assert row["reporters"] == "AAA BBB"
    assert row["value_low"] < 50 < row["value_high"]


def test_what_is_missing_lowers_the_share_and_is_no_zero():
    sizes = [size("AAA", 100.0), size("BBB", 50.0)]
    described = [covered("AAA", 5_000.0, 100.0), covered("BBB", None, 50.0)]
    row = summary(sizes, described, {"r": ["AAA", "BBB"]}).iloc[0]
    assert (row["value"], row["most_important_missing"]) == (50.0, "BBB")


def test_silent_countries_are_in_the_denominator_of_completeness_and_the_reported_variant_is_held_back():
    """Russia in Eastern Europe and Central Asia: reporters hold 31 % of the published size."""
    sizes = [size("UKR", 350_000.0), size("KAZ", 80_000.0)]
    found = peopled(sizes, [silent("RUS", 900_000.0), silent("UZB", 100_000.0)], {"eeca": ["UKR", "KAZ", "RUS", "UZB"]})
    reported, whole = found.loc[("eeca", "reported")], found.loc[("eeca", "modelled")]
    assert reported["is_held"] and pd.isna(reported["value"])
    assert (reported["most_important_missing"], reported["countries_without_size"]) == ("RUS", "RUS UZB")
    assert reported["reported_share"] == pytest.approx(430_000 / 1_430_000)
    assert (whole["value"], whole["is_held"]) == (1_430_000, False)
    assert whole["reporters"] == "KAZ RUS* UKR UZB*"
    assert whole["imputed_share"] == pytest.approx(1_000_000 / 1_430_000)


def test_what_is_published_for_a_region_and_no_country_accounts_for_is_unknown():
    found = peopled([size("AAA", 60.0)], [silent("BBB", 20.0)], {"r": ["AAA", "BBB"]})
    short = peopled([size("AAA", 60.0) | {"sigma": 0.1}], [silent("BBB", 20.0, expected=40.0)], {"r": ["AAA", "BBB"]})
    assert found.loc[("r", "modelled"), "unknown_share"] == 0
    row = short.loc[("r", "modelled")]
    shares = row[["reported_share", "imputed_share", "unknown_share"]].tolist()
    assert shares == pytest.approx([0.6, 0.2, 0.2])
    assert (row["people_published"], row["people_modelled"], row["people_of_region"]) == (100, 80, 100)


def test_a_ratio_without_a_count_is_weighted_by_the_size_and_says_so():
    ratio = {"method": "stated_ratio", "denominator_people": None, "estimate": None, "coverage": 300.0, "flags": "x"}
    described = [covered("AAA", 20_000.0, 200.0), covered("BBB", None, 100.0) | ratio]
    row = summary([size("AAA", 200.0), size("BBB", 100.0)], described, {"r": ["AAA", "BBB"]}).iloc[0]
    assert row["value"] == pytest.approx((20_000 + 300 * 100) / 300)
    assert (row["rests_on"], row["flags_of_parts"]) == ("counts_and_weighted_ratios", "x")


@pytest.mark.parametrize(("other", "is_shown"), [(100.0, True), (100.0001, False)])
def test_exactly_half_of_the_people_is_enough_and_less_is_held_back(other, is_shown):
    row = summary([size("AAA", 100.0), size("BBB", other)], [covered("AAA", 5.0, 100.0)], {"r": ["AAA", "BBB"]}).iloc[0]
    assert row["is_held"] == (not is_shown)
    assert pd.notna(row["value"]) == pd.notna(row["total"]) == pd.notna(row["value_low"]) == is_shown


def test_a_region_without_any_known_size_is_held_back():
    row = (
        summary([size("ZZZ", 9.0)], [covered("AAA", 5.0, 100.0)], {"r": ["AAA", "BBB"], "s": ["ZZZ"]}).loc["r"].iloc[0]
    )
    assert row["is_held"]
    assert (row["population_reporting_share"], row["reporters"]) == (pytest.approx(float("nan"), nan_ok=True), "AAA")


def test_a_value_is_carried_five_years_as_estimated_and_never_past_the_last_report_of_the_region():
    sizes = [size(iso3, 100.0, year) for iso3 in ("AAA", "BBB") for year in range(2010, 2024)]
    described = [
        covered("AAA", 1_000.0, 100.0, 2010),
        *(covered("BBB", 3_000.0, 100.0, year) for year in range(2010, 2019)),
    ]
    found = summary(sizes, described, {"r": ["AAA", "BBB"]}).loc["r"]
    assert found.index.tolist() == list(range(2010, 2019))
    assert found.loc[2015, ["value", "reported_share", "estimated_share", "reporters"]].tolist() == [
        20.0,
        0.5,
        0.5,
        "AAA+ BBB",
    ]
    assert found.loc[2016, ["value", "unknown_share", "reporters_left"]].tolist() == [30.0, 0.5, "AAA"]


def test_a_change_of_reporters_is_reported_from_a_movement():
    sizes = [size(iso3, 100.0, year) for iso3 in ("AAA", "BBB") for year in (2022, 2023)]
    described = [
        covered("AAA", 1_000.0, 100.0, 2022),
        covered("AAA", 1_200.0, 100.0, 2023),
        covered("BBB", 9_000.0, 100.0, 2023),
    ]
    row = summary(sizes, described, {"r": ["AAA", "BBB"]}).loc[("r", 2023)]
    assert (row["change"], row["change_same_reporters"]) == (pytest.approx(41.0), pytest.approx(2.0))
    assert (row["previous_year"], row["reporters_joined"], row["reporters_left"]) == (2022, "BBB", "")


def test_a_change_of_how_many_people_there_are_is_reported_from_a_movement():
    sizes = [size(iso3, 100.0, year) for iso3 in ("AAA", "BBB") for year in (2022, 2023)]
    described = [covered("AAA", 1_000.0, 100.0, 2022), covered("AAA", 1_200.0, 100.0, 2023)]
    resized = [covered("BBB", 1_000.0, 100.0, 2022), covered("BBB", 1_000.0, 50.0, 2023)]
    row = summary(sizes, described + resized, {"r": ["AAA", "BBB"]}).loc[("r", 2023)]
    assert (row["change_same_reporters"], row["is_resized"]) == (pytest.approx(2.0), True)
    alone = summary(sizes, resized, {"r": ["AAA", "BBB"]}).loc[("r", 2023)]
    assert pd.isna(alone["change_same_reporters"])


def test_a_country_that_a_grouping_of_several_regions_forgets_has_a_row_of_its_own():
    sizes = [size(iso3, 100.0) for iso3 in ("AAA", "BBB", "CCC")]
    described = [covered(iso3, 100.0, 100.0) for iso3 in ("AAA", "BBB", "CCC")]
    found = summary(sizes, described, {"r": ["AAA"], "s": ["BBB"]})
    assert found["reporters"].droplevel("year").to_dict() == {"no_region": "CCC", "r": "AAA", "s": "BBB"}
    assert "no_region" not in summary(sizes, described, {"r": ["AAA", "BBB"]}).index.get_level_values("region")


def test_countries_of_one_estimate_move_together_and_others_do_not():
    sizes = [size("AAA", 100.0), size("BBB", 100.0)]
    apart = summary(sizes, [covered(iso3, 1_000.0, 100.0) for iso3 in ("AAA", "BBB")], {"r": ["AAA", "BBB"]}).iloc[0]
    one = [covered(iso3, 1_000.0, 100.0, estimate="one") for iso3 in ("AAA", "BBB")]
    same = summary(sizes, one, {"r": ["AAA", "BBB"]}).iloc[0]
    spread = np.log(same["value_high"] / same["value_low"]) / 2
    assert spread == pytest.approx(np.log(1.5), rel=1e-3)
    assert np.log(apart["value_high"] / apart["value_low"]) / 2 == pytest.approx(np.log(1.5) / 2**0.5, rel=0.05)


def test_gaps_add_up_and_a_surplus_of_one_country_fills_no_gap_of_another():
    known = rows("population_sizes", size("AAA", 100.0), size("BBB", 100.0))
    reports = rows("service_coverage", covered("AAA", 5_000.0, 100.0), covered("BBB", 90_000.0, 100.0))
    short = {"area": "national", "year": 2023, "population": PEOPLE_WHO_INJECT, "service": SYRINGES, "unit": "syringes"}
    short |= {"measure": "syringes_per_person", "target": "who_2025_200", "target_value": 200.0, "flags": ""}
    gaps = rows("coverage_gap", short | {"iso3": "AAA", "gap": 15_000.0}, short | {"iso3": "BBB", "gap": 0.0})
    cells = over_regions(
        together([of_sizes(known), of_coverage_gap(gaps, reports, known, 5)]),
        rows("country_groupings", *({"grouping": "g", "region": "r", "iso3": iso3} for iso3 in ("AAA", "BBB"))),
        rows("modelled_sizes", modelled(size("AAA", 100.0)), modelled(size("BBB", 100.0))),
        HALF,
    ).cells
    row = cells.set_index("measure").loc["coverage_gap"]
    assert (row["value"], row["unit"], row["variant"]) == (15_000.0, "syringes", f"who_2025_200 {PEOPLE_WHO_INJECT}")
    times = np.exp(0.2 * 1.959964)  # of AAA's 20,000 syringes needed; BBB has too many at any size
    low, high = 20_000 / times - 5_000, 20_000 * times - 5_000
    assert row[["value_low", "value_high"]].tolist() == pytest.approx([low, high], rel=2e-3)


def test_the_spread_of_a_need_is_that_of_its_size_and_of_its_cost_at_right_angles():
    """Bounds 4 times the centre either way, a cost of 2 times: sigma ln 4 / 1.96 and ln 2 / 1.96."""
    bounds = {"unit_cost_usd_2023_low": 20.0, "unit_cost_usd_2023_high": 80.0, "need_usd_2023_low": 25.0}
    need = bounds | {"need_usd_2023": 100.0, "need_usd_2023_high": 400.0, "study": "one", "method": "unit_cost"}
    term = of_need(rows("resource_need", need | {"iso3": "AAA", "year": 2023, "flags": ""}), 5).terms.iloc[0]
    cost = np.log(2) / 1.959964
    assert term[["other_sigma", "sigma"]].tolist() == pytest.approx([cost, cost * 3**0.5], rel=1e-4)


def test_needs_and_gaps_share_the_draws_of_one_study_over_countries():
    cost = {"unit_cost_usd_2023_low": 20.0, "unit_cost_usd_2023_high": 80.0, "study": "one", "method": "unit_cost"}
    need = {
        "year": 2023,
        "service": SYRINGES,
        "need_usd_2023": 100.0,
        "need_usd_2023_low": 50.0,
        "need_usd_2023_high": 200.0,
    }
    needs = rows(
        "resource_need", *(cost | need | {"iso3": iso3, "estimate": iso3, "flags": ""} for iso3 in ("AAA", "BBB"))
    )
    column = "unfunded_by_reported_payers_usd_2023"
    gap = {"year": 2023, "service": SYRINGES, column: 40.0, "flags": ""}
    gaps = rows("funding_gap", gap | {"iso3": "AAA"}, gap | {"iso3": "BBB", column: 10.0})
    sizes = rows("population_sizes", size("AAA", 100.0), size("BBB", 100.0))
    members = rows("country_groupings", *({"grouping": "g", "region": "r", "iso3": iso3} for iso3 in ("AAA", "BBB")))
    cells = over_regions(
        together([of_sizes(sizes), of_need(needs, 5), of_unfunded(gaps, needs, 3)]),
        members,
        rows("modelled_sizes", modelled(size("AAA", 100.0)), modelled(size("BBB", 100.0))),
        HALF,
    ).cells
    found = cells.set_index("measure")
    assert found.loc["resource_need", ["value", "value_low", "value_high"]].tolist() == pytest.approx(
        [200, 100, 400], rel=2e-3
    )
    assert found.loc["unfunded_by_reported_payers", ["value", "value_low", "value_high"]].tolist() == pytest.approx(
        [50, -50, 250], rel=2e-3
    )


counts = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**5)), min_size=2, max_size=6)


def made(pairs, silent=0, scale=1.0):
    names = [f"A{chr(65 + number)}A" for number in range(len(pairs) + silent)]
    sizes = [
        size(name, float(people)) for name, (_, people) in zip(names, [*pairs, *[(0, 1_000)] * silent], strict=True)
    ]
    described = [
        covered(name, count * scale, float(people)) for name, (count, people) in zip(names, pairs, strict=False)
    ]
    return names, sizes, described


@settings(max_examples=6, deadline=None)
@given(counts)
def test_parts_add_up_order_does_not_matter_and_twice_the_syringes_are_twice_the_coverage(pairs):
    names, sizes, described = made(pairs)
    found = summary(sizes, described, {"all": names, "first": names[:1], "rest": names[1:]}, 0.0).droplevel("year")
    assert found.at["all", "total"] == pytest.approx(found.loc[["first", "rest"], "total"].sum())
    assert found.at["all", "denominator"] == pytest.approx(found.loc[["first", "rest"], "denominator"].sum())
    assert found.at["all", "people_added_up"] == pytest.approx(found.loc[["first", "rest"], "people_added_up"].sum())
    turned = summary(sizes[::-1], described[::-1], {"all": names[::-1]}, 0.0).droplevel("year")
    columns = ["value", "value_low", "value_high", "population_reporting_share", "reporters"]
    pd.testing.assert_frame_equal(found.loc[["all"], columns], turned[columns])
    doubled = summary(sizes, made(pairs, scale=2.0)[2], {"all": names}, 0.0).droplevel("year")
    assert doubled.at["all", "value_low"] == pytest.approx(2 * found.at["all", "value_low"])


@settings(max_examples=6, deadline=None)
@given(counts, st.integers(1, 3))
def test_one_more_report_raises_the_share_of_people_and_the_shares_are_one(pairs, silent):
    names, sizes, described = made(pairs, silent)
    fewer, more = (summary(sizes, own, {"all": names}, 0.0).iloc[0] for own in (described[:-1], described))
    assert fewer["population_reporting_share"] < more["population_reporting_share"] < 1
    for row in (fewer, more):
        assert row[["reported_share", "estimated_share", "imputed_share", "unknown_share"]].sum() == pytest.approx(1)


def test_prices_of_two_years_are_never_added_over_a_region():
    people = together([of_sizes(rows("population_sizes", size("AAA", 100.0), size("BBB", 100.0)))])
    mixed = people.figures.assign(unit=["US$ of 2023", "current US$"])
    members = rows("country_groupings", *({"grouping": "g", "region": "r", "iso3": iso3} for iso3 in ("AAA", "BBB")))
    with pytest.raises(DifferentBasis, match=r"g/r/20\d\d/.*unit=US.* of 2023 and unit=current US"):
        over_regions(CountryFigures(mixed, people.terms), members, rows("modelled_sizes"), HALF)
