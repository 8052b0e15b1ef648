"""The independent reader of cells finds what the delivered files hold, in every format that it claims to read."""

import gzip
import io
import json
import zipfile
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from hr_pipeline.provenance.replay_cells import NotChecked, read_cells

CSV = 'grant;"Total\nAmount"\nA;"1 000,50"\nB;-0.25\n'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_text_tables_are_read_by_the_line_a_record_begins_on(encoding):
    content = CSV.encode(encoding)
    wanted = {("", 3, "Total\nAmount"), ("", 4, "Total\nAmount"), ("", 9, "Total\nAmount"), ("", 3, "none")}
    found = {("", 3, "Total\nAmount"): "1 000,50", ("", 4, "Total\nAmount"): "-0.25"}
    assert read_cells(content, "a.csv", wanted) == found
    assert read_cells(gzip.compress(content), "a.csv.gz", wanted) == found


def test_a_member_of_an_archive_and_a_numbered_column_are_found():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.csv", "x,y\n1,2\n")
    assert read_cells(packed.getvalue(), "a.zip", {("b.csv", 2, "#2")}) == {("b.csv", 2, "#2"): "2"}


def test_workbooks_are_read_without_any_library(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2024"
    for row in [["text", 3, 2.5, True], [datetime(2024, 2, 1), 1e15, None, " padded "]]:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    places = {("2024", row, column) for row in (1, 2) for column in "ABCD"}
    found = {f"{column}{row}": text for (_, row, column), text in read_cells(content, "a.XLSX", places).items()}
    assert found == {
        "A1": "text",
        "B1": "3",
        "C1": "2.5",
        "D1": "TRUE",
        "A2": "2024-02-01",
        "B2": "1000000000000000",
        "C2": "",
        "D2": " padded ",
    }
    assert read_cells(content, "a.xlsx", {("2025", 1, "A")}) == {}


def test_pages_are_read_by_row_and_path_and_by_pointer():
    page = json.dumps({"value": [{"amount": 1.50, "is": True, "none": None}]}).replace("1.5,", "1.50,")
    wanted = {("1", 1, "amount"), ("1", 1, "is"), ("1", 1, "none"), ("1", 1, "missing"), ("", 1, "/value/0/amount")}
    assert read_cells(page.encode(), "a.json", wanted) == {
        ("1", 1, "amount"): "1.50",
        ("1", 1, "is"): "true",
        ("1", 1, "none"): "",
        ("", 1, "/value/0/amount"): "1.50",
    }


def test_parquet_is_read_by_row(tmp_path):
    pd.DataFrame({"amount": [1.0, 2.5], "name": ["a", None]}).to_parquet(tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    wanted = {("", 1, "amount"), ("", 2, "amount"), ("", 2, "name"), ("", 3, "amount")}
    assert read_cells(content, "a.parquet", wanted) == {
        ("", 1, "amount"): "1",
        ("", 2, "amount"): "2.5",
        ("", 2, "name"): "",
    }


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.ods"])
def test_formats_that_are_not_read_are_named(name):
    with pytest.raises(NotChecked, match=name.rsplit(".")[-1].upper()):
        read_cells(b"", name, set())
