"""Numbers of a grid's columns, as published; units, repairs and phases belong to `lines.py`."""

import numpy as np
import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.sources.national_budgets.layout import Layout


def numbers_of(grid: Grid, position: int, layout: Layout) -> pd.Series:
    """Read a column's numbers: cells typed as numbers as they are, texts by the layout's convention.

    Returns:
        float64 on the index of the grid; missing where the cell holds no number.
    """
    text = grid.cells[position].astype("str")
    written = parse_numbers(text, layout.numbers)
    if grid.typed is not None:
        typed = grid.typed[position]
        written = written.mask(typed, pd.to_numeric(text.where(typed), errors="coerce"))
    return written.replace([np.inf, -np.inf], np.nan).astype("float64")
