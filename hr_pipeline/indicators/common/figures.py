"""What every indicator gives back: a published table and its contributions, and the terms each figure comes under.

Formulas belong to the modules that are named as their tables.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from hr_pipeline.provenance.contributions import edges, gather
from hr_pipeline.schemas.codes import CONFIDENTIALITIES, LICENCES
from hr_pipeline.schemas.gate import require
from hr_pipeline.schemas.indicators import TERMS
from hr_pipeline.schemas.tables import keys, kinds

__all__ = ["Figures", "edges", "flags", "placed", "published", "with_terms", "words"]


class Figures(NamedTuple):
    """A published table, sorted by its key, and the contributions to its figures by row position."""

    table: pd.DataFrame
    contributions: pd.DataFrame


def placed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Sort a table by its key, so that the position of a row is settled before contributions name it."""
    return table.sort_values(keys(name), ignore_index=True, na_position="first")


def flags(words: dict[str, pd.Series]) -> pd.Series:
    """Write for each row the words that hold, separated by blanks.

    Args:
        words: word -> whether it holds; missing means it does not.
    """
    columns = [
        holds.fillna(value=False).astype("bool").map({True: f"{word} ", False: ""}) for word, holds in words.items()
    ]
    joined = columns[0].astype("str")
    for column in columns[1:]:
        joined = joined + column.astype("str")
    return joined.str.strip()


def words(texts: Iterable[str]) -> str:
    """Give every word of several texts once, in alphabetical order."""
    return " ".join(sorted({word for text in texts for word in str(text).split()}))


def published(
    name: str,
    table: pd.DataFrame,
    parts: list[pd.DataFrame],
    inputs: dict[str, pd.DataFrame],
    unshown: list[pd.DataFrame] | None = None,
) -> Figures:
    """Give a table its types, status and terms, and gate it.

    Args:
        name: name of the table.
        table: one row per key in final order (see `placed`), without its terms.
        parts: contributions made with `edges`.
        inputs: input tables by name, to inherit terms from.
        unshown: contributions to hidden or missing figures: their terms count, they are not given away.

    Raises:
        BrokenRule: the table breaks its schema.
    """
    contributions = gather(parts)
    rested_on = pd.concat([contributions, *(unshown or [])], ignore_index=True)
    complete = table.pipe(with_terms, rested_on, inputs | {name: table}).astype(kinds(name))
    return Figures(require(name, complete[list(kinds(name))]), contributions)


def with_terms(table: pd.DataFrame, contributions: pd.DataFrame, inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compute, never type: the strictest licence and confidentiality of all inputs, and whether any is illustrative."""
    parts = [
        _terms_of(contributions, name, frame) for name, frame in inputs.items() if set(TERMS) <= set(frame.columns)
    ]
    strictest = pd.concat(parts, ignore_index=True).groupby("output_row")[TERMS].max()
    rows = strictest.reindex(pd.RangeIndex(len(table))).fillna(
        {"is_illustrative": 0, "confidentiality": 0, "licence": 0}
    )
    return table.assign(
        is_illustrative=rows["is_illustrative"].to_numpy() > 0,
        confidentiality=_coded(rows["confidentiality"], CONFIDENTIALITIES),
        licence=_coded(rows["licence"], LICENCES),
    )


def _terms_of(contributions: pd.DataFrame, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rank the terms of the rows of one input that contribute; code lists run from the mildest to the strictest."""
    used = contributions.loc[contributions["input_table"] == name, ["output_row", "input_row"]].drop_duplicates()
    row = frame["row_id"] if "row_id" in frame else pd.Series(range(len(frame)), index=frame.index)
    ranked = pd.DataFrame(
        {
            "input_row": row.astype("Int64"),
            "is_illustrative": frame["is_illustrative"].astype("int64"),
            "confidentiality": frame["confidentiality"].astype("str").map(CONFIDENTIALITIES.index).astype("int64"),
            "licence": frame["licence"].astype("str").map(LICENCES.index).astype("int64"),
        }
    )
    return used.merge(ranked, on="input_row", validate="m:1").drop(columns="input_row")


def _coded(ranks: pd.Series, vocabulary: list[str]) -> pd.api.extensions.ExtensionArray:
    """Write codes as text, which the column of an empty table is too."""
    return pd.array([vocabulary[int(rank)] for rank in ranks], dtype="str")
