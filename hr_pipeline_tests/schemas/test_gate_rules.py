"""Every rule of every schema has a counter-example that it turns away: a new rule without one fails, a lost one too."""

import re

import pandas as pd
import pytest

from hr_pipeline.schemas.gate import SHOWN_FAILURES, BrokenRule, admit, require
from hr_pipeline.schemas.tables import SOURCE_TABLES, TABLES, kinds
from hr_pipeline_tests.schemas.examples import LISTED, counter_examples, declared, example, listed, rows

every_table = pytest.mark.parametrize("table", TABLES)
every_source_table = pytest.mark.parametrize("table", SOURCE_TABLES)

COMPUTED = [broken for table in TABLES if table not in SOURCE_TABLES for broken in counter_examples(table)]
TWICE = [(table, columns) for table in TABLES for columns in listed(table, "twice")]
OTHER_KIND = {"str": "category", "category": "str", "Int64": "float64", "float64": "Int64", "bool": "Int64"}


@every_table
def test_every_declared_rule_has_a_counter_example(table):
    cells = {(column, rule) for column, rules in dict(listed(table, "cells")).items() for rule in rules}
    over_columns = {(table, rule) for rule in [*listed(table, "rows"), *listed(table, "whole")]}
    twice = {(table, "/".join(columns)) for columns in listed(table, "twice")}
    assert cells | over_columns | twice == declared(table)


def test_every_listed_model_is_the_model_of_a_table():
    assert set(LISTED) <= {model.__name__ for table in TABLES.values() for model in table.__mro__}


@every_table
def test_a_row_made_from_the_schema_is_accepted(table):
    assert len(require(table, example(table))) == 1


@pytest.mark.parametrize("broken", COMPUTED, ids=str)
def test_a_computed_table_with_a_counter_example_stops_the_build(broken):
    with pytest.raises(BrokenRule, match=rf"column {broken.column}, rule {broken.rule}\b"):
        require(broken.table, example(broken.table, **broken.cells))


@every_source_table
def test_each_counter_example_in_a_source_table_is_a_reject_and_its_neighbour_is_kept(table):
    examples = list(counter_examples(table))
    accepted, rejects = admit(table, rows(table, *(broken.cells for broken in examples), {}))
    assert accepted["row_id"].tolist() == [len(examples)]
    rules = rejects["check"].str.split("(").str[0]
    found = set(zip(rejects["row"], rejects["failed_column"], rules, strict=True))
    places = [broken.cells.get("row", number + 1) for number, broken in enumerate(examples)]
    assert {(row, broken.column, broken.rule) for row, broken in zip(places, examples, strict=True)} <= found


@every_table
def test_a_cell_is_missing_only_where_that_is_listed(table):
    may_be_missing = [column for column in kinds(table) if column in listed(table, "may_be_missing")]
    others = [column for column, kind in kinds(table).items() if kind != "bool" and column not in may_be_missing]
    for some in few(others):
        broken = broken_rules(table, example(table, **dict.fromkeys(some)))
        assert {(column, "not_nullable") for column in some} <= broken
    assert not any("null" in rule for _, rule in broken_rules(table, example(table, **dict.fromkeys(may_be_missing))))


@every_table
def test_a_column_of_another_kind_is_turned_away(table):
    for some in few(kinds(table)):
        other = {column: OTHER_KIND.get(kinds(table)[column], "str") for column in some}
        broken = broken_rules(table, example(table).astype(other))
        assert {(column, "dtype") for column in some} <= broken


@every_table
def test_text_held_as_objects_is_turned_away(table):
    column = next(column for column, kind in kinds(table).items() if kind in ("str", "category"))
    with pytest.raises(BrokenRule, match="no_column_holds_objects"):
        require(table, example(table).astype({column: "object"}))


@pytest.mark.parametrize(("table", "columns"), TWICE, ids=[f"{table}-{columns[0]}" for table, columns in TWICE])
def test_two_rows_with_the_same_key_are_turned_away(table, columns):
    first, second = {}, {}
    same = rows(table, first, second)
    same = same.assign(**{column: pd.concat([same[column].iloc[:1]] * 2, ignore_index=True) for column in columns})
    with pytest.raises(BrokenRule, match="unique"):
        require(table, same)


@every_table
def test_columns_are_all_there_in_order_and_no_more(table):
    row = example(table)
    first, *others = row.columns
    for wrong, rule in (
        (row.drop(columns=first), "column_in_dataframe"),
        (row.assign(stray="x"), "column_in_schema"),
        (row[[*others, first]], "column_ordered"),
    ):
        with pytest.raises(BrokenRule, match=rule):
            require(table, wrong)


@every_source_table
def test_a_frame_that_does_not_fit_is_never_taken_for_bad_rows(table):
    row = example(table)
    for wrong in (row.drop(columns="row"), row.assign(stray="x"), row.astype({"row": "float64"})):
        with pytest.raises(BrokenRule, match="does not fit"):
            admit(table, wrong)


@every_table
def test_an_empty_table_is_accepted(table):
    assert require(table, example(table).iloc[:0]).empty


def few(columns):
    """Cut columns into parts whose failures a message shows in full."""
    names = list(columns)
    return [names[start : start + SHOWN_FAILURES - 2] for start in range(0, len(names), SHOWN_FAILURES - 2)]


def broken_rules(table, frame):
    """List column and rule of what a message says is broken."""
    try:
        require(table, frame)
    except BrokenRule as error:
        return set(re.findall(r"column (\w+), rule (\w+)", str(error)))
    return set()
