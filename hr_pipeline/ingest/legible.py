r"""Texts of cells that command nothing: characters that a terminal or a page would obey are written as \x1b.

Line ends and tabs stay, and so does `raw_value`, which is compared with the cell again. Names of files belong to
`keeping.py`.
"""

import re
from collections.abc import Sequence

import pandas as pd

from hr_pipeline.ingest.reading import Reading

COMMANDS = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]"
"""Control characters, and those that let a text be shown in reverse."""
AS_PUBLISHED = "raw_value"


def legible_text(text: str) -> str:
    """Escape the characters of a text that command."""
    return re.sub(COMMANDS, lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def legible(records: pd.DataFrame, kept: Sequence[str] = (AS_PUBLISHED,)) -> pd.DataFrame:
    """Escape in all texts of a table except in the columns to be kept."""
    texts = records.select_dtypes(["str", "category"]).columns.difference(list(kept))
    changed = {name: column for name in texts if (column := _column(records[name])) is not None}
    return records.assign(**changed) if changed else records


def _column(texts: pd.Series) -> pd.Series | None:
    """Give a column with its texts escaped; None where nothing is to be escaped."""
    is_category = isinstance(texts.dtype, pd.CategoricalDtype)
    kinds = texts.cat.categories if is_category else texts
    if not pd.api.types.is_string_dtype(kinds) or not kinds.str.contains(COMMANDS, regex=True, na=False).any():
        return None
    escaped = texts.astype("str").map(legible_text, na_action="ignore")
    return escaped.astype("category") if is_category else escaped


def with_legible_texts(reading: Reading) -> Reading:
    """Escape in the records of a reading and in what it rejected."""
    reading.records = {table: legible(records) for table, records in reading.records.items()}
    reading.rejected = [
        {key: legible_text(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in reading.rejected
    ]
    return reading
