"""Contributions: which input row gave what to which figure, in which role.

`addend` contributions add up to the figure; other roles are factors named in the column's formula. Walking from a
figure to its cells belongs to `trace.py`.
"""

from typing import Any

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
    rows_of_both = {"output_row": pd.array(output_row, dtype="Int64"), "input_row": pd.array(rows, dtype="Int64")}
    made = pd.DataFrame(rows_of_both).assign(
        output_table=output[0],
        output_column=output[1],
        input_table=table,
        input_column=column,
        role=role,
        contribution=contribution if isinstance(contribution, float) else pd.array(contribution, dtype="float64"),
    )
    return made[EDGE_COLUMNS].dropna(subset=["input_row", "contribution"])


def gather(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put contributions together, sorted by figure, with cheap types."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=_KINDS[name]) for name in EDGE_COLUMNS})
    together = pd.concat([part.astype({"contribution": "float64"}) for part in filled], ignore_index=True)
    order = ["output_row", "output_column", "role", "input_table", "input_row"]
    return together.astype(_KINDS).sort_values(order, ignore_index=True)


def figure_ids(table: pd.DataFrame, name: str, keys: list[str]) -> pd.Series:
    """Name each row of a published table: `table/key/...`; a missing key is written `-`."""
    parts = [table[key].astype("str").where(table[key].notna(), "-").map(id_part) for key in keys]
    return name + "/" + (parts[0].str.cat(parts[1:], sep="/") if len(parts) > 1 else parts[0])


def id_part(text: str) -> str:
    """Write one key so that it cannot be taken for two."""
    return text.replace("%", "%25").replace("/", "%2F")
