"""What pages hold and which table they feed, as declared in `shapes.yaml`; which set a delivered page is of.

Reading rows belongs to `columns.py`, joining them to `companions.py`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.sources.global_fund.layouts import Layout


@dataclass(frozen=True)
class Navigation:
    """How a property that was not expanded is found by its id; `shapes.yaml` explains every field."""

    name: str
    id: str
    set: str
    key: str
    within: str = ""
    parent_name: str = ""
    tree: str = ""


@dataclass(frozen=True)
class Shape:
    """Rows of one entity set, or of one data set in it, and the layout that names their fields."""

    entity_set: str
    layout: Layout
    dataset: str = ""
    indicators: list[str] = field(default_factory=list)
    within: str = ""
    parent_name: str = ""

    def headers(self) -> list[str]:
        """Name all paths that the layout can use."""
        named = (self.layout.columns | self.layout.optional).values()
        return [path for names in named for path in ([names] if isinstance(names, str) else names)]

    def own_fields(self) -> list[str]:
        """Name the fields that hold the main value."""
        named = (self.layout.columns | self.layout.optional)[self.layout.place]
        return [named] if isinstance(named, str) else named


@cache
def declared() -> dict[str, Any]:
    """Read the declarations."""
    return packaged_yaml(__package__, "shapes.yaml")


@cache
def shapes(entity_set: str) -> list[Shape]:
    """List what the rows of an entity set can be."""
    found = [Shape(**entry | {"layout": Layout(**entry["layout"])}) for entry in declared()["shapes"]]
    return [shape for shape in found if shape.entity_set == entity_set]


@cache
def navigations() -> dict[str, Navigation]:
    """Give the navigation of each name, in lower case."""
    return {name.casefold(): Navigation(name, **how) for name, how in declared()["navigations"].items()}


@cache
def wanted(navigation: str) -> frozenset[str]:
    """Name the paths below a navigation that any layout uses, in lower case: nothing else is kept of a set."""
    paths = [
        path.casefold() for name in declared()["entity_sets"] for shape in shapes(name) for path in shape.headers()
    ]
    mark = navigation.casefold() + "/"
    return frozenset(f"/{path}".split("/" + mark, 1)[1] for path in paths if "/" + mark in f"/{path}")


@cache
def _called() -> dict[str, str]:
    known = declared()["entity_sets"]
    names = {name: name for name in known} | declared()["also_called"]
    return {name.casefold(): entity_set for name, entity_set in names.items()}


def set_in_name(name: str) -> tuple[str, str]:
    """Read entity set and data set from a folder, a file or a context, such as `allFinancialIndicators.Annual_Results`.

    Returns:
        (entity set, data set), each empty where the name does not say it.
    """
    word, _, rest = re.split(r"\.json", name, maxsplit=1)[0].partition(".")
    entity_set = _called().get(re.split(r"[^A-Za-z]", word.casefold(), maxsplit=1)[0], "")
    return entity_set, re.split(r"[^A-Za-z_]", rest, maxsplit=1)[0] if entity_set else ""


def set_of_fields(names: Iterable[str]) -> str:
    """Tell the entity set by the fields of its rows; empty where none has them."""
    held = {name.split("/")[0].casefold() for name in names}
    for entity_set, marks in declared()["entity_sets"].items():
        if held & {mark.casefold() for mark in marks}:
            return str(entity_set)
    return ""
