"""Reports side by side: which one counts, how far the others are off, and what may be added."""

import pytest

from hr_pipeline.indicators.partners.partner_reports import classed
from hr_pipeline.indicators.partners.service_delivery import service_delivery
from hr_pipeline.indicators.partners.triangulation import triangulation
from hr_pipeline.ingest.ingest import empty
from hr_pipeline_tests.indicators.frames import rows

PEOPLE = {"measure": "unique_clients"}


def alongside(*reports, policy=()):
    services = rows("survey_services", *reports)
    return triangulation(services, empty("survey_community"), rows("survey_policy", *policy, first_id=100)).table


def by_partner(table, column):
    return dict(zip(table["partner"], table[column], strict=True))


def test_kyrgyzstan_2023_keeps_both_reports_and_the_declared_precedence_decides():
    table = alongside(
        {"value": 2_100_340.0, "partner": "beta", "basis": "programme_records"},
        {"value": 1_980_000.0, "partner": "alpha", "basis": "network_survey"},
    )
    assert by_partner(table, "is_chosen") == {"alpha": False, "beta": True}
    assert by_partner(table, "relative_difference_share")["alpha"] == pytest.approx(120_340 / 2_040_170)
    assert by_partner(table, "conflict")["alpha"] == "ok"


@pytest.mark.parametrize(("other", "size"), [(110.0, "ok"), (111.0, "review"), (139.0, "review"), (140.0, "conflict")])
def test_a_conflict_has_a_size(other, size):
    table = alongside({"value": 100.0, "basis": "programme_records"}, {"value": other, "partner": "beta"})
    assert by_partner(table, "conflict")["beta"] == size


def test_the_same_value_by_desk_review_confirms_nothing():
    desk = {"value": 14_850_000.0, "basis": "desk_review"}
    table = alongside(desk | {"partner": "alpha"}, desk | {"partner": "beta"})
    assert by_partner(table, "is_independent") == {"alpha": True, "beta": False}
    assert service_delivery(table).table["partners_confirming"].tolist() == [0]


def test_syringes_of_half_years_add_and_different_people_do_not():
    halves = [{"period": "h1"}, {"period": "h2"}]
    syringes = [half | {"value": value} for half, value in zip(halves, (60_000.0, 60_500.0), strict=True)]
    clients = [half | PEOPLE | {"value": value} for half, value in zip(halves, (740.0, 702.0), strict=True)]
    table = alongside(*syringes, *clients).set_index("measure")
    assert table.at["syringes_distributed", "count_items"] == 120_500
    people = table.loc["unique_clients", ["count_people_low", "count_people_high", "missing_reason"]]
    assert people.tolist() == [740, 1442, "bounds_only"]


def test_a_half_year_that_the_partner_hides_is_no_zero():
    hidden = {"period": "h2", "value": None, "missing_reason": "suppressed_by_partner"}
    halves = [{"period": "h1", "value": 50.0}, hidden]
    table = alongside(*halves, *(half | PEOPLE for half in halves)).set_index("measure")
    assert table.loc["unique_clients", ["count_people_low", "missing_reason"]].tolist() == [50, "bounds_only"]
    assert table[["count_people", "count_people_high", "count_items"]].isna().all(axis=None)
    assert alongside({"value": 70.0}, hidden)["count_items"].tolist() == [70]


def test_a_partner_that_says_it_in_two_surveys_says_it_once():
    table = alongside({"value": 9.0, "survey": "one"}, {"value": 9.0, "survey": "two"})
    assert table["count_items"].tolist() == [9]


def test_every_reason_is_carried_on_and_what_is_internal_is_not():
    table = alongside(
        {"missing_reason": "suppressed_by_partner"},
        {"value": 7.0, "partner": "beta", "consent_scope": "internal"},
    )
    assert table[["partner", "missing_reason", "is_chosen"]].to_numpy().tolist() == [
        ["alpha", "suppressed_by_partner", True]
    ]


def test_different_answers_are_a_conflict():
    table = alongside(policy=({"answer": "yes", "basis": "official_statistics"}, {"answer": "no", "partner": "beta"}))
    assert by_partner(table, "conflict")["beta"] == "conflict"
    assert by_partner(table, "answer") == {"alpha": "yes", "beta": "no"}


def test_a_changed_meaning_breaks_the_series():
    table = alongside(
        {"value": 9.0, "year": 2022, "meaning_changed": True}, {"value": 9.0}, {"value": 9.0, "year": 2021}
    )
    flags = service_delivery(table).table.set_index("year")["flags"]
    assert flags.to_dict() == {2021: "", 2022: "series_break", 2023: "series_break"}


def test_missing_differences_have_no_class():
    assert classed(alongside({"value": 1.0})["relative_difference_share"]).isna().all()
