"""A delivery that cannot be used as a whole gives one clear message, and the others go on."""

import pytest

from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, read, wide, workbook

TABLE = "Programme,Amount\nA,1\n"
BOOK = wide("format: workbook")


@pytest.mark.parametrize(
    ("path", "content", "layout", "says"),
    [
        (
            "UGA/b.csv",
            TABLE,
            None,
            "there is none for UGA. How to fix it: let `hr-pipeline layout suggest` draft b.csv.layout.yaml",
        ),
        ("MKD/b.csv", TABLE, None, "none of the packaged layouts for MKD (north_macedonia_budget.yaml) does"),
        ("KEN/b.csv", "Programme,Sum\nA,1\n", LAYOUT, "row 1: expected the columns 'Amount', which are missing"),
        ("KEN/b.csv", "x,y\n1,2\n", LAYOUT, "expected a header with the columns 'Programme', 'Amount'"),
        ("KEN/b.csv", "Programme,Amount,AMOUNT\nA,1,2\n", LAYOUT, "expected one column 'Amount', found several"),
        ("KEN/b.csv", "Programme,Amount,Amount\nA,1,2\n", LAYOUT, "expected one column 'Amount', found several"),
        ("KEN/b.csv", b"", LAYOUT, "found an empty file"),
        ("KEN/b.csv", "\n\n", LAYOUT, "found only blanks"),
        ("KEN/b.csv", b"Programme,Amount\n\x00\x01,1\n", LAYOUT, "found NUL"),
        ("KEN/b.csv", TABLE, wide("unit: read"), "expected a known unit"),
        ("KEN/b.csv", TABLE, wide("currency: ZZZ"), "expected an ISO 4217 currency code, found 'ZZZ'"),
        ("KEN/b.csv", TABLE, BOOK, "key format: expected 'csv'"),
        ("KEN/b.xlsx", b"PK\x03\x04 broken", BOOK, "expected a workbook that opens"),
        ("KEN/b.xlsx", b"", BOOK, "found an empty file"),
        ("KEN/b.xlsx", workbook({"Budget": []}), BOOK, "the workbook has: Budget (empty)"),
        (
            "KEN/b.xlsx",
            workbook({"Budget": [["x"]]}),
            wide("sheets: Costs", base=BOOK),
            "sheet 'Costs': expected a sheet",
        ),
        ("KEN/b.xlsx", workbook({"Budget": [["x"]]}), BOOK, "sheet 'Budget', first 1 rows: expected a header"),
        ("KEN/b.pdf", b"%PDF", LAYOUT, "save the table as .xlsx or .csv"),
        ("Kenya/b.csv", TABLE, LAYOUT, "below national_budgets, found 'Kenya'"),
        ("b.csv", TABLE, LAYOUT, "below national_budgets, found ''"),
    ],
)
def test_one_clear_message(tmp_path, path, content, layout, says):
    files = {path: content} | ({f"{path}.layout.yaml": layout} if layout else {})
    found = read(tmp_path, files)
    assert says in found.refusal
    assert found.table.empty


def test_two_layouts_that_fit_are_one_too_many(tmp_path, monkeypatch):
    from hr_pipeline.sources.national_budgets import matching
    from hr_pipeline.sources.national_budgets.layout_yaml import parse_layout

    layout = parse_layout(wide("match: {iso3: KEN}").encode(), "a")
    monkeypatch.setattr(matching, "packaged", lambda: {"a.yaml": layout, "b.yaml": layout})
    assert "expected one layout to match, found a.yaml, b.yaml" in read(tmp_path, {"KEN/b.csv": TABLE}).refusal


def test_the_other_deliveries_go_on(tmp_path):
    found = read(tmp_path, {"KEN/a.csv": TABLE, "KEN/b.csv": TABLE, "KEN/b.csv.layout.yaml": LAYOUT})
    assert len(found.table) == 1
    assert "a.csv.layout.yaml" in found.refusal
