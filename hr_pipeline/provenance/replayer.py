"""From the text of a cell to a number and to a figure, computed with the standard library and pyarrow only.

Nothing here is shared with the code that made the figures. Walking and counting belong to `replay_release.py`; both are
shipped in each release.
"""

import ast
import hashlib
import json
import math
import operator
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hr_pipeline.provenance.replay_cells import Cell, NotChecked, read_cells

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


def number_of(text: str, decimal: str = ".") -> float:
    """Read text as a number, with the declared decimal mark.

    Raises:
        ValueError: it is none.
    """
    plain = "".join(sign for sign in text if not sign.isspace() and sign != "'")
    if decimal == ",":
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain.replace(",", ""))


def derived(derivation: str, texts: list[str], contribution: float) -> float | None:
    """Compute a contribution from the texts of its cells, as its derivation says.

    Args:
        derivation: such as `number;decimal=,;x=1000.0;per=2.5;round=2`.
        texts: the cell, and the other cell where the derivation names one.
        contribution: repeated where the row's meaning gives the number.

    Returns:
        The number; None where the derivation does not explain it.

    Raises:
        ValueError: a text is no number, or the derivation is not of the vocabulary.
    """
    kind, *parts = derivation.split(";")
    named = [part.partition("=")[::2] for part in parts]
    decimal = dict(named).get("decimal", ".")
    if kind == "unexplained":
        return None
    fixed = {"declared": contribution, "left_out": 0.0, "one": 1.0 if texts[0] else 0.0}
    if kind in fixed:
        return fixed[kind]
    if kind not in ("number", "between"):
        raise ValueError(f"unknown derivation {derivation!r}")
    value = number_of(texts[0], decimal)
    if kind == "between":
        value = math.sqrt(value * number_of(texts[1], decimal))
    for name, text in named:
        value = value * float(text) if name == "x" else value / float(text) if name == "per" else value
    return round(value, int(dict(named)["round"])) if "round" in dict(named) else value


def other_cell(cell: Cell, derivation: str) -> Cell | None:
    """Name the second cell that a derivation takes part of, if any."""
    named = dict(part.partition("=")[::2] for part in derivation.split(";")[1:])
    if not {"other", "other_row"} & named.keys():
        return None
    return cell[0], int(named.get("other_row", cell[1])), named.get("other", cell[2])


OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "max": max,
    "min": min,
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
}


def computed(formula: str, roles: dict[str, float]) -> float:
    """Evaluate a column's formula over its roles.

    Raises:
        ArithmeticError, KeyError, ValueError: it cannot be evaluated.
    """
    return roles["addend"] if formula == "sum" else _value(ast.parse(formula, mode="eval").body, roles)


def _value(node: ast.AST, roles: dict[str, float]) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return roles[node.id]
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left, roles), _value(node.right, roles))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](*(_value(argument, roles) for argument in node.args))
    raise ValueError(f"{ast.dump(node)} is not of the vocabulary")


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
            return EQUAL
        if edge["raw_value"] is None:
            return WITHHELD
        cells = self.cells[edge["delivery"]]
        return cells if isinstance(cells, str) else _compared(edge, cells)

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
        roles: dict[str, float] = {}
        for edge in edges:
            known = roles.get(edge["role"], 0.0) if edge["role"] == "addend" else 0.0
            roles[edge["role"]] = known + edge["contribution"]
        try:
            found = computed(formula, roles)
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
        found = derived(edge["derivation"], [str(text) for text in texts], edge["contribution"])
    except (ValueError, ArithmeticError, IndexError):
        return DIFFERENT
    if found is None:
        return NOT_CHECKED
    return EQUAL if abs(found - edge["contribution"]) <= CLOSE * max(1.0, abs(found)) else DIFFERENT


def made(edge: dict[str, Any]) -> Key:
    """Name the figure that an edge contributes to."""
    return str(edge["output_table"]), int(edge["output_row"]), str(edge["output_column"])


def given(edge: dict[str, Any]) -> Key:
    """Name the published figure that an edge comes from."""
    return str(edge["input_table"]), int(edge["input_row"]), str(edge["input_column"])


def cell_of(edge: dict[str, Any]) -> Cell:
    """Name the cell that an edge comes from."""
    return edge["sheet"] or "", int(edge["row"]), str(edge["column"])
