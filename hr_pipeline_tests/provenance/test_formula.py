"""Formulas: arithmetic over roles and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.provenance.formula import SUM, evaluate
from hr_pipeline.schemas.tables import INDICATOR_TABLES, describe

FORMULAS = sorted(
    {column["formula"] for table in INDICATOR_TABLES for column in describe(table) if column["formula"]} - {SUM}
)
amounts = st.floats(1, 1e9)


def test_the_sum_is_that_of_the_addends():
    assert evaluate("sum", {"addend": 12.5, "factor": 3.0}) == 12.5


@given(amounts, amounts, amounts)
def test_a_formula_means_what_python_means(target, denominator, numerator):
    roles = {"target": target, "denominator": denominator, "numerator": numerator}
    expected = max(0, target * denominator - numerator) / min(target, 7)
    assert evaluate("max(0, target * denominator - numerator) / min(target, 7)", roles) == expected


def test_brackets_and_precedence_hold():
    assert evaluate("1 - a / b * (c + 2)", {"a": 1.0, "b": 4.0, "c": 2.0}) == 0.0


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_declared_formula_can_be_computed(formula):
    class Anything(dict):
        def __missing__(self, role):
            return 0.5 if role == "share" else 2.0

    assert isinstance(evaluate(formula, Anything()), float | int)


@pytest.mark.parametrize(
    "formula",
    [
        *[
            "unknown_role * 2",
            "a.real",
            "a[0]",
            "__import__('os')",
            "print(a)",
            "a if a else 0",
            "a ** 2",
            "a // 2",
            "-a",
        ],
        *[
            "lambda: 1",
            "'text' * a",
            "max(a, 1, key=a)",
            "'7'",
            "",
            "a +",
            "[a for a in b]",
            "a < 1",
            "open('x')",
            "None",
        ],
    ],
)
def test_anything_else_is_refused(formula):
    with pytest.raises(ValueError, match="cannot evaluate"):
        evaluate(formula, {"a": 1.0})


def test_a_division_by_zero_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        evaluate("a / b", {"a": 1.0, "b": 0.0})
