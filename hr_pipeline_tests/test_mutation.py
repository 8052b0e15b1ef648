import ast
import random

import pytest

from hr_pipeline_tests.mutation.__main__ import chosen
from hr_pipeline_tests.mutation.operators import FILTERS, FORMULAS, OPERATORS, mutants, mutated
from hr_pipeline_tests.mutation.running import is_caught

CENTRAL = ["measures", "draws", "coverage_intervals", "coverage_gap", "units_per_million", "resource_need"]
CENTRAL += ["population_sizes", "hiv_spending_totals"]
SAMPLED, LEAST_CAUGHT = 10, 0.9

CHANGES = [
    ("arithmetic", "a * b", "a * b * 1.01"),
    ("comparison", "frame[frame.year < 3]", "frame[frame.year >= 3]"),
    ("test", "frame.year.isna()", "frame.year.notna()"),
    ("test", "frame.year.isin(years)", "~frame.year.isin(years)"),
    ("mask", "one & other", "one | other"),
    ("not", "~mask", "mask"),
    ("join", "a.merge(b, on='year', how='left')", "a.merge(b, on='year', how='inner')"),
    ("filter", "frame[frame.year.eq(3)]", "frame"),
]


@pytest.mark.parametrize(("operator", "before", "after"), CHANGES)
def test_an_operator_changes_one_expression(operator, before, after):
    source = f"def f():\n    return {before}\n"
    first = mutants("module", source, {operator: OPERATORS[operator]})[0]
    assert ast.unparse(mutated(source, first)) == f"def f():\n    return {after}"


@pytest.mark.parametrize("text", ["'a' + name", "[1] + more", "f'{a}' + b"])
def test_joining_texts_and_lists_is_no_arithmetic(text):
    assert mutants("module", f"def f():\n    return {text}\n", FORMULAS) == []


@pytest.mark.slow
@pytest.mark.parametrize("module", CENTRAL)
def test_an_error_of_one_per_cent_in_a_formula_is_caught(module):
    """The longest step of each module; `make mutation` tries them all."""
    longest = max(chosen([module], FORMULAS), key=lambda mutant: (len(mutant.text), mutant.number))
    assert is_caught(longest), f"{module}:{longest.line}: {longest.text}"


@pytest.mark.slow
@pytest.mark.parametrize("room", ["money", "coverage", "partners"])
def test_nine_in_ten_errors_of_filters_joins_and_masks_are_caught(room):
    """A sample by a fixed seed; `make mutation` tries them all."""
    sample = random.Random(room).sample(chosen([room], FILTERS), SAMPLED)
    missed = [mutant for mutant in sample if not is_caught(mutant)]
    assert len(missed) <= (1 - LEAST_CAUGHT) * SAMPLED, missed
