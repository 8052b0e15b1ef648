"""The numbers of a release by figure id, for the tables that a pattern names; comparing them belongs elsewhere."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.releases.reading import published_table

NUMBERS = ("number", "integer")


def figures_of(tables: Mapping[str, pd.DataFrame], entries: Mapping[str, Any], pattern: str) -> pd.DataFrame:
    """List the numbers of tables by figure.

    Args:
        tables: name of a published table -> its rows.
        entries: what a manifest says of each: `keys` and `columns`.
        pattern: ids of figures, with `*` for anything.

    Returns:
        figure (index), unit, value; missing values are left out.
    """
    found = [
        _column(table, name, entries[name]["keys"], column)
        for name, table in tables.items()
        for column in entries[name]["columns"]
        if column["type"] in NUMBERS and column["name"] not in entries[name]["keys"]
    ]
    every = pd.concat(found) if found else pd.DataFrame({"unit": [], "value": []}, dtype="object")
    is_asked = pd.Series([fnmatchcase(figure, pattern) for figure in every.index], every.index, dtype="bool")
    return every[is_asked & every["value"].notna()]


def published_figures(release: Path, manifest: dict[str, Any], pattern: str) -> pd.DataFrame:
    """List the numbers that a release publishes, as `figures_of` does."""
    entries = {name: entry for name, entry in manifest["tables"].items() if entry["is_published"]}
    tables = {name: published_table(release, name, manifest) for name in tables_asked(entries, pattern)}
    return figures_of(tables, entries, pattern)


def tables_asked(names: Iterable[str], pattern: str) -> list[str]:
    """Name the tables that figures of a pattern can lie in."""
    return [name for name in names if fnmatchcase(name, pattern.partition("/")[0])]


def _column(table: pd.DataFrame, name: str, keys: list[str], column: dict[str, str]) -> pd.DataFrame:
    ids = figure_ids(table, name, keys) + f"/{column['name']}"
    values = table[column["name"]].astype("float64").to_numpy()
    return pd.DataFrame({"unit": column["unit"], "value": values}, index=pd.Index(ids, dtype="str"))
