"""Sentences: for each statement of `pages.yaml` the newest row that has its figure, and the text filled with it.

A statement without a figure says what is missing and why; it is never dropped in silence.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd
from markupsafe import Markup

from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.reports.release import WORDS_OF_A_ROW, Figure, Release
from hr_pipeline.reports.wording import Key, Wording

NO_ROW = "no_row"


@dataclass(frozen=True)
class Statement:
    """One sentence and the figures it prints.

    Attributes:
        text: the sentence.
        figures: its figures.
        is_missing: whether it says that there is no figure.
        basis: what the row itself says of its status, of what it rests on and of what would answer it.
    """

    text: Markup
    figures: list[Figure]
    is_missing: bool
    basis: list[Figure] = field(default_factory=list)


@cache
def page_plan() -> dict[str, Any]:
    """Read what each kind of page says."""
    return packaged_yaml(__package__, "pages.yaml")


def statement(release: Release, asked: dict[str, Any], where: dict[str, Any], wording: Wording) -> Statement:
    """Fill one sentence.

    Args:
        release: the release.
        asked: the statement's entry in `pages.yaml`.
        where: the country or region it speaks of.
        wording: the language.
    """
    rows = release.rows(asked["table"], asked["where"] | where)
    known = rows[rows[asked["main"]].notna()].pipe(_past, release) if asked["main"] in rows else rows.iloc[:0]
    if known.empty:
        return _missing(release, asked, rows, wording)
    row = int(_newest(known))
    main = release.figure(asked["table"], row, asked["main"])
    bounds = [bound for side in ("low", "high") if (bound := _bound(release, main, side))]
    bounds = [] if {bound.value for bound in bounds} == {main.value} else bounds
    parts = {"main": main, "bounds": _interval(bounds, wording), "year": Key(_year(known, row))}
    return Statement(wording.say(asked["text"], **parts), [main, *bounds], False, _basis(release, main))


def _interval(bounds: list[Figure], wording: Wording) -> Markup:
    if len(bounds) < 2:
        return wording.say("no_bounds")
    return wording.say("bounds", low=bounds[0], high=bounds[1])


def _past(rows: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Leave out years that are not over: an estimate serves them, but nobody has seen them."""
    return rows[rows["year"].astype("Int64") < release.year] if "year" in rows else rows


def _newest(rows: pd.DataFrame) -> Any:
    return rows["year"].astype("Int64").idxmax() if "year" in rows else rows.index[-1]


def _year(rows: pd.DataFrame, row: int) -> str:
    return str(rows.at[row, "year"]) if "year" in rows else ""


def _bound(release: Release, main: Figure, side: str) -> Figure | None:
    column = f"{main.column}_{side}"
    if column not in release.table(main.table):
        return None
    bound = release.figure(main.table, main.row, column)
    return None if bound.is_missing else bound


def _basis(release: Release, main: Figure) -> list[Figure]:
    """Give the words of the figure's row: a regional sum of one country may not be read as the region's."""
    named = [column for column in WORDS_OF_A_ROW if column in release.table(main.table)]
    words = [release.figure(main.table, main.row, column) for column in named]
    return [one for one in words if not one.is_missing and one.value]


def _missing(release: Release, asked: dict[str, Any], rows: pd.DataFrame, wording: Wording) -> Statement:
    """Say that a figure is missing, with the reason the newest row gives, else that no delivery states it."""
    subject = wording.say(f"{asked['text']}_subject")
    if rows.empty or asked["main"] not in rows:
        return Statement(_sentence(wording, subject, wording.label(NO_ROW)), [], is_missing=True)
    figure = release.figure(asked["table"], int(_newest(rows)), asked["main"])
    return Statement(_sentence(wording, subject, wording.figure(figure)), [figure], True, _basis(release, figure))


def _sentence(wording: Wording, subject: Markup, reason: str) -> Markup:
    return Markup("<strong>{}</strong>: {}").format(subject, reason)
