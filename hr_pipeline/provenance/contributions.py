"""Contributions: which input row gave what to which figure, in which role.

`addend` contributions add up to the figure; other roles are factors named in the column's formula. Walking from a
figure to its cells belongs to `trace.py`.
"""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

ADDEND = "addend"
EDGE_COLUMNS = [
    "output_table",
    "output_row",
    "output_column",
    "input_table",
    "input_row",
    "input_column",
    "role",
    "contribution",
]
_CODES = ["output_table", "output_column", "input_table", "input_column", "role"]
_PLAIN = {"output_row": "int64", "input_row": "int64", "contribution": "float64"}
_WHOLE = {"output_row": "Int64", "input_row": "Int64"}
_KINDS = dict.fromkeys(_CODES, "category") | {"output_row": "Int64", "input_row": "Int64", "contribution": "float64"}


def edges(
    output: tuple[str, str], output_row: Any, source: tuple[Any, ...], role: str, contribution: Any
) -> pd.DataFrame:
    """Make one contribution per output row.

    Args:
        output: table and column of the figures.
        output_row: positions of the rows in the output table, from 0.
        source: input table and its rows (`row_id` of a source table, position in a published table); for a published
            table also the column that holds the value.
        role: `addend`, or the factor's name in the column's formula.
        contribution: what each adds, or the factor's value, or one number for all; those without value are dropped.
    """
    table, rows, column = source if len(source) == 3 else (*source, "")
    into, given = pd.array(output_row, dtype="Int64"), pd.array(rows, dtype="Int64")
    value = np.full(len(into), contribution) if isinstance(contribution, float) else _numbers(contribution)
    is_known = ~(np.isnan(value) | given.isna())
    size = int(is_known.sum())
    texts = zip(_CODES, (output[0], output[1], table, column, role), strict=True)
    columns = {name: _repeated(text, size) for name, text in texts} | {
        "output_row": into[is_known],
        "input_row": given[is_known],
        "contribution": value[is_known],
    }
    return pd.DataFrame({name: columns[name] for name in EDGE_COLUMNS}, copy=False)


def _numbers(values: Any) -> np.ndarray:
    return np.asarray(pd.array(values, dtype="float64"), dtype="float64")


def _repeated(text: str, size: int) -> pd.Categorical:
    """Hold one text for all rows as one category: the text itself is stored once."""
    return pd.Categorical.from_codes(np.zeros(size, dtype="int8"), dtype=_one_category(text), validate=False)


@cache
def _one_category(text: str) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index([text], dtype="str"))


def gather(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put contributions together, sorted by figure, with cheap types."""
    whole = together(parts)
    order = ["output_row", "output_column", "role", "input_table", "input_row"]
    keys = [whole[name].cat.codes if name in _CODES else whole[name] for name in order]
    return whole.take(np.lexsort([key.to_numpy(dtype="int64") for key in reversed(keys)])).reset_index(drop=True)


def together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put contributions below each other in their order; codes stay categories, their texts in alphabetical order."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=_KINDS[name]) for name in EDGE_COLUMNS})
    columns: dict[str, Any] = {name: _joined([part[name] for part in filled]) for name in _CODES}
    for name, kind in _PLAIN.items():
        columns[name] = np.concatenate([part[name].to_numpy(dtype=kind) for part in filled])
    return pd.DataFrame({name: columns[name] for name in EDGE_COLUMNS}, copy=False).astype(_WHOLE)


def _joined(columns: list[pd.Series]) -> pd.Categorical:
    """Put categories below each other, their texts in alphabetical order."""
    texts = sorted(set().union(*(column.cat.categories for column in columns)))
    number = {text: code for code, text in enumerate(texts)}
    codes = [
        np.array([number[text] for text in column.cat.categories], dtype="int32")[column.cat.codes.to_numpy()]
        for column in columns
    ]
    return pd.Categorical.from_codes(np.concatenate(codes), categories=pd.Index(texts, dtype="str"), validate=False)


def figure_ids(table: pd.DataFrame, name: str, keys: list[str]) -> pd.Series:
    """Name each row of a published table: `table/key/...`; a missing key is written `-`."""
    if table.empty:
        return pd.Series(dtype="str")
    parts = [table[key].astype("str").where(table[key].notna(), "-").map(id_part) for key in keys]
    return name + "/" + (parts[0].str.cat(pd.concat(parts[1:], axis=1), sep="/") if len(parts) > 1 else parts[0])


def id_part(text: str) -> str:
    """Write one key so that it cannot be taken for two."""
    return text.replace("%", "%25").replace("/", "%2F")
