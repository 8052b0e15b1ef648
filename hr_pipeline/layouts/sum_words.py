"""Words that sums begin with, in many languages: `words/sums.csv`.

Sums that only arithmetic shows belong to `row_sums.py`.
"""

import re
from functools import cache

from hr_pipeline.layouts.texts import WORDS
from hr_pipeline.packaged import packaged_rows

OF_WHICH = "of which"


def begins_like_a_sum(text: str) -> str:
    """Give the word a text begins with, where it is one that sums begin with; else nothing."""
    found = _pattern("").match(text.strip())
    return found.group() if found else ""


def is_of_which(text: str) -> bool:
    """Say whether a text begins as rows do that state a part of the row above them."""
    return bool(_pattern(OF_WHICH).match(text.strip()))


def names_a_sum(header: str) -> bool:
    """Say whether a header contains a word for a sum."""
    return bool(_anywhere().search(header))


@cache
def _words(use: str) -> list[str]:
    rows = packaged_rows(WORDS, "sums.csv")
    return rows.loc[rows["source"].str.contains(use, regex=False), "word"].tolist()


@cache
def _pattern(use: str) -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(map(re.escape, _words(use)))})(?!\w)", re.IGNORECASE)


@cache
def _anywhere() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, _words('')))})(?!\w)", re.IGNORECASE)
