"""The few measures that many tables share: a ratio with its bounds, a gap, constant prices.

Published figures are reproduced with the very functions that compute our tables (`reproduced_figures.py`).
"""

import pandas as pd


def ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Divide: units for each person, money for each person, or a share of a whole."""
    return part / whole


def ratio_bounds(part: pd.Series, whole_low: pd.Series, whole_high: pd.Series) -> pd.DataFrame:
    """Divide by the bounds of the whole: the published rule (Larney 2017, Lancet Global Health 5:e1208).

    Returns:
        Columns low (over the upper bound of the whole) and high (over its lower bound).
    """
    return pd.DataFrame({"low": ratio(part, whole_high), "high": ratio(part, whole_low)})


def gap(need: pd.Series, available: pd.Series) -> pd.Series:
    """Subtract what there is from what is needed; a surplus is negative."""
    return need - available


def in_prices(amount: pd.Series, index_wanted: pd.Series, index_stated: pd.Series) -> pd.Series:
    """Bring money from the prices of one year to those of another."""
    return amount * index_wanted / index_stated
