"""Contents of frames with the types that pandas' stubs leave open; no rule of the field belongs here."""

from typing import Any, cast

import numpy as np
import pandas as pd

NA: Any = pd.NA
"""The missing value: the stubs leave it out of the scalars that `assign` and `get` take."""


def as_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame as dicts; our columns are named by texts, which the stubs cannot know."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def positions(frame: pd.DataFrame) -> list[int]:
    """Give the columns of a grid, which are numbered from 0; the stubs take every name of a column for a text."""
    return cast("list[int]", list(frame.columns))


def square_root(values: pd.Series) -> pd.Series:
    """Take square roots and keep the index; the stubs know NumPy's functions by their arrays only."""
    return cast("pd.Series", np.sqrt(values))


def logarithm(values: pd.Series) -> pd.Series:
    """Take natural logarithms and keep the index; the stubs know NumPy's functions by their arrays only."""
    return cast("pd.Series", np.log(values))
