"""Which harm reduction service a budget programme pays for, by the crosswalk `programmes.csv`.

A programme's code comes first; words are tried only where no row names the code. Lines outside HIV and harm reduction
get no service.
"""

import re
from functools import cache
from importlib.resources import files

import pandas as pd

EVERY_COUNTRY = "*"
OUTSIDE = ("", "", "none")


def classified(iso3: str, programmes: pd.DataFrame) -> pd.DataFrame:
    """Map programmes to services.

    Args:
        iso3: country of the budget.
        programmes: `programme_code` and `programme`, missing where the publisher says nothing.

    Returns:
        `service`, `population` (missing outside harm reduction) and `confidence`, on the same index.
    """
    asked = programmes[["programme_code", "programme"]].fillna("")
    distinct = asked.drop_duplicates()
    found = pd.DataFrame(
        [_mapped(iso3, code, name) for code, name in distinct.itertuples(index=False)],
        columns=["service", "population", "confidence"],
        index=distinct.index,
        dtype="str",
    )
    mapping = distinct.join(found.mask(found == ""))
    return asked.merge(mapping, how="left", on=list(asked), validate="many_to_one").set_index(programmes.index)[
        list(found)
    ]


def _mapped(iso3: str, code: str, name: str) -> tuple[str, str, str]:
    here = [row for row in _crosswalk() if row["iso3"] in (iso3, EVERY_COUNTRY)]
    by_code = [row for row in here if code and row["programme_code"] == code and _says(row["words"], name)]
    by_words = [row for row in here if not row["programme_code"] and _says(row["words"], name)]
    for row in [*by_code, *by_words][:1]:
        return row["service"], row["population"], row["confidence"]
    return OUTSIDE


def _says(words: str, name: str) -> bool:
    return not words or re.search(words, name.casefold()) is not None


@cache
def _crosswalk() -> list[dict[str, str]]:
    rows = pd.read_csv(files(__package__) / "programmes.csv", dtype="str", keep_default_na=False)
    return rows.to_dict("records")
