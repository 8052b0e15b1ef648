"""Where a figure is about: a country, a part of one, or a region of the world; codes as publishers write them.

The codes that are no ISO 3166 ones are in `places.csv`.
"""

import re
from functools import cache
from typing import NamedTuple

import pycountry

from hr_pipeline.formats.geography import NATIONAL, normalised, resolve
from hr_pipeline.packaged import packaged_rows

PART = re.compile(r"(?P<iso3>[A-Z]{3})(?:[-_][A-Z0-9]{1,5}|[A-Z]{0,2}\d{1,4})")
"""AIDSinfo numbers the parts of a country behind its code: KAZ002, KAZS06, ZAF006. Others write BEL-FL."""


class Where(NamedTuple):
    """A country and the part of it that is meant, or a region; nothing where none is known."""

    iso3: str = ""
    area: str = NATIONAL
    region: str = ""


@cache
def _declared() -> dict[str, Where]:
    table = packaged_rows(__package__, "places.csv")
    rows = table[["text", "iso3", "area", "region"]].itertuples(index=False, name=None)
    return {normalised(text): Where(iso3, area or NATIONAL, region) for text, iso3, area, region in rows}


def where(code: str, name: str, area: str) -> Where:
    """Tell where a row is about.

    Args:
        code: code (or name) of the country or area.
        name: its name, where the table has a column for that.
        area: part of the country, where the table has a column for that.
    """
    named = area if area and area.casefold() not in (NATIONAL, "total") else ""
    found = _declared().get(normalised(code)) or _declared().get(normalised(name)) or _country(code, name)
    return found._replace(area=named) if named and found.iso3 else found


def _country(code: str, name: str) -> Where:
    if is_country(code):
        return Where(code)
    if (part := PART.fullmatch(code)) and is_country(part["iso3"]):
        return Where(part["iso3"], name or code)
    known = resolve([code, name])
    found = known[code] if known[code].iso3 else known[name]
    return Where(found.iso3 or "", found.area or NATIONAL)


def is_country(code: str) -> bool:
    """Tell whether a text is an ISO 3166 alpha-3 code (or Kosovo's)."""
    return code == "XKX" or (len(code) == 3 and pycountry.countries.get(alpha_3=code) is not None)
