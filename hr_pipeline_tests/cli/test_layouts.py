"""`hr-pipeline layout` as a person uses it: draft, answer, try out."""

from hr_pipeline_tests.sources.national_budgets.person import answered
from hr_pipeline_tests.sources.national_budgets.tables import workbook
from hr_pipeline_tests.sources.national_budgets.test_suggest import ROWS


def test_a_draft_is_written_answered_and_tried_out(command, tmp_path):
    file = tmp_path / "KAZ" / "budget.xlsx"
    file.parent.mkdir()
    file.write_bytes(workbook({"Лист1": ROWS}))
    assert "hr-pipeline layout suggest" in command("layout", "check", file, expect=1)
    assert "header in sheet" in command("layout", "suggest", file, "--write")
    assert "is there already" in command("layout", "suggest", file, "--write", expect=1)
    assert "expected an answer to: Where are" in command("layout", "check", file, expect=1)
    alongside = file.with_name("budget.xlsx.layout.yaml")
    alongside.write_text(answered(alongside.read_text(encoding="utf-8"), {"year": "2024"}), encoding="utf-8")
    assert "1390500.0" in command("layout", "check", file)


def test_a_draft_is_printed_for_a_country_that_is_named(command, tmp_path):
    file = tmp_path / "budget.xlsx"
    file.write_bytes(workbook({"Лист1": ROWS}))
    assert "currency: KGS" in command("layout", "suggest", file, "--country", "KGZ")
    assert "expected a country's ISO 3166" in command("layout", "suggest", file, expect=1)
