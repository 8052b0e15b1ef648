"""Which layout a delivered table gets: the one next to it, else the only packaged one whose headers stand in it.

Packaged layouts are the files of `layouts/`; their README.md explains every key.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.layouts.texts import plain
from hr_pipeline.sources.published_statistics.grids import first_rows, header_row
from hr_pipeline.sources.published_statistics.layout import Layout, parse_layout

LAYOUT_SUFFIX = ".layout.yaml"
README = "hr_pipeline/sources/published_statistics/layouts/README.md"


def layout_for(delivery: Delivery, companions: list[Delivery]) -> Layout:
    """Choose the layout of one delivered table.

    Args:
        delivery: the table.
        companions: the other files of the source; a layout next to the table wins.

    Raises:
        Refused: no layout fits, several do, or the one next to the table is faulty.
    """
    alongside = [other for other in companions if other.path == delivery.path + LAYOUT_SUFFIX]
    if alongside:
        return _standing(parse_layout(alongside[0].file.read_bytes(), alongside[0].name), delivery)
    fits = {name: layout for name, layout in packaged().items() if _fits(layout, delivery)}
    if len(fits) == 1:
        return _standing(next(iter(fits.values())), delivery)
    how_to_fix = f"write {delivery.name}{LAYOUT_SUFFIX} and place it next to the file ({README} says how)"
    if fits:
        raise Refused("the whole file", f"expected one layout to match, found {', '.join(fits)}", how_to_fix)
    raise Refused("the header", f"expected one that a layout knows; {_nearest(delivery)}", how_to_fix)


@cache
def packaged() -> dict[str, Layout]:
    """Read the packaged layouts by name."""
    folder = files(__package__) / "layouts"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {file.name: parse_layout(file.read_bytes(), file.name) for file in found}


def _fits(layout: Layout, delivery: Delivery) -> bool:
    if layout.match is None:
        return False
    without = set(map(plain, layout.match.without))
    for rows in first_rows(delivery).values():
        at = header_row(rows, list(layout.match.header))
        if at is not None and not without & set(map(plain, rows[at])):
            return True
    return False


def _nearest(delivery: Delivery) -> str:
    """Tell what the layout that comes nearest lacks; where none is near, what stands in the file."""
    rows = [row for table in first_rows(delivery).values() for row in table if any(row)]
    near = [
        (len(missing) / len(layout.match.header), name, missing)
        for name, layout in packaged().items()
        if layout.match
        for row in rows
        if (missing := _missing(row, layout.match.header)) and 2 * len(missing) <= len(layout.match.header)
    ]
    if near:
        _, name, missing = min(near)
        return f"{name} lacks the columns {', '.join(map(repr, missing))}"
    return f"found {' | '.join(rows[0])[:200]!r}" if rows else "found none"


def _standing(layout: Layout, delivery: Delivery) -> Layout:
    """Make sure that every column which the layout needs is there.

    Raises:
        Refused: names the columns that the nearest row lacks.
    """
    tables = first_rows(delivery)
    if any(header_row(rows, layout.headers) is not None for rows in tables.values()):
        return layout
    lacking: list[list[str]] = [_missing(row, layout.headers) for rows in tables.values() for row in rows] or [
        layout.headers
    ]
    nearest = ", ".join(map(repr, sorted(lacking, key=len)[0]))
    raise Refused(
        "the header", f"expected the columns {nearest}, which are missing", "restore them, or change the layout"
    )


def _missing(row: list[str], headers: Iterable[str]) -> list[str]:
    here = set(map(plain, row))
    return [header for header in headers if plain(header) not in here]
