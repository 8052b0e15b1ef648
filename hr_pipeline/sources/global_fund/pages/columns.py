"""The rows of JSON pages as columns of text, each named by its path: `implementationPeriod/grant/code`.

Only columns that somebody asks for are made, so nothing else of a row gets further. What paths mean belongs to
`shapes.yaml`.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.lineage.pages import json_text

Rows = list[dict[str, Any]]
_NOTHING: dict[str, Any] = {}


class Columns:
    """Rows as columns by path, and columns joined to them.

    Attributes:
        names: path -> is there, in the order of the rows; a property that is null in every row is a path itself.
    """

    def __init__(self, rows: Rows) -> None:
        self._levels: dict[str, Rows] = {"": rows}
        self._joined: dict[str, pd.Categorical] = {}
        self.names: dict[str, None] = dict.fromkeys(self._paths(""))
        self._cases = {name.casefold(): name for name in self.names}

    def __len__(self) -> int:
        return len(self._levels[""])

    def find(self, path: str) -> str:
        """Give a path as published, whatever its case; empty where it is not there."""
        return self._cases.get(path.casefold(), "")

    def texts(self, path: str) -> list[str]:
        """Give the texts of one column of the rows themselves."""
        above, _, name = path.rpartition("/")
        found = [row.get(name) for row in self._level(above)]
        return [value if type(value) is str else json_text(value) for value in found]

    def categories(self, path: str) -> pd.Categorical:
        """Give one column, joined or own, with its distinct texts held once."""
        return self._joined[path] if path in self._joined else categorical(self.texts(path))

    def join(self, path: str, column: pd.Categorical) -> None:
        """Add a column that the rows do not hold themselves."""
        self.names[path] = None
        self._cases[path.casefold()] = path
        self._joined[path] = column

    def take(self, places: Iterable[int]) -> "Columns":
        """Give some of the rows, without what was joined."""
        rows = self._levels[""]
        return Columns([rows[place] for place in places])

    def _paths(self, above: str) -> Iterator[str]:
        """Name all fields below a path, in the order in which they come."""
        rows = self._level(above)
        for name in dict.fromkeys(chain.from_iterable(rows)):
            path = f"{above}/{name}" if above else name
            values = (row.get(name) for row in rows)
            if isinstance(next((value for value in values if value is not None), None), dict):
                yield from self._paths(path)
            else:
                yield path

    def _level(self, path: str) -> Rows:
        if path not in self._levels:
            above, _, name = path.rpartition("/")
            found = [row.get(name) for row in self._level(above)]
            self._levels[path] = [value if type(value) is dict else _NOTHING for value in found]
        return self._levels[path]


def categorical(texts: list[str]) -> pd.Categorical:
    """Hold distinct texts once."""
    codes, distinct = pd.factorize(np.array([*texts, ""], dtype="object")[: len(texts)])
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str"))


def spread(values: Iterable[str], codes: np.ndarray) -> pd.Categorical:
    """Give every row the value of its code; -1 stands for the last value."""
    held = categorical(list(values))
    return pd.Categorical.from_codes(held.codes[codes], dtype=held.dtype)
