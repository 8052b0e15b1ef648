"""What changed from one release to another: columns, rows added and removed, values changed, sources replaced.

Why it changed is for people to say; which sources moved is stated here.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.provenance.fingerprint import BUILD_COLUMNS
from hr_pipeline.releases.reading import published_table

SHOWN = 20


@dataclass(frozen=True)
class TableChange:
    """How one table differs: numbers of rows, and the changed values with the ids of their rows."""

    table: str
    rows_before: int
    rows_after: int
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Changes:
    """How two releases differ."""

    before: str
    after: str
    tables: list[TableChange]
    sources: list[dict[str, str]]

    def as_dict(self) -> dict[str, Any]:
        """Give the changes as plain data."""
        return asdict(self)


def compare(before: Path, after: Path, manifest: dict[str, Any] | None = None) -> Changes:
    """Compare two releases table by table; tables with equal fingerprints are not opened.

    Args:
        before: the older release.
        after: the newer release, or the folder of one that is being written.
        manifest: of the newer release, while it is not yet in its folder.
    """
    old, new = _manifest(before), manifest or _manifest(after)
    names = sorted(set(old["tables"]) | set(new["tables"]))
    moved = [name for name in names if _print(old, name) != _print(new, name)]
    return Changes(
        old["version"],
        new["version"],
        [_table(name, before, after, old, new) for name in moved],
        _sources(before, after),
    )


def _manifest(release: Path) -> dict[str, Any]:
    return json.loads((release / "manifest.json").read_text(encoding="utf-8"))


def _print(manifest: dict[str, Any], name: str) -> str:
    return manifest["tables"].get(name, {}).get("fingerprint", "")


def _table(name: str, before: Path, after: Path, old: dict, new: dict) -> TableChange:
    keys = (new["tables"].get(name) or old["tables"][name])["keys"]
    left, right = _by_id(name, before, old, keys), _by_id(name, after, new, keys)
    shared = [column for column in right.columns if column in left.columns]
    return TableChange(
        table=name,
        rows_before=len(left),
        rows_after=len(right),
        added=sorted(right.index.difference(left.index)),
        removed=sorted(left.index.difference(right.index)),
        changed=_changed(left, right, shared),
        columns_added=[column for column in right.columns if column not in left.columns],
        columns_removed=[column for column in left.columns if column not in right.columns],
    )


def _by_id(name: str, release: Path, manifest: dict, keys: list[str]) -> pd.DataFrame:
    """Read a table by the ids of its rows; rows that share an id are distinguished by their order."""
    if name not in manifest["tables"]:
        return pd.DataFrame(index=pd.Index([], dtype="str"))
    table = published_table(release, name, manifest).drop(columns=list(BUILD_COLUMNS), errors="ignore")
    ids = figure_ids(table, name, keys)
    again = ids.groupby(ids).cumcount()
    return table.set_axis(ids.where(again == 0, ids + "#" + again.astype("str")))


def _changed(left: pd.DataFrame, right: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    common = left.index.intersection(right.index)
    found = []
    for column in columns:
        old, new = (frame.loc[common, column].astype("object") for frame in (left, right))
        differs = ~((old == new) | (old.isna() & new.isna())).fillna(value=False).astype("bool")
        found += [
            {"figure": f"{index}/{column}", "before": _plain(old[index]), "after": _plain(new[index])}
            for index in common[differs.to_numpy()]
        ]
    return sorted(found, key=lambda change: change["figure"])


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value if isinstance(value, int | float | bool) else str(value)


def _sources(before: Path, after: Path) -> list[dict[str, str]]:
    """List deliveries that are new, gone or replaced by other bytes."""
    old, new = (
        pd.read_parquet(release / "sources.parquet").set_index("delivery")["sha256"].groupby(level=0).first()
        for release in (before, after)
    )
    both = pd.DataFrame({"before": old, "after": new}).fillna("")
    moved = both[both["before"] != both["after"]]
    return [{"delivery": str(name), **row} for name, row in zip(moved.index, as_records(moved), strict=True)]
