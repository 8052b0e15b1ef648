"""Draws: the same numbers for the same estimate for ever, so that all figures resting on one estimate move together.

What is drawn (sizes, unit costs) belongs to the module of its table.
"""

from functools import cache, lru_cache
from hashlib import sha256
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hr_pipeline.frames import logarithm

DRAWS = 10_000
LOW, MIDDLE, HIGH = 0.025, 0.5, 0.975
Z95 = 1.959964
"""Quantile of the standard normal distribution at HIGH."""

Matrix = NDArray[np.float64]


def normals(ids: pd.Series, draws: int = DRAWS) -> Matrix:
    """Draw standard normal numbers by estimate.

    Each estimate gets the exact quantiles of the normal distribution in an order of its own (stratified sampling): its
    quantiles carry no noise of simulation, and two estimates are independent.

    Args:
        ids: one name of an estimate for each row; rows of one name get the same draws.
        draws: how many.

    Returns:
        Rows x draws. A missing name gives missing draws.
    """
    codes, names = pd.factorize(ids.astype("str").where(ids.notna()))
    drawn = np.vstack([*(_permuted(str(name), draws) for name in names), np.full(draws, np.nan)])
    return drawn[codes]


def log_normal(centre: pd.Series, sigma: pd.Series, drawn: Matrix) -> Matrix:
    """Turn standard normal draws into draws of log-normal quantities.

    Args:
        centre: median of each row, in its unit.
        sigma: spread of each row, in log units.
        drawn: rows x draws, as `normals` gives them.
    """
    spread = sigma.to_numpy("float64", na_value=np.nan)[:, None]
    return centre.to_numpy("float64", na_value=np.nan)[:, None] * np.exp(spread * drawn)


def spread(low: pd.Series, high: pd.Series) -> pd.Series:
    """Give the spread of a log-normal quantity between its 95 % bounds, in log units."""
    return logarithm(high / low) / (2 * Z95)


def quantiles(drawn: Matrix, index: pd.Index | None = None) -> pd.DataFrame:
    """Summarise each row by its 2.5 %, 50 % and 97.5 % quantile; a row with a missing draw is missing.

    Returns:
        Columns low, median, high; one row for each row of draws.
    """
    found = np.quantile(drawn, [LOW, MIDDLE, HIGH], axis=1) if len(drawn) else np.empty((3, 0))
    return pd.DataFrame(dict(zip(("low", "median", "high"), found, strict=True)), index=index)


def bounds_of(drawn: Matrix, index: pd.Index | None = None) -> pd.DataFrame:
    """Give the 2.5 % and 97.5 % quantile of each row as `quantiles` does; the draws are reordered, which is faster.

    Returns:
        Columns low and high; a row with a missing draw is missing.
    """
    places = [share * (drawn.shape[1] - 1) for share in (LOW, HIGH)]
    around = sorted({int(end) + step for end in places for step in (0, 1) if int(end) + step < drawn.shape[1]})
    missing = np.isnan(drawn).any(axis=1)
    drawn.partition(around, axis=1)
    found = [
        drawn[:, int(end)] + (end - int(end)) * (drawn[:, min(int(end) + 1, drawn.shape[1] - 1)] - drawn[:, int(end)])
        for end in places
    ]
    return pd.DataFrame(
        {name: np.where(missing, np.nan, ends) for name, ends in zip(("low", "high"), found, strict=True)}, index=index
    )


@lru_cache(maxsize=1024)
def _permuted(name: str, draws: int) -> Matrix:
    seed = int.from_bytes(sha256(name.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(seed)).permutation(_grid(draws))


@cache
def _grid(draws: int) -> Matrix:
    """Give the midpoints of equally likely strata of the standard normal distribution."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((stratum + 0.5) / draws) for stratum in range(draws)])
