"""A draft of a layout from an unknown table: it says what it saw, is refused as it stands, and reads once confirmed."""

import pytest
import yaml

from hr_pipeline.sources.national_budgets.layout_yaml import parse_layout
from hr_pipeline.sources.national_budgets.suggest import suggest
from hr_pipeline_tests.formats.made import delivered, refusal
from hr_pipeline_tests.sources.national_budgets.tables import read, workbook

ROWS = [
    ["Бюджет здравоохранения на 2024 год"],
    ["(тыс. тенге)"],
    ["Код", "Наименование программы", "Утверждено", "Исполнено"],
    ["001", "Профилактика ВИЧ-инфекции", 1200, 1100.5],
    ["002", "Опиоидная заместительная терапия", 300, 290],
    [None, "Итого", 1500, 1390.5],
]


def confirmed(draft: str) -> str:
    """Do what a person does: look, complete what could not be recognised, remove the mark."""
    kept = [line for line in draft.splitlines() if not line.startswith("draft")]
    return "\n".join(kept).replace("FILL IN: where this table and its codes are published", "made for this test")


def test_a_draft_reads_its_table_once_a_person_has_confirmed_it(tmp_path):
    content = workbook({"Лист1": ROWS})
    found = suggest(delivered(tmp_path, content, "national_budgets/KAZ/budget.xlsx"))
    assert "found a draft" in refusal(parse_layout, found.draft.encode(), "x")
    declared = yaml.safe_load(found.draft)
    assert declared["columns"] == {"programme": "Наименование программы", "programme_code": "Код"}
    assert [(amount["phase"], amount["year"]) for amount in declared["amounts"]] == [
        ("budget", "2024"),
        ("executed", "2024"),
    ]
    assert (declared["unit"], declared["currency"]) == ("read", "KZT")
    assert declared["leave_out"] == [{"reason": "subtotal", "column": "programme", "words": ["Итого"]}]
    assert "header in sheet 'Лист1', row 3" in found.seen[0]
    files = {"KAZ/budget.xlsx": content, "KAZ/budget.xlsx.layout.yaml": confirmed(found.draft)}
    table = read(tmp_path, files).table
    assert table.groupby("phase", observed=True)["amount_lcu"].sum().to_dict() == {
        "budget": 1.5e6,
        "executed": 1.3905e6,
    }


def test_what_could_not_be_reported_is_left_to_fill_in(tmp_path):
    found = suggest(delivered(tmp_path, "Activity,Money\nneedles,5\nmethadone,7\n", "national_budgets/KEN/b.csv"))
    message = refusal(parse_layout, confirmed(found.draft).encode(), "x")
    assert "FILL IN" in found.draft
    assert "FILL IN" in message or "expected" in message


@pytest.mark.parametrize("content", ["a,b\nc,d\n", "1,2\n3,4\n"])
def test_a_file_without_a_table_is_refused(tmp_path, content):
    described = refusal(suggest, delivered(tmp_path, content, "national_budgets/KEN/b.csv"))
    assert "expected a row of several texts with numbers below it" in described
