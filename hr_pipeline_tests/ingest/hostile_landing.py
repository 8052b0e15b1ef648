"""Files that would stop a careless program, for every source and every kind of side file, in one landing folder."""

import gzip
import io
import json
import zipfile
from pathlib import Path

from hr_pipeline.ingest.keeping import printable
from hr_pipeline_tests.formats.hostile_files import gz_bomb, hostile
from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, wide

FOLDERS = {
    "global_fund": "global_fund",
    "national_budgets": "national_budgets/KGZ",
    "partner_surveys": "partner_surveys/hostile/{}",
    "published_statistics": "published_statistics",
    "reference": "reference",
}
WITH_WORKBOOKS = ["national_budgets", "partner_surveys"]


def yaml_bomb() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]).encode()


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def texts() -> dict[str, bytes]:
    """Name the contents that every source is offered."""
    wide = ",".join(f"c{number}" for number in range(100_000))
    dense = "\n".join([",".join(f"h{n}" for n in range(2_000)), *[",".join("1" * 2_000)] * 1_000])
    nested = "[" * 200_000 + "]" * 200_000
    return {
        "wide.csv": f"{wide}\n{wide}\n".encode(),
        "dense.csv": dense.encode(),
        "doubled_header.csv": (",".join(["a"] * 50_000) + "\n").encode(),
        "open_quote.csv": b'a,b\n"' + b"x,\n" * 200_000,
        "one_line.csv": b"a,b," * 500_000,
        "nul.csv": b"a,b\n\0\0,1\n",
        "escape.csv": b"a,b\n\x1b]0;owned\x07,\x1b[2J\n",
        "huge_number.csv": b"iso3,year,value,amount\nKGZ,2024,1e308,1e308\nKGZ,2024,1e308,1e308\n",
        "not_a_number.csv": b"iso3,year,value,amount\nKGZ,2024,inf,nan\n",
        "digits.csv": b"a,b\n" + b"9" * 100_000 + b",1\n",
        "bomb.csv.gz": gz_bomb(b"a,b\n", b"1,2\n" * (1 << 18), 200),
        "cut.csv.gz": gzip.compress(b"a,b\n1,2\n" * 1000)[:-20],
        "bomb.zip": zipped("a.csv", b"0" * (300 << 20)),
        "up.zip": zipped("../../up.csv", b"a,b\n1,2\n"),
        "nested.json": nested.encode(),
        "objects.json": (b'{"a":' * 50_000) + b"1" + b"}" * 50_000,
        "infinite.json": b'{"value": [{"a": Infinity, "b": -1e400}]}',
        "long_text.json": json.dumps({"value": [{"a": "x" * 3_000_000}]}).encode(),
        "garbage.parquet": b"PAR1" + bytes(range(256)) * 100 + b"PAR1",
        "entities.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "random.csv": bytes((number * 7919) % 256 for number in range(60_000)),
        "surrogates.csv": b"a,b\n\xed\xa0\x80,1\n",
        "empty.csv": b"",
        "page.csv": b"<!doctype html><html><body>Service unavailable</body></html>",
    }


SIDE_FILES = {
    "alias_bomb": yaml_bomb(),
    "deep": b"[" * 50_000 + b"]" * 50_000,
    "huge": b"a: b\n" * 300_000,
    "no_day": b"vintage: 2024-99-99\n",
    "binary": bytes(range(256)),
    "tag": b"origin: !!python/object/apply:os.system [touch owned]\n",
    "scalar": b"9" * 5_000,
}
"""What stands next to a good table as its layout or as its notes."""
BACKTRACKING = [
    "(a+)+$",
    "(a|a)*$",
    "(.*a){25}",
    "(?:a|aa)+$",
    "((a*)*)*$",
    "([a-zA-Z]+)*$",
    "(a?){30}a{30}",
    "^(([a-z])+.)+$",
]
"""Regular expressions that never end on a text such as aaaa...!."""
TEXT_FOR_THEM = f"Programme,Amount\n{'a' * 60}!,1\n".encode()
FORMATS = {"csv": "csv", "gz": "csv", "parquet": "parquet"}
NAMES = ["\x1b[31mred.csv", "two\nlines.csv", "\u202egpj.csv", "bell\x07.csv", "tab\t.csv", "\x9bcsi.csv"]
"""Names that a terminal or a table would obey."""
TEXTS_THAT_COMMAND = "Programme,Amount\n\x1b]0;owned\x07 syringes \x1b[2J,1\n=cmd|' /C calc'!A0,2\n\u202eevil,3\n"


def layout_for(name: str) -> bytes:
    """Give a layout that fits the header of most tables here, so that they are read and not only recognised."""
    ending = name.rpartition(".")[2]
    return (LAYOUT if FORMATS.get(ending) == "csv" else wide(f"format: {FORMATS.get(ending, 'workbook')}")).encode()


def patterns() -> dict[str, bytes]:
    """Name layouts and forms whose patterns never end, next to the texts for them."""
    files: dict[str, bytes] = {}
    for number, pattern in enumerate(BACKTRACKING):
        table = f"national_budgets/KGZ/pattern_{number}.csv"
        leave_out = f"leave_out:\n  - {{reason: heading, column: programme, pattern: '{pattern}'}}\n"
        files |= {table: TEXT_FOR_THEM, f"{table}.layout.yaml": (LAYOUT + leave_out).encode()}
        header = f"national_budgets/KGZ/header_{number}.csv"
        files[header] = f"Programme,{'a' * 60}!\nx,1\n".encode()
        amounts = f"  - {{headers: '{pattern}', phase: budget, year: 2024}}"
        declared = LAYOUT.replace("  - {header: Amount, phase: budget, year: 2024}", amounts)
        files[f"{header}.layout.yaml"] = declared.encode()
    return files


def side_files() -> dict[str, bytes]:
    """Name good tables with hostile notes, layouts, forms and mappings next to them."""
    files: dict[str, bytes] = {}
    for name, content in SIDE_FILES.items():
        table, noted = f"national_budgets/KGZ/layout_{name}.csv", f"published_statistics/noted_{name}.csv"
        survey = f"partner_surveys/hostile/form_{name}"
        files |= {table: b"Programme,Amount\na,1\n", f"{table}.layout.yaml": content}
        files |= {noted: b"a,b\n1,2\n", f"{noted}.delivery.yaml": content, f"{noted}.layout.yaml": content}
        files |= {f"{survey}/export.csv": b"_id,a\n1,2\n", f"{survey}/form.xlsx": content}
        files |= {f"{survey}/mapping.yaml": content, f"{survey}/form.json": content}
    return files


def write(landing: Path) -> set[str]:
    """Add the hostile files to a landing folder.

    Returns:
        Their paths, as tables and messages name them.
    """
    files: dict[str, bytes] = patterns() | side_files()
    for source, folder in FOLDERS.items():
        books = {name: content for name, (content, _) in hostile().items()} if source in WITH_WORKBOOKS else {}
        for number, (name, content) in enumerate((texts() | books).items()):
            path = f"{folder.format(number)}/hostile_{name}"
            files[path] = content
            if source == "national_budgets" and not name.endswith((".json", ".zip", ".xml")):
                files[f"{path}.layout.yaml"] = layout_for(name)
    files |= {f"published_statistics/{name}": b"a,b\n1,2\n" for name in NAMES}
    commanding = "national_budgets/KGZ/commanding.csv"
    files |= {commanding: TEXTS_THAT_COMMAND.encode(), f"{commanding}.layout.yaml": LAYOUT.encode()}
    files["corrections.yaml"] = yaml_bomb()
    for path, content in files.items():
        file = landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return {printable(path) for path in files}
