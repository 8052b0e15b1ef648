"""METHODS.md: how each published table was made, what it rests on and where it ends, for readers who do not read code.

Everything is taken from the code and the build: docstrings, schemas, `schemas/methods.csv`, lineage. Reference rows,
rules and words belong to `methods_used.py`.
"""

from importlib import import_module
from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.indicators.common.draws import DRAWS, HIGH, LOW
from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.markdown import as_table
from hr_pipeline.releases.methods_used import allowed_codes, files_used, references_used, rules, vocabulary_of, words
from hr_pipeline.schemas.codes import labels
from hr_pipeline.schemas.indicators import FIGURE_COLUMNS
from hr_pipeline.schemas.methods import chapters
from hr_pipeline.schemas.tables import INDICATOR_TABLES, describe, grain, keys, schema

FILE = "METHODS.md"
TABLE_MARK, CHAPTER_MARK = "### ", "## "


def methods(content: Content) -> str:
    """Write the methods of a release; the same content gives the same text.

    Args:
        content: what is published.
    """
    described = chapters()
    there = described[described["table"].isin(set(content.tables) & set(INDICATOR_TABLES))]
    parts = [_head()]
    for chapter, tables in there.groupby("chapter", sort=False):
        parts += [f"{CHAPTER_MARK}{chapter}", *(_table(row, content) for row in as_records(tables))]
    used = {"Reference rows": references_used(content), "Delivered files": files_used(content)}
    for title, text in (used | {"Rules kept as data": rules(), "Words used": words(list(there["table"]))}).items():
        parts += [f"{CHAPTER_MARK}{title}", text]
    return "\n\n".join(part for part in parts if part) + "\n"


def section(text: str, table: str) -> str:
    """Cut one table's part out of METHODS.md.

    Raises:
        KeyError: the text speaks of no such table.
    """
    _, found, after = text.partition(f"\n{TABLE_MARK}{table}\n")
    if not found:
        raise KeyError(table)
    body = after.split(f"\n{TABLE_MARK}")[0].split(f"\n{CHAPTER_MARK}")[0]
    return f"{TABLE_MARK}{table}\n{body.rstrip()}\n"


def _head() -> str:
    inside = f"{HIGH - LOW:.0%}"
    return f"""# Methods

How the figures of this release were made: each published table with what a row is, how it is computed, what it rests
on and what it cannot say; then the reference rows, rules and words that were used. The text is made from the code and
the data of the release.

- A missing value is never a zero. `obs_status` says whether a figure is normal (A), estimated (E) or missing (O),
  `missing_reason` why it is missing.
- `_low` and `_high` enclose {inside}, from {LOW:.1%} to {HIGH:.1%}. Where a column has no formula for them they are
  quantiles of {DRAWS:,} draws. Each size estimate and each unit cost is drawn once, by a seed made of its name: all
  figures that rest on it move together, and every run gives the same numbers.
- A formula is written over the roles of the contributions in `lineage.parquet`; `sum` adds them up.
  `hr-pipeline trace FIGURE --replay` computes it again from the cells of the delivered files.
- Shares are 0 to 1. Amounts of different phases, price years or definitions are never added or compared, unless one of
  the bridges of `basis_bridges` below leads from one to the other.
- Every published table ends with `obs_status`, `missing_reason`, `is_illustrative` (rests on demonstration data),
  `confidentiality` and `licence` (the strictest of all inputs). They are not repeated below."""


def _table(row: dict[str, str], content: Content) -> str:
    name = row["table"]
    made_from = ", ".join(f"`{given}`" for given in content.inputs.get(name, []))
    described = {
        "One row is": _plain(grain(name)),
        "How": method(name),
        "Limits": row["limits"],
        "Source of the method": row["source"],
        "Made from": made_from,
        "Key": ", ".join(f"`{key}`" for key in keys(name)),
        "In this release": _account(content.tables[name]),
    }
    lines = [f"- **{label}:** {text}" for label, text in described.items() if text]
    return "\n".join([f"{TABLE_MARK}{name}", "", *lines, "", as_table(_columns(name))])


def method(table: str) -> str:
    """Say how a table is made, in the words of the module that makes it, without its remarks on other modules."""
    room = chapters().set_index("table")["room"].at[table]
    declared = " ".join((import_module(f"hr_pipeline.indicators.{room}.{table}").__doc__ or "").split())
    sentences = declared.removeprefix(f"`{table}`: ").replace(". ", ".\n").split("\n")
    own = " ".join(sentence for sentence in sentences if ".py`" not in sentence)
    return own[:1].upper() + own[1:]


def _plain(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _account(table: pd.DataFrame) -> str:
    """Count rows, rows without a value by reason, and rows that rest on demonstration data."""
    reasons = table["missing_reason"].astype("str").where(table["missing_reason"].notna()).value_counts().sort_index()
    names = labels("missing_reason")
    missing = "; ".join(f"{count:,} without a value: {names[str(reason)]}" for reason, count in reasons.items())
    invented = int(table["is_illustrative"].sum())
    described = [f"{len(table):,} rows", missing, f"{invented:,} on demonstration data" if invented else ""]
    return "; ".join(part for part in described if part)


def _columns(name: str) -> pd.DataFrame:
    """List a table's own columns with meaning, unit, words and formula."""
    own = pd.DataFrame([column for column in describe(name) if column["name"] not in FIGURE_COLUMNS])
    rules = schema(name).columns
    meaning = own["description"] + own["name"].map(lambda column: _codes_described(rules[column]))
    formula = ("`" + own["formula"] + "`").where(own["formula"] != "", "")
    return pd.DataFrame({"column": own["name"], "meaning": meaning, "unit": own["unit"], "formula": formula})


def _codes_described(rule: Any) -> str:
    vocabulary, allowed = vocabulary_of(rule), allowed_codes(rule)
    if vocabulary:
        return f"; words: {vocabulary}"
    return f"; one of {', '.join(allowed)}" if len(allowed) > 1 else ""
