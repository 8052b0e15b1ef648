"""Workbooks as they arrive: every cell as text in its place; what would fill the memory is refused unparsed."""

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from hr_pipeline.formats import workbook_limits
from hr_pipeline.formats.workbooks import is_workbook, read_workbook
from hr_pipeline_tests.formats.made import delivered, refusal

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SPACES = {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0"}
CONTENT_TYPES = "[Content_Types].xml"


@pytest.fixture
def read(tmp_path):
    return lambda content, name="book.xlsx": read_workbook(delivered(tmp_path, content, f"global_fund/{name}"))


def xlsx(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for place, value in cells.items():
            sheet[place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(*rows):
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}"' for name, urn in SPACES.items())
    table = f'<table:table table:name="Sheet">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    return packed(
        {
            "mimetype": kind,
            "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{manifest}">{entry}</m:manifest>',
        }
    )


def row(*cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def cell(text="", times=1):
    content = f"<text:p>{text}</text:p>" if text else ""
    kind = 'office:value-type="string" ' if text else ""
    return f'<table:table-cell {kind}table:number-columns-repeated="{times}">{content}</table:table-cell>'


def packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(content, name, change):
    """Change one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return packed(parts | {name: change(parts.get(name, b""))})


def test_every_cell_stands_in_its_place_from_the_first_row_and_column(read):
    (sheet,) = read(xlsx(Data={"C3": "text", "D4": 5}))
    assert sheet.cells.shape == (4, 4)
    assert (sheet.cells.iat[2, 2], sheet.cells.iat[3, 3], sheet.cells.iat[0, 0]) == ("text", "5", "")
    assert (sheet.name, sheet.letters(3)) == ("Data", "D")


def test_cells_are_text_as_people_see_it(read):
    values = ["00123", "NA", " x ", 5, 5.0, 0.25, True, date(2024, 1, 2)]
    (sheet,) = read(xlsx(Data={f"A{row}": value for row, value in enumerate(values, start=1)}))
    assert sheet.cells[0].tolist() == ["00123", "NA", " x ", "5", "5", "0.25", "TRUE", "2024-01-02"]
    assert sheet.numeric[0].tolist() == [False, False, False, True, True, True, False, False]


@pytest.mark.parametrize("size", [b"A1:B2", b"A1"])
def test_a_failed_formula_is_no_missing_value(read, size):
    content = with_part(
        xlsx(Data={"A1": "amount", "B1": "x", "B2": 17}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<c r="B2" t="n"><v>17</v>', b'<c r="B2" t="e"><v>#REF!</v>').replace(b"A1:B2", size),
    )
    assert read(content)[0].cells.values.tolist() == [["amount", "x"], ["", "#REF!"]]


def test_all_sheets_are_read_in_their_order_and_an_empty_one_is_empty(read):
    sheets = read(xlsx(Second={"A1": "x"}, First={}, Third={"A1": "y"}))
    assert [(sheet.name, len(sheet.cells)) for sheet in sheets] == [("Second", 1), ("First", 0), ("Third", 1)]


def test_an_open_document_is_read_with_its_repeated_cells(read):
    content = ods(row(cell("a", 2), cell("b")), row(cell(), times=2), row(cell("c"), times=2))
    (sheet,) = read(content, "book.ods")
    assert sheet.cells.values.tolist() == [["a", "a", "b"], *[["", "", ""]] * 2, *[["c", "", ""]] * 2]


def test_empty_cells_to_the_end_of_an_open_document_do_not_count(read):
    content = ods(row(cell("a"), cell(times=16_383)), row(cell(times=16_384), times=1_048_575))
    assert read(content, "book.ods")[0].cells.iat[0, 0] == "a"


FAR = {
    "far_cell.xlsx": xlsx(Data={"A1": "x", "XFD1048576": "stray"}),
    "far_column.xlsx": xlsx(Data={"A1": "x", "XFD1": "stray"}),
    "far_in_second_sheet.xlsx": xlsx(Data={"A1": "x"}, Other={"ZZ1048576": "stray"}),
    "repeated_columns.ods": ods(row(cell("a", times=16_384))),
    "repeated_rows.ods": ods(row(cell("a", times=1000), times=1_000_000)),
    "far_cell.ods": ods(row(cell("a")), row(cell(times=1024), times=1_048_574), row(cell(times=1023), cell("z"))),
}


@pytest.mark.parametrize("name", FAR)
def test_a_stray_cell_far_out_is_refused_without_taking_memory(read, name):
    tracemalloc.start()
    message = refusal(read, FAR[name], name)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "delete the stray cells" in message
    assert "reaches row" in message
    assert most < 30 << 20


def test_a_reference_cut_between_two_blocks_is_seen(read):
    reach = b'<c r="XFD1048576"/>'
    for shift in range(0, 24, 3):
        far = with_part(
            xlsx(Data={"A1": "x"}),
            "xl/worksheets/sheet1.xml",
            lambda xml, shift=shift: b" " * ((1 << 20) - shift) + reach + xml,
        )
        assert "reaches row 1,048,576" in refusal(read, far)


def test_parts_that_unpack_to_very_much_are_refused_by_their_sum(read, monkeypatch):
    monkeypatch.setattr(workbook_limits, "MOST_BYTES", 3 << 20)
    parts = {f"xl/media/{number}.bin": b"\0" * (1 << 20) for number in range(4)}
    assert "at most 3 MiB unpacked" in refusal(read, packed(parts))


def test_very_many_parts_are_refused(read, monkeypatch):
    monkeypatch.setattr(workbook_limits, "MOST_ENTRIES", 50)
    assert "at most 50 parts" in refusal(read, packed({str(number): b"" for number in range(51)}))


WHOLE = xlsx(Data={"A1": "x"})
BROKEN = {
    "cut.xlsx": WHOLE[:-40],
    "cut_half.xlsx": WHOLE[: len(WHOLE) // 2],
    "text.xlsx": b"a,b\n1,2\n",
    "page.xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "encrypted.xlsx": OLE + b"\0" * 2000,
    "other_archive.xlsx": packed({"a.txt": b"x"}),
    "no_sheets.xlsx": with_part(WHOLE, "xl/workbook.xml", lambda xml: b"<workbook/"),
    "flipped.xlsx": WHOLE[:60] + bytes([WHOLE[60] ^ 255]) + WHOLE[61:],
    "torn.ods": with_part(ods(row(cell("a"))), "content.xml", lambda xml: xml[:-30]),
    "no_number.ods": ods(row(cell("a", times="many"))),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_open_is_refused_with_one_message(read, name):
    assert "expected a workbook that opens" in refusal(read, BROKEN[name], name)


def test_an_empty_file_is_refused_as_empty(read):
    assert "found an empty file" in refusal(read, b"")


@pytest.mark.parametrize(
    ("name", "answer"), [("A.XLSX", True), ("a.ods", True), ("a.csv", False), ("a.xlsx.txt", False)]
)
def test_a_workbook_is_known_by_its_ending(name, answer):
    assert is_workbook(name) is answer
