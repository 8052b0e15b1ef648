"""A draft of a layout from an unknown table: what it saw, what it asks, and that it reads once it is answered."""

import pytest
import yaml

from hr_pipeline.sources.national_budgets.layout_yaml import parse_layout
from hr_pipeline.sources.national_budgets.suggest import suggest
from hr_pipeline_tests.formats.made import delivered, refusal
from hr_pipeline_tests.sources.national_budgets.person import answered, open_questions
from hr_pipeline_tests.sources.national_budgets.tables import read, workbook

ROWS = [
    ["Бюджет здравоохранения на 2024 год"],
    ["(тыс. тенге)"],
    ["Код", "Наименование программы", "Утверждено", "Исполнено"],
    ["001", "Профилактика ВИЧ-инфекции", 1200, 1100.5],
    ["002", "Опиоидная заместительная терапия", 300, 290],
    [None, "Итого", 1500, 1390.5],
]


def test_a_draft_reads_its_table_once_a_person_has_answered_its_questions(tmp_path):
    content = workbook({"Лист1": ROWS})
    found = suggest(delivered(tmp_path, content, "national_budgets/KAZ/budget.xlsx"))
    assert "expected an answer to: Where are this table" in refusal(parse_layout, found.draft.encode(), "x")
    declared = yaml.safe_load(found.draft)
    assert declared["columns"] == {"programme": "Наименование программы", "programme_code": "Код"}
    assert [amount["phase"] for amount in declared["amounts"]] == ["budget", "executed"]
    assert (declared["unit"], declared["currency"]) == ("read", "KZT")
    assert open_questions(found.draft) == [
        ("source", "the table"),
        ("year", "Утверждено || Исполнено"),
        ("sum rows", "6"),
        ("payer", "*"),
    ]
    assert "header in sheet 'Лист1', row 3" in found.seen[0]
    layout = answered(found.draft, {"year": "2024"})
    table = read(tmp_path, {"KAZ/budget.xlsx": content, "KAZ/budget.xlsx.layout.yaml": layout}).table
    assert table.groupby("phase", observed=True)["amount_lcu"].sum().to_dict() == {
        "budget": 1.5e6,
        "executed": 1.3905e6,
    }


def test_a_draft_whose_questions_are_answered_is_refused_until_its_mark_is_removed(tmp_path):
    content = workbook({"Лист1": ROWS})
    found = suggest(delivered(tmp_path, content, "national_budgets/KAZ/budget.xlsx"))
    layout = "draft: true\n" + answered(found.draft, {"year": "2024"})
    assert "found a draft" in refusal(parse_layout, layout.encode(), "x")


def test_an_answer_that_a_question_does_not_allow_is_refused(tmp_path):
    found = suggest(delivered(tmp_path, workbook({"Лист1": ROWS}), "national_budgets/KAZ/budget.xlsx"))
    layout = answered(found.draft, {"year": "2024", "sum rows": "perhaps"})
    message = refusal(parse_layout, layout.encode(), "x")
    assert "expected one of yes, no as answer to: Is row 6 (Итого) a sum, to be left out?" in message


def test_what_the_file_does_not_say_is_asked(tmp_path):
    found = suggest(delivered(tmp_path, "Activity,Money\nneedles,5\nmethadone,7\n", "national_budgets/KEN/b.csv"))
    assert {about for about, _ in open_questions(found.draft)} >= {"phase", "year", "unit", "payer", "source"}


@pytest.mark.parametrize("content", ["a,b\nc,d\n", "1,2\n3,4\n"])
def test_a_file_without_a_table_is_refused(tmp_path, content):
    described = refusal(suggest, delivered(tmp_path, content, "national_budgets/KEN/b.csv"))
    assert "expected a row of several texts with numbers below it" in described
