"""The data dictionary: every table with grain, key and columns, written from the schemas; nothing is typed twice."""

from pathlib import Path

from hr_pipeline.schemas.methods import chapters
from hr_pipeline.schemas.tables import INDICATOR_TABLES, REFERENCE_TABLES, SOURCE_TABLES, describe, grain, keys

HEAD = """# Data dictionary

Every table of a release: what one row is, its key, and each column with type, unit, meaning and formula. This page is
written from the schemas that the gate checks, so it cannot differ from the data.
"""


def write_dictionary(file: Path) -> None:
    """Write the dictionary as Markdown.

    Args:
        file: where to write it; replaced at each build.
    """
    sources = [name for name in SOURCE_TABLES if name not in REFERENCE_TABLES]
    parts = [HEAD, *_published(), _chapter("Source tables", sources), _chapter("Reference tables", REFERENCE_TABLES)]
    file.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _published() -> list[str]:
    """Give one chapter for each subject, in the order of METHODS.md."""
    listed = chapters()
    listed = listed[listed["table"].isin(INDICATOR_TABLES)]
    return [_chapter(str(title), list(rows["table"])) for title, rows in listed.groupby("chapter", sort=False)]


def _chapter(title: str, tables: list[str]) -> str:
    return "\n\n".join([f"## {title}", *(_table(name) for name in tables)])


def _table(name: str) -> str:
    head = "| column | type | unit | meaning | formula |\n|---|---|---|---|---|"
    rows = [_row(column) for column in describe(name)]
    key = ", ".join(f"`{column}`" for column in keys(name))
    return "\n".join([f"### {name}", "", f"One row: {grain(name)} Key: {key}.", "", head, *rows])


def _row(column: dict[str, str]) -> str:
    meaning = _cell(column["description"])
    return f"| `{column['name']}` | {column['type']} | {column['unit']} | {meaning} | {_code(column)} |"


def _code(column: dict[str, str]) -> str:
    return f"`{_cell(column['formula'])}`" if column["formula"] else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
