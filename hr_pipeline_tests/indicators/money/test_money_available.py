"""`money_available`: low, central and high over what nobody has decided; payers add up; unreported is not zero."""

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.money.money_available import money_available
from hr_pipeline.schemas.funding import PAYERS
from hr_pipeline_tests.indicators.frames import (
    THERAPY,
    budget_amounts,
    funding,
    inputs,
    ledger,
    not_counted,
    rates,
    rows,
)
from hr_pipeline_tests.indicators.properties import wrong_figures

BOUNDS = ["available_usd_low", "available_usd", "available_usd_high"]


def available(**given: list[dict[str, Any]]) -> Figures:
    made = {name: rows(name, *records, first_id=1000 * at) for at, (name, records) in enumerate(given.items())}
    several = rows("multiple_exchange_rates", {"currency": "LBP", "first_year": 2019})
    tables = inputs(exchange_rates=rates(MDL=18.0), multiple_exchange_rates=several) | made
    amounts = budget_amounts(tables)
    figures = money_available(*(of(tables, amounts).table for of in (funding, not_counted, ledger)))
    assert wrong_figures("money_available", figures) == []
    return figures


def row(service: str = "all", phase: str = "expended", **given: list[dict[str, Any]]) -> pd.Series:
    table = available(**given).table
    found = table[(table["service"] == service) & (table["phase"] == phase)]
    assert len(found) == 1
    return found.iloc[0]


GAM, PARTNER = [{"amount": 500.0}], [{"amount_original": 3600.0}]


def test_of_undecided_records_the_low_bound_takes_the_smaller_the_high_one_both():
    found = row(hiv_spending=GAM, survey_spending=PARTNER)
    assert found[BOUNDS].tolist() == [200, 500, 700]
    assert (found["undecided_pairs"], found["domestic_public_usd"]) == (1, 500)
    more = row(hiv_spending=GAM, survey_spending=[{"amount_original": 18_000.0}])
    assert more[BOUNDS].tolist() == [500, 500, 1500]


def test_decided_money_has_no_width():
    found = row(hiv_spending=GAM, survey_spending=[{"amount_original": 9000.0}])
    assert found[BOUNDS].tolist() == [500, 500, 500]
    assert found["undecided_pairs"] == 0


def test_each_payer_has_its_sum_and_one_that_nobody_reports_is_missing_and_named():
    paid = [{"amount": 7.25, "financing_source": "pepfar"}, {"amount": 11.5, "financing_source": "global_fund"}]
    found = row(hiv_spending=GAM + paid)
    assert (found["available_usd"], found["pepfar_usd"], found["global_fund_usd"]) == (518.75, 7.25, 11.5)
    assert pd.isna(found["domestic_private_usd"])
    assert found["sources_reported"] == "domestic_public global_fund pepfar"
    assert found["sources_missing"] == "other_international domestic_private"


def test_phases_and_services_stand_apart_and_unattributed_money_counts_in_all():
    given = {
        "grant_budget_lines": [{"amount_usd": 30.0}, {"amount_usd": 12.0, "service": THERAPY}],
        "hiv_spending": [{"amount": 5.0}, {"amount": 3.0, "service": "unattributed"}],
    }
    assert row(**given)["available_usd"] == 8
    assert row("unattributed", **given)["available_usd"] == 3
    assert row(phase="budget", **given)["available_usd"] == 42
    assert row(THERAPY, "budget", **given)["available_usd"] == 12


def test_a_payer_without_a_rate_leaves_the_sum_missing_and_the_others_stand():
    found = row(hiv_spending=[*GAM, {"amount": 5.0, "financing_source": "pepfar", "currency": "TND"}])
    assert found[BOUNDS].isna().all() and pd.isna(found["pepfar_usd"])
    assert (found["domestic_public_usd"], found["missing_reason"]) == (500, "not_reported")
    several = row(hiv_spending=[*GAM, {"amount": 5.0, "financing_source": "pepfar", "currency": "LBP"}])
    assert several["missing_reason"] == "multiple_rates"


def test_an_undecided_record_without_a_rate_leaves_the_bounds_missing():
    found = row(hiv_spending=GAM, survey_spending=[{"amount_original": 5.0, "currency": "TND"}])
    assert found["available_usd"] == 500
    assert found[[BOUNDS[0], BOUNDS[2]]].isna().all()


def test_money_of_parts_of_a_country_adds_up_to_the_countrys_and_that_of_several_countries_does_not():
    parts = [{"amount_usd": 9.0}, {"amount_usd": 5.0, "area": "Zanzibar", "implementation_period": "QNB-C-XP01"}]
    assert row(phase="budget", grant_budget_lines=parts)["available_usd"] == 14
    assert available(grant_budget_lines=[{"amount_usd": 9.0, "iso3": None, "area": "QMZ"}]).table.empty


def test_donors_money_in_a_budget_is_missing_where_the_donor_does_not_state_it():
    lines = [{"amount_lcu": 36.0}, {"amount_lcu": 180.0, "financing_source": "global_fund"}]
    found = row(phase="budget", national_budget_lines=lines)
    assert found["available_usd"] == 2
    assert "global_fund" in found["sources_missing"].split()


AMOUNT = st.integers(1, 10**7).map(lambda cents: cents / 100)
SPENT = st.fixed_dictionaries(
    {
        "financing_source": st.sampled_from(["domestic_public", "global_fund", "pepfar", "international"]),
        "service": st.sampled_from(["needle_syringe_programme", THERAPY, "unattributed"]),
        "currency": st.sampled_from(["USD", "USD", "MDL", "TND"]),
        "amount": AMOUNT,
    }
)
SURVEYED = st.fixed_dictionaries(
    {"financing_source": st.sampled_from(["domestic_public", "pepfar"]), "amount_original": AMOUNT}
)


@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(st.lists(SPENT, max_size=6), st.lists(SURVEYED, max_size=3), st.sampled_from([2.0, 10.0]))
def test_bounds_are_in_order_payers_add_up_services_make_all_and_money_scales(spent, surveyed, times):
    table = available(hiv_spending=spent, survey_spending=surveyed).table
    known = table.dropna(subset=["available_usd"])
    assert (known["available_usd_low"].fillna(0) <= known["available_usd"] + 0.005).all()
    assert (known["available_usd"] <= known["available_usd_high"].fillna(float("inf")) + 0.005).all()
    payers = known[[f"{name}_usd" for name in PAYERS]]
    assert (payers.sum(axis=1) - known["available_usd"]).abs().lt(0.01).all()
    for _, part in table.groupby(["iso3", "year", "phase"], observed=True):
        whole, services = part[part["service"] == "all"], part[part["service"] != "all"]
        counts = services[services["sources_reported"] != ""]["available_usd"]
        if whole["available_usd"].notna().all():
            assert abs(whole["available_usd"].iloc[0] - counts.sum()) < 0.05
        else:
            assert counts.isna().any() or counts.empty
    grown = [line | {"amount": line["amount"] * times} for line in spent]
    more = [line | {"amount_original": line["amount_original"] * times} for line in surveyed]
    scaled = available(hiv_spending=grown, survey_spending=more).table
    for column in BOUNDS:
        assert (scaled[column] - table[column] * times).abs().fillna(0).lt(0.1).all()
        assert (scaled[column].isna() == table[column].isna()).all()
