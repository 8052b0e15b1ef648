"""`service_coverage` against published numbers, and its rules for missing, small and contradicting reports."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline_tests.indicators.coverage_tables import OAT, only, sizes_and_coverage
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, PEOPLE_WHO_INJECT, SYRINGES, THERAPY, inputs, rows

CLIENTS = {"measure": "oat_clients", "service": THERAPY}
INJECTING_MOLDOVA = {"estimate_people": 27_500.0}


def covered(
    reports: list[dict[str, Any]], *sizes: dict[str, Any], stated: list[dict[str, Any]] | None = None
) -> Figures:
    tables = inputs(
        survey_services=rows("survey_services", *reports),
        population_size_estimates=rows("population_size_estimates", *sizes),
        published_statistics=rows("published_statistics", *(stated or [])),
    )
    return sizes_and_coverage(tables)[1]


def published(*stated: dict[str, Any]) -> pd.DataFrame:
    return covered([], stated=list(stated)).table


def row(reports: list[dict[str, Any]], *sizes: dict[str, Any]) -> pd.Series:
    """The single row that these reports give."""
    table = covered(reports, *sizes).table
    assert len(table) == 1
    return table.iloc[0]


def test_moldova_gave_90_syringes_for_each_person_who_injects_in_2023():
    found = row([{"value": 2_475_000.0}], INJECTING_MOLDOVA)
    assert found["coverage"] == 90
    assert (found["coverage_low"], round(found["coverage_high"])) == (60, 134)
    assert found["who_class"] == "uncertain"
    assert found["flags"] == "bounds_assumed"


def test_moldova_treats_4_9_per_cent_of_opioid_dependent_people():
    found = row([CLIENTS | {"value": 633.0}], {"estimate_people": 12_920.0, "population": OPIOID_DEPENDENT})
    assert round(100 * found["coverage"], 1) == 4.9
    assert (found["who_class"], found["numerator_unit"], found["coverage_unit"]) == ("low", "people", "share")


@pytest.mark.parametrize(
    ("report", "population", "scale", "published"),
    [
        ({"value": 518_438_236.0}, "people_who_inject_drugs", 1, (24, 35, 52)),
        (CLIENTS | {"value": 2_662_974.0}, OPIOID_DEPENDENT, 100, (12, 18, 27)),
    ],
    ids=["syringes for each person", "clients of 100 people"],
)
def test_the_global_figures_of_2023_come_out_as_the_lancet_published_them(report, population, scale, published):
    world = {"estimate_people": 14.8e6, "estimate_people_low": 10.0e6, "estimate_people_high": 21.7e6}
    found = row([report], world | {"population": population})
    assert tuple(round(scale * found[f"coverage{bound}"]) for bound in ("_low", "", "_high")) == published


@pytest.mark.parametrize(
    ("report", "population", "people", "boundary"),
    [({}, "people_who_inject_drugs", 1000.0, 200_000.0), (CLIENTS, OPIOID_DEPENDENT, 1000.0, 400.0)],
    ids=["200 syringes", "40 per cent"],
)
def test_an_exact_boundary_belongs_to_the_high_class(report, population, people, boundary):
    size = {"population": population, "estimate_people": people}
    narrow = {"estimate_people_low": people * 0.99, "estimate_people_high": people * 1.01}
    exact = row([report | {"value": boundary}], size | narrow)
    assert exact["high_class_probability_share"] == pytest.approx(0.5)
    assert row([report | {"value": boundary * 1.02}], size | narrow)["who_class"] == "high"
    assert row([report | {"value": boundary * 0.98}], size | narrow)["who_class"] == "medium"


def test_a_groups_own_denominator_has_assumed_bounds():
    found = published(OAT | {"subgroup": "women", "value": 0.1, "denominator_people": 1000.0}).iloc[0]
    assert found[["denominator_people_low", "denominator_people_high"]].tolist() == pytest.approx([440.0, 2280.0])
    assert found["coverage_simulated_low"] == pytest.approx(0.1 * (0.44 / 2.28) ** 0.5, rel=1e-3)


def test_a_count_without_a_size_keeps_its_row_without_coverage():
    found = row([{"value": 500.0}])
    assert found["numerator"] == 500
    assert found[["coverage", "coverage_low", "denominator_people", "who_class"]].isna().all()
    assert (found["obs_status"], found["missing_reason"], found["flags"]) == ("O", "not_reported", "")


def test_nobody_reporting_gives_no_row_and_no_zero():
    assert covered([], INJECTING_MOLDOVA).table.empty


def test_a_question_that_was_not_answered_is_missing_for_its_reason():
    found = covered([{"missing_reason": "dont_know"}], INJECTING_MOLDOVA)
    row = found.table.iloc[0]
    assert row[["numerator", "coverage", "who_class"]].isna().all()
    assert (row["obs_status"], row["missing_reason"]) == ("O", "dont_know")
    assert set(found.contributions["output_column"].astype("str")).isdisjoint({"numerator", "coverage"})


def test_an_answer_of_one_partner_comes_before_the_silence_of_another():
    silent, described = {"missing_reason": "refused"}, {"value": 900.0, "partner": "beta"}
    assert row([silent, described], INJECTING_MOLDOVA)["numerator"] == 900


def test_a_reported_zero_is_a_zero():
    found = row([{"value": 0.0}], INJECTING_MOLDOVA)
    assert (found["coverage"], found["who_class"], found["obs_status"]) == (0, "low", "A")


def test_half_years_of_syringes_add_up():
    halves = [{"value": 400.0, "period": "h1"}, {"value": 600.0, "period": "h2"}]
    found = row(halves, INJECTING_MOLDOVA)
    assert (found["numerator"], "part_of_year" in found["flags"]) == (1000, False)


def test_half_years_of_clients_never_add_up_the_last_one_stands():
    halves = [CLIENTS | {"value": 80.0, "period": "h1"}, CLIENTS | {"value": 70.0, "period": "h2"}]
    assert row(halves)["numerator"] == 70


def test_one_half_year_alone_says_so():
    assert row([{"value": 400.0, "period": "h2"}], INJECTING_MOLDOVA)["flags"] == "bounds_assumed part_of_year"


def test_a_report_of_the_year_comes_before_reports_of_its_halves():
    reports = [{"value": 1010.0}, {"value": 400.0, "period": "h1"}, {"value": 600.0, "period": "h2"}]
    assert row(reports)["numerator"] == 1010


@pytest.mark.parametrize(
    "first",
    [{"partner": "zeta", "validation_status": "approved"}, {"partner": "zeta", "is_known_version": True}],
    ids=["approved", "of a known form"],
)
def test_of_two_partners_one_counts_by_the_declared_precedence(first):
    weaker = {"partner": "beta"}
    if "validation_status" in first:
        weaker["validation_status"] = "none"
    if "is_known_version" in first:
        weaker["is_known_version"] = False
    assert row([weaker | {"value": 200.0}, {"value": 100.0} | first])["numerator"] == 100


@pytest.mark.parametrize("partners", [("alpha", "beta"), ("beta", "alpha")], ids=" ".join)
def test_of_two_equal_partners_the_first_in_the_order_of_rows_counts_whatever_their_codes(partners):
    """A code may be a pseudonym, and no figure may depend on the key of the pseudonyms."""
    reports = [{"partner": partner, "value": value} for partner, value in zip(partners, (100.0, 200.0), strict=True)]
    assert row(reports)["numerator"] == 100


def test_partners_who_differ_by_more_than_a_tenth_are_in_conflict():
    def flagged(other: float) -> bool:
        return row([{"value": 1000.0}, {"value": other, "partner": "beta"}])["flags"] == "conflict"

    assert not flagged(1000 / 0.95)  # 5 % of 1026
    assert flagged(1200)


def test_partners_who_agree_are_not_in_conflict_because_one_reports_the_halves_too():
    one = [{"value": 1000.0}, {"value": 400.0, "period": "h1"}, {"value": 600.0, "period": "h2"}]
    assert row([*one, {"value": 1000.0, "partner": "beta"}])["flags"] == ""


def test_partners_who_agree_on_clients_are_not_in_conflict_because_one_reports_them_twice():
    twice = [CLIENTS | {"value": 80.0, "period": period} for period in ("h1", "h2")]
    assert row([*twice, CLIENTS | {"value": 80.0, "partner": "beta"}])["flags"] == ""


@pytest.mark.parametrize("report", [CLIENTS | {"value": 0.0}, CLIENTS | {"value": 3.0}, {"value": 3.0}])
def test_small_counts_are_computed_and_hidden_by_the_release_only(report):
    assert row([report])["numerator"] == report["value"]


def test_more_clients_than_people_are_flagged_and_not_cut():
    found = row([CLIENTS | {"value": 1070.0}], {"estimate_people": 1000.0, "population": OPIOID_DEPENDENT})
    assert found["coverage"] == 1.07
    assert "over_total" in found["flags"]


def test_a_change_of_the_size_estimate_is_flagged_in_the_year_it_comes():
    reports = [{"value": 10.0, "year": year} for year in (2019, 2020, 2023)]
    table = covered(reports, {"estimate_people": 50.0, "year": 2019}, {"estimate_people": 60.0, "year": 2023}).table
    assert table["flags"].str.contains("denominator_changed").tolist() == [False, False, True]


def test_a_change_is_seen_across_a_year_without_any_estimate():
    reports = [{"value": 10.0, "year": year} for year in (2005, 2012, 2020)]
    table = covered(reports, {"estimate_people": 50.0, "year": 2004}, {"estimate_people": 60.0, "year": 2020}).table
    assert table["coverage"].isna().tolist() == [False, True, False]
    assert table["flags"].str.contains("denominator_changed").tolist() == [False, False, True]


def test_a_carried_estimate_says_so():
    assert "size_carried" in row([{"value": 10.0}], {"estimate_people": 50.0, "year": 2020})["flags"]


def test_women_and_men_are_not_added_to_everybody():
    reports = [CLIENTS | {"value": 100.0}, CLIENTS | {"value": 30.0, "subgroup": "women"}]
    assert row(reports)["numerator"] == 100


def test_cities_have_their_own_rows_and_their_own_sizes():
    table = covered([{"value": 900.0}, {"value": 100.0, "area": "Balti"}], {"estimate_people": 10.0, "area": "Balti"})
    assert dict(zip(table.table["area"], table.table["coverage"].fillna(-1), strict=True)) == {
        "Balti": 10,
        "national": -1,
    }


def test_measures_that_no_population_belongs_to_are_left_to_others():
    assert covered([{"measure": "clients_reached", "service": SYRINGES, "value": 9.0}]).table.empty


def test_people_of_two_half_years_are_not_added():
    halves = [{"measure": "unique_clients", "value": 9.0, "period": half} for half in ("h1", "h2")]
    found = row(halves, INJECTING_MOLDOVA)
    assert found[["numerator", "coverage"]].isna().all()
    assert found["missing_reason"] == "bounds_only"


@pytest.mark.parametrize(
    ("report", "measure", "coverage"),
    [
        ({"measure": "unique_clients", "value": 5500.0}, "reached", 0.2),
        ({"measure": "hiv_tested", "service": "hiv_testing", "value": 2750.0}, "tested_for_hiv", 0.1),
    ],
)
def test_what_partners_count_is_measured_as_declared(report, measure, coverage):
    found = row([report], INJECTING_MOLDOVA)
    assert (found["measure"], found["coverage"], found["coverage_unit"]) == (measure, coverage, "share")


def test_clients_over_people_who_inject_are_no_coverage_of_therapy():
    found = row([CLIENTS | {"value": 550.0}], INJECTING_MOLDOVA)
    assert (found["measure"], found["population"], found["coverage"]) == ("therapy_per_person", PEOPLE_WHO_INJECT, 0.02)
    assert pd.isna(found["who_class_at_centre"])
    better = {"population": OPIOID_DEPENDENT, "estimate_people": 1000.0}
    assert row([CLIENTS | {"value": 550.0}], INJECTING_MOLDOVA, better)["measure"] == "on_therapy"


@pytest.mark.parametrize("named", [None, OPIOID_DEPENDENT])
def test_published_clients_stand_over_people_who_inject_where_no_better_size_is_known(named):
    clients = {"measure": "oat_clients", "unit": "people", "value": 550.0, "denominator_population": named}
    found = covered([], INJECTING_MOLDOVA, stated=[clients]).table.iloc[0]
    assert (found["measure"], found["coverage"]) == ("therapy_per_person", 0.02)


def test_a_stated_ratio_shows_its_own_denominator_and_the_count_it_implies():
    found = only(published({"value": 90.0, "denominator_people": 27_500.0}))
    shown = [
        "numerator_implied",
        "numerator_implied_error",
        "denominator_people",
        "denominator_year",
        "denominator_kind",
    ]
    assert found[shown].tolist() == [2_475_000, 13_750, 27_500, 2023, "denominator"]
    assert (found["coverage"], found["denominator_source"], found["method"]) == (90, "UNAIDS GAM 2025", "stated_ratio")
    assert (found["statement"], found["publication"]) == ("published_statistics", "UNAIDS GAM 2025")
    assert pd.isna(found["numerator"])


def test_a_stated_ratio_without_denominator_stays_a_ratio_and_implies_no_count():
    """Georgia 2018: 48.7 % of a denominator that is not published is no 25,324 clients of another year's size."""
    size = INJECTING_MOLDOVA | {"population": OPIOID_DEPENDENT}
    found = covered([], size, stated=[OAT | {"value": 0.487, "year": 2024}]).table.iloc[0]
    assert (found["coverage"], found["who_class_at_centre"], found["flags"]) == (0.487, "high", "denominator_unstated")
    assert found[["coverage_low", "numerator_implied", "denominator_people", "who_class"]].isna().all()


def test_an_upper_bound_above_all_people_is_capped_and_flagged():
    """Malaysia and Seychelles: 90.9 % over the lower bound of the size would be more than everybody."""
    found = only(published(OAT | {"value": 0.909, "denominator_people": 1000.0}))
    assert found[["coverage_high", "coverage_simulated_high"]].tolist() == [1, 1]
    assert "bound_over_total" in found["flags"]
    assert found["coverage_low"] == pytest.approx(0.909 / 2.28)


def test_a_jump_and_a_city_above_its_country_are_flagged():
    sized = {"denominator_people": 1000.0}
    stated = [sized | {"value": value, "year": year} for year, value in ((2022, 40.0), (2023, 101.0))]
    city = {"value": 101.0, "denominator_people": 1000.0, "area": "Balti", "scope": "subnational"}
    found = published(*stated, city).set_index(["area", "year"])["flags"]
    assert "coverage_jump" in found["national", 2023]
    assert "coverage_jump" not in found["national", 2022]
    assert "exceeds_country" in found["Balti", 2023]


def test_a_denominator_of_people_who_inject_makes_therapy_another_measure():
    found = only(
        published(OAT | {"value": 0.004, "denominator_people": 79_900.0, "denominator_population": PEOPLE_WHO_INJECT})
    )
    assert (found["measure"], round(found["numerator_implied"], 6)) == ("therapy_per_person", 319.6)


def test_spain_treated_more_than_its_problem_opioid_users_in_2010_and_is_not_cut():
    size = {"measure": "population_size", "unit": "people", "denominator_population": OPIOID_DEPENDENT}
    users = size | {"value": 38_500.0, "value_low": 36_093.0, "value_high": 41_250.0, "kind": "indirect"}
    clients = {"measure": "oat_clients", "unit": "people", "value": 82_372.0, "kind": "registration"}
    found = only(published(users, clients))
    assert round(100 * found["coverage"]) == 214
    assert (found["numerator"], found["flags"]) == (82_372, "over_total bound_over_total")
    assert (round(found["coverage_low"], 3), round(found["coverage_high"], 3)) == (
        1.997,
        2.14,
    )  # capped at the coverage itself


def test_sites_that_do_not_report_make_a_lower_bound_next_to_its_scaled_value():
    size = {"estimate_people": 37_200.0}
    stated = {"measure": "syringes_distributed", "unit": "syringes", "value": 3_720_000.0, "reporting_share": 0.8}
    found = covered([], size, stated=[stated]).table.iloc[0]
    assert (found["coverage"], found["coverage_scaled"], found["reporting_share"]) == (100, 125, 0.8)
    assert "lower_bound" in found["flags"]
    whole = covered([], size, stated=[stated | {"reporting_share": 1.0}]).table.iloc[0]
    assert whole[["coverage_scaled", "reporting_share"]].isna().all()


def test_a_survey_has_wilsons_interval_with_an_assumed_design_effect():
    survey = {"measure": "safe_injecting", "unit": "share", "value": 81 / 263, "sample_size": 526.0}
    found = only(published(survey))
    assert (round(found["survey_low"], 4), round(found["survey_high"], 4)) == (0.2553, 0.3662)
    assert found[["coverage_low", "coverage_high"]].tolist() == found[["survey_low", "survey_high"]].tolist()
    assert (found["flags"], found["respondents"]) == ("design_effect_assumed", 526)
    bare = only(published(survey | {"sample_size": None}))
    assert bare["coverage"] == 81 / 263
    assert bare[["coverage_low", "survey_low", "denominator_people"]].isna().all()


def test_a_service_that_does_not_exist_reaches_nobody_and_an_unknown_one_is_missing():
    sites = {"measure": "oat_sites", "unit": "sites"}
    found = only(published(sites | {"value": 0.0}))
    assert (found["coverage"], found["obs_status"], found["flags"]) == (0, "A", "no_service")
    assert published(sites | {"missing_reason": "dont_know"}, sites | {"value": 7.0, "iso3": "UKR"}).empty
    stated = OAT | {"value": 0.05, "denominator_people": 900.0}
    assert only(published(sites | {"value": 0.0}, stated))["coverage"] == 0.05


def test_who_counts_a_service_knows_better_than_who_knows_of_none():
    sites = {"measure": "needle_syringe_programme_sites", "unit": "sites", "value": 0.0}
    assert covered([{"value": 2_475_000.0}], INJECTING_MOLDOVA, stated=[sites]).table["coverage"].tolist() == [90]


def test_a_published_zero_without_evidence_is_suspect():
    zero = OAT | {"value": 0.0, "denominator_people": 900.0}
    assert "suspect_zero" in only(published(zero))["flags"]
    known = published(zero, {"measure": "oat_sites", "unit": "sites", "value": 0.0, "year": 2022})
    assert "suspect_zero" not in only(known, year=2023)["flags"]


def test_a_publication_comes_before_a_partner_and_a_later_one_before_an_earlier():
    stated = {"value": 90.0, "denominator_people": 27_500.0}
    earlier = stated | {"value": 80.0, "publication": "UNAIDS GAM 2019"}
    found = covered([{"value": 500.0}], INJECTING_MOLDOVA, stated=[earlier, stated]).table
    assert found["coverage"].tolist() == [90]


def test_a_publication_that_states_nothing_leaves_the_word_to_a_partner():
    silent = {"missing_reason": "dont_know"}
    found = covered([{"value": 2_475_000.0}], INJECTING_MOLDOVA, stated=[silent]).table
    assert found["coverage"].tolist() == [90]


def test_groups_and_areas_rest_on_their_own_denominators():
    women = OAT | {"value": 0.109, "denominator_people": 791.0, "subgroup": "women"}
    found = only(published(OAT | {"value": 0.078, "denominator_people": 6081.0}, women), subgroup="women")
    assert (round(found["numerator_implied"], 3), found["denominator_people"]) == (86.219, 791)
    assert (found["denominator_people_low"], found["denominator_people_high"]) == (791 * 0.44, 791 * 2.28)
    assert found["coverage_simulated_low"] == pytest.approx(0.109 * (0.44 / 2.28) ** 0.5, rel=2e-3)


def test_figures_of_other_things_are_no_coverage():
    assert published({"measure": "hiv_prevalence", "unit": "share", "value": 0.2}).empty
