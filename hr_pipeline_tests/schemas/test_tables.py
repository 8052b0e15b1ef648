"""What every registered table promises about itself."""

import ast

import pytest

from hr_pipeline.schemas.fields import SOURCE_COLUMNS
from hr_pipeline.schemas.indicators import FIGURE_COLUMNS
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES, TABLES, describe, grain, keys, kinds, schema

CHEAP = {"str", "category", "Int64", "float64", "bool", "datetime64[ns]"}
UNIT_OF = {"_usd": "current US$", "_usd_2023": "US$ of 2023", "_people": "people", "_share": "share"}
OTHER_UNITS = {
    ("unit_costs", "cost_usd"): "US$ of price_year",
    ("resource_estimates", "amount_usd"): "US$ of price_year",
    ("published_needs", "amount_usd"): "US$ of price_year",
    ("survey_violations", "cases_people"): "cases",
}

every_table = pytest.mark.parametrize("table", TABLES)


@every_table
def test_every_column_is_of_a_cheap_kind_and_described(table):
    assert set(kinds(table).values()) <= CHEAP
    assert all(column["description"] for column in describe(table))


@every_table
def test_every_number_has_a_unit(table):
    numbers = [column for column in describe(table) if column["type"] in ("number", "integer")]
    assert [column["name"] for column in numbers if not column["unit"]] == []


@every_table
def test_the_unit_at_the_end_of_a_name_is_the_unit_that_is_declared(table):
    for column in describe(table):
        name = column["name"].removesuffix("_low").removesuffix("_high")
        unit = OTHER_UNITS.get((table, name)) or next(
            (unit for ending, unit in UNIT_OF.items() if name.endswith(ending)), column["unit"]
        )
        assert column["unit"] == unit, column["name"]


@every_table
def test_the_grain_is_one_sentence(table):
    assert grain(table).endswith(".")
    assert grain(table).count(". ") == 0


@every_table
def test_keys_are_columns(table):
    assert keys(table)
    assert set(keys(table)) <= set(kinds(table))


@pytest.mark.parametrize("table", SOURCE_TABLES)
def test_a_source_table_begins_with_its_cells(table):
    assert list(kinds(table))[: len(SOURCE_COLUMNS)] == SOURCE_COLUMNS


@pytest.mark.parametrize("table", INDICATOR_TABLES)
def test_a_published_table_begins_with_its_key_and_ends_with_its_terms(table):
    columns = list(kinds(table))
    assert columns[-len(FIGURE_COLUMNS) :] == FIGURE_COLUMNS
    assert columns[0] == keys(table)[0]
    assert schema(table).unique == keys(table)


@pytest.mark.parametrize("table", INDICATOR_TABLES)
def test_a_formula_is_arithmetic_over_roles(table):
    formulas = [column["formula"] for column in describe(table) if column["formula"]]
    assert formulas or table == "figure_checks"  # which holds no number
    allowed = (ast.Expression, ast.BinOp, ast.operator, ast.Call, ast.Name, ast.Load, ast.Constant)
    for formula in formulas:
        assert all(isinstance(node, allowed) for node in ast.walk(ast.parse(formula, mode="eval")))


def test_an_unregistered_table_has_no_schema():
    with pytest.raises(KeyError):
        schema("rumours")
