"""`double_count_ledger`: pairs that may be one flow, what speaks for it, which counts; as in the funding table."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline_tests.indicators.frames import budget_amounts, inputs, ledger, rates, rows, stated_money
from hr_pipeline_tests.indicators.properties import wrong_figures

GRANT = {"amount_usd": 100.0}
GAM = {"amount": 104.0, "financing_source": "global_fund"}
RATE = 18.0


def tables(**given: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    made = {name: rows(name, *records, first_id=1000 * at) for at, (name, records) in enumerate(given.items())}
    return inputs(exchange_rates=rates(MDL=RATE)) | made


def pairs(**given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made = tables(**given)
    figures = ledger(made, budget_amounts(made))
    assert wrong_figures("double_count_ledger", figures) == []
    return figures.table.to_dict("records")


def pair(**given: list[dict[str, Any]]) -> dict[str, Any]:
    found = pairs(**given)
    assert len(found) == 1, found
    return found[0]


def counted(made: dict[str, pd.DataFrame]) -> dict[str, dict[str, float]]:
    """Amounts by decision and dataset."""
    table = stated_money(made, budget_amounts(made))
    sums = table.groupby(["dataset", "decision"])["amount_usd"].sum()
    return {f"{dataset} {decision}": usd for (dataset, decision), usd in sums.items()}


def test_what_a_grant_spent_goes_before_what_the_country_says_of_the_same_donor():
    found = pair(grant_expenditures=[GRANT], hiv_spending=[GAM | {"amount": 250.0}])
    assert (found["left_dataset"], found["right_dataset"]) == ("grant_expenditures", "hiv_spending")
    assert (found["left_usd"], found["right_usd"], found["at_stake_usd"]) == (100, 250, 100)
    assert (found["decision"], found["counted"]) == ("same_flow", "left")
    assert found["evidence"] == "same_source_country_year same_phase single_donor amounts_differ"
    made = tables(grant_expenditures=[GRANT], hiv_spending=[GAM])
    assert counted(made) == {"grant_expenditures counted": 100, "hiv_spending same_flow": 104}


@pytest.mark.parametrize(("confidentiality", "is_named"), [("F", True), ("C", False)])
def test_a_confidential_survey_is_not_named_and_still_distinguished(confidentiality, is_named):
    described = [
        {"survey": name, "financing_source": "global_fund", "amount_original": 18.0} for name in ("one", "two")
    ]
    found = pairs(survey_spending=[row | {"confidentiality": confidentiality} for row in described])
    words = " ".join(f"{row['left_statement']} {row['right_statement']}" for row in found).split()
    assert ("one" in words, "two" in words) == (is_named, is_named)
    assert len({row["left_record"] for row in found} | {row["right_record"] for row in found} - {"none"}) == 2


def test_without_a_grant_the_countrys_report_counts():
    assert counted(tables(hiv_spending=[GAM])) == {"hiv_spending counted": 104}
    assert pairs(hiv_spending=[GAM]) == []


@pytest.mark.parametrize("source", ["global_fund", "other_international"])
def test_a_grant_inside_a_national_budget_counts_once(source):
    inside = {"amount_lcu": 900.0, "financing_source": source}
    found = pair(grant_budget_lines=[GRANT], national_budget_lines=[inside])
    assert (found["left_dataset"], found["right_usd"], found["counted"]) == ("grant_budget_lines", 50, "left")
    assert "donor_in_budget" in found["evidence"].split()


def test_a_donors_money_in_a_budget_that_no_donor_states_is_listed_alone():
    found = pair(national_budget_lines=[{"amount_lcu": 900.0, "financing_source": "other_international"}])
    assert (found["right_record"], found["decision"], found["counted"]) == ("none", "same_flow", "neither")
    assert "no_counterpart" in found["evidence"].split() and pd.isna(found["at_stake_usd"])


def test_pepfars_own_record_goes_before_the_countrys():
    own, gam = {"amount": 70.0, "classification": "PEPFAR"}, {"amount": 71.0}
    found = pair(hiv_spending=[record | {"financing_source": "pepfar"} for record in (own, gam)])
    assert (found["left_statement"], found["right_statement"]) == ("PEPFAR", "UNAIDS GAM")
    assert (found["decision"], found["at_stake_usd"]) == ("same_flow", 70)


@pytest.mark.parametrize(
    ("usd", "decision", "says"), [(105.26, "same_flow", "amounts_agree"), (105.27, "undecided", "amounts_differ")]
)
def test_domestic_money_is_one_flow_where_the_amounts_agree_within_five_per_cent_of_the_larger(usd, decision, says):
    given = {"hiv_spending": [{"amount": usd}], "survey_spending": [{"amount_original": 100 * RATE}]}
    found = pair(**given)
    assert (found["decision"], found["counted"]) == (decision, "left")
    assert says in found["evidence"].split()
    assert counted(tables(**given)) == {"hiv_spending counted": usd, f"survey_spending {decision}": 100}


def test_a_researcher_decides_and_both_or_one_counts():
    given = {"hiv_spending": [{"amount": 500.0}], "survey_spending": [{"amount_original": 100 * RATE}]}
    found = pair(**given)
    names = {side: found[f"{side}_record"] for side in ("left_record", "right_record") for side in [side[:-7]]}
    declared = {"left_record": names["right"], "right_record": names["left"]}
    for decision, second in [("different", "counted"), ("same_flow", "same_flow")]:
        described = pair(**given, double_count_decisions=[declared | {"decision": decision}])
        assert (described["decision"], described["reason"]) == (decision, "a researcher")
        assert described["counted"] == {"different": "both", "same_flow": "left"}[decision]
        made = tables(**given, double_count_decisions=[declared | {"decision": decision}])
        assert counted(made) == {"hiv_spending counted": 500, f"survey_spending {second}": 100}


def test_two_partners_reports_of_one_number_count_once():
    found = pair(survey_spending=[{"amount_original": 36.0}, {"amount_original": 36.0, "partner": "beta"}])
    assert (found["decision"], found["counted"], found["at_stake_usd"]) == ("same_flow", "left", 2)
    assert {"same_survey", "amounts_agree"} <= set(found["evidence"].split())


def test_a_city_is_part_of_the_country_that_another_table_speaks_of():
    given = {"hiv_spending": [{"amount": 500.0}], "survey_spending": [{"amount_original": 18.0, "area": "Balti"}]}
    assert pair(**given)["evidence"].split()[-2:] == ["amounts_differ", "part_of_country"]
    assert counted(tables(**given)) == {"hiv_spending counted": 500, "survey_spending same_flow": 1}


def test_phases_are_paired_and_both_count_each_in_its_own():
    found = pair(grant_budget_lines=[GRANT], hiv_spending=[GAM])
    assert (found["decision"], found["counted"], found["left_phase"], found["right_phase"]) == (
        *("same_flow", "both"),
        *("budget", "expended"),
    )
    assert counted(tables(grant_budget_lines=[GRANT], hiv_spending=[GAM]))["hiv_spending counted"] == 104


def test_all_donors_together_may_hold_a_grant():
    found = pair(grant_expenditures=[GRANT], hiv_spending=[{"amount": 300.0, "financing_source": "international"}])
    assert (found["decision"], found["counted"], found["at_stake_usd"]) == ("undecided", "left", 100)
    assert found["evidence"] == "same_phase amounts_differ donors_together"


def test_an_amount_without_a_rate_is_undecided_and_missing():
    found = pair(hiv_spending=[{"amount": 5.0, "currency": "TND"}], survey_spending=[{"amount_original": 18.0}])
    assert (found["decision"], pd.isna(found["left_usd"]), pd.isna(found["at_stake_usd"])) == ("undecided", True, True)
    assert (found["missing_reason"], "amount_missing" in found["evidence"]) == ("not_reported", True)


def test_other_countries_years_and_payers_are_no_pair():
    others = [{"iso3": "UKR"}, {"year": 2022}, {"financing_source": "domestic_private"}]
    spending = [{"amount_original": 18.0, "currency": "USD"} | other for other in others]
    assert pairs(hiv_spending=[{"amount": 1.0}], survey_spending=spending) == []


def test_what_agrees_with_an_undecided_record_is_held_once():
    given = {
        "national_budget_lines": [{"amount_lcu": 900.0, "phase": "expended"}],
        "hiv_spending": [{"amount": 100.0}],
        "survey_spending": [{"amount_original": 101 * RATE}],
    }
    assert counted(tables(**given)) == {
        "national_budget_lines counted": 50,
        "hiv_spending undecided": 100,
        "survey_spending same_flow": 101,
    }


SOURCES = st.sampled_from(["domestic_public", "global_fund", "pepfar", "other_international", "international"])
USD = st.integers(1, 400).map(float)


@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.fixed_dictionaries({"financing_source": SOURCES, "amount": USD}), max_size=4),
    st.lists(
        st.fixed_dictionaries({"financing_source": SOURCES.filter(lambda s: s != "international"), "amount": USD})
    ),
    st.randoms(use_true_random=False),
)
def test_each_dollar_is_in_one_counted_record_whatever_the_order(gam, described, chance):
    survey = [
        {"financing_source": one["financing_source"], "amount_original": one["amount"], "currency": "USD"}
        for one in described
    ]
    given = {"grant_expenditures": [GRANT], "hiv_spending": gam, "survey_spending": survey[:3]}
    made = tables(**given)
    money = stated_money(made, budget_amounts(made))
    held = money[money["decision"] == "counted"].groupby(["iso3", "year", "phase", "financing_source"])["dataset"]
    assert held.agg(lambda tables: len(set(tables))).eq(1).all()
    book = ledger(made, budget_amounts(made)).table
    undecided = set(book.loc[book["decision"] == "undecided", "right_dataset"].astype("str"))
    assert set(money.loc[money["decision"] == "undecided", "dataset"].astype("str")) <= undecided
    shuffled = {name: table.sample(frac=1, random_state=chance.randint(0, 99)) for name, table in made.items()}
    again = ledger(shuffled, budget_amounts(shuffled)).table
    pd.testing.assert_frame_equal(book, again)
