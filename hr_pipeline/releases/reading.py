"""Reading a release's tables by name, wherever they lie in it; a table without rows has no file.

Writing them belongs to `write.py`.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.schemas.tables import INDICATOR_TABLES, REFERENCE_TABLES

KINDS = {"text": "str", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "datetime64[ns]"}


def table_path(name: str) -> str:
    """Tell where a table lies in a release: published tables first, what they were made from in folders below."""
    folder = "" if name in INDICATOR_TABLES else "reference/" if name in REFERENCE_TABLES else "sources/"
    return f"tables/{folder}{name}.parquet"


def published_table(release: Path, name: str, manifest: dict[str, Any] | None = None) -> pd.DataFrame:
    """Read a table of a release.

    Args:
        release: folder of the release.
        name: the table.
        manifest: of the release, where it is known already.

    Returns:
        The table; without rows where the manifest lists it as empty.

    Raises:
        KeyError: the release has no such table.
    """
    entry = (manifest or json.loads((release / "manifest.json").read_text(encoding="utf-8")))["tables"][name]
    if entry["rows"]:
        return pd.read_parquet(release / entry.get("path", f"tables/{name}.parquet"))
    return pd.DataFrame({column["name"]: pd.Series(dtype=KINDS[column["type"]]) for column in entry["columns"]})
