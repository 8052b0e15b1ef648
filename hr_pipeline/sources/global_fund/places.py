"""Where a grant is: countries and regions as the Global Fund names them, or by code where a row brings no name.

Spellings of countries belong to `geography.py`, totals of the world and of continents to `aggregates.py`.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pandas as pd
import pycountry

from hr_pipeline.formats.geography import NATIONAL, Geography, resolve

MULTICOUNTRY = "multicountry"
_REGION = re.compile(r"Q[A-Z]{2}")
"""The Global Fund's own codes, of which `geography_codes.csv` lists those that are countries."""


def places(names: Iterable[str]) -> dict[str, Geography]:
    """Find the country of each name or code; UNRESOLVED where it is none."""
    return {name: _by_code().get(name, place) for name, place in resolve(names).items()}


def is_regional(name: str) -> bool:
    """Tell multicountry grants by their name or code."""
    is_code = _REGION.fullmatch(name) is not None and name not in _by_code()
    return is_code or name.casefold().replace("-", "").replace(" ", "").startswith(MULTICOUNTRY)


@cache
def _by_code() -> dict[str, Geography]:
    own = pd.read_csv(str(files(__package__) / "geography_codes.csv"), dtype="str").to_dict("records")
    countries = {country.alpha_3: Geography(country.alpha_3, NATIONAL) for country in pycountry.countries}
    return countries | {row["code"]: Geography(row["iso3"], row["area"]) for row in own}
