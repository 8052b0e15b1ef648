"""Support of several partners: money and activities add, people have bounds; answers and cases are chosen."""

from hr_pipeline.indicators.partners.capacity_support import capacity_support
from hr_pipeline.indicators.partners.policy_environment import policy_environment
from hr_pipeline.indicators.partners.rights_violations import rights_violations
from hr_pipeline_tests.indicators.frames import all_rates, rows

TWO = [{"partner": "alpha"}, {"partner": "beta"}]


def test_people_are_at_least_the_most_and_at_most_the_sum_and_money_adds_in_dollars():
    people = [partner | {"value": value} for partner, value in zip(TWO, (126.0, 40.0), strict=True)]
    amount = [{"quantity": "amount", "value": 36.0}, {"quantity": "amount", "value": 5.0, "currency": "USD"}]
    table = capacity_support(rows("survey_support", *people, *amount), *all_rates(MDL=18.0)).table.iloc[0]
    assert [table["supported_people_low"], table["supported_people_high"], table["amount_usd"]] == [126, 166, 7]


def test_a_sum_without_a_rate_is_missing_and_never_smaller():
    amounts = [{"quantity": "amount", "value": 36.0}, {"quantity": "amount", "value": 5.0, "currency": "XXX"}]
    table = capacity_support(rows("survey_support", *amounts), *all_rates(MDL=18.0)).table
    assert table["amount_usd"].isna().all()


def test_cases_of_partners_are_not_added_and_redress_is_reported():
    cases = [partner | {"cases_people": 9.0, "redress": "obtained"} for partner in TWO]
    more = {"cases_people": 4.0, "redress": "refused"}
    table = rights_violations(rows("survey_violations", *cases, more)).table
    assert table[["documented_people", "redressed_people"]].to_numpy().tolist() == [[13, 9]]


def test_a_reform_has_a_status_and_agreement_is_counted_without_copies():
    declared = [partner | {"answer": "drafted", "measure": "reform_decriminalisation"} for partner in TWO]
    copy = declared[0] | {"partner": "gamma", "basis": "desk_review"}
    table = policy_environment(rows("survey_policy", *declared, copy)).table
    assert table[["reform_status", "partners_agreeing", "partners_answering"]].to_numpy().tolist() == [
        ["drafted", 2, 3]
    ]
