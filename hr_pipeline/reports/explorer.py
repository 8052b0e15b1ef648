"""The explorer's data: the headline measures of each country and year, each number with its figure id."""

from typing import Any

from hr_pipeline.reports.countries import country_name
from hr_pipeline.reports.release import PLACES, Release
from hr_pipeline.reports.statements import page_plan
from hr_pipeline.reports.wording import Wording

WORDS = ("answer", "certainty")
"""Main columns that hold codes, which nobody plots."""


def explorer(release: Release, listed: list[str], wording: Wording) -> dict[str, Any]:
    """Gather the numbers that the statements of a profile can print, for all years.

    Args:
        release: the release.
        listed: the countries.
        wording: the language of labels.

    Returns:
        countries and measures by code with their names, units, and rows: country, measure, year, value, text, figure,
        licence.
    """
    asked = {
        one["text"]: one for part in page_plan()["country"] for one in part["statements"] if one["main"] not in WORDS
    }
    rows, units = [], {}
    for name, one in asked.items():
        for row in _known(release, one, listed):
            figure = release.figure(one["table"], row, one["main"])
            held = release.table(one["table"]).iloc[row]
            text = wording.number(figure.value, figure.unit)
            rows.append(
                [
                    str(held[_place(release, one)]),
                    name,
                    int(held["year"]),
                    figure.value,
                    text,
                    figure.id,
                    figure.licence,
                ]
            )
            units[name] = figure.unit
    return {
        "countries": {code: country_name(code, wording.language) for code in listed},
        "measures": {name: str(wording.say(f"{name}_subject")) for name in units},
        "units": units,
        "rows": rows,
    }


def _known(release: Release, asked: dict[str, Any], listed: list[str]) -> list[int]:
    """Give the rows that hold the main figure, one for each country and year."""
    rows = release.rows(asked["table"], asked["where"] | dict.fromkeys(PLACES, listed))
    if rows.empty or asked["main"] not in rows:
        return []
    known = rows[rows[asked["main"]].notna() & rows["year"].notna()]
    return [int(row) for row in known.drop_duplicates([_place(release, asked), "year"]).index]


def _place(release: Release, asked: dict[str, Any]) -> str:
    """Name the column of the country."""
    return next(column for column in PLACES if column in release.table(asked["table"]))
