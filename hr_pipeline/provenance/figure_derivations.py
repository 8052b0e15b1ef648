"""How a published figure became the number that it contributes to another figure.

Most give themselves; some are taken to the prices of another year or counted in a mean, and some only stand for a
number that their meaning gives. How the text of a cell became a number belongs to `derivations.py`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.provenance.meanings import meant, rules_of

FIGURE = ["output_table", "output_row", "output_column"]
GIVEN = ["input_table", "input_column"]
SAME, UNEXPLAINED = "figure", "unexplained"
CLOSE = 1e-9


def of_figures(given: pd.DataFrame, lineage: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Explain contributions of published figures.

    Args:
        given: contributions that come from published figures.
        lineage: all contributions, for the other roles of the same figures.
        tables: the published tables.

    Returns:
        The derivation of each, with the index of `given`; empty where the contribution is withheld.
    """
    values = _values(given, tables)
    is_same = np.isclose(values, given["contribution"], rtol=CLOSE, atol=CLOSE)
    texts = pd.Series(SAME, index=given.index, dtype="object").mask(given["contribution"].isna(), "")
    is_other = ~is_same & given["contribution"].notna()
    rest = given[is_other].assign(value=values[is_other])
    roles = _roles(lineage.merge(rest[FIGURE].drop_duplicates(), on=FIGURE, validate="m:1"))
    found = [_explained(row, roles[tuple(row[name] for name in FIGURE)]) for row in as_records(rest)]
    texts.loc[rest.index] = pd.Series(found, index=rest.index, dtype="object")
    return texts


def _values(given: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Look up the published figures; not a number where there is none."""
    values = pd.Series(np.nan, index=given.index)
    for (table, column), edges in given.groupby(GIVEN, observed=True, sort=False):
        known = tables.get(str(table), pd.DataFrame())
        if column in known and pd.api.types.is_numeric_dtype(known[column]):
            numbers = known[column].to_numpy(dtype="float64", na_value=np.nan)
            values.loc[edges.index] = numbers[edges["input_row"].to_numpy(dtype="int64")]
    return values


def _roles(edges: pd.DataFrame) -> dict[tuple[Any, ...], dict[str, list[float]]]:
    """Give the contributions to each figure by role."""
    roles: dict[tuple[Any, ...], dict[str, list[float]]] = {}
    for row in as_records(edges[[*FIGURE, "role", "contribution"]]):
        of_figure = roles.setdefault(tuple(row[name] for name in FIGURE), {})
        of_figure.setdefault(row["role"], []).append(row["contribution"])
    return roles


def _explained(row: dict[str, Any], roles: dict[str, list[float]]) -> str:
    """Try what the role may mean, in the order of the rules."""
    for derivation, _ in rules_of(row["input_table"], row["output_column"], row["role"]):
        if meant(derivation, row["contribution"]) or _gives(derivation, row, roles):
            return derivation
    return UNEXPLAINED


def _gives(derivation: str, row: dict[str, Any], roles: dict[str, list[float]]) -> bool:
    kind, *parts = derivation.split(";")
    named = dict(part.partition("=")[::2] for part in parts)
    if kind != SAME or not {role for name, role in named.items() if role} <= roles.keys():
        return False
    times, over = (roles[named[name]][0] if name in named else 1.0 for name in ("times", "over"))
    made = row["value"] * times / over / (len(roles[row["role"]]) if "mean" in named else 1)
    made = -made if "minus" in named else made
    return bool(np.isclose(made, row["contribution"], rtol=CLOSE, atol=CLOSE))
