"""Country names as publishers write them, to ISO 3166 alpha-3. An unknown name stays unresolved; nothing is guessed.

Regions and groupings of countries belong to the reference tables.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pandas as pd
import pycountry

NATIONAL = "national"
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
    """Strip what publishers write differently: case, accents, punctuation, articles, blanks."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    bare = re.sub(r"[^a-z0-9 ]", "", plain.replace("-", " ").replace(",", " ").replace("(", " "))
    return " ".join(_FILLERS.sub(" ", bare).split())


@cache
def _known() -> dict[str, Geography]:
    iso = {
        normalised(name): Geography(country.alpha_3, NATIONAL)
        for country in pycountry.countries
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", ""))
        if name
    }
    aliases = pd.read_csv(files(__package__) / "geography_aliases.csv", dtype="str", keep_default_na=False)
    return iso | {normalised(row["name"]): Geography(row["iso3"], row["area"]) for row in aliases.to_dict("records")}
