"""Texts of cells and headers made comparable, and the word lists in `words/` that they are compared with."""

import re
from functools import cache

from hr_pipeline.packaged import packaged_rows

WORDS = "hr_pipeline.layouts.words"


def plain(text: str) -> str:
    """Make header texts comparable: one blank between words, no case."""
    return " ".join(text.split()).casefold()


def western(text: str) -> str:
    """Write the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(int(mark)) if mark.isdecimal() and not mark.isascii() else mark for mark in text)


@cache
def patterns(table: str, column: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Read a word list: each pattern with the value of one column, in the order of the file."""
    rows = packaged_rows(WORDS, f"{table}.csv")
    return tuple((re.compile(row["pattern"]), row[column]) for row in rows.to_dict("records"))


def meaning(table: str, column: str, text: str) -> str:
    """Give the value of the first pattern of a word list that a text contains; empty where none does."""
    wording = plain(western(text))
    return next((value for pattern, value in patterns(table, column) if pattern.search(wording)), "")


def meanings(table: str, column: str, text: str) -> set[str]:
    """Give the values of all patterns of a word list that a text contains."""
    wording = plain(western(text))
    return {value for pattern, value in patterns(table, column) if pattern.search(wording)}
