"""What is small, and what gives a count away: data files, read here.

`thresholds.csv`: the last row that fits a count says from how many people on it may be published.
"""

from functools import cache

import pandas as pd

from hr_pipeline.packaged import packaged_rows

ANY, NATIONAL, BELOW = "*", "national", "below_national"


def thresholds(table: str, subgroup: pd.Series, area: pd.Series) -> pd.Series:
    """Tell for each row of a table from how many people on its counts may be published."""
    level = (area == NATIONAL).map({True: NATIONAL, False: BELOW})
    found = pd.Series(float("nan"), subgroup.index)
    for rule in _read("thresholds.csv").to_dict("records"):
        fits = rule["table"] in (ANY, table)
        rows = subgroup.isin([rule["subgroup"]]) | (rule["subgroup"] == ANY)
        found = found.mask(rows & (level.isin([rule["level"]]) | (rule["level"] == ANY)) & fits, float(rule["people"]))
    return found


def disclosed_with() -> dict[tuple[str, str], list[str]]:
    """Give the columns of the same row that give a count away: (table, column) -> columns."""
    return {
        (row["table"], row["column"]): row["disclosed_with"].split()
        for row in _read("disclosed_with.csv").to_dict("records")
    }


@cache
def _read(name: str) -> pd.DataFrame:
    return packaged_rows(__package__, name)
