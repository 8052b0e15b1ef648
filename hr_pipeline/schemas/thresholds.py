"""The bounds of `check_thresholds` as numbers by name; what a check does with them belongs to the check."""

import pandas as pd


def thresholds(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Give the bounds: (check, low or high) -> value.

    Args:
        table: `check_thresholds`.
    """
    names = zip(table["check"].astype("str"), table["bound"].astype("str"), strict=True)
    return dict(zip(names, table["value"], strict=True))
