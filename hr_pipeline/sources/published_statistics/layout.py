"""What a publisher's table of statistics looks like: the frozen Layout, and how one is read from YAML.

Choosing one belongs to `matching.py`, what an indicator means to `crosswalk.py`.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from hr_pipeline.formats.numbers import CONVENTIONS
from hr_pipeline.formats.yaml_values import keyed, load, many, one_of, pattern, record, text
from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.schemas.codes import LICENCES, MISSING_REASONS
from hr_pipeline.sources.published_statistics.crosswalk import Indicator, meaning, read_indicator

TABLES = STATISTICS, ESTIMATES = ["published_statistics", "resource_estimates"]
COLUMNS = ["country", "country_name", "area", "year", "subgroup", "unit", "scope", "footnote"]
"""What a column may say of its row, besides the indicator and the figures."""


@dataclass(frozen=True)
class Match:
    """Which files a packaged layout is for: all headers stand in one row, and none of the others does."""

    header: tuple[str, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of figures: which indicator it is of (unless a column says so), and the columns that go with it.

    Where the cell is empty the one in `otherwise` is read. `reporting_percent` is of the sites that report. With
    `headers`, a regular expression, it is every column whose header fits; its first group is the year.
    """

    header: str = ""
    headers: str = ""
    year: str = ""
    indicator: str = ""
    otherwise: str = ""
    low: str = ""
    high: str = ""
    denominator: str = ""
    reporting_percent: str = ""

    @property
    def named(self) -> list[str]:
        """All headers of the column and those that go with it."""
        every = [self.header, self.otherwise, self.low, self.high, self.denominator, self.reporting_percent]
        return [header for header in every if header]


@dataclass(frozen=True)
class Layout:
    """How one publisher's table is laid out; header texts are matched without regard to case and blanks.

    `indicator` names the columns that together, or each for itself, tell what a row states; `subject` is an expression
    that indicators of interest fit: an unknown one of them is `unmapped`, others are `other_subject`.
    """

    source: str
    publication: str
    columns: dict[str, str]
    figures: tuple[Column, ...]
    constants: dict[str, str] = field(default_factory=dict)
    licence: str = "LicenceRef-unstated"
    match: Match | None = None
    indicator: tuple[str, ...] = ()
    indicators: dict[str, Indicator] = field(default_factory=dict)
    subject: str = ""
    edition_like: str = ""
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    missing: dict[str, str] = field(default_factory=dict)
    numbers: str = ""
    optional: tuple[str, ...] = ()

    @property
    def headers(self) -> list[str]:
        """All headers that the table must have."""
        figures = [header for column in self.figures for header in column.named]
        every = dict.fromkeys([*self.columns.values(), *self.indicator, *figures])
        return [header for header in every if header not in self.optional]


def _dated(declared: Any, where: str) -> str:
    """Read an expression over headers whose first group is the year."""
    if re.compile(pattern(declared, where)).groups == 0:
        raise Refused(
            where, f"expected a group for the year, found {declared!r}", "put the year in brackets: (20[0-9]{2})"
        )
    return str(declared)


def _title(declared: Any, where: str) -> str:
    """Read the name of a publication, which may hold `{edition}` and `{year}`."""
    try:
        text(declared, where).format(edition="", year="")
    except (LookupError, ValueError) as error:
        raise Refused(
            where, f"expected only {{edition}} and {{year}} in brackets, found {declared!r}", "correct it"
        ) from error
    return str(declared)


_COLUMN = record(Column, {"headers": _dated})
_LAYOUT = record(
    Layout,
    {
        "publication": _title,
        "columns": keyed(text, COLUMNS),
        "figures": many(_COLUMN),
        "constants": keyed(text, COLUMNS),
        "licence": one_of(LICENCES),
        "match": record(Match, {"header": many(text), "without": many(text)}),
        "indicator": many(text),
        "indicators": keyed(read_indicator),
        "subject": pattern,
        "edition_like": pattern,
        "units": many(text),
        "words": many(text),
        "missing": keyed(one_of(MISSING_REASONS)),
        "numbers": one_of(list(CONVENTIONS)),
        "optional": many(text),
    },
)


def parse_layout(content: bytes, name: str) -> Layout:
    """Read a layout from YAML.

    Args:
        content: the YAML file.
        name: what to call it in messages.

    Raises:
        Refused: no YAML, an unknown or missing key, or a value that cannot be.
    """
    where = f"layout {name}"
    layout: Layout = _LAYOUT(load(content, where), where)
    return _sound(layout, where)


def _sound(layout: Layout, where: str) -> Layout:
    """Refuse a layout whose keys do not fit each other."""
    declared = {*layout.columns, *layout.constants}
    is_dated = all(column.year or column.headers for column in layout.figures)
    if "country" not in declared or not ("year" in declared or is_dated):
        expected = "expected `country` and `year`, here, under `constants`, or the year with the figures"
        raise Refused(f"{where}, key columns", expected, "say which headers name them")
    for column in layout.figures:
        _check_column(column, layout, f"{where}, {column.header or column.headers!r}")
    return layout


def _check_column(column: Column, layout: Layout, where: str) -> None:
    if bool(column.header) == bool(column.headers):
        raise Refused(where, "expected `header`, or `headers` with a year in its first group", "write one of them")
    if bool(column.indicator) == bool(layout.indicator):
        expected = "expected either an `indicator` for each of `figures`, or columns of the table that name it"
        raise Refused(where, expected, "keep one of both")
    if column.indicator and meaning((column.indicator,), "", layout.indicators) is None:
        expected = f"expected an indicator that is known, found {column.indicator!r}"
        raise Refused(where, expected, "say under `indicators` what it means, or write one of indicators.csv")
