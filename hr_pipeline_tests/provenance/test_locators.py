"""Row ids, locators and column letters."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from hr_pipeline.provenance.locators import ROWS_PER_SNAPSHOT, Locator, column_letters, file_format, locator, row_ids

rows = st.integers(1, 2**31)
letters = st.integers(0, 16_383).map(column_letters)
locators = st.one_of(
    st.builds(Locator, st.sampled_from(["csv", "parquet"]), rows, st.text()),
    st.builds(Locator, st.just("xlsx"), rows, letters, st.text()),
    st.builds(Locator, st.just("json"), rows, st.text().map(lambda text: f"/value/{text}")),
)


@given(locators)
def test_a_locator_is_read_back_from_its_text(place):
    assert Locator.parse(str(place)) == place


@given(locators)
def test_a_locator_is_one_line(place):
    assert "\n" not in str(place)


@pytest.mark.parametrize(
    "text",
    [
        "csv:line=412;column=Total Amount",
        "xlsx:sheet=2014;cell=F412",
        "json:page=3;pointer=/value/17/plannedAmount",
        "parquet:row=88;column=FAKT_AMT",
    ],
)
def test_locators_are_written_as_people_are_reported(text):
    assert str(Locator.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "csv",
        "csv:line=x;column=a",
        "csv:column=a",
        "xlsx:sheet=a;cell=12",
        "xlsx:cell=A1",
        "json:page=1",
        "pdf:page=1",
    ],
)
def test_what_is_no_locator_is_refused_with_its_text(text):
    with pytest.raises(ValueError, match=f"not a locator: '{text}'"):
        Locator.parse(text)


@given(st.integers(0, 16_383))
def test_columns_are_named_as_spreadsheets_name_them(index):
    assert column_letters(index) == get_column_letter(index + 1)


@given(st.integers(0, 2**20), st.integers(1, 50))
def test_a_row_id_tells_its_snapshot(ordinal, count):
    ids = pd.Series(row_ids(ordinal, count))
    assert ids.is_monotonic_increasing
    assert (ids // ROWS_PER_SNAPSHOT == ordinal).all()


def test_row_ids_of_neighbouring_snapshots_never_meet():
    assert row_ids(1, 3).min() - row_ids(0, 3).max() == ROWS_PER_SNAPSHOT - 2


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("a/b.csv", "csv"),
        ("B.CSV.GZ", "csv"),
        ("a.tsv", "csv"),
        ("a.ods", "xlsx"),
        ("a.xls", "xlsx"),
        ("a.json.gz", "json"),
    ],
)
def test_the_ending_tells_the_format(path, format):
    assert file_format(path) == format


def test_an_ending_without_cells_has_no_locator():
    with pytest.raises(ValueError, match=r"report\.pdf"):
        file_format("report.pdf")


def test_the_locator_of_a_row_names_its_cell():
    place = {"delivery": "national_budgets/MKD/2024.xlsx", "sheet": "Rashodi", "row": 7, "column": "AB"}
    assert str(locator(place)) == "xlsx:sheet=Rashodi;cell=AB7"
