"""Charts: the rows a specification names, each mark with its figure, drawn as SVG without a browser.

What is drawn and how stands in `charts/*.yaml`; no number is computed here.
"""

import copy
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pandas as pd
import vl_convert
from markupsafe import Markup, escape

from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.reports.release import Figure, Release
from hr_pipeline.reports.wording import Wording

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
ABSOLUTE = "https://figure.invalid/"
"""Vega completes relative links with an address of its own: they are drawn as absolute ones and cut again."""
TOKEN = re.compile(r"@mark\d+@")
THEME: dict[str, Any] = {
    "font": "DejaVu Sans, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 11, "labelColor": "#333", "gridColor": "#e3e3e3", "domainColor": "#888"},
    "range": {"category": ["#00695c", "#c9631a", "#3f51b5", "#8d6e63", "#607d8b"]},
}
TARGET = {"type": "rule", "aria": False, "strokeDash": [4, 3], "color": "#b71c1c"}


@dataclass(frozen=True)
class Chart:
    """One drawn chart and what belongs to it.

    Attributes:
        name: name of its specification.
        figures: the figures of its marks, in the order of the table.
        series: figure id -> the series it belongs to.
        years: figure id -> its year.
        spec: the complete Vega-Lite specification; marks are described by tokens, so that languages share a drawing.
        descriptions: token -> description of a mark in the page's language.
    """

    name: str
    figures: list[Figure]
    series: dict[str, str]
    years: dict[str, str]
    spec: dict[str, Any]
    descriptions: dict[str, str]

    @property
    def is_illustrative(self) -> bool:
        """Whether any mark rests on demonstration data."""
        return any(figure.is_illustrative for figure in self.figures)

    def svg(self) -> Markup:
        """Draw it."""
        drawn = _drawn(json.dumps(self.spec, sort_keys=True))
        return Markup(TOKEN.sub(lambda token: str(escape(self.descriptions[token[0]])), drawn))

    def png(self) -> bytes:
        """Draw it for documents and messages that take no SVG."""
        return vl_convert.vegalite_to_png(self.spec | {"background": "white"}, scale=2)


@lru_cache(maxsize=4096)
def _drawn(spec: str) -> str:
    """Draw a specification once for all languages in which it is the same."""
    return vl_convert.vegalite_to_svg(spec).replace(ABSOLUTE, "")


@cache
def specification(name: str) -> dict[str, Any]:
    """Read one specification."""
    return packaged_yaml(f"{__package__}.charts", f"{name}.yaml")


def chart(release: Release, name: str, where: dict[str, Any], wording: Wording) -> Chart | None:
    """Make a chart of a release's rows; None where not one of its figures is known.

    Args:
        release: the release.
        name: name of the specification.
        where: values that rows must hold besides those of the specification, such as the country.
        wording: the language of labels.
    """
    asked = specification(name)
    rows = release.rows(asked["table"], asked["where"] | where).sort_values(asked["x"])
    figures, series, years = [], {}, {}
    for row, year in zip(rows.index, rows[asked["x"]] if len(rows) else [], strict=True):
        for column in asked["values"]:
            figure = release.figure(asked["table"], int(row), column)
            if not figure.is_missing:
                figures.append(figure)
                series[figure.id], years[figure.id] = column, str(year)
    if not figures:
        return None
    tokens = {figure.id: f"@mark{position}@" for position, figure in enumerate(figures)}
    points = [_point(one, series[one.id], years[one.id], wording) | {"description": tokens[one.id]} for one in figures]
    described = {tokens[one.id]: _description(one, series[one.id], years[one.id], wording) for one in figures}
    spec = _complete(asked, _with_gaps(points, asked["values"], wording))
    return Chart(name, figures, series, years, spec, described)


def _description(figure: Figure, series: str, year: str, wording: Wording) -> str:
    return f"{wording.label(series)} {year}: {wording.number(figure.value, figure.unit)}"


def _point(figure: Figure, series: str, year: str, wording: Wording) -> dict[str, Any]:
    return {
        "year": f"{year}-01-01",
        "series": wording.label(series),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "link": f"{ABSOLUTE}#{figure.id}",
    }


def _with_gaps(points: list[dict[str, Any]], series: list[str], wording: Wording) -> list[dict[str, Any]]:
    """Add the years that nobody reports without a value, so that a line breaks there."""
    years = sorted(int(point["year"][:4]) for point in points)
    known = {point["year"] for point in points}
    silent = [f"{year}-01-01" for year in range(years[0], years[-1]) if f"{year}-01-01" not in known]
    empty = dict.fromkeys(["value", "low", "high"])
    gaps = [{"year": year, "series": wording.label(name), **empty} for year in silent for name in series]
    return sorted(points + gaps, key=lambda point: (point["series"], point["year"]))


def _complete(asked: dict[str, Any], points: list[dict[str, Any]]) -> dict[str, Any]:
    spec = copy.deepcopy(asked["spec"])
    for target in asked.get("targets", []):
        spec["layer"].append({"mark": TARGET, "encoding": {"y": {"datum": target}}})
    return {"$schema": SCHEMA, "background": None, "data": {"values": points}, "config": THEME, **spec}


def rows_of(drawn: Chart) -> pd.DataFrame:
    """Give the numbers of a chart with their figure ids, for the table behind it and for download."""
    return pd.DataFrame(
        {
            "figure": [figure.id for figure in drawn.figures],
            "series": [drawn.series[figure.id] for figure in drawn.figures],
            "year": [drawn.years[figure.id] for figure in drawn.figures],
            "value": [figure.value for figure in drawn.figures],
            "low": [figure.low for figure in drawn.figures],
            "high": [figure.high for figure in drawn.figures],
            "unit": [figure.unit for figure in drawn.figures],
        }
    )
