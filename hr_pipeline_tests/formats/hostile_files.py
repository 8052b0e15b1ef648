"""Files that would fill the memory, never end, or bring in what is not theirs; made here, small on disk."""

import gzip
import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hr_pipeline.formats.compound_files import SIGNATURE
from hr_pipeline_tests.formats.test_workbooks import cell, ods, packed, row, with_part, xlsx

WHOLE = xlsx(Data={"A1": "Programme", "B1": "Amount", "A2": "a", "B2": 17})
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
BILLION = b'<!DOCTYPE x [<!ENTITY a0 "ha">%s]>' % b"".join(
    b'<!ENTITY a%d "%s">' % (depth, b"&a%d;" % (depth - 1) * 10) for depth in range(1, 10)
)
LINKED = b'<c r="B2"><f>%s</f><v>17</v></c>'
HEADER = b"Programme,Amount\n"


def sheet(change: Callable[[bytes], bytes]) -> bytes:
    return with_part(WHOLE, SHEET, change)


def with_formula(text: bytes) -> bytes:
    return sheet(lambda xml: xml.replace(b'<c r="B2" t="n"><v>17</v></c>', LINKED % text))


def with_rows(rows: bytes) -> bytes:
    return sheet(lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def nested_zip() -> bytes:
    inner = packed({"zeros": b"\0" * (20 << 20)})
    for _ in range(3):
        inner = packed({f"{number}.zip": inner for number in range(10)})
    return inner


def binary_sheet(*cells: tuple[int, int]) -> bytes:
    """Write an .xlsb sheet of numbers."""
    records = [(129, b""), (145, b"")]
    for at, column in cells:
        records += [(0, struct.pack("<I", at) + b"\0" * 21), (5, struct.pack("<IId", column, 0, 1.0))]
    return b"".join(_number(kind) + _number(len(body)) + body for kind, body in records)


def _number(number: int) -> bytes:
    return bytes([number & 127 | 128, number >> 7]) if number > 127 else bytes([number])


def compound(name: str, stream: bytes) -> bytes:
    """Write a compound file of one stream, padded to whole sectors: a table, a directory, the stream."""
    sectors = max(8, -(-len(stream) // 512))
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    tables = -(-len(table) // 128)
    assert tables == 1, "one sector of the table holds the chains of 128"
    header = SIGNATURE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0) + _entry(name, 2, 2, sectors * 512) + b"\0" * 256
    fat = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    return header.ljust(512, b"\0") + fat + entries + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0") + struct.pack("<HB", len(text), kind) + b"\0" * 49 + struct.pack("<IIxxxx", start, size)
    )


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


BOF, END = (0x0809, struct.pack("<HHHH", 0x600, 0x10, 0, 0) + b"\0" * 8), (0x000A, b"")
FAR_CELL = (0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0))
GARBAGE = np.random.default_rng(4).bytes(40_000)


def gz_bomb(head: bytes, block: bytes, times: int) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=1, mtime=0) as file:
        file.write(head)
        for _ in range(times):
            file.write(block)
    return stream.getvalue()


def parquet(rows: int) -> bytes:
    stream = io.BytesIO()
    names = pa.DictionaryArray.from_arrays(pa.array(np.zeros(1 << 20, "int8")), ["a"])
    table = pa.table({"Programme": names, "Amount": pa.array(np.zeros(1 << 20))})
    with pq.ParquetWriter(stream, table.schema, compression="zstd") as file:
        for _ in range(max(1, rows >> 20)):
            file.write_table(table)
    return stream.getvalue()


def hostile() -> dict[str, tuple[bytes, str]]:
    """Name each file, and what the message of its refusal says."""
    empty_rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_000_003))
    strings = b"<sst>" + b"<si><t>%s</t></si>" % (b"x" * 1000) * 50_000 + b"</sst>"
    one_parquet = parquet(1)
    return {
        "far_cell.xlsx": (with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "stray cells"),
        "far_apart.xlsx": (with_rows(b'<row r="1000000"><c r="Z1000000"><v>1</v></c></row>'), "stray cells"),
        "flat_bomb.xlsx": (with_rows(b" " * (100 << 20)), "times its size"),
        "media_bomb.xlsx": (with_part(WHOLE, "xl/media/image1.png", lambda _: b"\0" * (100 << 20)), "times its size"),
        "nested_bomb.xlsx": (nested_zip(), "expected a workbook that opens"),
        "billion_laughs.xlsx": (sheet(lambda xml: BILLION + xml.replace(b"17", b"&a9;")), "without XML entities"),
        "laughing_strings.xlsx": (with_part(WHOLE, STRINGS, lambda xml: BILLION + xml), "without XML entities"),
        "wide_laughs.xlsx": (sheet(lambda xml: BILLION.decode().encode("utf-16") + xml), "without XML entities"),
        "laughs.ods": (
            with_part(ods(row(cell("a"))), "content.xml", lambda xml: BILLION + xml),
            "without XML entities",
        ),
        "other_book.xlsx": (with_formula(b"[1]Sheet1!$A$1"), "without links"),
        "other_path.xlsx": (with_formula(b"'C:\\x\\[other.xlsx]Sheet1'!A1"), "without links"),
        "dde.xlsx": (with_formula(b"cmd|'/C calc'!A0"), "without links"),
        "web.xlsx": (with_formula(b'_xlfn.WEBSERVICE("http://example.org")'), "without links"),
        "dde_link.xlsx": (
            with_part(WHOLE, "xl/externalLinks/externalLink1.xml", lambda _: b"<ddeLink/>"),
            "without links",
        ),
        "link.xlsx": (
            with_part(WHOLE, "xl/externalLinks/externalLink1.xml", lambda _: b"<externalBook/>"),
            "without links",
        ),
        "cut.xlsx": (WHOLE[: len(WHOLE) * 2 // 3], "expected a workbook that opens"),
        "macros.xlsm": (with_part(WHOLE, "xl/vbaProject.bin", lambda _: b"\0"), "without macros"),
        "macros.xls": (compound("_VBA_PROJECT_CUR", b""), "without macros"),
        "locked.xlsx": (compound("EncryptedPackage", b"\0" * 99), "without a password"),
        "locked.xls": (compound("Workbook", biff(BOF, (0x002F, b"\1\0\1\0\1\0" + b"\7" * 48), END)), "a password"),
        "garbage.xls": (compound("Workbook", GARBAGE), "expected a workbook that opens"),
        "circle.xls": (SIGNATURE + b"\0" * 1016, "expected a workbook that opens"),
        "far_cell.xls": (compound("Workbook", biff(BOF, END, BOF, FAR_CELL, END)), "stray cells"),
        "far_cell.xlsb": (packed({"xl/worksheets/sheet1.bin": binary_sheet((0, 0), (1048575, 16383))}), "stray cells"),
        "far_apart.xlsb": (packed({"xl/worksheets/sheet1.bin": binary_sheet((0, 0), (999_999, 30))}), "stray cells"),
        "cut.xlsb": (packed({"xl/worksheets/sheet1.bin": binary_sheet((0, 0))[:-3]}), "expected a workbook that opens"),
        "to_the_end.ods": (ods(row(cell("a", times=1024), times=1_048_576)), "stray cells"),
        "absolute.xlsx": (packed({"/etc/x": b"x", "../../up": b"x"}), "expected a workbook that opens"),
        "table.xlsx": (HEADER + b"a,1\n", "expected a workbook that opens"),
        "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "expected a workbook that opens"),
        "strings.xlsx": (with_part(WHOLE, STRINGS, lambda _: strings), "times its size"),
        "image.xlsx": (xlsx(Data={}), "(empty)"),
        "empty_rows.xlsx": (with_rows(empty_rows), ""),
        "size_lies.xlsx": (sheet(lambda xml: xml.replace(b"A1:B2", b"A1:XFD1048576")), ""),
        "long_line.csv.gz": (gz_bomb(HEADER, b"a" * (1 << 20), 200), "times its size"),
        "bomb.csv.gz": (gz_bomb(HEADER, b"a,1\n" * (1 << 18), 200), "times its size"),
        "long_line.csv": (HEADER + b"a" * (70 << 20), "lines of at most"),
        "nul.csv": (HEADER + b"a\0,1\n", "NUL"),
        "quote.csv": (HEADER + b'"a,1\n' + b"b,2\n" * 100_000, "closing quote"),
        "cut.parquet": (one_parquet[: len(one_parquet) // 2], "Parquet file that opens"),
        "torn.parquet": (one_parquet[:4] + b"\xff" * 99 + one_parquet[103:], "Parquet file that opens"),
        "bomb.parquet": (parquet(64 << 20), "packed into"),
    }


def write(folder: Path) -> dict[str, str]:
    """Write all; tell what the refusal of each says ("" where it may be read)."""
    for name, (content, _) in hostile().items():
        (folder / name).write_bytes(content)
    return {name: says for name, (_, says) in hostile().items()}
