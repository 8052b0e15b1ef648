import pytest

from hr_pipeline_tests.mutation import is_caught, steps

FORMULAS = ["measures", "draws", "coverage_intervals", "coverage_gap", "units_per_million", "resource_need"]
FORMULAS += ["population_sizes", "hiv_spending_totals"]


@pytest.mark.slow
@pytest.mark.parametrize("module", FORMULAS)
def test_an_error_of_one_per_cent_in_a_formula_is_caught(module):
    """The longest step of each module; `make mutation` tries them all."""
    longest = max(steps(module), key=lambda step: (len(step.text), step.number))
    assert is_caught(longest), f"{module}:{longest.line}: {longest.text}"


def test_joining_texts_is_no_arithmetic():
    joined = [step.text for step in steps("figures") + steps("harm_reduction_funding") if "str" in step.text]
    assert joined == []
