"""Ugly tables, small and inline: what becomes of each cell."""

import pytest

from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, read, wide, workbook

PHASES = (
    "amounts: [{header: 2024 | Plan, phase: budget, year: 2024}, {header: 2024 | Fact, phase: executed, year: 2024}]"
)
WORKBOOK = wide("format: workbook", "header_rows: 2", PHASES)
TWO_ROWS = [["Programme", "2024", None], [None, "Plan", "Fact"]]


def csv(tmp_path, content, *lines):
    return read(tmp_path, {"KEN/b.csv": content, "KEN/b.csv.layout.yaml": wide(*lines)})


def xlsx(tmp_path, rows, *lines, base=WORKBOOK):
    files = {"KEN/b.xlsx": workbook({"Budget": rows}), "KEN/b.xlsx.layout.yaml": wide(*lines, base=base)}
    return read(tmp_path, files)


def test_a_number_that_is_no_number_is_rejected_with_its_cell(tmp_path):
    found = csv(tmp_path, "Programme,Amount\nA,100\nB,about 5\nC,NaN\nD,inf\n")
    assert found.table["amount_lcu"].tolist() == [100]
    assert found.rejects.query("failed_column == 'amount_original'")[
        ["row", "column", "raw_value"]
    ].to_numpy().tolist() == [
        [3, "Amount", "about 5"],
        [4, "Amount", "NaN"],
        [5, "Amount", "inf"],
    ]


def test_a_missing_amount_is_left_out_and_never_a_zero(tmp_path):
    found = csv(tmp_path, "Programme,Amount\nA,0\nB,\nC,-\n", 'no_amount: "-"')
    assert found.table["amount_lcu"].tolist() == [0]
    assert found.counts == {"read": 3, "accepted": 1, "rejected": 0, "blank": 2}


def test_a_torn_line_is_rejected_with_its_line_and_the_rest_goes_on(tmp_path):
    found = csv(tmp_path, 'Programme,Amount\nA,1\nB,2,3\n\n"C\nC",4\n')
    assert found.table["row"].tolist() == [2, 5]
    assert found.rejects[["row", "check"]].to_numpy().tolist() == [[3, "cells_in_line"]]
    assert found.counts == {"read": 4, "accepted": 2, "rejected": 1, "blank": 1}
    assert found.cells_again() == ["1", "4"]


def test_a_csv_with_a_title_above_its_header_is_read_and_its_unit_too(tmp_path):
    content = "Budget 2024;\nKShs million;\n;\nProgramme;Amount\nA;1,5\nB;2\n;\nlast;3;4\n"
    found = csv(tmp_path, content, "separator: ;", "unit: read", "numbers: comma")
    assert found.table["amount_lcu"].tolist() == [1_500_000, 2_000_000]
    assert found.table["row"].tolist() == [5, 6]
    assert found.cells_again() == ["1,5", "2"]
    assert found.counts == {"read": 4, "accepted": 2, "rejected": 1, "blank": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_cyrillic_in_any_usual_encoding_is_read(tmp_path, encoding):
    rows = "".join(f"Охрана здоровья населения {number};{number}\n" for number in range(1, 30))
    content = ("Программа;Сумма\n" + rows).encode(encoding)
    lines = ("columns: {programme: программа}", "amounts: [{header: СУММА, phase: budget, year: 2024}]")
    found = csv(tmp_path, content, *lines)
    assert found.table["programme"].iloc[0] == "Охрана здоровья населения 1"
    assert found.table["amount_lcu"].sum() == 435


def test_a_labelled_fiscal_year_in_a_column_gets_its_days(tmp_path):
    found = csv(
        tmp_path,
        "Programme,FY,Amount\nA,2020/2021,5\nB,soon,6\n",
        "columns: {programme: Programme, year: FY}",
        "amounts: [{header: Amount, phase: executed}]",
        "fiscal_year_start: 07-01",
    )
    assert found.table[["year"]].to_numpy().tolist() == [[2021]]
    assert [str(found.table[day].dt.date[0]) for day in ("fiscal_year_start", "fiscal_year_end")] == [
        "2020-07-01",
        "2021-06-30",
    ]
    assert set(found.rejects["failed_column"]) == {"year", "fiscal_year_start", "fiscal_year_end"}


def test_each_amount_of_a_wide_row_is_a_line_of_its_own(tmp_path):
    found = xlsx(tmp_path, [*TWO_ROWS, ["A", 10, 9], ["B", 20, None]])
    assert found.table[["row", "column", "phase", "amount_lcu"]].astype("str").to_numpy().tolist() == [
        ["3", "B", "budget", "10.0"],
        ["3", "C", "executed", "9.0"],
        ["4", "B", "budget", "20.0"],
    ]
    assert found.counts == {"read": 4, "accepted": 3, "rejected": 0, "blank": 1}
    assert found.cells_again() == ["10", "9", "20"]


def test_typed_numbers_are_taken_as_they_are_and_texts_by_the_convention(tmp_path):
    found = xlsx(tmp_path, [*TWO_ROWS, ["A", 123.567, "123.567"], ["B", 12.5, "1 234,5"]], "numbers: comma")
    assert found.table["amount_lcu"].tolist() == [123.567, 123_567, 12.5, 1234.5]
    assert found.cells_again() == found.table["raw_value"].tolist()


def test_a_formula_that_failed_is_rejected_and_not_missing(tmp_path):
    content = workbook({"Budget": [*TWO_ROWS, ["A", "#REF!", 9]]})
    found = read(tmp_path, {"KEN/b.xlsx": content, "KEN/b.xlsx.layout.yaml": WORKBOOK})
    assert found.table["amount_lcu"].tolist() == [9]
    assert set(found.rejects["raw_value"]) == {"#REF!"}


def test_sums_headings_and_notes_among_the_rows_are_left_out_and_counted(tmp_path):
    rows = [*TWO_ROWS, ["Chapter 1", None, None], ["A", 1, 2], ["TOTAL  chapter 1", 1, 2], ["(1) note", None, None], []]
    rules = (
        "leave_out: [{reason: subtotal, column: programme, words: [Total]}, {reason: heading, column: programme,"
        r" pattern: 'chapter \d'}, {reason: footnote, column: programme, pattern: '\(\d+\)'}]"
    )
    found = xlsx(tmp_path, [*rows, ["Totality", 5, 6]], rules)
    assert found.table["programme"].unique().tolist() == ["A", "Totality"]
    assert found.counts == {
        "read": 12,
        "accepted": 4,
        "rejected": 0,
        "subtotal": 2,
        "heading": 2,
        "footnote": 2,
        "blank": 2,
    }


def test_a_second_table_below_the_first_is_left_out_from_its_heading_onwards(tmp_path):
    rows = [*TWO_ROWS, ["A", 1, 2], ["Both budgets", None, None], ["A", 3, 4]]
    rule = "leave_out: [{reason: not_read, column: programme, words: Both budgets, onwards: true}]"
    found = xlsx(tmp_path, rows, rule)
    assert found.table["amount_lcu"].tolist() == [1, 2]
    assert found.counts["not_read"] == 4


@pytest.mark.parametrize("name", ["Итого", "Total général", "в т.ч. лекарства", "SUB-TOTAL 12"])
def test_a_row_named_like_a_sum_that_no_rule_names_is_refused(tmp_path, name):
    found = csv(tmp_path, f"Programme,Amount\nA,100\n{name},100\n")
    assert "row 3, column programme: expected the layout to say what this row is" in found.refusal
    assert found.table.empty


def test_a_programme_that_only_begins_like_a_sum_is_read_when_the_layout_says_so(tmp_path):
    found = csv(tmp_path, "Programme,Amount\nTotal sanitation,1\nTotality,2\n", "not_sums: Total Sanitation")
    assert found.table["amount_lcu"].tolist() == [1, 2]


def test_what_a_heading_says_once_holds_for_the_rows_below_it(tmp_path):
    rows = [["Ministry", "Programme", "2024", None], [None, None, "Plan", "Fact"]]
    rows += [["Health", None, 3, 3], [None, "A", 9, 9], ["Sum", None, 9, 9], [None, "B", 2, 2], ["Justice", "C", 4, 4]]
    found = xlsx(
        tmp_path,
        rows,
        "columns: {administration: Ministry, programme: Programme}",
        "fill_down: administration",
        "leave_out: [{reason: subtotal, column: administration, words: Sum},"
        " {reason: heading, column: programme, empty: true}]",
    )
    assert found.table.drop_duplicates("row")["administration"].tolist() == ["Health", "Health", "Justice"]


def test_numbers_outside_what_the_layout_names_are_counted_as_not_read(tmp_path):
    rows = [["Programme", "2024", None, "Rate", "Known"], [None, "Plan", "Fact", None, None], ["A", 1, 2, 0.5, 7]]
    content = workbook({"Budget": rows, "Other": [["x", 5], ["y", 6]], "Empty": []})
    layout = wide("sheets: Bud*", "not_read: Known", base=WORKBOOK)
    found = read(tmp_path, {"KEN/b.xlsx": content, "KEN/b.xlsx.layout.yaml": layout})
    assert found.counts == {"read": 5, "accepted": 2, "rejected": 0, "not_read": 3}


def test_every_sheet_that_the_layout_names_is_read_under_its_own_name(tmp_path):
    rows = [*TWO_ROWS, ["A", 1, 2]]
    content = workbook({"2024 a": rows, "2024 b": rows})
    found = read(tmp_path, {"KEN/b.xlsx": content, "KEN/b.xlsx.layout.yaml": WORKBOOK})
    assert found.table["sheet"].astype("str").tolist() == ["2024 a", "2024 a", "2024 b", "2024 b"]
    assert found.cells_again() == ["1", "2", "1", "2"]


def test_a_table_without_any_amount_is_empty_and_accounted_for(tmp_path):
    found = csv(tmp_path, "Programme,Amount\nA,\n")
    assert found.table.empty
    assert found.counts == {"read": 1, "accepted": 0, "rejected": 0, "blank": 1}


def test_a_publication_is_named_by_the_layout_else_by_the_vintage_else_by_the_file(tmp_path):
    files = {"KEN/b.csv": "Programme,Amount\nA,1\n", "KEN/b.csv.layout.yaml": LAYOUT}
    assert read(tmp_path / "1", files).table["publication"].tolist() == ["b.csv"]
    dated = files | {"KEN/delivery.yaml": "vintage: June 2024"}
    assert read(tmp_path / "2", dated).table["publication"].tolist() == ["June 2024"]
    named = dated | {"KEN/b.csv.layout.yaml": wide("publication: Budget Act")}
    assert read(tmp_path / "3", named).table["publication"].tolist() == ["Budget Act"]


def test_a_table_of_which_every_row_is_left_out_has_no_row_and_no_reject(tmp_path):
    rule = "leave_out:\n  - {reason: heading, column: programme, words: [Heading]}\n"
    found = read(
        tmp_path, {"KEN/a.csv": "Programme,Amount\nHeading,1\nHeading,2\n", "KEN/a.csv.layout.yaml": LAYOUT + rule}
    )
    assert found.counts == {"read": 2, "heading": 2, "accepted": 0, "rejected": 0}
    assert found.table.empty and found.rejects.empty
