"""Kinds of places: countries, parts of them, multicountry grants, and aggregates that hold countries.

Names of aggregates stand in `aggregates.csv`; of countries in `formats/geography.py`.
"""

from functools import cache
from importlib.resources import files

import pandas as pd

from hr_pipeline.formats.geography import NATIONAL, Geography, normalised
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.places import is_regional, places

PUBLISHED_LEVELS = {
    "world": "aggregate",
    "continent": "aggregate",
    "sub-continent": "aggregate",
    "multicountry": "multicountry",
}
"""Levels of the OData service that hold more than a name; countries and their parts are recognised by their names."""


def with_level(lines: pd.DataFrame, table: str, reading: Reading) -> pd.DataFrame:
    """Add geography_level, iso3 and area; a name that is no known place is set aside.

    Args:
        lines: geography and, where the shape publishes it, level; categories.
        table: table the lines are meant for.
        reading: where lines of an unknown place are set aside.
    """
    names = lines["geography"]
    found = places(names.cat.categories)
    kinds = names.map({name: _kind(str(name), place) for name, place in found.items()}).astype("str")
    if "level" in lines:
        levels = lines["level"].map(
            {text: PUBLISHED_LEVELS.get(text.casefold()) for text in lines["level"].cat.categories}
        )
        kinds = levels.astype("str").where(levels.notna(), kinds)
    is_country = kinds.isin(["country", "subnational"])
    iso3 = names.map({name: place.iso3 for name, place in found.items()}).astype("str").where(is_country)
    area = (
        names.map({name: place.area for name, place in found.items()})
        .astype("str")
        .where(is_country, names.astype("str"))
    )
    placed = {"geography_level": kinds, "iso3": iso3, "area": area}
    kept = lines.assign(**{name: column.astype("category") for name, column in placed.items()})
    bad = kinds.isna() | (names == "")
    return reading.reject(table, kept, bad, "geography", names, "a country's name in English, or a known region's")


def _kind(name: str, place: Geography) -> str | None:
    if is_regional(name):
        return "multicountry"
    if normalised(name.removeprefix("Continent of ")) in _aggregates():
        return "aggregate"
    if place.iso3 is None:
        return None
    return "country" if place.area == NATIONAL else "subnational"


@cache
def _aggregates() -> set[str]:
    return set(pd.read_csv(str(files(__package__) / "aggregates.csv"), dtype="str")["name"].map(normalised))
