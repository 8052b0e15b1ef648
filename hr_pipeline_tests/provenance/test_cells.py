"""One cell read again from archived bytes: as the ingestion read it, whatever the encoding, separator or format."""

import csv
import gzip
import io
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from hr_pipeline.provenance.cells import Cells, cell_text
from hr_pipeline.provenance.locators import Locator, column_letters

VALUES = [
    *["text", " padded ", "NA", "00123", "two\nlines", "1,234.5", "-", "Ελλάδα", "Київ", ""],
    *[0, 1, 1.0, -7, 0.5, 0.1 + 0.2, 1e15, 1e20, 12345678901234567, 2**53],
    *[True, False, None, date(2024, 1, 2), datetime(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5), time(3, 4)],
]


@pytest.fixture
def archived(tmp_path):
    def keep(content: bytes, name: str = "table.csv") -> Cells:
        file = tmp_path / "snapshot"
        file.write_bytes(content)
        return Cells(file, name)

    return keep


def workbook(rows, title="Sheet one"):
    book = Workbook()
    book.active.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            book.active.cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_cell_is_found_by_its_line_and_header(archived):
    cells = archived(b"a,b\n1,2\n3,4\n")
    assert cells.read(Locator("csv", 3, "b")) == "4"
    assert cells.read(Locator("csv", 2, "a")) == "1"


def test_a_line_is_counted_where_its_record_begins(archived):
    cells = archived(b'a,b\n"one\ntwo\r\nthree",2\n\nx,y\n')
    assert cells.read(Locator("csv", 2, "a")) == "one\ntwo\r\nthree"
    assert cells.read(Locator("csv", 6, "b")) == "y"


def test_a_header_may_hold_a_line_break_a_quote_or_the_separator(archived):
    cells = archived(b'"Total\nAmount","a ""b"", c"\n7,8\n')
    assert cells.read(Locator("csv", 3, "Total\nAmount")) == "7"
    assert cells.read(Locator("csv", 3, 'a "b", c')) == "8"


def test_a_header_may_stand_below_a_title(archived):
    assert archived(b"Budget 2024,\n,\ncode,amount\n1,2\n").read(Locator("csv", 4, "amount")) == "2"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "mac_cyrillic", "koi8_r"])
def test_encoding_and_separator_are_those_that_show_the_header(archived, encoding, separator):
    text = separator.join(["Країна", "Сума"]) + "\n" + separator.join(["Украина", "1 234"])
    if encoding in ("cp1251", "mac_cyrillic", "koi8_r"):
        text = text.replace("Країна", "Страна")
    assert archived(text.encode(encoding)).read(Locator("csv", 2, "Сума")) == "1 234"


def test_a_packed_file_is_unpacked(archived):
    assert archived(gzip.compress(b"a,b\n1,2\n"), "Table.CSV.GZ").read(Locator("csv", 2, "b")) == "2"


@pytest.mark.parametrize("line, column", [(2, "c"), (9, "a"), (3, "b")])
def test_a_cell_that_is_not_there_is_stated_to_be_missing(archived, line, column):
    with pytest.raises(LookupError, match="no c"):
        archived(b"a,b\n1,2\n3\n").read(Locator("csv", line, column))


@given(st.data())
def test_every_cell_a_csv_writer_wrote_is_found(tmp_path_factory, data):
    text = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)
    header = ["first", *data.draw(st.lists(st.text("abcäЖ\n,;\"'", min_size=1), min_size=1, max_size=3, unique=True))]
    rows = data.draw(st.lists(st.lists(text, min_size=len(header), max_size=len(header)), min_size=1, max_size=4))
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    file = tmp_path_factory.getbasetemp() / "written.csv"
    file.write_bytes(stream.getvalue().encode())
    cells, line = Cells(file, "written.csv"), 1
    for row, below in zip([header, *rows], [*rows, []], strict=True):
        for name, value in zip(header, row, strict=True):
            assert cells.read(Locator("csv", line, name)) == value
        line += 1 + sum(value.count("\n") for value in row)
        assert below is not None


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_workbook_cell_is_the_same_text_to_both_readers(archived, value):
    content = workbook([["above"], [None, "left", value, "right"]])
    ingested = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1][2]
    assert archived(content, "book.xlsx").read(Locator("xlsx", 2, "C", "Sheet one")) == cell_text(ingested)


@pytest.mark.parametrize("index", [0, 25, 26, 701, 702])
def test_a_column_is_found_by_its_letters(archived, index):
    content = workbook([[f"column {position}" for position in range(index + 1)]])
    assert (
        archived(content, "book.xlsx").read(Locator("xlsx", 1, column_letters(index), "Sheet one")) == f"column {index}"
    )


@pytest.mark.parametrize(("row", "column", "sheet"), [(2, "A", "Sheet one"), (1, "B", "Sheet one"), (1, "A", "Other")])
def test_a_workbook_without_the_cell_says_so(archived, row, column, sheet):
    with pytest.raises(LookupError, match=r"no (cell|sheet)"):
        archived(workbook([["only"]]), "book.xlsx").read(Locator("xlsx", row, column, sheet))


PAGE = b'{"value":[{"id":"a","x":1.50e0,"deep":{"a/b":-0.29},"list":[{"x":true}],"none":null}]}'


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/value/0/x", "1.50e0"),
        ("/value/0/id", "a"),
        ("/value/0/deep/a~1b", "-0.29"),
        ("/value/0/list/0/x", "true"),
        ("/value/0/none", ""),
    ],
)
@pytest.mark.parametrize("page", [1, 3])
def test_a_value_of_a_page_is_found_by_its_pointer_as_published(archived, pointer, text, page):
    assert archived(PAGE, "page.json").read(Locator("json", page, pointer)) == text


def test_of_several_pages_in_a_file_the_numbered_one_is_read(archived):
    for content in (b'[{"value":[{"x":1}]},{"value":[{"x":2}]}]', b'{"value":[{"x":1}]}\n{"value":[{"x":2}]}\n'):
        assert archived(content, "pages.json").read(Locator("json", 2, "/value/0/x")) == "2"


@pytest.mark.parametrize("pointer", ["/value/1/x", "/value/0/y", "/value/0/x/y", "/rows", "/value/first/x"])
def test_a_page_without_the_value_says_so(archived, pointer):
    with pytest.raises(LookupError, match="no value at"):
        archived(PAGE, "page.json").read(Locator("json", 1, pointer))


@pytest.mark.parametrize("content", [b"<html>", b"{", b"[]", b'{"value":[{"x":1}]}\n{"val'])
def test_what_is_no_page_has_no_value(archived, content):
    with pytest.raises(LookupError, match="no "):
        archived(content, "page.json").read(Locator("json", 1, "/value/0/x"))


@given(st.integers(-(2**60), 2**60))
def test_a_whole_number_is_the_same_text_as_int_and_as_float(number):
    assert cell_text(number if float(number) == number else float(number)) == cell_text(float(number))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_from_its_text(number):
    assert float(cell_text(number)) == number


@pytest.mark.parametrize(
    ("pointer", "text"),
    [("/results/0/report~1year", "2023"), ("/results/0/a~0b", "12.50"), ("/results/0/none", ""), ("/count", "1")],
)
def test_a_json_value_is_found_by_its_pointer_with_its_digits(archived, pointer, text):
    content = b'{"count": 1, "results": [{"report/year": "2023", "a~b": 12.50, "none": null}]}'
    assert archived(content, "page.json").read(Locator("json", 1, pointer)) == text


@pytest.mark.parametrize("pointer", ["/results/1", "/results/x", "/count/0", "/nothing"])
def test_a_json_file_without_the_value_says_so(archived, pointer):
    with pytest.raises(LookupError, match="no value"):
        archived(b'{"count": 1, "results": [{}]}', "page.json").read(Locator("json", 1, pointer))
