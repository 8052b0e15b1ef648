"""`harm_reduction_funding`: every dollar is decided on once, converted at its year's rate, and never lost."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline_tests.indicators.frames import SYRINGES, budget_amounts, funding, inputs, rates, rows, stated_money

OLD, YOUNG = "global_fund/2024-01.csv", "global_fund/2025-01.csv"


def made(
    grants: list[dict[str, Any]] = (),
    budgets: list[dict[str, Any]] = (),
    spending: list[dict[str, Any]] = (),
    reports: list[dict[str, Any]] = (),
) -> dict[str, pd.DataFrame]:
    return inputs(
        grant_budget_lines=rows("grant_budget_lines", *grants),
        grant_expenditures=rows("grant_expenditures", *reports, first_id=3000),
        national_budget_lines=rows("national_budget_lines", *budgets, first_id=1000),
        survey_spending=rows("survey_spending", *spending, first_id=2000),
        exchange_rates=rates(MDL=18.0, UAH=36.0),
        multiple_exchange_rates=rows("multiple_exchange_rates", {"currency": "LBP", "first_year": 2019}),
    )


def money(*given: list[dict[str, Any]], **named: list[dict[str, Any]]) -> Figures:
    tables = made(*given, **named)
    return funding(tables, budget_amounts(tables))


def decided(*given: list[dict[str, Any]], **named: list[dict[str, Any]]) -> dict[str, float]:
    """Amounts by decision."""
    tables = made(*given, **named)
    return stated_money(tables, budget_amounts(tables)).groupby("decision")["amount_usd"].sum().to_dict()


def test_constant_prices_are_the_amount_times_the_base_index_over_the_years_index():
    found = money([{"amount_usd": 1000.0, "year": 2021}]).table.iloc[0]
    assert found["amount_usd_2023"] == round(1000 * 122.39 / 110.186, 2)


def test_local_currency_is_converted_at_the_average_rate_of_its_year():
    figures = money(spending=[{"amount_original": 1800.0}])
    assert figures.table.at[0, "amount_usd"] == 100
    factor = figures.contributions.query("role == 'exchange_rate'")
    assert factor["contribution"].tolist() == [18]


def test_a_line_without_a_rate_makes_the_sum_missing_and_not_smaller():
    figures = money(budgets=[{"amount_lcu": 1800.0}, {"amount_lcu": 5.0, "currency": "TND"}])
    found = figures.table.iloc[0]
    assert found[["amount_usd", "amount_usd_2023"]].isna().all()
    assert (found["flags"], found["obs_status"], found["missing_reason"]) == ("rate_missing", "O", "not_reported")
    assert figures.contributions.empty


@pytest.mark.parametrize("table", ["budgets", "spending"])
def test_of_a_currency_with_several_rates_nothing_is_converted(table):
    line = {"amount_lcu" if table == "budgets" else "amount_original": 5.0, "currency": "LBP"}
    found = money(**{table: [line]}).table.iloc[0]
    assert (found["flags"], found["missing_reason"]) == ("multiple_rates rate_missing", "multiple_rates")


def test_reimbursements_are_taken_off():
    assert money([{"amount_usd": 100.0}, {"amount_usd": -130.25}]).table.at[0, "amount_usd"] == -30.25


def test_a_line_that_does_not_say_whom_it_serves_is_shown_and_not_counted():
    assert decided([{"amount_usd": 7.0, "population": "unknown"}]) == {"population_unknown": 7}


def test_lines_outside_harm_reduction_are_left_out():
    assert decided([{"amount_usd": 7.0, "service": None}], [{"amount_lcu": 7.0, "service": None}]) == {}


JANUARY, JUNE = {"vintage": pd.Timestamp("2026-01-05")}, {"vintage": pd.Timestamp("2026-06-24")}
FIRST, LATER = {"delivery": OLD} | JANUARY, {"delivery": YOUNG} | JUNE


@pytest.mark.parametrize(("old", "young"), [({}, {}), ({"year": None}, {}), ({"year": None}, {"year": None})])
def test_of_two_lists_of_a_grant_the_later_one_counts(old, young):
    lines = [{"amount_usd": 10.0} | FIRST | old, {"amount_usd": 20.0} | LATER | young]
    assert decided(lines) == {"counted": 20, "superseded": 10}


def test_two_lists_of_one_date_that_disagree_cannot_be_ordered():
    lines = [{"amount_usd": 10.0, "delivery": OLD}, {"amount_usd": 20.0, "delivery": YOUNG}]
    assert decided(lines) == {"counted": 20, "unordered": 10}


def test_a_later_list_without_years_counts_in_the_years_of_the_earlier_one():
    years = [{"amount_usd": amount, "year": year} | FIRST for year, amount in [(2023, 30.0), (2024, 10.0)]]
    table = money([*years, {"amount_usd": 20.0, "year": None} | LATER]).table
    assert table[["year", "amount_usd", "flags"]].to_numpy().tolist() == [
        [2023, 15.0, "year_profile"],
        [2024, 5.0, "year_profile"],
    ]


def test_the_next_implementation_period_of_a_grant_is_other_money():
    later = {"amount_usd": 20.0, "delivery": YOUNG, "implementation_period": "MDA-C-PCIMUP05"}
    assert decided([{"amount_usd": 10.0, "delivery": OLD}, later]) == {"counted": 30}


def test_a_list_supersedes_even_where_its_own_lines_are_outside_harm_reduction():
    lines = [{"amount_usd": 10.0} | FIRST, {"amount_usd": 20.0, "service": None} | LATER]
    assert decided(lines) == {"superseded": 10}


def test_donors_money_in_a_national_budget_is_counted_from_the_donors_data():
    assert decided(budgets=[{"amount_lcu": 18.0, "financing_source": "global_fund"}]) == {"same_flow": 1}


def test_a_budget_line_of_the_whole_hiv_programme_is_wider_than_harm_reduction():
    assert decided(budgets=[{"amount_lcu": 18.0, "service": "unattributed"}]) == {"wider_programme": 1}


def test_a_newer_publication_of_a_budget_supersedes_the_older_one():
    budgets = [{"amount_lcu": 18.0, "publication": "2023-01"}, {"amount_lcu": 36.0, "publication": "2023-07"}]
    assert decided(budgets=budgets) == {"counted": 2, "superseded": 1}


def test_amounts_of_different_phases_are_never_added():
    budgets = [{"amount_lcu": 18.0}, {"amount_lcu": 36.0, "phase": "executed"}]
    table = money(budgets=budgets).table
    assert dict(zip(table["phase"], table["amount_usd"], strict=True)) == {"budget": 1, "executed": 2}


def test_of_two_partners_spending_one_counts():
    spending = [{"amount_original": 18.0}, {"amount_original": 360.0, "partner": "beta"}]
    assert decided(spending=spending) == {"counted": 1, "superseded": 20}


def test_partners_spending_from_donors_is_counted_from_the_donors_data():
    assert decided(spending=[{"amount_original": 18.0, "financing_source": "pepfar"}]) == {"same_flow": 1}


def test_a_citys_spending_is_part_of_the_countrys_where_somebody_reports_it():
    city = {"amount_original": 18.0, "area": "Balti"}
    assert decided(spending=[city]) == {"counted": 1}
    assert decided(spending=[city, {"amount_original": 36.0}]) == {"counted": 2, "same_flow": 1}


def test_multicountry_money_stays_with_its_region():
    found = money([{"amount_usd": 9.0, "iso3": None, "area": "QMZ"}]).table.iloc[0]
    assert pd.isna(found["iso3"])
    assert (found["area"], found["amount_usd"]) == ("QMZ", 9)


def test_money_without_a_year_keeps_its_dollars_and_says_so():
    found = money([{"amount_usd": 9.0, "year": None}]).table.iloc[0]
    assert (found["amount_usd"], found["flags"]) == (9, "year_missing")
    assert pd.isna(found["amount_usd_2023"])


def test_a_year_beyond_the_price_index_has_no_constant_prices():
    found = money([{"amount_usd": 9.0, "year": 2030}]).table.iloc[0]
    assert (found["amount_usd"], found["flags"]) == (9, "index_missing")


def test_money_of_the_covid_mechanism_is_kept_apart():
    assert decided([{"amount_usd": 9.0, "funding_stream": "c19rm"}]) == {"apart": 9}


def test_without_any_line_the_table_is_empty():
    figures = money()
    assert figures.table.empty
    assert figures.contributions.empty


def test_one_row_for_each_service():
    lines = [{"amount_usd": 9.0}, {"amount_usd": 1.0}, {"amount_usd": 5.0, "service": "condoms"}]
    table = money(lines).table
    assert dict(zip(table["service"], table["amount_usd"], strict=True)) == {"condoms": 5, SYRINGES: 10}


def test_what_grants_report_as_spent_stands_next_to_their_budgets():
    table = money([{"amount_usd": 10.0}], reports=[{"amount_usd": 4.0, "cumulative_amount_usd": 99.0}]).table
    described = table.astype({"phase": "str", "dataset": "str"}).set_index("phase")
    assert described["amount_usd"].to_dict() == {"budget": 10, "expended": 4}
    assert described.loc["expended", ["dataset", "year"]].tolist() == ["grant_expenditures", 2023]


def test_only_reports_by_module_that_state_an_amount_of_the_period_are_spending():
    other_cut = {"amount_usd": 4.0, "breakdown": "investment_landscape"}
    assert money(reports=[other_cut, {"cumulative_amount_usd": 99.0}]).table.empty


def test_a_report_over_two_years_is_split_by_days_and_one_without_days_has_no_year():
    days = {"reported_from": pd.Timestamp("2022-12-31"), "reported_to": pd.Timestamp("2023-01-03")}
    table = money(reports=[{"amount_usd": 4.0} | days]).table
    assert (table["year"].tolist(), table["amount_usd"].tolist()) == ([2022, 2023], [1, 3])
    found = money(reports=[{"amount_usd": 4.0, "reported_from": None}]).table.iloc[0]
    assert (found["flags"], pd.isna(found["year"])) == ("year_missing", True)


EARLIER = {"reported_from": pd.Timestamp("2022-01-01"), "reported_to": pd.Timestamp("2022-12-31")}
NEVER = {"reported_from": None, "reported_to": None}


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        ({}, {"counted": 20, "superseded": 10}),
        (EARLIER, {"counted": 30}),
        (NEVER, {"counted": 20, "superseded": 10}),
    ],
)
def test_a_later_report_replaces_the_same_year_of_an_implementation_period_and_no_other(old, expected):
    reports = [{"amount_usd": 10.0} | FIRST | old, {"amount_usd": 20.0} | LATER]
    assert decided(reports=reports) == expected


def test_spending_of_the_covid_mechanism_and_of_no_known_population_does_not_count():
    reports = [{"amount_usd": 1.0, "funding_stream": "c19rm"}, {"amount_usd": 2.0, "population": "unknown"}]
    assert decided(reports=reports) == {"apart": 1, "population_unknown": 2}
