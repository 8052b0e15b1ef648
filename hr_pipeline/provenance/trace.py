"""From a published figure to the cells it rests on: figure -> contributions -> source rows -> cells.

Reads a release only: its tables, lineage, sources and manifest. Opening the archived files belongs to `replay.py`.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.provenance.contributions import figure_ids, id_part
from hr_pipeline.provenance.locators import shown_locator


class UnknownFigure(LookupError):
    """No figure has this id; carries the ids that come near."""

    def __init__(self, figure: str, near: list[str]) -> None:
        self.figure, self.near = figure, near
        shown = "\n".join(f"  {name}" for name in near) or "  (none)"
        super().__init__(f"no single figure is called {figure!r}. Figures that come near:\n{shown}")


@dataclass(frozen=True)
class Cell:
    """The end of a trace: one cell of one archived file."""

    delivery: str
    locator: str
    raw_value: str
    steps: str
    sha256: str
    origin: str
    licence: str
    is_illustrative: bool
    is_confidential: bool = False
    derivation: str = ""


@dataclass(frozen=True)
class Contribution:
    """One input of a figure: its role, what it gives, and the cell or figure it is."""

    role: str
    contribution: float | None
    table: str
    cell: Cell | None = None
    figure: "Figure | None" = None
    derivation: str = ""


@dataclass(frozen=True)
class Figure:
    """One value of a published table with its contributions."""

    id: str
    value: float | None
    unit: str
    formula: str
    missing_reason: str
    contributions: list[Contribution] = field(default_factory=list)
    name: str = ""


@dataclass(frozen=True)
class Book:
    """What a trace reads: a release's manifest, tables, lineage and sources.

    Attributes:
        manifest: the release's manifest, for keys, units and formulas.
        tables: folder of the published tables.
        lineage: contributions with the places of source rows.
        sources: the snapshots.
    """

    manifest: dict[str, Any]
    tables: Path
    lineage: pd.DataFrame
    sources: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Read one published table; one without rows is no file."""
        file = self.tables / f"{name}.parquet"
        columns = [column["name"] for column in self.manifest["tables"][name]["columns"]]
        return pd.read_parquet(file) if file.is_file() else pd.DataFrame(columns=columns)

    def keys(self, name: str) -> list[str]:
        """Name the key columns of a table."""
        keys: list[str] = self.manifest["tables"][name]["keys"]
        return keys

    def column(self, table: str, name: str) -> dict[str, str]:
        """Describe a column: unit, description, formula."""
        return next(column for column in self.manifest["tables"][table]["columns"] if column["name"] == name)


def trace(book: Book, figure: str) -> Figure:
    """Walk from a figure down to its cells.

    Args:
        book: the release.
        figure: `table/key/.../column`; `*` stands for anything within one key.

    Raises:
        UnknownFigure: no figure, or more than one, is called so.
    """
    name, _, rest = figure.partition("/")
    if name not in book.manifest["tables"] or not book.manifest["tables"][name]["is_published"]:
        traced = [f"{table}/..." for table, entry in book.manifest["tables"].items() if entry["is_published"]]
        raise UnknownFigure(figure, traced)
    walk = Walk(book)
    row, column = _find(book, walk.table(name), name, rest)
    return walk.figure(name, row, column)


def _find(book: Book, table: pd.DataFrame, name: str, rest: str) -> tuple[int, str]:
    """Find the row and column that an id names."""
    ids = figure_ids(table, name, book.keys(name))
    values = [column["name"] for column in book.manifest["tables"][name]["columns"] if column["formula"]]
    pattern, _, column = f"{name}/{rest}".rpartition("/")
    exact = ids.index[ids == pattern]
    hits = exact if len(exact) else ids.index[ids.map(partial(fnmatchcase, pat=pattern)).astype("bool")]
    if len(hits) == 1 and column in values:
        return int(hits[0]), column
    raise UnknownFigure(f"{name}/{rest}", _near(list(ids), rest, values))


def _near(ids: list[str], rest: str, values: list[str]) -> list[str]:
    """Give the figures whose ids hold the most parts of what was asked, if any."""
    asked = [f"*{id_part(part)}*" for part in rest.split("/") if part not in values and part.strip("*.")]
    held = {known: sum(fnmatchcase(known, part) for part in asked) for known in ids}
    likeliest = sorted((known for known in ids if held[known] or not asked), key=lambda known: -held[known])
    columns = [value for value in values if rest.endswith(f"/{value}")] or values
    return [f"{known}/{value}" for known in likeliest[:5] for value in columns][:20]


class Walk:
    """Walks one release: each table is read once, each figure is walked once, contributions are found by an index."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._edges = EdgeIndex(book.lineage)
        self._tables: dict[str, pd.DataFrame] = {}
        self._figures: dict[tuple[str, int, str], Figure] = {}
        self._sources = {source["delivery"]: source for source in as_records(book.sources.drop_duplicates("delivery"))}

    def table(self, name: str) -> pd.DataFrame:
        """Read a published table."""
        if name not in self._tables:
            self._tables[name] = self._book.table(name)
        return self._tables[name]

    def figure(self, name: str, row: int, column: str) -> Figure:
        """Walk down from one value of a published table."""
        key = (name, row, column)
        if key not in self._figures:
            table, described = self.table(name), self._book.column(name, column)
            value: Any = table.at[row, column]
            self._figures[key] = Figure(
                id=f"{figure_ids(table.iloc[[row]], name, self._book.keys(name)).iloc[0]}/{column}",
                value=None if pd.isna(value) else float(value),
                unit=described["unit"],
                formula=described["formula"],
                missing_reason=_missing_reason(table.at[row, "missing_reason"]) if pd.isna(value) else "",
                contributions=[self._contribution(edge) for edge in self._edges.of(*key)],
                name=described.get("description", ""),
            )
        return self._figures[key]

    def _contribution(self, edge: dict[str, Any]) -> Contribution:
        """Follow one edge: to a cell where it leads to a source row, else to the figure it came from."""
        value = None if pd.isna(edge["contribution"]) else float(edge["contribution"])
        if isinstance(edge["delivery"], str):
            cell = _cell(self._sources[edge["delivery"]], edge)
            return Contribution(edge["role"], value, edge["input_table"], cell=cell)
        below = self.figure(edge["input_table"], int(edge["input_row"]), edge["input_column"])
        return Contribution(edge["role"], value, edge["input_table"], None, below, _text(edge.get("derivation")))


class EdgeIndex:
    """The contributions of a release, sorted by figure, so that one of a million is found at once."""

    def __init__(self, lineage: pd.DataFrame) -> None:
        self._lineage = lineage
        table, column = (lineage[name].astype("category").cat for name in ("output_table", "output_column"))
        self._tables, self._columns = (
            {str(text): code for code, text in enumerate(coded.categories)} for coded in (table, column)
        )
        rows = lineage["output_row"].to_numpy(dtype="int64", na_value=-1)
        self._height = int(rows.max(initial=0)) + 1
        keys = (table.codes.to_numpy("int64") * len(self._columns) + column.codes.to_numpy("int64")) * self._height
        self._order = np.argsort(keys + rows, kind="stable")
        self._keys = (keys + rows)[self._order]

    def of(self, table: str, row: int, column: str) -> list[dict[str, Any]]:
        """Give the contributions to one figure."""
        if table not in self._tables or column not in self._columns:
            return []
        key = (self._tables[table] * len(self._columns) + self._columns[column]) * self._height + row
        first, last = np.searchsorted(self._keys, [key, key + 1])
        return as_records(self._lineage.iloc[self._order[first:last]])


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _missing_reason(stated: Any) -> str:
    """The row's reason is that of its main value; where that is there, another value lacks a part."""
    return "a part of it is missing" if pd.isna(stated) else str(stated)


def _cell(source: dict[str, Any], edge: dict[str, Any]) -> Cell:
    place = {"delivery": edge["delivery"], "sheet": edge["sheet"], "row": edge["row"], "column": edge["column"]}
    raw, steps, derivation = (_text(edge.get(name)) for name in ("raw_value", "steps", "derivation"))
    return Cell(
        edge["delivery"],
        shown_locator(place),
        raw,
        steps,
        source["sha256"],
        source["origin"],
        source["licence"],
        bool(source["is_illustrative"]),
        source["confidentiality"] == "C",
        derivation,
    )


def cells(figure: Figure) -> list[tuple[Contribution, Cell]]:
    """List all cells a figure rests on, each with the contribution that names it."""
    found = []
    for part in figure.contributions:
        if part.cell:
            found.append((part, part.cell))
        if part.figure:
            found += cells(part.figure)
    return found
