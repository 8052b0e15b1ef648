"""The workbook of the headline tables: the rows of the release, and a layout that programs can follow."""

from typing import Any

import openpyxl
import pandas as pd
import pytest

from hr_pipeline.releases.headline_workbook import write_workbook

COLUMNS = [
    {"name": "place", "type": "text", "unit": "", "description": "Country or region"},
    {"name": "year", "type": "integer", "unit": "year", "description": "Calendar year"},
    {"name": "gap_usd", "type": "number", "unit": "US$", "description": "The gap"},
    {"name": "status", "type": "text", "unit": "", "description": "State of the gap"},
]
ROWS = pd.DataFrame(
    {"place": ["EECA", "KAZ"], "year": [2023, 2024], "gap_usd": [1.5, None], "status": ["=1+1", "a range"]}
)


@pytest.fixture
def book(tmp_path):
    entry: dict[str, Any] = {"columns": COLUMNS, "grain": "One gap.", "rows": 2}
    about: dict[str, Any] = {"version": "2026.1", "created": "2026-05-04T12:00:00+00:00"}
    about |= {"tables": {"headline_gap": entry, "funding_gap": entry, "headline_trend": entry | {"rows": 0}}}
    tables = {"headline_gap": ROWS, "funding_gap": ROWS, "headline_trend": ROWS.head(0)}
    write_workbook(about, "Money", "Demonstration data", tables, tmp_path)
    return openpyxl.load_workbook(tmp_path / "headlines.xlsx")


def test_each_headline_table_with_rows_has_a_sheet_and_the_first_one_lists_them(book):
    assert book.sheetnames == ["README", "gap"]
    lines = list(book["README"].values)
    assert [line[0] for line in lines[:2]] == ["Money, release 2026.1", "Demonstration data"]
    assert lines[-1] == ("gap", "One gap.", 2)
    assert book.properties.title == "Money, release 2026.1"


def test_rows_are_those_of_the_table_and_missing_values_are_empty_cells(book):
    assert list(book["gap"].values) == [
        ("place", "year", "gap_usd", "status"),
        ("EECA", 2023, 1.5, "'=1+1"),
        ("KAZ", 2024, None, "a range"),
    ]


def test_the_header_stays_in_view_and_says_what_each_column_is(book):
    sheet = book["gap"]
    assert sheet.freeze_panes == "A2"
    assert sheet.tables["headline_gap"].ref == "A1:D3"
    assert not sheet.merged_cells.ranges
    assert [cell.comment.text for cell in sheet[1]][2] == "The gap (US$)"
