"""Unclear lines stand in the review list with their money, apart by publication and payer, and count nowhere else."""

from hr_pipeline.indicators.money.national_budget_lines_to_review import national_budget_lines_to_review
from hr_pipeline_tests.indicators.frames import budget_amounts, funding, inputs, rows

UNCLEAR = {"service": None, "population": None, "confidence": "none", "review": "weak_word", "programme": "Drugs"}


def test_unclear_lines_are_added_up_by_programme_and_payer_and_keep_their_lines():
    lines = rows(
        "national_budget_lines",
        UNCLEAR | {"amount_lcu": 10.0},
        UNCLEAR | {"amount_lcu": 5.5},
        UNCLEAR | {"amount_lcu": 1.0, "financing_source": "other_international"},
        {"amount_lcu": 99.0},
    )
    made = national_budget_lines_to_review(lines)
    assert made.table[["financing_source", "lines", "amount_lcu"]].to_numpy().tolist() == [
        ["domestic_public", 2, 15.5],
        ["other_international", 1, 1.0],
    ]
    money = made.contributions[made.contributions["output_column"] == "amount_lcu"]
    assert sorted(zip(money["input_row"], money["contribution"], strict=True)) == [(0, 10.0), (1, 5.5), (2, 1.0)]


def test_unclear_lines_never_count_as_harm_reduction():
    tables = inputs(national_budget_lines=rows("national_budget_lines", UNCLEAR | {"amount_lcu": 10.0}))
    assert funding(tables, budget_amounts(tables)).table.empty


def test_nothing_to_review_gives_an_empty_table():
    assert national_budget_lines_to_review(rows("national_budget_lines")).table.empty
