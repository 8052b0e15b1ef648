"""When two published names of a module or intervention are one name, and which names speak of harm reduction.

Spellings stand in `spellings.csv`, French and Spanish names in `aliases.csv`, words in `harm_reduction_words.csv`.
What a name means belongs to `crosswalk.py`.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from hr_pipeline.frames import as_records
from hr_pipeline.packaged import packaged_rows


class Alias(NamedTuple):
    """The framework's English name, as `normalised` writes it, and how sure the translation is."""

    name: str
    confidence: str


def normalised(text: str) -> str:
    """Strip what publishers write differently: case, accents, blanks, punctuation, articles, spelling.

    Returns:
        Letters and digits without blanks; empty for a name such as "Not specified".
    """
    return worded(text).replace(" ", "")


def worded(text: str) -> str:
    """Write a name as plain words with one blank between them, in the spelling of `spellings.csv`."""
    plain = _letters(text)
    for pattern, replacement in _spellings():
        plain = pattern.sub(replacement, plain)
    return " ".join(plain.split())


def _letters(text: str) -> str:
    """Lower-case letters and digits without accents; everything else is a blank, invisible characters are nothing."""
    seen = [letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not _is_invisible(letter)]
    return " ".join("".join(letter if letter.isalnum() else " " for letter in seen).split())


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Cf"}


def alias(name: str) -> Alias:
    """Give the framework's English name of a normalised name; a name that is none of the aliases is its own."""
    return _aliases().get(name, Alias(name, "high"))


def speaks_of_harm_reduction(*names: str) -> bool:
    """Tell whether published names hold a word of harm reduction in English, French or Spanish."""
    return any(_words().search(worded(name)) for name in names)


def table(name: str) -> list[dict[str, str]]:
    """Read one of this package's tables of names."""
    rows = packaged_rows(__package__, name)
    return as_records(rows)


@cache
def _spellings() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["replacement"]) for row in table("spellings.csv")]


@cache
def _aliases() -> dict[str, Alias]:
    return {
        normalised(row["published"]): Alias(normalised(row["name"]), row["confidence"]) for row in table("aliases.csv")
    }


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in table("harm_reduction_words.csv")))
