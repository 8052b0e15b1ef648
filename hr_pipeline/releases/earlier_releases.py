"""What earlier releases showed and hid: the memory that disclosure control works with.

A release names its hidden figures in `suppressions.parquet`, never why or with what value; both stay at home in the
private folder of the version. Deciding belongs to `hr_pipeline.disclosure`.
"""

import json
from pathlib import Path

import pandas as pd

from hr_pipeline.disclosure.control import EARLIER
from hr_pipeline.disclosure.figures import people_columns
from hr_pipeline.provenance.contributions import figure_ids

REGISTER = "suppressions"


def earlier_figures(releases: list[Path], private: Path) -> pd.DataFrame:
    """Read what releases showed and hid.

    Args:
        releases: folders of the releases before this one.
        private: home's folder of what releases withhold, by version; where a version is missing, hidden values are
            unknown and their figures stay hidden.

    Returns:
        Columns EARLIER, one row per release and figure.
    """
    frames = [frame for release in releases for frame in (*_shown(release), _hidden(release, private))]
    empty = pd.DataFrame({"figure": pd.Series(dtype="str"), "value": pd.Series(dtype="float64")}).assign(
        is_hidden=False
    )
    described = [frame for frame in frames if len(frame)]
    return pd.concat(described, ignore_index=True).drop_duplicates(ignore_index=True) if described else empty


def _shown(release: Path) -> list[pd.DataFrame]:
    entries = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["tables"]
    return [
        _column(pd.read_parquet(release / "tables" / f"{name}.parquet"), name, entry["keys"], column)
        for name, entry in entries.items()
        if entry["is_published"]
        for column in _still_counted(name, entry)
    ]


def _still_counted(name: str, entry: dict) -> list[str]:
    """Name the columns that count people today and were published then."""
    then = {column["name"] for column in entry["columns"]}
    try:
        return [column for column in people_columns(name) if column in then]
    except KeyError:  # a table that is no longer made
        return []


def _column(table: pd.DataFrame, name: str, keys: list[str], column: str) -> pd.DataFrame:
    values = table[column].astype("float64")
    shown = pd.DataFrame({"figure": figure_ids(table, name, keys) + f"/{column}", "value": values, "is_hidden": False})
    return shown[values.notna()]


def _hidden(release: Path, private: Path) -> pd.DataFrame:
    register, known = release / f"{REGISTER}.parquet", private / release.name / f"{REGISTER}.parquet"
    if not register.is_file():
        return pd.DataFrame(columns=EARLIER)
    book = pd.read_parquet(known if known.is_file() else register)
    return book[["figure", "value"]].assign(is_hidden=True)
