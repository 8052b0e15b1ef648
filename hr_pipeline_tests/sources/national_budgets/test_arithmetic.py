"""Budgets with a trap each: a draft asks about it, its answers give the true sums, and a careless layout is refused."""

import pytest

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.national_budgets import read
from hr_pipeline.sources.national_budgets.suggest import suggest
from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.sources.national_budgets.erroneous import Case, cases
from hr_pipeline_tests.sources.national_budgets.person import answered, open_questions

CASES = cases()


def by_year_and_stage(folder, case: Case, layout: str) -> dict[tuple[int, str], float]:
    path = f"national_budgets/{case.iso3}/budget.csv"
    records = read(delivered(folder, case.text, path), [delivered(folder, layout, path + ".layout.yaml")]).records[
        "national_budget_lines"
    ]
    return records.groupby(["year", "phase"])["amount_lcu"].sum().to_dict()


def test_there_are_enough_cases():
    assert len(CASES) >= 200


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_a_draft_asks_and_its_answers_give_the_true_sums(tmp_path, case):
    draft = suggest(delivered(tmp_path, case.text, f"national_budgets/{case.iso3}/budget.csv")).draft
    assert not case.asks or case.asks in {about for about, _ in open_questions(draft)}
    with pytest.raises(Refused, match="expected an answer to"):
        by_year_and_stage(tmp_path, case, draft.replace("draft: 'true'\n", ""))
    assert by_year_and_stage(tmp_path, case, answered(draft, case.answers)) == pytest.approx(case.truth)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if case.careless], ids=lambda case: case.kind)
def test_a_careless_layout_is_refused(tmp_path, case):
    with pytest.raises(Refused, match="How to fix it"):
        by_year_and_stage(tmp_path, case, case.careless)
