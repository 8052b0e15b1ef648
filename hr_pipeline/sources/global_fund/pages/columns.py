"""The rows of JSON pages as columns of text, each named by its path: `implementationPeriod/grant/code`.

Only columns that somebody asks for are made, so nothing else of a row gets further. What paths mean belongs to
`shapes.yaml`.
"""

import marshal
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.provenance.pages import json_text

Rows = list[dict[str, Any]]
_NOTHING: dict[str, Any] = {}
PLAIN = 0
"""The version of marshal that writes equal values the same way, wherever else they are referred to."""


class Columns:
    """Rows as columns by path, and columns joined to them.

    Objects inside rows come again in many of them, so what is below a path is read once for each distinct object.

    Attributes:
        names: path -> is there, in the order of the rows; a property that is null in every row is a path itself.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._inside: dict[str, tuple[Columns, np.ndarray]] = {}
        self._joined: dict[str, pd.Categorical] = {}
        self.names: dict[str, None] = dict.fromkeys(self._paths())
        self._cases = {name.casefold(): name for name in self.names}

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, path: str) -> str:
        """Give a path as published, whatever its case; empty where it is not there."""
        return self._cases.get(path.casefold(), "")

    def texts(self, path: str) -> list[str]:
        """Give the texts of one column of the rows themselves."""
        name, _, below = path.partition("/")
        if below:
            objects, codes = self.below(name)
            texts = objects.texts(below)
            return [texts[code] for code in codes]
        return [value if type(value) is str else json_text(value) for value in self._values(name)]

    def categories(self, path: str) -> pd.Categorical:
        """Give one column, joined or own, with its distinct texts held once."""
        if path in self._joined:
            return self._joined[path]
        name, _, below = path.partition("/")
        if not below:
            return categorical(self.texts(name))
        objects, codes = self.below(name)
        held = objects.categories(below)
        return pd.Categorical.from_codes(held.codes[codes], dtype=held.dtype)

    def below(self, path: str) -> tuple["Columns", np.ndarray]:
        """Give the distinct objects at a path as rows, and for each row the position of its own among them."""
        name, _, rest = path.partition("/")
        if name not in self._inside:
            self._inside[name] = _distinct(self._values(name))
        objects, codes = self._inside[name]
        if not rest:
            return objects, codes
        inner, places = objects.below(rest)
        return inner, places[codes]

    def join(self, path: str, column: pd.Categorical) -> None:
        """Add a column that the rows do not hold themselves."""
        self.names[path] = None
        self._cases[path.casefold()] = path
        self._joined[path] = column

    def take(self, places: Iterable[int]) -> "Columns":
        """Give some of the rows, without what was joined."""
        return Columns([self._rows[place] for place in places])

    def _values(self, name: str) -> list[Any]:
        return [row.get(name) for row in self._rows]

    def _paths(self) -> Iterator[str]:
        """Name all fields, those of objects inside behind a slash, in the order in which they come."""
        for name in dict.fromkeys(chain.from_iterable(self._rows)):
            values = (row.get(name) for row in self._rows)
            if isinstance(next((value for value in values if value is not None), None), dict):
                yield from (f"{name}/{below}" for below in self.below(name)[0].names)
            else:
                yield name


def _distinct(values: list[Any]) -> tuple[Columns, np.ndarray]:
    """Hold equal objects once; their serialised form is the quickest way to tell them apart."""
    objects = [value if type(value) is dict else _NOTHING for value in values]
    codes, _ = pd.factorize(np.array([*(marshal.dumps(one, PLAIN) for one in objects), None], dtype="object")[:-1])
    _, first = np.unique(codes, return_index=True)
    return Columns([objects[place] for place in first]), codes


def categorical(texts: list[str]) -> pd.Categorical:
    """Hold distinct texts once."""
    codes, distinct = pd.factorize(np.array([*texts, ""], dtype="object")[: len(texts)])
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str"))


def spread(values: Iterable[str], codes: np.ndarray) -> pd.Categorical:
    """Give every row the value of its code; -1 stands for the last value."""
    held = categorical(list(values))
    return pd.Categorical.from_codes(held.codes[codes], dtype=held.dtype)
