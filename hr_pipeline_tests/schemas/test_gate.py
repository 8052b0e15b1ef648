"""The gate's messages and rejects; that each rule is kept belongs to `test_gate_rules.py`."""

import pandas as pd
import pytest

from hr_pipeline.schemas.gate import REJECT_COLUMNS, SHOWN_FAILURES, WITHHELD, BrokenRule, admit, require
from hr_pipeline_tests.schemas.examples import example, rows


def test_a_broken_rule_names_the_column_the_rule_the_key_and_the_cell():
    wrong = example("funding_gap", iso3="UKR", year=2024, service="all", need_usd=-5)
    with pytest.raises(BrokenRule) as broken:
        require("funding_gap", wrong)
    assert str(broken.value).splitlines() == [
        "funding_gap: 1 broken rule(s)",
        "  column need_usd, rule greater_than_or_equal_to(0) at UKR/2024/all: -5.0",
    ]


def test_a_message_shows_a_few_failures_and_counts_the_others():
    many = rows("resource_need", *({"year": 2000 + n, "people": 0} for n in range(SHOWN_FAILURES + 7)))
    with pytest.raises(BrokenRule) as broken:
        require("resource_need", many)
    lines = str(broken.value).splitlines()
    assert len(lines) == SHOWN_FAILURES + 2
    assert lines[-1] == "  and 7 more"


def test_a_message_never_shows_a_long_text_in_full():
    wrong = example("survey_policy", area="x" * 500)
    with pytest.raises(BrokenRule) as broken:
        require("survey_policy", wrong)
    assert "x" * 81 not in str(broken.value)


def test_a_table_without_a_schema_is_not_written():
    with pytest.raises(KeyError, match="rumours"):
        require("rumours", pd.DataFrame())


def test_a_rule_over_several_columns_is_one_reject():
    broken = {"estimate_people_low": 5, "estimate_people": 4, "estimate_people_high": 3}
    _, rejects = admit("population_size_estimates", rows("population_size_estimates", broken))
    assert rejects["check"].tolist() == ["bounds_enclose_the_estimate"]
    assert rejects["failed_column"].tolist() == ["population_size_estimates"]


def test_a_row_that_breaks_two_rules_is_two_rejects_and_one_row_less():
    frame = rows("price_index", {"value": 0, "year": 1900}, {})
    accepted, rejects = admit("price_index", frame)
    assert len(accepted) == 1
    assert sorted(rejects["failed_column"]) == ["value", "year"]


def test_a_reject_says_where_the_cell_stands_and_what_stood_there():
    placed = {"delivery": "reference/price_index.csv", "row": 7, "column": "value", "raw_value": "-3", "value": -3}
    _, rejects = admit("price_index", rows("price_index", placed))
    assert list(rejects.columns) == REJECT_COLUMNS
    assert rejects.iloc[0].to_dict() == {
        "table": "price_index",
        "delivery": "reference/price_index.csv",
        "sheet": "national",
        "row": 7,
        "column": "value",
        "check": "greater_than(0)",
        "failed_column": "value",
        "raw_value": "-3",
        "message": "column value: -3.0 breaks greater_than(0)",
    }


@pytest.mark.parametrize(
    ("table", "column", "described"),
    [("price_index", "value", [False, True]), ("survey_costs", "value", [False, False])],
)
def test_a_confidential_cell_and_any_cell_of_a_survey_is_withheld_from_rejects(table, column, described):
    both = ({"confidentiality": mark, "raw_value": f"said {mark}", column: -1} for mark in "CF")
    _, rejects = admit(table, rows(table, *both))
    declared = [raw if shown else WITHHELD for raw, shown in zip(["said C", "said F"], described, strict=True)]
    assert rejects["raw_value"].tolist() == declared
    assert ["-1" in message for message in rejects["message"]] == described


def test_rejects_pass_their_own_schema_with_and_without_rows():
    _, none = admit("price_index", rows("price_index", {}))
    _, some = admit("price_index", rows("price_index", {"value": 0}))
    assert require("rejects", none).empty
    assert len(require("rejects", some)) == 1


def test_rows_are_found_by_position_whatever_the_index_says():
    frame = rows("price_index", {"value": 0}, {}, {"value": -1}, {}).set_axis([7, 7, 7, 7])
    accepted, rejects = admit("price_index", frame)
    assert accepted["row_id"].tolist() == [1, 3]
    assert rejects["row"].tolist() == [1, 3]


def test_rows_that_share_an_id_are_all_rejected():
    accepted, rejects = admit("price_index", rows("price_index", {"row_id": 5}, {"row_id": 5}, {"row_id": 6}))
    assert accepted["row_id"].tolist() == [6]
    assert set(rejects["check"]) == {"field_uniqueness"}


@pytest.mark.parametrize("value", [1e308, float("inf"), 1.1e18])
def test_an_amount_that_no_country_has_is_rejected_where_it_stands(value):
    frame = rows("price_index", {"value": value, "raw_value": "1E+308"}, {"value": 5.0, "year": 2001})
    accepted, rejects = admit("price_index", frame)
    assert accepted["value"].tolist() == [5.0]
    assert "at_most_1e18" in set(rejects["check"])
    assert set(rejects["raw_value"]) == {"1E+308"}
