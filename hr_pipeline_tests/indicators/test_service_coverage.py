"""`service_coverage` against published numbers, and its rules for missing, small and contradicting reports."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.figures import Figures
from hr_pipeline.indicators.population_size import probability_below, sizes
from hr_pipeline.indicators.service_coverage import service_coverage
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, SYRINGES, THERAPY, rows, targets

CLIENTS = {"measure": "oat_clients", "service": THERAPY}
INJECTING_MOLDOVA = {"estimate_people": 27_500.0}


def covered(reports: list[dict[str, Any]], *sizes: dict[str, Any]) -> Figures:
    services = rows("survey_services", *reports)
    return service_coverage(services, rows("population_size_estimates", *sizes), targets())


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


def test_moldova_reaches_100_syringes_with_a_probability_of_three_tenths():
    size = sizes(rows("population_size_estimates", INJECTING_MOLDOVA))
    chance = probability_below(pd.Series([2_475_000 / 100]), size["denominator"], size["sigma"])
    assert chance[0] == pytest.approx(0.30, abs=0.005)


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
    certain = probability_below(pd.Series([people]), pd.Series([people]), pd.Series([1e-9]))
    assert certain[0] >= 0.5


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
    silent, told = {"missing_reason": "refused"}, {"value": 900.0, "partner": "beta"}
    assert row([silent, told], INJECTING_MOLDOVA)["numerator"] == 900


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
    [{}, {"partner": "zeta", "validation_status": "approved"}, {"partner": "zeta", "is_known_version": True}],
    ids=["first in the order of codes", "approved", "of a known form"],
)
def test_of_two_partners_one_counts_by_the_declared_precedence(first):
    weaker = {"partner": "beta"}
    if "validation_status" in first:
        weaker["validation_status"] = "none"
    if "is_known_version" in first:
        weaker["is_known_version"] = False
    assert row([weaker | {"value": 200.0}, {"value": 100.0} | first])["numerator"] == 100


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


def test_measures_without_a_target_are_left_to_others():
    assert covered([{"measure": "naloxone_kits_distributed", "service": SYRINGES, "value": 9.0}]).table.empty
