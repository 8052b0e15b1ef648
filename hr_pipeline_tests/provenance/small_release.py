"""A release of one table of two figures over three cells, made by hand: what `trace` and `replay` read."""

from pathlib import Path

import pandas as pd

from hr_pipeline.provenance.cited_cells import with_places
from hr_pipeline.provenance.contributions import ADDEND, edges, gather
from hr_pipeline.provenance.derivations import with_derivations
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.provenance.trace import Book

FILE = "global_fund/lines.csv"
CONTENT = b'grant,"Total\nAmount"\nUKR-C-A,100.25\nUKR-C-B,-0.25\nKAZ-C-A,"1,000"\nUKR people,50\n'
LINES = {0: ("100.25", 3, 100.25), 1: ("-0.25", 4, -0.25), 2: ("1,000", 5, 1000.0), 3: ("50", 6, 50.0)}
"""Row id -> the cell's text, its line and its value."""

SPENT, PER_PERSON = "money/UKR/2024/spent_usd", "money/UKR/2024/per_person"


def archive(folder: Path) -> Path:
    """Keep the delivered file; gives its path."""
    kept = folder / "kept"
    kept.write_bytes(CONTENT)
    return kept


def book(folder: Path) -> Book:
    """Write the release; Ukraine has two addends, Kazakhstan one, Georgia nothing."""
    table = pd.DataFrame(
        {
            "iso3": ["UKR", "KAZ", "GEO"],
            "year": pd.array([2024, 2024, 2024], dtype="Int64"),
            "spent_usd": [100.0, 1000.0, None],
            "per_person": [2.0, None, None],
            "missing_reason": [None, None, "not_reported"],
        }
    )
    table.to_parquet(folder / "money.parquet")
    return Book(_manifest(), folder, _lineage(table), _sources(archive(folder)))


def _manifest() -> dict:
    columns = [("iso3", "code", ""), ("year", "year", ""), ("spent_usd", "current US$", "sum")]
    columns += [("per_person", "current US$ per person", "spent / people"), ("missing_reason", "code", "")]
    described = [dict(zip(("name", "unit", "formula"), column, strict=True)) for column in columns]
    return {
        "tables": {
            "money": {"is_published": True, "keys": ["iso3", "year"], "columns": described},
            "grant_lines": {"is_published": False, "keys": [], "columns": []},
        }
    }


def _lineage(table: pd.DataFrame) -> pd.DataFrame:
    values = {row: value for row, (_, _, value) in LINES.items() if row < 3}
    contributions = gather(
        [
            edges(("money", "spent_usd"), [0, 0, 1], ("grant_lines", list(values)), ADDEND, list(values.values())),
            edges(("money", "per_person"), [0], ("money", [0], "spent_usd"), "spent", [100.0]),
            edges(("money", "per_person"), [0], ("grant_lines", [3]), "people", [50.0]),
        ]
    )
    rows = pd.DataFrame({"row_id": pd.array(list(LINES), dtype="Int64"), "delivery": FILE, "sheet": ""})
    rows["row"] = pd.array([line for _, line, _ in LINES.values()], dtype="Int64")
    rows["column"], rows["raw_value"] = "Total\nAmount", [text for text, _, _ in LINES.values()]
    placed = with_places(contributions, {"grant_lines": rows.assign(steps=None)})
    return with_derivations(placed, None, {"money": table})


def _sources(kept: Path) -> pd.DataFrame:
    declared = {
        "origin": "https://publisher.example",
        "licence": "CC0-1.0",
        "is_illustrative": False,
        "confidentiality": "F",
    }
    return pd.DataFrame([{"delivery": FILE, "sha256": file_sha256(kept)} | declared])
