"""Harm reduction money of HIV spending by category: editions, fiscal years, wholes less their parts."""

from typing import Any

import pytest

from hr_pipeline.indicators.money.hiv_spending_lines import harm_reduction_spending
from hr_pipeline_tests.indicators.frames import SYRINGES, budget_amounts, inputs, rows, stated_money


def money(*lines: dict[str, Any]) -> dict[tuple, float]:
    """Amounts by payer, year and decision."""
    tables = inputs(hiv_spending=rows("hiv_spending", *lines))
    return (
        stated_money(tables, budget_amounts(tables))
        .set_index(["financing_source", "year", "decision"])["amount_usd"]
        .to_dict()
    )


WHOLE = {"fund": "International", "financing_source": "international"}
FUND = {"fund": "Global Fund", "financing_source": "global_fund", "part_of": "International"}
PEPFAR = {"fund": "PEPFAR", "financing_source": "pepfar", "part_of": "International"}


def test_of_a_whole_only_what_its_parts_leave_over_counts_and_all_adds_up_to_it():
    found = money(WHOLE | {"amount": 100.0}, FUND | {"amount": 60.0}, PEPFAR | {"amount": 25.5})
    assert found == {
        ("global_fund", 2023, "counted"): 60,
        ("international", 2023, "counted"): 14.5,
        ("pepfar", 2023, "counted"): 25.5,
    }


@pytest.mark.parametrize("part", [99.1, 100.0, 120.0])
def test_a_whole_that_its_parts_make_counts_nowhere(part):
    assert money(WHOLE | {"amount": 100.0}, FUND | {"amount": part}) == {
        ("global_fund", 2023, "counted"): part,
        ("international", 2023, "same_flow"): 100,
    }


def test_a_whole_of_another_category_is_another_whole():
    found = money(
        WHOLE | {"amount": 100.0, "classification_code": "1"}, WHOLE | {"amount": 7.0}, FUND | {"amount": 2.0}
    )
    assert found[("international", 2023, "counted")] == 105


def test_money_of_all_payers_together_names_none_and_its_parts_are_taken_off():
    total = {"fund": "Total", "financing_source": "all", "amount": 50.0}
    found = money(total, {"fund": "Public", "amount": 30.0, "part_of": "Total"})
    assert found == {("domestic_public", 2023, "counted"): 30, ("unknown", 2023, "counted"): 20}


def test_the_later_edition_of_a_classification_counts():
    lines = [{"amount": 5.0, "publication": "2023"}, {"amount": 6.0, "publication": "2024"}]
    assert money(*lines) == {("domestic_public", 2023, "counted"): 6, ("domestic_public", 2023, "superseded"): 5}


def test_the_fiscal_year_of_the_united_states_gives_three_months_to_the_year_before():
    days = {"fiscal_year_start": "2022-10-01", "fiscal_year_end": "2023-09-30"}
    found = money(PEPFAR | days | {"amount": 120.0, "classification": "PEPFAR", "part_of": None})
    assert found == {("pepfar", 2022, "counted"): 30, ("pepfar", 2023, "counted"): 90}


def test_money_that_names_nobody_does_not_count_and_the_whole_response_is_no_line():
    bucket = {"population": "unknown", "service": "unattributed"}
    lines = [bucket | {"amount": 9.0, "unallocable": "not_disaggregated"}, bucket | {"amount": 99.0}]
    assert money(*lines) == {("domestic_public", 2023, "population_unknown"): 9}


def test_every_line_keeps_its_words_and_its_money():
    lines = rows("hiv_spending", {"amount": 3.0}, {"amount": 4.0, "service": None})
    found = harm_reduction_spending(lines)
    assert found[["service", "amount", "decision", "statement"]].to_numpy().tolist() == [
        [SYRINGES, 3.0, "counted", "UNAIDS GAM"]
    ]
