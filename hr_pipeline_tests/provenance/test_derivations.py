"""Derivations: each number is explained by its cell, its steps and its role, or it is called unexplained."""

import pandas as pd
import pytest

from hr_pipeline.provenance.derivations import KINDS, _rules, number_of, with_derivations
from hr_pipeline.provenance.replayer import derived

PLAIN = {"output_table": "money", "output_row": 0, "output_column": "spent_usd", "input_table": "grant_budget_lines"}
PLAIN |= {"role": "addend", "contribution": 1.0, "delivery": "a.csv", "sheet": "", "row": 2, "column": "Amount"}
PLAIN |= {"raw_value": "1", "steps": None, "input_row": 1, "input_column": ""}


def lineage(*edges):
    return pd.DataFrame([PLAIN | edge for edge in edges])


def only(read_cell=None, *more, **edge):
    found = with_derivations(lineage(edge, *more), read_cell).iloc[0]
    return found["derivation"], found["row"], found["column"], found["raw_value"]


@pytest.mark.parametrize(
    ("text", "steps", "contribution", "expected"),
    [
        ("593310.70", None, 593310.70, "number"),
        ("593310.70", None, 593310700.0, "unexplained"),
        ("1,234", None, 1234.0, "number"),
        ("1 231 940,7", "x 1,000 (unit)", 1_231_940_700.0, "number;decimal=,;x=1000.0"),
        ("1.234,56", None, 1234.56, "number;decimal=,"),
        ("24.5", "x 0.01 (per cent)", 0.245, "number;x=0.01"),
        ("24.5", None, 0.245, "unexplained"),
        ("n/a", None, 3.0, "unexplained"),
    ],
)
def test_a_number_is_explained_by_its_text_and_its_steps_or_not_at_all(text, steps, contribution, expected):
    assert only(raw_value=text, steps=steps, contribution=contribution)[0] == expected


def test_money_in_another_currency_is_explained_by_the_rate_of_the_same_figure():
    rate = {"role": "exchange_rate", "contribution": 2.5, "raw_value": "2.5", "input_table": "exchange_rates"}
    assert only(None, rate, raw_value="10", contribution=4.0)[0] == "number;per=2.5"
    elsewhere = rate | {"output_row": 1}
    assert only(None, elsewhere, raw_value="10", contribution=4.0)[0] == "unexplained"
    assert only(None, rate, raw_value="1", contribution=0.4)[0] == "number;per=2.5"


def test_a_rounded_amount_says_to_how_many_digits():
    rate = {"role": "exchange_rate", "contribution": 468.9625, "raw_value": "468.9625"}
    assert only(None, rate, raw_value="2300", contribution=4.9044)[0] == "number;per=468.9625;round=4"


def test_a_denominator_cites_the_cell_that_holds_it():
    cells = {("a.csv", "", 2, "People"): "48500"}
    cited = only(
        lambda *cell: cells[cell],
        raw_value="24.5",
        contribution=48500.0,
        steps="x 0.01 (per cent); denominator in column People",
    )
    assert cited == ("number", 2, "People", "48500")


def test_a_bound_in_a_row_of_its_own_cites_that_row():
    cells = {("a.csv", "", 5, "Amount"): "44000"}
    cited = only(
        lambda *cell: cells[cell],
        output_column="people_low",
        role="stated",
        raw_value="49800",
        contribution=44000.0,
        steps="lower bound in row 5; upper bound in row 6",
    )
    assert cited == ("number", 5, "Amount", "44000")


def test_an_estimate_between_two_bounds_names_both_cells():
    cells = {("a.csv", "", 2, "estimate_people_low"): "100", ("a.csv", "", 2, "estimate_people_high"): "400"}
    cited = only(
        lambda *cell: cells[cell],
        input_table="population_size_estimates",
        output_column="people",
        role="stated",
        raw_value="100",
        column="estimate_people_low",
        contribution=200.0,
    )
    assert cited[0] == "between;other=estimate_people_high"


def test_what_another_cell_does_not_hold_stays_unexplained():
    def none(*cell):
        raise LookupError("no such cell")

    steps = "denominator in column People"
    assert only(none, contribution=5.0, steps=steps)[0] == "unexplained"
    assert only(lambda *cell: "6", contribution=5.0, steps=steps)[0] == "unexplained"


def test_contributions_of_figures_have_no_derivation_and_withheld_cells_neither():
    found = with_derivations(lineage({"delivery": None, "raw_value": None}, {"raw_value": None}))
    assert found["derivation"].tolist() == ["", ""]


def test_every_declared_role_is_of_the_vocabulary():
    assert {kind for *_, kind, _ in _rules()} <= KINDS.keys()


@pytest.mark.parametrize("text", ["12", "-3", "1,234.5", "1 234", "0,5", "12,3456", "1.234.567,8", "7e3"])
def test_two_codes_read_the_same_number(text):
    from hr_pipeline.provenance.derivations import decimal_of

    assert derived("number" + decimal_of(text), [text], 0.0) == number_of(text)
