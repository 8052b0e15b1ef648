"""Country names as publishers write them, in the languages of the region, to ISO 3166 alpha-3. Nothing is guessed.

A name that is not known, or means two countries in two languages, stays unresolved.

Regions and groupings of countries belong to the reference tables.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pycountry
from babel import Locale

from hr_pipeline.packaged import packaged_rows

NATIONAL = "national"
LANGUAGES = ["en", "fr", "ru", "ar", "es", "uk", "ro", "pt", "ka", "hy", "ky", "kk", "az", "uz", "tg", "mk", "sq"]
"""Languages whose usual names of countries are known (Unicode CLDR, through babel)."""
_FILLERS = re.compile(r"\b(the|of|and)\b")


class Geography(NamedTuple):
    """A country, and the part of it that is meant."""

    iso3: str | None
    area: str | None


UNRESOLVED = Geography(None, None)


def resolve(names: Iterable[str]) -> dict[str, Geography]:
    """Find the country of each name.

    Returns:
        name -> (ISO3, area); area is `national` or, where an alias says so, a part of the country.
        Names that are not known map to UNRESOLVED.
    """
    known = _known()
    return {name: known.get(normalised(name), UNRESOLVED) for name in names}


def normalised(name: str) -> str:
    """Strip what publishers write differently, in any script: case, accents, punctuation, articles, blanks."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(letter for letter in re.sub(r"[-,(\s]", " ", plain) if letter.isalnum() or letter == " ")
    return " ".join(_FILLERS.sub(" ", bare).split())


@cache
def _known() -> dict[str, Geography]:
    iso = {
        normalised(name): Geography(country.alpha_3, NATIONAL)
        for country in pycountry.countries
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", ""))
        if name
    }
    aliases = packaged_rows(__package__, "geography_aliases.csv")
    declared = {normalised(row["name"]): Geography(row["iso3"], row["area"]) for row in aliases.to_dict("records")}
    return _usual_names() | iso | declared


def _usual_names() -> dict[str, Geography]:
    """List the names of the LANGUAGES; one that means two countries is left out."""
    iso3 = {country.alpha_2: country.alpha_3 for country in pycountry.countries} | {"XK": "XKX"}
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in iso3:
                meant.setdefault(normalised(name), set()).add(iso3[code])
    return {name: Geography(min(codes), NATIONAL) for name, codes in meant.items() if len(codes) == 1}
