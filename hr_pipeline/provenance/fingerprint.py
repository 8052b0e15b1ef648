"""Fingerprints of content: of a file's bytes, of a table's rows.

A table's fingerprint covers its rows, names and kinds of columns, never Parquet bytes, which change with the writer.
`row_id` is left out: it numbers the snapshots of one build, so an unrelated delivery would change it.
"""

import hashlib
from pathlib import Path

import pandas as pd

BUILD_COLUMNS = ("row_id",)


def file_sha256(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(table: pd.DataFrame) -> str:
    """Hash a table's content: column names, kinds and every row in order.

    The same rows give the same fingerprint whether text is held as str or as category, integers as int64 or Int64; a
    column without any value has no kind.
    """
    digest = hashlib.sha256()
    for name in table.columns:
        if name in BUILD_COLUMNS:
            continue
        if table[name].isna().all():  # files forget the kind of a column without values
            digest.update(f"{name}::{len(table)};".encode())
            continue
        canonical = _canonical(table[name])
        digest.update(f"{name}:{_kind(table[name])}:{len(canonical)};".encode())
        digest.update(pd.util.hash_pandas_object(canonical, index=False).to_numpy().tobytes())
        digest.update(table[name].isna().to_numpy().tobytes())
    return digest.hexdigest()


def version(table: pd.DataFrame, content: str) -> str:
    """Tell a table's content from another's, the numbers of its rows included: contributions name rows by them.

    Args:
        table: the table.
        content: its fingerprint.
    """
    numbers = [table[name].to_numpy("int64").tobytes() for name in BUILD_COLUMNS if name in table]
    return hashlib.sha256(b"".join([content.encode(), *numbers])).hexdigest() if numbers else content


def _canonical(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean").astype("Int64").fillna(-1).astype("int64")
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.astype("Int64").fillna(0).astype("int64")
    if pd.api.types.is_float_dtype(column.dtype):
        return column.astype("float64") + 0.0  # turns -0.0 into 0.0
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.astype("datetime64[us]").astype("int64")
    return column.astype("str")


def _kind(column: pd.Series) -> str:
    """Name the kind in a way that does not depend on how pandas stores it."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return "text"
    tests = {
        "boolean": pd.api.types.is_bool_dtype,
        "integer": pd.api.types.is_integer_dtype,
        "number": pd.api.types.is_float_dtype,
        "date": pd.api.types.is_datetime64_any_dtype,
    }
    return next((kind for kind, test in tests.items() if test(column.dtype)), "text")
