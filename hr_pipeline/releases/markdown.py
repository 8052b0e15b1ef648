"""Tables in Markdown. Which texts a release has belongs to `documents.py` and `methods.py`."""

from typing import Any

import pandas as pd


def as_table(rows: pd.DataFrame) -> str:
    """Write rows as a Markdown table; a missing cell is empty, a bar in a text does not end its cell."""
    texts = [[_cell(value) for value in row] for row in rows.itertuples(index=False)]
    lines = [[str(name) for name in rows.columns], ["---"] * rows.shape[1], *texts]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
