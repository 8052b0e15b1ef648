"""What a footnote says of a figure: which part of the country it covers, and how it was found.

The words are in `footnotes.csv`. UNAIDS writes `Region: National; Method: capture-recapture; Source: IBBS 2022`.
"""

import re
from functools import cache
from typing import NamedTuple

from hr_pipeline.formats.geography import resolve
from hr_pipeline.packaged import packaged_rows
from hr_pipeline.schemas.published_statistics import NATIONAL, PARTIAL

SEVERAL = re.compile(
    r"\d|[,;/&+]|\b(and|et|y|и|cit(y|ies)|districts?|provinces?|regions?|sites?|towns?|states?)\b", re.I
)
"""What stands in a text that names more than one place, or none by its name."""
PARTS = re.compile(r"\b(regions?|methods?|source)\s*:\s*", re.IGNORECASE)


class Footnote(NamedTuple):
    """What a footnote says; empty where it says nothing of it.

    Attributes:
        scope: national or partial.
        area: the one place that it names.
        kind: how the figure was found.
    """

    scope: str = ""
    area: str = ""
    kind: str = ""


@cache
def _rules(about: str) -> list[tuple[re.Pattern[str], str]]:
    table = packaged_rows(__package__, "footnotes.csv")
    rows = table[table["about"] == about]
    return [
        (re.compile(rule, re.IGNORECASE), declared)
        for rule, declared in zip(rows["pattern"], rows["meaning"], strict=True)
    ]


def _first(about: str, text: str) -> str:
    return next((declared for rule, declared in _rules(about) if rule.fullmatch(text)), "") if text else ""


def footnote(text: str, is_place: bool) -> Footnote:
    """Read one footnote.

    Args:
        text: as published.
        is_place: a text without `Region:` names the region, unless it is a country's name.
    """
    declared = _parts(text)
    bare = text.strip() if is_place and not declared and not resolve([text.strip()])[text.strip()].iso3 else ""
    region = declared.get("region", bare).strip(" .;")
    kind = _first("method", declared.get("method", "")) or _first("method", declared.get("source", ""))
    if not region or _first("scope", region) == NATIONAL:
        return Footnote(NATIONAL if region else "", "", kind)
    return Footnote(PARTIAL, "" if SEVERAL.search(region) else region, kind)


def _parts(text: str) -> dict[str, str]:
    """Cut a footnote at its keys; `Methods` and `Regions` are the same as in the singular."""
    found = PARTS.split(text)
    names = [name.casefold().removesuffix("s") for name in found[1::2]]
    return dict(zip(names, found[2::2], strict=True))
