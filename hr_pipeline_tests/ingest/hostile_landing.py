"""A landing folder of the demonstration's deliveries and of files that would stop a careless program."""

import gzip
import io
import json
import zipfile
from pathlib import Path

from hr_pipeline_tests.formats.hostile_files import gz_bomb, hostile

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


def write(landing: Path) -> set[str]:
    """Add the hostile files to a landing folder.

    Returns:
        Their paths.
    """
    files: dict[str, bytes] = {}
    for source, folder in FOLDERS.items():
        books = {name: content for name, (content, _) in hostile().items()} if source in WITH_WORKBOOKS else {}
        for number, (name, content) in enumerate((texts() | books).items()):
            files[f"{folder.format(number)}/hostile_{name}"] = content
    for name, content in SIDE_FILES.items():
        table = f"national_budgets/KGZ/beside_{name}.csv"
        files |= {table: b"a,b\n1,2\n", f"{table}.layout.yaml": content}
        noted = f"published_statistics/noted_{name}.csv"
        files |= {noted: b"a,b\n1,2\n", f"{noted}.delivery.yaml": content}
    for path, content in files.items():
        file = landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return set(files)
