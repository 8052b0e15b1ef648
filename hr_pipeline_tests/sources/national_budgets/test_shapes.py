"""Tables as ministries lay them out: stacked, side by side, totals by code, running through the year, hidden rows."""

import io

import openpyxl
import pandas as pd
import pytest

from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, read, wide, workbook

TWO_HEADERS = [["Programme", "MINSANTE", None], [None, "Approved", "Spent"]]
STACKED = wide(
    "format: workbook",
    "header_rows: 2",
    "amounts: [{header: MINSANTE | Approved, phase: budget, year: 2024, labels: {administration: MINSANTE}}]",
    "not_read: [MINSANTE | Spent]",
    "leave_out: [{reason: subtotal, column: programme, words: TOTAL}]",
    "tables: [{ends: INVESTMENT, publication: running}, {begins: INVESTMENT, publication: investment}]",
)
RUNNING = wide(
    "columns: {programme: Programme, fund: Fund, period: Month, administration: City}",
    "amounts: [{header: Amount, phase: executed}]",
    "totals: {column: fund, total: T, parts: [C, S]}",
    "running: {within: [administration]}",
)
MONTHS = """City,Month,Fund,Programme,Amount
Kyiv,2022-01-31,T,HIV,30
Kyiv,2022-01-31,C,HIV,10
Kyiv,2022-01-31,S,HIV,20
Kyiv,2022-02-28,T,HIV,50
Kyiv,2022-02-28,C,HIV,20
Kyiv,2022-02-28,S,HIV,30
Lviv,2022-01-31,T,HIV,7
Lviv,2022-01-31,C,HIV,7
Lviv,2023-01-31,T,HIV,4
"""


def test_stacked_tables_are_read_each_with_its_own_rows(tmp_path):
    rows = [["RUNNING BUDGET"], *TWO_HEADERS, ["HIV", 5, 4], ["TOTAL", 5, 4], [], ["INVESTMENT BUDGET"], *TWO_HEADERS]
    rows += [["Clinic", 7, 6], ["TOTAL", 7, 6], ["A note", None, 99]]
    found = read(tmp_path, {"KEN/b.xlsx": workbook({"2024": rows}), "KEN/b.xlsx.layout.yaml": STACKED})
    declared = found.table.astype({"publication": "str", "administration": "str"})
    assert declared[["publication", "administration", "amount_lcu", "row"]].to_numpy().tolist() == [
        ["running", "MINSANTE", 5, 4],
        ["investment", "MINSANTE", 7, 10],
    ]
    assert found.counts["subtotal"] == 2
    assert found.cells_again() == ["5", "7"]


def test_tables_side_by_side_are_read_by_their_columns(tmp_path):
    rows = [
        ["Programme", "Amount", None, "Programme", "Amount"],
        ["HIV", 1, None, "Roads", 2],
        [None, None, None, "x", 3],
    ]
    layout = wide(
        "format: workbook", "tables: [{across: 'A:B', publication: left}, {across: 'D:E', publication: right}]"
    )
    found = read(tmp_path, {"KEN/b.xlsx": workbook({"s": rows}), "KEN/b.xlsx.layout.yaml": layout})
    assert found.table[["publication", "column", "amount_lcu"]].astype("str").to_numpy().tolist() == [
        ["left", "B", "1.0"],
        ["right", "E", "2.0"],
        ["right", "E", "3.0"],
    ]


def test_numbers_outside_every_table_are_counted(tmp_path):
    rows = [["Programme", "Amount", "Rate"], ["HIV", 1, 0.5]]
    layout = wide("format: workbook", "across: A:B", "sheets: s")
    found = read(tmp_path, {"KEN/b.xlsx": workbook({"s": rows, "t": [[1, 2]]}), "KEN/b.xlsx.layout.yaml": layout})
    assert found.counts == {"read": 4, "accepted": 1, "rejected": 0, "not_read": 3}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_of_a_running_year_the_latest_state_counts_and_of_funds_the_parts(tmp_path, form):
    content: bytes | str = MONTHS
    if form == "parquet":
        table, buffer = pd.read_csv(io.StringIO(MONTHS), parse_dates=["Month"]), io.BytesIO()
        table.assign(Month=table["Month"].dt.date).to_parquet(buffer)
        content = buffer.getvalue()
    layout = RUNNING.replace("format: csv", f"format: {form}")
    found = read(tmp_path, {f"UKR/b.{form}": content, f"UKR/b.{form}.layout.yaml": layout})
    declared = found.table.astype({"administration": "str", "fund": "str"})
    assert declared[["administration", "year", "fund", "amount_lcu"]].to_numpy().tolist() == [
        ["Kyiv", 2022, "C", 20],
        ["Kyiv", 2022, "S", 30],
        ["Lviv", 2022, "C", 7],
        ["Lviv", 2023, "T", 4],
    ]
    assert found.counts == {"read": 9, "accepted": 4, "rejected": 0, "earlier_state": 3, "subtotal": 2}
    assert found.cells_again() == ["20", "30", "7", "4"]


def test_a_total_that_is_not_its_parts_is_refused_with_its_cell(tmp_path):
    found = read(tmp_path, {"UKR/b.csv": MONTHS.replace("T,HIV,50", "T,HIV,59"), "UKR/b.csv.layout.yaml": RUNNING})
    assert "row 5, column Amount: expected T to be the sum of C, S, 50.00; found 59.00 (1 such rows)" in found.refusal


def test_hidden_rows_are_left_out_only_where_the_layout_says_so(tmp_path):
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (["Programme", "Amount"], ["HIV", 1], ["Roads", 2]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(content)
    for policy, rows in (("read", 2), ("leave_out", 1)):
        layout = wide("format: workbook", f"hidden_rows: {policy}")
        files = {"KEN/b.xlsx": content.getvalue(), "KEN/b.xlsx.layout.yaml": layout}
        assert len(read(tmp_path / policy, files).table) == rows


def test_two_header_rows_of_a_csv_are_joined(tmp_path):
    layout = wide("header_rows: 2", "amounts: [{header: 2024 | Approved, phase: budget, year: 2024}]", "numbers: comma")
    content = "Budget of the ministry;;\nProgramme;2024;\n;Approved;Spent\nHIV;1.234,5;\n"
    found = read(tmp_path, {"KEN/b.csv": content, "KEN/b.csv.layout.yaml": layout})
    assert found.table["amount_lcu"].tolist() == [1234.5]
    assert found.table["row"].tolist() == [4]


@pytest.mark.parametrize("content", [b"PAR1", b"no parquet"])
def test_a_broken_parquet_file_is_refused(tmp_path, content):
    layout = LAYOUT.replace("format: csv", "format: parquet")
    found = read(tmp_path, {"KEN/b.parquet": content, "KEN/b.parquet.layout.yaml": layout})
    assert "expected a Parquet file that opens" in found.refusal
