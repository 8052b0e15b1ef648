"""Single files of a release: Parquet that explains itself, CSV twins for people, JSON, all on the disk for good.

What goes into them belongs to `write.py` and `documents.py`.
"""

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from hr_pipeline.schemas.tables import describe, grain, keys

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so is run as a formula by spreadsheet programs."""


def write_parquet(table: pd.DataFrame, name: str, file: Path, notes: dict[str, str] | None = None) -> None:
    """Write a table with units and descriptions in its field metadata, whole or not at all.

    Args:
        table: the table.
        name: its name in the registry.
        file: where to; a half-written file is never seen under this name.
        notes: more to say in the file's metadata, such as the table's fingerprint.
    """
    arrow = pa.Table.from_pandas(table.pipe(_with_codes_as_text), preserve_index=False)
    described = {column["name"]: column for column in describe(name)}
    fields = [field.with_metadata(_bytes(described.get(field.name, {}))) for field in arrow.schema]
    about = {"table": name, "grain": grain(name), "keys": json.dumps(keys(name))}
    schema = pa.schema(fields, metadata=_bytes(about | (notes or {})) | {b"pandas": arrow.schema.metadata[b"pandas"]})
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow.cast(schema), partial, compression="zstd", compression_level=3)
    settle(partial, file)


def _with_codes_as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Hold codes as text where all are missing too: categories made of missing numbers would be read as numbers."""
    kinds = table.dtypes.items()
    empty = [name for name, kind in kinds if isinstance(kind, pd.CategoricalDtype) and not len(kind.categories)]
    return table.astype(dict.fromkeys(empty, pd.CategoricalDtype(pd.Index([], dtype="str")))) if empty else table


def _bytes(texts: dict[str, str]) -> dict[bytes, bytes]:
    return {key.encode(): str(value).encode() for key, value in texts.items() if value}


def read_notes(file: Path) -> dict[str, str]:
    """Read what a Parquet file says about itself."""
    metadata = pq.read_schema(file).metadata or {}
    return {key.decode(): value.decode() for key, value in metadata.items() if key != b"pandas"}


def write_csv(table: pd.DataFrame, file: Path) -> None:
    """Write a table for spreadsheet programs: UTF-8 with its mark, text that looks like a formula made harmless."""
    texts = [name for name, kind in table.dtypes.items() if str(kind) in ("str", "category")]
    safe = table.assign(**{str(name): table[name].astype("str").map(harmless, na_action="ignore") for name in texts})
    with file.open("wb") as target:
        target.write(b"\xef\xbb\xbf")
        pa_csv.write_csv(pa.Table.from_pandas(safe, preserve_index=False), target)


def harmless(text: str) -> str:
    """Put a mark before text that a spreadsheet program would run as a formula."""
    return "'" + text if text.startswith(FORMULA_MARKS) and len(text) > 1 else text


def write_json(content: Any, file: Path) -> None:
    """Write JSON, whole or not at all."""
    write_text(json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n", file)


def write_text(text: str, file: Path) -> None:
    """Write text, whole or not at all."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    partial.write_text(text, encoding="utf-8", newline="\n")
    settle(partial, file)


def settle(partial: Path, file: Path) -> None:
    """Bring a written file to the disk, then give it its name in one step."""
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)


def settle_folder(folder: Path) -> None:
    """Bring every file of a folder, and the folders themselves, to the disk."""
    for path in [*sorted(folder.rglob("*")), folder]:
        settle_names(path)


def settle_names(folder: Path) -> None:
    """Bring a folder's own list of names (or one file) to the disk: what was renamed in it stays renamed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
