import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.sources.deliveries import Delivery, Notes, Refused
from hr_pipeline.sources.text_files import TextTable, read_text_table


def read(folder: Path, content: bytes, name: str = "global_fund/table.csv") -> TextTable:
    file = folder / "bytes"
    file.write_bytes(content)
    return read_text_table(Delivery(name, "global_fund", "data", "0" * 64, len(content), 0, Notes(), file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_usual_encodings_and_separators_are_recognised(tmp_path, encoding, separator):
    rows = [["Код", "Назив на програмата", "Буџет"], ["007", "Заштита на населението од болести", "NA"]] + [
        [str(n), "Здравствена заштита на лица", "5"] for n in range(20)
    ]
    text = "\n".join(separator.join(row) for row in rows).replace("џ", "дж") + "\n"
    table = read(tmp_path, text.encode(encoding))
    assert table.cells.iloc[0].tolist() == rows[1]
    assert (len(table.lines), table.separator) == (21, separator)


def test_lines_are_counted_through_newlines_inside_quotes_and_blank_lines(tmp_path):
    table = read(tmp_path, b'a,b\n"one\ntwo",1\n\nthree,2\n')
    assert table.cells["a"].tolist() == ["one\ntwo", "three"]
    assert (table.lines.tolist(), table.blank) == ([2, 5], 1)


def test_a_line_of_another_width_is_kept_aside_with_its_number(tmp_path):
    table = read(tmp_path, b"a,b\n1,2\n1,2,3\n4,5\n")
    assert table.ragged == [(3, 3)]
    assert table.lines.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "x.csv", "found an empty file"),
        (b" \n \n", "x.csv", "found only blanks"),
        (b"a,b\n1,\0\n", "x.csv", "found NUL"),
        (b"a,b,a\n1,2,3\n", "x.csv", "found 'a' twice"),
        (b"just words\nand more\n", "x.csv", "expected a header of several columns"),
        (gzip.compress(b"a,b\n1,2\n" * 1000)[:40], "x.csv.gz", "expected a whole gzip archive"),
        (b"a,b\n1,2\n", "x.csv.gz", "expected a whole gzip archive"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, content, name, told):
    with pytest.raises(Refused, match=told):
        read(tmp_path, content, f"global_fund/{name}")


CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\ufffd\u2028\u2029\x85"), max_size=8
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_whatever_a_csv_writer_writes_is_read_back_cell_by_cell(tmp_path_factory, rows):
    target = io.StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("first", "second", "third"), *rows])
    table = read(tmp_path_factory.mktemp("csv"), target.getvalue().encode())
    assert [tuple(row) for row in table.cells.itertuples(index=False)] == rows
    assert table.lines.tolist() == list(range(2, len(rows) + 2))
