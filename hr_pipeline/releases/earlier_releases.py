"""What earlier releases showed and hid: the memory that disclosure control works with.

A release names its hidden figures in `suppressions.parquet`, never why or with what value; both stay at home in the
private folder of the version. Deciding belongs to `hr_pipeline.disclosure`.
"""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from hr_pipeline.disclosure.control import EARLIER
from hr_pipeline.disclosure.figures import people_columns
from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.releases.files import read_notes
from hr_pipeline.schemas.tables import INDICATOR_TABLES

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
    frames = [
        frame.assign(release=release.name)[EARLIER]
        for release in releases
        for frame in (*_shown(release), _hidden(release, private))
    ]
    kinds = {"figure": "str", "release": "str", "value": "float64", "is_hidden": "bool"}
    empty = pd.DataFrame(columns=EARLIER).astype(kinds)
    described = [frame for frame in frames if len(frame)]
    return pd.concat(described, ignore_index=True).drop_duplicates(ignore_index=True) if described else empty


def _shown(release: Path) -> list[pd.DataFrame]:
    """Read what a release showed from its tables, which know their own keys, also where its manifest is damaged."""
    return [
        _column(pd.read_parquet(file), file.stem, json.loads(read_notes(file)["keys"]), column)
        for file in sorted((release / "tables").glob("*.parquet"))
        if file.stem in INDICATOR_TABLES
        for column in people_columns(file.stem)
        if column in pq.read_schema(file).names
    ]


def _column(table: pd.DataFrame, name: str, keys: list[str], column: str) -> pd.DataFrame:
    values = table[column].astype("float64")
    shown = pd.DataFrame({"figure": figure_ids(table, name, keys) + f"/{column}", "value": values, "is_hidden": False})
    return shown[values.notna()]


def _hidden(release: Path, private: Path) -> pd.DataFrame:
    register, known = release / f"{REGISTER}.parquet", private / release.name / f"{REGISTER}.parquet"
    if not register.is_file():
        return pd.DataFrame(columns=["figure", "value", "is_hidden"])
    book = pd.read_parquet(known if known.is_file() else register)
    return book[["figure", "value"]].assign(is_hidden=True)
