"""A release and its archive, read with the standard library and pyarrow only, and the verdicts on edges and figures.

Nothing here is shared with the code that made the figures. Numbers belong to `replay_numbers.py`, walking and counting
to `replay_release.py`; all are shipped in each release.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hr_pipeline.provenance.replay_cells import Cell, NotChecked, read_cells
from hr_pipeline.provenance.replay_numbers import computed, derived, from_figure, other_cell

EQUAL, DRAWN, WITHHELD, NOT_CHECKED, DIFFERENT = ORDER = (
    "EQUAL",
    "DRAWN AGAIN",
    "WITHHELD",
    "NOT CHECKED",
    "DIFFERENT",
)
"""From the best to the worst: a figure is never better than what it rests on."""
CENT, CLOSE = 0.005, 1e-9
Key = tuple[str, int, str]
"""Table, row and column of a figure."""


class Release:
    """A release, the archived files it rests on, and the verdicts on its edges and figures."""

    def __init__(self, folder: Path, evidence: Path | None) -> None:
        self.folder, self.evidence = folder, evidence
        self.manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        self.edges = pq.read_table(folder / "lineage.parquet").to_pylist()
        sources = pq.read_table(folder / "sources.parquet").to_pylist()
        self.sources = {source["delivery"]: source for source in sources}
        self.below: dict[Key, list[int]] = {}
        for position, edge in enumerate(self.edges):
            self.below.setdefault(made(edge), []).append(position)
        self.columns: dict[str, dict[str, list[Any]]] = {}
        self.cells: dict[str, dict[Cell, str] | str] = {}

    def value(self, key: Key) -> Any:
        """Give a published value."""
        table, row, column = key
        if table not in self.columns:
            found = pq.read_table(self.folder / self.manifest["tables"][table]["path"])
            self.columns[table] = {name: found[name].to_pylist() for name in found.column_names}
        return self.columns[table][column][row]

    def reached(self, keys: Iterable[Key]) -> set[Key]:
        """Find all figures that these figures rest on, and themselves."""
        found: set[Key] = set()
        left = list(keys)
        while left:
            key = left.pop()
            if key not in found:
                found.add(key)
                edges = (self.edges[position] for position in self.below.get(key, ()))
                left += [given(edge) for edge in edges if edge["delivery"] is None]
        return found

    def read(self, keys: set[Key]) -> None:
        """Read the cells that these figures rest on, each file once."""
        wanted: dict[str, set[Cell]] = {}
        for edge in (self.edges[position] for key in keys for position in self.below.get(key, ())):
            if edge["delivery"] is not None and edge["raw_value"] is not None:
                cell = cell_of(edge)
                wanted.setdefault(edge["delivery"], set()).update({cell, other_cell(cell, edge["derivation"]) or cell})
        self.cells = {delivery: self._cells(delivery, cells) for delivery, cells in wanted.items()}

    def _cells(self, delivery: str, wanted: set[Cell]) -> dict[Cell, str] | str:
        sha256 = self.sources[delivery]["sha256"]
        content = self._bytes(sha256)
        if content is None:
            return NOT_CHECKED
        if hashlib.sha256(content).hexdigest() != sha256:
            return DIFFERENT
        try:
            return read_cells(content, delivery, wanted)
        except NotChecked:
            return NOT_CHECKED

    def _bytes(self, sha256: str) -> bytes | None:
        if self.evidence is None:
            return None
        if self.evidence.is_dir():
            places = [self.evidence / sha256[:2] / sha256, self.evidence / "snapshots" / sha256]
            return next((file.read_bytes() for file in places if file.is_file()), None)
        with zipfile.ZipFile(self.evidence) as bundle:
            name = f"snapshots/{sha256}"
            return bundle.read(name) if name in bundle.namelist() else None

    def edge_verdict(self, edge: dict[str, Any]) -> str:
        """Compare one contribution with its cell, or with the figure it came from."""
        if edge["contribution"] is None:
            return WITHHELD
        if edge["delivery"] is None:
            return self._figure_edge(edge)
        if edge["raw_value"] is None:
            return WITHHELD
        cells = self.cells[edge["delivery"]]
        return cells if isinstance(cells, str) else _compared(edge, cells)

    def _figure_edge(self, edge: dict[str, Any]) -> str:
        """Compare a contribution with the published figure that it came from."""
        derivation = edge["derivation"] or ""
        is_plain = ";" not in derivation
        edges = [] if is_plain else [self.edges[position] for position in self.below[made(edge)]]
        alike = sum(one["role"] == edge["role"] for one in edges)
        try:
            value = self.value(given(edge)) if derivation.startswith("figure") else None
            found = from_figure(derivation, value, roles_of(edges), alike)
        except (ArithmeticError, KeyError, ValueError):
            return DIFFERENT
        return agreed(found, edge["contribution"])

    def figure_verdict(self, key: Key) -> str:
        """Compare one figure with what its contributions give."""
        table, _, column = key
        described = next(c for c in self.manifest["tables"][table]["columns"] if c["name"] == column)
        edges = [self.edges[position] for position in self.below.get(key, ())]
        value, formula = self.value(key), described["formula"]
        if any(edge["contribution"] is None for edge in edges):
            return WITHHELD
        if not formula:
            return DRAWN if edges else NOT_CHECKED
        try:
            found = computed(formula, roles_of(edges))
        except (ArithmeticError, KeyError, ValueError):
            return DIFFERENT if value is not None else EQUAL
        if value is None:
            return NOT_CHECKED
        near = CENT if "US$" in described["unit"] else 0.0
        return EQUAL if abs(found - value) <= max(near, CLOSE * abs(value)) else DIFFERENT


def _compared(edge: dict[str, Any], cells: dict[Cell, str]) -> str:
    cell = cell_of(edge)
    other = other_cell(cell, edge["derivation"])
    texts = [cells.get(place) for place in (cell, other) if place]
    if None in texts or texts[0] != edge["raw_value"]:
        return DIFFERENT
    try:
        found = derived(edge["derivation"], [str(text) for text in texts])
    except (ValueError, ArithmeticError, LookupError):
        return DIFFERENT
    return agreed(found, edge["contribution"])


def agreed(found: float | None, contribution: float) -> str:
    """Compare what a derivation gives with the contribution that is published."""
    if found is None:
        return NOT_CHECKED
    return EQUAL if abs(found - contribution) <= CLOSE * max(1.0, abs(found)) else DIFFERENT


def roles_of(edges: list[dict[str, Any]]) -> dict[str, float]:
    """Give the contributions to one figure by role; addends are added up, withheld ones are left out."""
    roles: dict[str, float] = {}
    for edge in edges:
        if edge["contribution"] is not None:
            known = roles.get(edge["role"], 0.0) if edge["role"] == "addend" else 0.0
            roles[edge["role"]] = known + edge["contribution"]
    return roles


def made(edge: dict[str, Any]) -> Key:
    """Name the figure that an edge contributes to."""
    return str(edge["output_table"]), int(edge["output_row"]), str(edge["output_column"])


def given(edge: dict[str, Any]) -> Key:
    """Name the published figure that an edge comes from."""
    return str(edge["input_table"]), int(edge["input_row"]), str(edge["input_column"])


def cell_of(edge: dict[str, Any]) -> Cell:
    """Name the cell that an edge comes from."""
    return edge["sheet"] or "", int(edge["row"]), str(edge["column"])
