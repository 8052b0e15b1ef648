"""A person with an unknown budget follows `suggest`, its questions and the check, and gets the independent sums."""

import pytest

from hr_pipeline.sources.national_budgets.suggest import suggest
from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.sources.national_budgets.person import answered
from hr_pipeline_tests.sources.national_budgets.tables import read
from hr_pipeline_tests.sources.national_budgets.unknown import EVERY
from hr_pipeline_tests.sources.national_budgets.unknown_shapes import SHAPES


@pytest.mark.parametrize("make", [*EVERY, *SHAPES], ids=lambda make: make.__name__)
def test_the_steps_give_the_independent_sums_by_year_and_stage(tmp_path, make):
    budget = make()
    draft = suggest(delivered(tmp_path, budget.content, f"national_budgets/{budget.path}")).draft
    layout = answered(draft, budget.answers)
    found = read(tmp_path, {budget.path: budget.content, f"{budget.path}.layout.yaml": layout})
    assert found.built.accounting.query("outcome == 'refused'")["message"].tolist() == []
    sums = found.table.groupby(["year", "phase"], observed=True)["amount_lcu"].sum().to_dict()
    assert sums == pytest.approx(budget.truth)
    assert found.rejects.empty
