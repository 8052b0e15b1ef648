"""A release as reports read it: tables by name, figures by key, each figure with its bounds, status and terms."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.provenance.contributions import figure_ids

PLACES = ["iso3", "region", "place"]
"""Columns that say which country or region a row is of."""
NAMES_OF_PLACES = [*PLACES, "grouping"]


WORDS_OF_A_ROW = ["status", "why", "answered_by"]


@dataclass(frozen=True)
class Figure:
    """One published value: what may be printed.

    Attributes:
        id: the figure id, `table/key/.../column`.
        table: name of its table.
        row: position of its row in the table.
        column: name of its column.
        value: the number or code; None where it is missing or withheld.
        low: its lower bound, where the table has one.
        high: its upper bound.
        unit: unit of the value.
        missing_reason: code of why it is missing; empty otherwise.
        flags: words of the row's flags.
        is_illustrative: whether it rests on demonstration data.
        licence: the strictest licence of its inputs.
        why: what the row rests on, in its own words.
    """

    id: str
    table: str
    row: int
    column: str
    value: Any
    low: float | None = None
    high: float | None = None
    unit: str = ""
    missing_reason: str = ""
    flags: str = ""
    is_illustrative: bool = False
    licence: str = ""
    why: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether there is nothing to print."""
        return self.value is None


@dataclass(frozen=True, eq=False)
class Release:
    """One release on the disk.

    Attributes:
        folder: the release's folder.
    """

    folder: Path
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest, read once."""
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))

    @property
    def version(self) -> str:
        """The release's version."""
        return self.folder.name

    @property
    def year(self) -> int:
        """The year the release was published in, which its version begins with."""
        return int(self.version.split(".")[0])

    def has(self, name: str) -> bool:
        """Tell whether a table is published with rows."""
        return self._file(name).is_file()

    def _file(self, name: str) -> Path:
        """Tell where a table lies; the folder that holds no file of this name where it has no rows."""
        entry = self.manifest["tables"].get(name, {})
        return self.folder / (entry.get("path", f"tables/{name}.parquet") or "tables")

    def table(self, name: str) -> pd.DataFrame:
        """Read a published table once; without rows where the release does not publish it."""
        if name not in self._tables:
            file = self._file(name)
            self._tables[name] = pd.read_parquet(file) if file.is_file() else pd.DataFrame()
        return self._tables[name]

    def rows(self, name: str, where: dict[str, Any]) -> pd.DataFrame:
        """Give the rows of a table that hold the given values; a list stands for any of its values.

        Tables name their country or region in one of NAMES_OF_PLACES; the others are passed over.
        """
        table = self.table(name)
        where = {column: value for column, value in where.items() if column not in NAMES_OF_PLACES or column in table}
        if table.empty or not set(where) <= set(table.columns):
            return table.iloc[:0]
        place = next((column for column in PLACES if isinstance(where.get(column), str)), None)
        if place:
            positions = [int(row) for row in self._of_place(name, place).get(str(where[place]), [])]
        else:
            positions = list(range(len(table)))
        for column, wanted in where.items():
            values = {str(value) for value in (wanted if isinstance(wanted, list) else [wanted])}
            texts = self._columns(name)[column]
            positions = [row for row in positions if str(texts[row]) in values]
        return table.iloc[positions]

    def _columns(self, name: str) -> dict[str, list[Any]]:
        """Give a table as plain lists, made once: a page reads thousands of single cells."""
        known = self.__dict__.setdefault("_known_columns", {})
        if name not in known:
            known[name] = {column: held.astype("object").tolist() for column, held in self.table(name).items()}
        return known[name]

    def _of_place(self, name: str, column: str) -> dict[str, Any]:
        """Give the positions of the rows of each country or region, found once for all pages."""
        known = self.__dict__.setdefault("_known_places", {})
        if (name, column) not in known:
            known[name, column] = self.table(name).groupby(self.table(name)[column].astype("str"), sort=False).indices
        return known[name, column]

    def figure(self, name: str, row: int, column: str) -> Figure:
        """Give one value of a table with all that is printed with it.

        Args:
            name: the table.
            row: position of the row.
            column: the column.
        """
        held = {column: values[row] for column, values in self._columns(name).items()}
        return Figure(
            id=f"{self._row_ids(name)[row]}/{column}",
            table=name,
            row=row,
            column=column,
            value=_plain(held[column]),
            low=_plain(held.get(f"{column}_low")),
            high=_plain(held.get(f"{column}_high")),
            unit=self._unit(name, column, held),
            missing_reason=str(_plain(held.get("missing_reason")) or ""),
            flags=str(_plain(held.get("flags")) or ""),
            is_illustrative=bool(held.get("is_illustrative", False)),
            licence=str(held.get("licence", "")),
            why=" ".join(str(_plain(held.get(name)) or "") for name in WORDS_OF_A_ROW).strip(),
        )

    def _unit(self, name: str, column: str, held: dict[str, Any]) -> str:
        """Give a value's unit: the row's own where rows differ, else the column's."""
        base = column.removesuffix("_low").removesuffix("_high")
        own = held.get(f"{base}_unit") or (held.get("unit") if base in ("value", "gap") else None)
        return str(_plain(own) or self.describe(name, column).get("unit", ""))

    def describe(self, name: str, column: str) -> dict[str, str]:
        """Give a column's unit, description and formula from the manifest."""
        known = self.__dict__.setdefault("_known_descriptions", {})
        if name not in known:
            known[name] = {one["name"]: one for one in self.manifest["tables"][name]["columns"]}
        return known[name].get(column, {})

    def ids(self, name: str) -> pd.Series:
        """Give the id of each row of a table: a figure's id without its column."""
        known = self.__dict__.setdefault("_known_ids", {})
        if name not in known:
            known[name] = figure_ids(self.table(name), name, self.manifest["tables"][name]["keys"])
        return known[name]

    def _row_ids(self, name: str) -> list[str]:
        known = self.__dict__.setdefault("_known_row_ids", {})
        if name not in known:
            known[name] = self.ids(name).tolist()
        return known[name]


def _plain(value: Any) -> Any:
    """Give a missing cell as None and a numpy number as Python's."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value
