"""Derivations: each number is explained by its cell, its steps and its role, or it is called unexplained."""

import pandas as pd
import pytest

from hr_pipeline.provenance.derivations import KINDS, number_of, with_derivations
from hr_pipeline.provenance.meanings import rules
from hr_pipeline.provenance.replay_numbers import derived, from_figure

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


def test_withheld_contributions_and_cells_have_no_derivation():
    found = with_derivations(lineage({"delivery": None, "raw_value": None, "contribution": None}, {"raw_value": None}))
    assert found["derivation"].tolist() == ["", ""]


CONSTANT = {"input_table": "unit_costs", "output_column": "unit_cost_usd_2023", "role": "of_people", "raw_value": "7"}


def test_a_role_with_one_meaning_gives_a_constant_and_nothing_else():
    assert only(**CONSTANT, contribution=1.0)[0] == "constant;value=1"
    assert only(**CONSTANT, contribution=2.0)[0] == "unexplained"
    assert derived("constant;value=1", ["7"]) == 1.0
    with pytest.raises(ValueError, match="no constant"):
        derived("constant;value=1000", ["7"])


def test_half_of_the_last_digit_follows_from_the_digits_that_are_published():
    half = {"input_table": "published_statistics", "role": "rounding", "steps": "x 0.01 (per cent)"}
    assert only(**half, raw_value="24.5", contribution=0.0005)[0] == "half_digit;digits=1;x=0.01"
    assert only(**half, raw_value="26", contribution=0.0005)[0] == "half_digit;digits=1;x=0.01"
    assert only(**half, raw_value="24.5", contribution=0.005)[0] == "unexplained"
    assert derived("half_digit;digits=1;x=0.01", ["24.5"]) == pytest.approx(0.0005)
    with pytest.raises(ValueError, match="more digits"):
        derived("half_digit;digits=0;x=0.01", ["24.5"])


def test_all_people_are_the_people_of_an_age_over_their_share():
    cells = {("a.csv", "", 2, "people_15_64"): "82108", ("a.csv", "", 2, "share_15_64"): "0.5"}
    people = {
        "input_table": "working_age_people",
        "output_column": "people_15_64",
        "role": "total",
        "raw_value": "82108",
    }
    assert only(lambda *cell: cells[cell], **people, contribution=164216.0)[0] == "ratio;other=share_15_64"
    assert derived("ratio;other=share_15_64", ["82108", "0.5"]) == 164216.0


OF_FIGURE = {"delivery": None, "raw_value": None, "input_row": 0}
NEED = {"input_table": "resource_need", "input_column": "need_usd_2023"}
INDEXES = [
    {"role": role, "contribution": value, "raw_value": str(value), "output_column": "need_usd"}
    for role, value in {"index_year": 110.0, "index_base": 100.0}.items()
]


@pytest.mark.parametrize(
    ("edge", "more", "expected"),
    [
        (NEED | {"contribution": 50.0}, [], "figure"),
        (
            NEED | {"output_column": "need_usd", "contribution": 55.0},
            INDEXES,
            "figure;times=index_year;over=index_base",
        ),
        (NEED | {"output_column": "need_usd", "contribution": 56.0}, INDEXES, "unexplained"),
        (NEED | {"contribution": 5.0}, [], "unexplained"),
        ({"input_table": "coverage_gap", "input_column": "gap", "output_column": "missing_share"}, [], "unexplained"),
        ({"input_table": "nothing", "input_column": "gap"}, [], "unexplained"),
    ],
)
def test_a_published_figure_gives_itself_or_what_its_role_says(edge, more, expected):
    tables = {"resource_need": pd.DataFrame({"need_usd_2023": [50.0]}), "coverage_gap": pd.DataFrame({"gap": [3.0]})}
    found = with_derivations(lineage(OF_FIGURE | edge, *more), None, tables)
    assert found.at[0, "derivation"] == expected


def test_the_replayer_computes_what_a_figure_gives():
    roles = {"index_year": 110.0, "index_base": 100.0}
    assert from_figure("figure", 50.0, {}, 1) == 50.0
    assert from_figure("figure;mean", 50.0, {}, 4) == 12.5
    assert from_figure("figure;minus", 50.0, {}, 1) == -50.0
    assert from_figure("figure;times=index_year;over=index_base", 50.0, roles, 1) == pytest.approx(55.0)
    assert from_figure("declared", 50.0, roles, 1) is None
    assert from_figure("figure", None, roles, 1) is None
    with pytest.raises(ValueError, match="unknown derivation"):
        from_figure("number", 50.0, roles, 1)


def test_every_declared_role_is_of_the_vocabulary():
    assert {kind.partition(";")[0] for *_, kind, _ in rules()} <= KINDS.keys()


@pytest.mark.parametrize("text", ["12", "-3", "1,234.5", "1 234", "0,5", "12,3456", "1.234.567,8", "7e3"])
def test_two_codes_read_the_same_number(text):
    from hr_pipeline.provenance.derivations import decimal_of

    assert derived("number" + decimal_of(text), [text]) == number_of(text)
