"""What the figures of a release rest on: reference rows, delivered files, rules kept as data, and words.

How each table is made belongs to `methods.py`.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.markdown import as_table
from hr_pipeline.schemas.codes import vocabularies
from hr_pipeline.schemas.fields import SOURCE_COLUMNS
from hr_pipeline.schemas.tables import REFERENCE_TABLES, grain, schema

MOST_ROWS, REPEATED = 40, 4
"""Reference tables of more rows, or whose sources stand for several rows each, are listed by source."""
RULES = {
    "Which table's money counts, where several state the same": ("schemas", "precedence.csv"),
    "Which of several size estimates serves; the lowest rank first": ("schemas", "size_preference.csv"),
    "What each definition of harm reduction money holds": ("schemas", "harm_reduction_definitions.csv"),
    "How far reports may differ": ("schemas", "conflict_classes.csv"),
    "Which counts of people are hidden": ("disclosure", "thresholds.csv"),
}
SHARED_WORDS = ["obs_status", "missing_reason"]


def references_used(content: Content) -> str:
    """Tell the reference rows that figures of the release rest on, each with its source."""
    described = [_reference(name, content) for name in REFERENCE_TABLES if name in content.tables]
    return "\n\n".join(part for part in described if part)


def _reference(name: str, content: Content) -> str:
    """List a small table whole, saying which rows are in figures; of a large one, the rows in figures by source."""
    lineage, table = content.lineage, content.tables[name]
    used = table["row_id"].isin(lineage.loc[lineage["input_table"] == name, "input_row"])
    own = table[[column for column in table.columns if column not in SOURCE_COLUMNS]]
    if len(own) <= MOST_ROWS and own["source"].nunique() * REPEATED > len(own):
        listed = own.assign(**{"in figures": used.map({True: "yes", False: ""})})
    else:
        listed = _by_source(own[used])
    return f"**`{name}`**: {grain(name)}\n\n{as_table(listed)}" if len(listed) else ""


def _by_source(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows["source"].astype("str").value_counts().rename_axis("source").rename("rows").reset_index()
    return counts.sort_values(["rows", "source"], ascending=[False, True])[["rows", "source"]]


def files_used(content: Content) -> str:
    """Count the delivered files by publisher, vintage and licence; `sources.parquet` lists each with its hash."""
    by = ["source", "publisher", "stated_vintage", "licence"]
    data = content.sources[content.sources["role"] == "data"].astype(dict.fromkeys(by, "str"))
    counted = data.groupby(by, dropna=False).size().rename("files").reset_index()
    return as_table(counted[["files", *by]])


def rules() -> str:
    """Show the choices that are data files of the code, each line with its source where it has one."""
    described = [f"**{title}**\n\n{as_table(_rule(room, name))}" for title, (room, name) in RULES.items()]
    return "\n\n".join(described)


def _rule(room: str, name: str) -> pd.DataFrame:
    return pd.read_csv(str(files("hr_pipeline") / room / name), dtype="str", keep_default_na=False)


def vocabulary_of(rule: Any) -> str:
    """Name the vocabulary that a column's codes are of; empty where it has none, or codes of its own."""
    return next((name for name, listed in _code_lists().items() if listed == allowed_codes(rule)), "")


def allowed_codes(rule: Any) -> list[str]:
    """List the codes that a column may hold; empty where any text may stand."""
    return next((list(check.statistics["allowed_values"]) for check in rule.checks if _is_list(check)), [])


def _is_list(check: Any) -> bool:
    return "allowed_values" in check.statistics


@cache
def _code_lists() -> dict[str, list[str]]:
    listed = vocabularies().groupby("vocabulary", sort=False)["code"].agg(list)
    return {str(name): codes for name, codes in listed.items()}


def words(tables: list[str]) -> str:
    """Explain the codes that the tables use, vocabulary by vocabulary."""
    used = {vocabulary_of(rule) for name in tables for rule in schema(name).columns.values()} | set(SHARED_WORDS)
    known = vocabularies()
    listed = known[known["vocabulary"].isin(used)]
    return as_table(listed.rename(columns={"vocabulary": "words"}))
