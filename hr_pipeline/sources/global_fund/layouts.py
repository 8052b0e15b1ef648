"""Which published shape a table of the Global Fund has, recognised by its header; `layouts.yaml` declares the shapes.

Opening files belongs to `published.py`; what the columns mean to the module named as the table.
"""

from dataclasses import dataclass, field
from functools import cache

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.packaged import packaged_yaml

STRAY = "1"
"""Headers of today's downloads end in it."""

Headers = dict[str, str | list[str]]


@dataclass(frozen=True)
class Layout:
    """One published shape of one table: which header feeds which column; `layouts.yaml` explains every key."""

    name: str
    table: str
    source: str
    place: str
    columns: Headers
    optional: Headers = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)

    def positions(self, header: list[str]) -> dict[str, int]:
        """Find this layout's columns in a header; those that are not there are not in the answer.

        Raises:
            Refused: two headers mean the same column.
        """
        published = _by_name(header)
        found = {column: _places(names, published) for column, names in (self.columns | self.optional).items()}
        for column, places in found.items():
            if len(places) > 1:
                twice = " and ".join(repr(header[place]) for place in places)
                raise Refused(
                    "the header", f"expected one column for {column}, found {twice}", "rename or remove the others"
                )
        return {column: places[0] for column, places in found.items() if places}

    def missing(self, header: list[str]) -> list[str]:
        """Name the headers this layout needs and a table does not have."""
        published = _by_name(header)
        return [_listed(names)[0] for names in self.columns.values() if not _places(names, published)]


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _plain(name: str) -> str:
    """Strip what re-saving changes: case, blanks of every kind, a byte order mark."""
    return "".join(name.replace("\ufeff", "").split()).casefold()


def _by_name(header: list[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(_plain(name), []).append(place)
    return places


def _places(names: str | list[str], published: dict[str, list[int]]) -> list[int]:
    """Find the places of the first of the names that is there, with or without the stray mark."""
    for name in map(_plain, _listed(names)):
        if places := published.get(name, []) + published.get(name + STRAY, []):
            return places
    return []


@cache
def layouts() -> list[Layout]:
    """Read the declared layouts."""
    return [Layout(**entry) for entry in packaged_yaml(__package__, "layouts.yaml")]


def fitting(header: list[str], own: Layout | None = None) -> Layout | None:
    """Find the layout whose every needed column the header has; of several the one that needs the most.

    Args:
        header: names of the columns.
        own: the layout next to the file, which alone holds where there is one.
    """
    fit = [layout for layout in ([own] if own else layouts()) if not layout.missing(header)]
    return max(fit, key=lambda layout: len(layout.columns), default=None)


def unfit(where: str, header: list[str], own: Layout | None = None) -> Refused:
    """Explain which columns the header lacks of the layout next to the file, else of the one it comes nearest to."""
    nearest = min([own] if own else layouts(), key=lambda layout: (len(layout.missing(header)), -len(layout.columns)))
    missing = nearest.missing(header)
    if not own and 2 * len(missing) > len(nearest.columns):
        known = ", ".join(layout.name for layout in layouts())
        return Refused(where, f"expected the header of a known shape ({known})", "deliver one of these, unchanged")
    listed = ", ".join(missing)
    return Refused(
        where,
        f"expected the columns of {nearest.source}; missing: {listed}",
        "download the file again, or restore the columns",
    )
