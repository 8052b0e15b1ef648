"""Which harm reduction service a budget programme pays for, by the crosswalk `programmes.csv`.

A programme's code comes first and decides alone; words are tried only where no row names the code. Words that name HIV
or harm reduction next to words that exclude it, and words that only hint at drugs, are for a person to review: such
lines get no service. Lines outside HIV and harm reduction get neither.
"""

import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.packaged import packaged_rows

EVERY_COUNTRY = "*"
NAMES, HINTS, EXCLUDES = "names", "hints", "excludes"
_ALEFS = str.maketrans("أإآ", "ااا")
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0640]")


class Classified(NamedTuple):
    """What a programme is: its service, whom it serves, how sure that is; or why a person has to look."""

    service: str = ""
    population: str = ""
    confidence: str = "none"
    review: str = ""


OUTSIDE = Classified()


def classified(iso3: str, programmes: pd.DataFrame) -> pd.DataFrame:
    """Map programmes to services.

    Args:
        iso3: country of the budget.
        programmes: `programme_code` and `programme`, missing where the publisher says nothing.

    Returns:
        `service`, `population` (missing outside harm reduction), `confidence`, and `review` (why the line is unclear,
        else missing), on the same index.
    """
    asked = programmes[["programme_code", "programme"]].fillna("")
    distinct = asked.drop_duplicates()
    here = [row for row in _crosswalk() if row["iso3"] in (iso3, EVERY_COUNTRY)]
    found = pd.DataFrame(
        [_mapped(here, code, _plain(name)) for code, name in distinct.itertuples(index=False)],
        columns=list(Classified._fields),
        index=distinct.index,
        dtype="str",
    )
    mapping = distinct.join(found.mask(found == ""))
    return asked.merge(mapping, how="left", on=list(asked), validate="many_to_one").set_index(programmes.index)[
        list(found)
    ]


def _mapped(here: list[dict[str, str]], code: str, name: str) -> Classified:
    for row in here:
        if code and row["programme_code"] == code and _says(row, name):
            return _service(row)
    declared = {kind: [row for row in here if _by_words(row, kind) and _says(row, name)] for kind in (NAMES, HINTS)}
    if not declared[NAMES] and not declared[HINTS]:
        return OUTSIDE
    is_excluded = any(_by_words(row, EXCLUDES) and _says(row, name) for row in here)
    if declared[NAMES]:
        return OUTSIDE._replace(review="excluded_word") if is_excluded else _service(declared[NAMES][0])
    return OUTSIDE if is_excluded else OUTSIDE._replace(review="weak_word")


def _by_words(row: dict[str, str], says: str) -> bool:
    return not row["programme_code"] and row["says"] == says


def _service(row: dict[str, str]) -> Classified:
    return Classified(row["service"], row["population"], row["confidence"])


def _says(row: dict[str, str], name: str) -> bool:
    return not row["words"] or re.search(row["words"], name) is not None


def _plain(name: str) -> str:
    """Write a name as the words of the crosswalk are: no case, one form of alef, no Arabic vowel marks."""
    return _ARABIC_MARKS.sub("", name.casefold().translate(_ALEFS))


@cache
def _crosswalk() -> list[dict[str, str]]:
    rows = packaged_rows(__package__, "programmes.csv")
    return as_records(rows)
