"""An outsider who reads releases only and computes hidden counts: his relations are his own, not those of the audit.

Nothing of `hr_pipeline.disclosure` belongs here. He reads the published tables of one release or of several in
sequence, knows the questionnaire (`KNOWN_SUMS`, `KNOWN_PARTS`), and is given which figures did not change between
releases and in which countries the cities make up the whole country.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import lil_array

Cell = tuple[object, ...]
"""Release, table, country, area, year, measure, subgroup, partner, column."""
Relation = tuple[dict[Cell, float], bool]
"""Cell -> coefficient, and whether the sum is zero (else it is at most zero)."""

COUNTS = ["count_people", "count_people_low", "count_people_high"]
READ = {
    "service_delivery": COUNTS,
    "triangulation": COUNTS,
    "service_coverage": ["numerator"],
    "regional_summary": ["people_counted"],
}
REPORT = ["iso3", "area", "year", "measure", "subgroup", "partner"]
KNOWN_SUMS = [
    ("subgroup", "total", ["women", "men", "other_gender"]),
    ("subgroup", "total", ["under_25", "25_and_over"]),
    (
        "measure",
        "oat_clients",
        [f"oat_clients_{kind}" for kind in ("methadone", "buprenorphine", "depot_buprenorphine", "other_medicine")],
    ),
]
KNOWN_PARTS = [("subgroup", "total", "people_in_prison"), ("measure", "hiv_tested", "hiv_positive")]
SMALL, SMALL_IN_CITY_GROUPS, COUNTRY = 5, 10, "national"
ROUNDING = 1e-6


@dataclass(frozen=True)
class Release:
    """What the outsider holds of one release.

    Attributes:
        number: its place in the sequence.
        tables: the published tables by name.
        chosen: the reports that services take over, as (country, area, year, measure, subgroup, partner).
        periods: of how many parts of the year each report is made.
    """

    number: int
    tables: dict[str, pd.DataFrame]
    chosen: set[Cell]
    periods: dict[Cell, int]

    @classmethod
    def of(cls, number: int, tables: dict[str, pd.DataFrame]) -> Self:
        """Look up once which reports are chosen, and their periods."""
        side = tables["triangulation"]
        places = [tuple(row) for row in side[REPORT].astype("object").to_numpy()]
        chosen = {place for place, is_chosen in zip(places, side["is_chosen"], strict=True) if is_chosen}
        periods = {place: len(str(named).split()) for place, named in zip(places, side["periods"], strict=True)}
        return cls(number, tables, chosen, periods)


def cells_of(number: int, tables: dict[str, pd.DataFrame]) -> dict[Cell, float]:
    """List the counts of people of a release: cell -> value, missing where there is none."""
    found: dict[Cell, float] = {}
    for name, columns in READ.items():
        table = tables[name].reindex(columns=[*REPORT, *columns]).astype("object")
        for row in table.to_dict("records"):
            place = [row[key] if isinstance(row[key], str | int) else "" for key in REPORT]
            found |= {(number, name, *place, column): float(row[column]) for column in columns}
    return found


def relations(cells: set[Cell], release: Release, whole: set[str]) -> Iterator[Relation]:
    """Write down all that the outsider knows of how the counts of one release are related.

    Args:
        cells: the cells of the release.
        release: what he holds of it.
        whole: countries whose cities make up the whole country.
    """
    for cell in sorted(cells, key=str):
        yield from _bounds(cell)
        yield from _same_number(cell, release)
        yield from _parts(cell, cells)
        yield from _cities(cell, cells, whole)
        yield from _region(cell, cells)


def unchanged(cells: set[Cell], changed: set[Cell]) -> Iterator[Relation]:
    """Equate each figure with the one of the release before.

    Args:
        cells: the cells of all releases.
        changed: the figures that new reports change, without the number of a release.
    """
    for cell in sorted(cells, key=str):
        earlier = (int(str(cell[0])) - 1, *cell[1:])
        if earlier in cells and cell[1:] not in changed:
            yield {cell: 1.0, earlier: -1.0}, True


def _bounds(cell: Cell) -> Iterator[Relation]:
    if cell[-1] == "count_people_low":
        yield {cell: 1.0, (*cell[:-1], "count_people_high"): -1.0}, False
    if cell[-1] == "count_people":
        yield from (({cell: 1.0, (*cell[:-1], bound): -1.0}, True) for bound in COUNTS[1:])


def _same_number(cell: Cell, release: Release) -> Iterator[Relation]:
    """Services take over the chosen report, coverage the figure of services; n periods are at most n times one."""
    services = (cell[0], "service_delivery", *cell[2:7], "")
    if cell[1] == "triangulation" and cell[2:8] in release.chosen:
        yield {cell: 1.0, (*services, cell[-1]): -1.0}, True
    if cell[1] == "triangulation" and cell[-1] == "count_people_high":
        yield {cell: 1.0, (*cell[:-1], "count_people_low"): -float(release.periods[cell[2:8]])}, False
    if cell[1] == "service_coverage":
        yield {cell: 1.0, (*services, "count_people"): -1.0}, True


def _parts(cell: Cell, cells: set[Cell]) -> Iterator[Relation]:
    if cell[-1] not in COUNTS:
        return
    for axis, whole, parts in KNOWN_SUMS:
        named = [_with(cell, axis, part) for part in parts]
        if _value(cell, axis) == whole and set(named) <= cells:
            yield {cell: -1.0} | dict.fromkeys(named, 1.0), True
    for axis, whole, part in KNOWN_PARTS:
        if _value(cell, axis) == whole and _with(cell, axis, part) in cells:
            yield {_with(cell, axis, part): 1.0, cell: -1.0}, False


def _value(cell: Cell, axis: str) -> object:
    return cell[6] if axis == "subgroup" else cell[5]


def _with(cell: Cell, axis: str, value: str) -> Cell:
    return (*cell[:6], value, *cell[7:]) if axis == "subgroup" else (*cell[:5], value, *cell[6:])


def _cities(cell: Cell, cells: set[Cell], whole: set[str]) -> Iterator[Relation]:
    """Cities are parts of their country, and the whole of it where that is known."""
    if cell[3] != COUNTRY or cell[1] != "service_delivery" or cell[-1] != "count_people":
        return
    around = (*cell[:3], *cell[4:])
    cities = [other for other in cells if other[3] != COUNTRY and (*other[:3], *other[4:]) == around]
    if cities:
        yield {cell: -1.0} | dict.fromkeys(cities, 1.0), cell[2] in whole


def _region(cell: Cell, cells: set[Cell]) -> Iterator[Relation]:
    if cell[1] == "regional_summary":
        parts = [o for o in cells if o[1] == "service_coverage" and o[0] == cell[0] and o[4:6] == cell[4:6]]
        yield {cell: -1.0} | dict.fromkeys(parts, 1.0), True


def narrowed(
    values: dict[Cell, float], known: list[Relation], lowest: dict[Cell, float], wanted: list[Cell]
) -> dict[Cell, tuple[float, float]]:
    """Narrow hidden counts down by linear programs.

    Args:
        values: cell -> published value, missing where withheld.
        known: relations between cells.
        lowest: what a hidden count cannot be below.
        wanted: the hidden cells to ask.
    """
    hidden = [cell for cell, value in values.items() if np.isnan(value)]
    at = {cell: position for position, cell in enumerate(hidden)}
    bounds = [(lowest[cell], None) for cell in hidden]
    sides: dict[bool, tuple[list[dict[int, float]], list[float]]] = {True: ([], []), False: ([], [])}
    for terms, is_equation in known:
        if any(cell not in values for cell in terms):
            continue
        left = {at[cell]: coefficient for cell, coefficient in terms.items() if cell in at}
        if left:
            lines, right = sides[is_equation]
            lines.append(left)
            right.append(-sum(c * values[cell] for cell, c in terms.items() if cell not in at))
    matrices = {kind: _matrix(lines, len(hidden)) for kind, (lines, _) in sides.items()}
    found = {}
    for cell in wanted:
        ends = [_extreme(at[cell], sign, matrices, {k: r for k, (_, r) in sides.items()}, bounds) for sign in (1, -1)]
        found[cell] = (float(np.ceil(ends[0] - ROUNDING)), float(np.floor(ends[1] + ROUNDING)))
    return found


def _matrix(lines: list[dict[int, float]], width: int) -> lil_array:
    matrix = lil_array((len(lines), width))
    for row, left in enumerate(lines):
        for column, coefficient in left.items():
            matrix[row, column] = coefficient
    return matrix.tocsr()


def _extreme(
    position: int,
    sign: int,
    matrices: dict[bool, lil_array],
    right: dict[bool, list[float]],
    bounds: list[tuple[float, None]],
) -> float:
    direction = np.zeros(len(bounds))
    direction[position] = sign
    equal, below = (matrices[kind] if right[kind] else None for kind in (True, False))
    done = linprog(direction, below, right[False] or None, equal, right[True] or None, bounds, method="highs")
    if done.status == 3:
        return -sign * np.inf
    assert done.status == 0, f"the outsider's relations are not true of the case: {done.message}"
    return sign * float(done.fun)
