"""Countries of a release and their names in a reader's language."""

from functools import cache

import pycountry
from babel import Locale

from hr_pipeline.reports.release import Release

KOSOVO = {"XKX": "XK"}
"""User-assigned codes, which no standard lists."""
NAMED_IN = ["service_coverage", "harm_reduction_funding", "policy_environment", "population_sizes"]
"""Tables whose countries have a profile."""


def countries_of(release: Release) -> list[str]:
    """List the countries that any of the profile's tables holds a row of."""
    found: set[str] = set()
    for name in NAMED_IN:
        table = release.table(name)
        if "iso3" in table:
            found |= set(table["iso3"].dropna().astype("str"))
    return sorted(code for code in found if country_name(code, "en") != code)


@cache
def country_name(iso3: str, language: str) -> str:
    """Name a country; its code where the language has no name for it."""
    known = pycountry.countries.get(alpha_3=iso3)
    alpha_2 = KOSOVO.get(iso3) or (known.alpha_2 if known else "")
    return str(Locale(language).territories.get(alpha_2, iso3))
