"""What every indicator gives back: a published table and its contributions, and the terms each figure comes under.

Formulas belong to the modules that are named as their tables.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
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
    complete = table.pipe(with_terms, [contributions, *(unshown or [])], inputs).astype(kinds(name))
    return Figures(require(name, complete[list(kinds(name))]), contributions)


def with_terms(table: pd.DataFrame, contributions: list[pd.DataFrame], inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compute, never type: the strictest licence and confidentiality of all inputs, and whether any is illustrative.

    Args:
        table: the figures.
        contributions: contributions to their rows, made with `edges`.
        inputs: the tables whose rows contribute, by name; those without terms are passed over.
    """
    strictest = np.zeros((len(table), len(TERMS)), dtype="int64")
    for part in contributions:
        for name in part["input_table"].cat.categories:
            if name in inputs and set(TERMS) <= set(inputs[name].columns):
                used = part[(part["input_table"] == name).to_numpy()]
                np.maximum.at(strictest, used["output_row"].to_numpy("int64"), _terms_of(used, inputs[name]))
    return table.assign(
        is_illustrative=strictest[:, 0] > 0,
        confidentiality=_coded(strictest[:, 1], CONFIDENTIALITIES),
        licence=_coded(strictest[:, 2], LICENCES),
    )


def _terms_of(used: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Rank the terms of the input row of each contribution; code lists run from the mildest to the strictest."""
    rows = used["input_row"].to_numpy("int64")
    terms = frame[TERMS].iloc[_positions(frame, rows)]
    return np.column_stack(
        [
            terms["is_illustrative"].to_numpy("int64"),
            _ranks(terms["confidentiality"], CONFIDENTIALITIES),
            _ranks(terms["licence"], LICENCES),
        ]
    )


def _positions(frame: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """Find rows of an input: a source table's by their ids, a published table's by their positions."""
    at = pd.Index(frame["row_id"].to_numpy("int64")).get_indexer(rows) if "row_id" in frame else rows
    if (at < 0).any():
        raise KeyError(f"contributions name {(at < 0).sum()} rows that their input does not have")
    return at


def _ranks(codes: pd.Series, vocabulary: list[str]) -> np.ndarray:
    return codes.astype("category").map(vocabulary.index).to_numpy("int64")


def _coded(ranks: np.ndarray, vocabulary: list[str]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(ranks, categories=pd.Index(vocabulary))
