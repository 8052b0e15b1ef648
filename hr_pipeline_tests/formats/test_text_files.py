"""Delimited text as it arrives: every cell as published, on its line; what is no table is refused."""

import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.formats import text_files
from hr_pipeline.formats.text_files import read_text_table
from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import Locator
from hr_pipeline_tests.formats.made import delivered, refusal


@pytest.fixture
def read(tmp_path):
    def from_content(content, path="global_fund/lines.csv", **declared):
        return read_text_table(delivered(tmp_path, content, path), **declared)

    return from_content


def cells(table):
    return table.cells.astype("str").values.tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_usual_encodings_and_separators_are_recognised(read, encoding, separator):
    rows = [["Код", "Назив на програмата", "Буџет"], ["007", "Заштита на населението од болести", "NA"]] + [
        [str(n), "Здравствена заштита на лица", "5"] for n in range(20)
    ]
    text = "\n".join(separator.join(row) for row in rows).replace("џ", "дж") + "\n"
    table = read(text.encode(encoding))
    assert table.cells.columns[0] == "Код"
    assert cells(table)[0] == rows[1]
    assert (len(table.lines), table.separator) == (21, separator)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_parts_records(read, end):
    table = read(end.join(["a,b", "1,2", "3,4", ""]))
    assert cells(table) == [["1", "2"], ["3", "4"]]
    assert table.lines.tolist() == [2, 3]


def test_the_last_line_needs_no_end(read):
    assert cells(read("a,b\n1,2")) == [["1", "2"]]


def test_cells_stay_as_published(read):
    published = [["NA", "null"], ["", "007"], ["nan", "NULL"], [" x ", "1e5"], ["TRUE", "-"], ['5" pipe', "6\u2033"]]
    assert cells(read("a,b\n" + "\n".join(",".join(row) for row in published) + '\n"",""\n')) == [*published, ["", ""]]


def test_torn_lines_are_set_aside_with_their_line_and_width(read):
    table = read("a,b\n1\n1,2,3\n3,4\n")
    assert (cells(table), table.lines.tolist()) == ([["3", "4"]], [4])
    assert table.ragged == [(2, 1), (3, 3)]


@pytest.mark.parametrize("empty", ["", "   ", ",,,"])
def test_empty_lines_are_counted_and_are_no_records(read, empty):
    table = read(f"a,b\n1,2\n{empty}\n3,4\n{empty}\n")
    assert (cells(table), table.lines.tolist()) == ([["1", "2"], ["3", "4"]], [2, 4])
    assert (table.blank, table.ragged) == (2, [])


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
def test_a_line_break_in_quotes_is_part_of_the_cell_and_moves_the_lines_below(read, break_):
    table = read(f'a,b\n"one{break_}two",2\n3,4\n')
    assert cells(table) == [[f"one{break_}two", "2"], ["3", "4"]]
    assert table.lines.tolist() == [2, 4]


def test_empty_lines_and_breaks_in_quotes_do_not_make_up_for_each_other(read):
    table = read('a,b\n"x\ny",2\n\n3,4\n')
    assert (cells(table), table.lines.tolist(), table.blank) == ([["x\ny", "2"], ["3", "4"]], [2, 5], 1)


def test_a_line_break_in_the_header_is_no_record(read):
    table = read('"Total\nAmount",b\n1,2\n3,4\n')
    assert list(table.cells.columns) == ["Total\nAmount", "b"]
    assert (cells(table), table.lines.tolist()) == ([["1", "2"], ["3", "4"]], [3, 4])


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0c", "\x1c", "\u00a0"])
def test_marks_that_only_some_call_a_line_break_are_none(read, mark):
    table = read(f"a,b\nx{mark}y,2\n3,4\n")
    assert (cells(table), table.lines.tolist()) == ([[f"x{mark}y", "2"], ["3", "4"]], [2, 3])


def test_decimal_commas_do_not_part_cells_of_a_table_with_semicolons(read):
    assert cells(read("a;b\n1,5;2,5\n3,5;4,5\n")) == [["1,5", "2,5"], ["3,5", "4,5"]]


def test_a_declared_separator_is_not_doubted(read):
    assert list(read("a|b,c\n1|2,3\n", separator="|").cells.columns) == ["a", "b,c"]


@pytest.mark.parametrize(("encoding", "word"), [("utf-16-le", "Сума €"), ("cp1256", "مبلغ"), ("cp1252", "Übersicht")])
def test_a_declared_encoding_is_read(read, encoding, word):
    assert cells(read(f"a,b\n{word},2\n".encode(encoding), encoding=encoding)) == [[word, "2"]]


def test_a_packed_file_is_unpacked(read):
    assert cells(read(gzip.compress(b"a,b\n1,2\n", mtime=0), "global_fund/lines.csv.gz")) == [["1", "2"]]


def test_a_cell_may_be_longer_than_the_csv_module_likes(read):
    long = "9 " * 100_000
    assert cells(read(f'a,b\n"{long}",2\n\n')) == [[long, "2"]]


def test_only_the_named_columns_are_held_as_categories(read):
    kinds = read("a,b\n1,2\n", categories=["b"]).cells.dtypes.astype("str").to_dict()
    assert kinds == {"a": "str", "b": "category"}


def test_a_header_alone_is_a_table_without_records(read):
    assert cells(read("a,b\n")) == cells(read("a,b")) == []


PACKED = gzip.compress(b"a,b\n1,2\n" * 1000, mtime=0)


@pytest.mark.parametrize(
    ("content", "name", "described"),
    [
        (b"", "a.csv", "found an empty file"),
        (b" \n\n", "a.csv", "found only blanks"),
        (b"\xef\xbb\xbf", "a.csv", "found only blanks"),
        (b"a,b\n1,\0\n", "a.csv", "found NUL"),
        ("a,b\n1,\ufffd\n".encode(), "a.csv", "replacement characters"),
        (bytes(range(256)) * 20, "a.csv", "expected text"),
        ("a,b\nж,2\n".encode("utf-16")[:-1], "a.csv", "expected text in utf-16"),
        (PACKED[:30], "a.csv.gz", "whole gzip"),
        (b"a,b\n1,2\n", "a.csv.gz", "whole gzip"),
        (PACKED[:-8] + b"\0" * 8, "a.csv.gz", "whole gzip"),
        (b"just words\nand more\n", "a.csv", "a header of several columns"),
        (b"a,b,a\n1,2,3\n", "a.csv", "found 'a' twice"),
        (b"\n\na,b\n1,2\n", "a.csv", "line 1: expected the header, found an empty line"),
        (b'a,b\n1,2\n1,"2\n3,4\n5,6\n', "a.csv", "line 3: expected a closing quote"),
        (b'a,b\n1,"2\n', "a.csv", "line 2: expected a closing quote"),
        (b'a,b\n1,2\n"', "a.csv", "line 3: expected a closing quote"),
    ],
)
def test_what_is_no_whole_table_is_refused_and_says_how_to_fix_it(read, content, name, described):
    message = refusal(read, content, f"global_fund/{name}")
    assert described in message
    assert "How to fix it: " in message


@pytest.mark.parametrize("encoding", ["utf-8", "klingon"])
def test_a_declared_encoding_that_does_not_fit_is_refused(read, encoding):
    assert f"text in {encoding}" in refusal(read, "Сумма;b".encode("cp1251"), encoding=encoding)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=6)


@given(st.data())
def test_every_table_a_csv_writer_writes_is_read_back_and_found_again_in_its_cells(tmp_path_factory, data):
    width = data.draw(st.integers(2, 4))
    header = [f"column {number}" for number in range(width)]
    records = data.draw(st.lists(st.lists(texts, min_size=width, max_size=width), max_size=5))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([header, *records])
    delivery = delivered(tmp_path_factory.getbasetemp(), stream.getvalue())
    table = read_text_table(delivery, separator=",")
    assert cells(table) == records
    again = Cells(delivery.file, delivery.name)
    for line, record in zip(table.lines, records, strict=True):
        assert [again.read(Locator("csv", line, name)) for name in header] == record


@given(st.text(st.sampled_from('ab,;\n\r"\t '), max_size=30))
def test_no_text_is_worse_than_refused_and_every_record_has_one_outcome(tmp_path_factory, text):
    whole = "x,y\n" + text
    try:
        table = read_text_table(delivered(tmp_path_factory.getbasetemp(), whole))
    except Refused:
        return
    records = list(csv.reader(io.StringIO(whole, newline=""), delimiter=table.separator))[1:]
    assert len(table.cells) + len(table.ragged) + table.blank == len(records)


@pytest.mark.parametrize("piece", [1, 2, 3, 5])
def test_a_character_may_be_cut_between_two_pieces_of_a_large_file(read, piece, monkeypatch):
    monkeypatch.setattr(text_files, "PIECE", piece)
    table = read("\ufeffстрана,сумма\nЌazaћstan €😀,1\n".encode())
    assert (table.encoding, list(table.cells), cells(table)) == (
        "utf-8-sig",
        ["страна", "сумма"],
        [["Ќazaћstan €😀", "1"]],
    )


def test_a_table_with_more_columns_than_any_spreadsheet_is_refused(tmp_path):
    wide = ",".join(f"c{number}" for number in range(20_000))
    assert "at most 16,384 columns, found 20,000" in refusal(read_text_table, delivered(tmp_path, f"{wide}\n{wide}\n"))
