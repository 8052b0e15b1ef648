"""What is asked of the OData service: the queries of `odata_sets.yaml` as addresses.

Asking, and judging the answers, belongs to `pages.py`.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hr_pipeline.formats.urls import with_query

DECLARED = files(__package__) / "odata_sets.yaml"


@dataclass(frozen=True)
class Query:
    """The rows wanted of one entity set, or of one data set in it; fields as explained in `odata_sets.yaml`."""

    entity_set: str
    key: str
    page_rows: int
    fields: tuple[str, ...]
    dataset: str = ""
    filter: str = ""
    select: str = "fields"
    expand: tuple[str, ...] = ()
    csv: str = ""

    @property
    def name(self) -> str:
        """Name of the folder its pages are kept in: `<EntitySet>` or `<EntitySet>.<dataset>`."""
        return f"{self.entity_set}.{self.dataset}" if self.dataset else self.entity_set

    @property
    def names(self) -> list[str]:
        """Names of the properties that $expand brings along."""
        return [re.split(r"\W", item)[0] for item in self.expand]

    def count_url(self, base: str) -> str:
        """Address of the number of rows."""
        return with_query(f"{base}{self.entity_set}/$count", {"$filter": self.filter} if self.filter else {})

    def page_url(self, base: str, skip: int, top: int, expanded: bool) -> str:
        """Address of `top` rows after the first `skip`, in the order of the key."""
        options = {
            "$filter": self.filter,
            "$select": ",".join([*self.fields, *(self.names if expanded else [])]) if self.select == "fields" else "",
            "$expand": ",".join(self.expand if expanded else ()),
            "$orderby": self.key,
            "$top": str(top),
            "$skip": str(skip),
        }
        return with_query(f"{base}{self.entity_set}", {name: value for name, value in options.items() if value})


@cache
def declared() -> tuple[Query, ...]:
    """Read the packaged queries."""
    return tuple(_query(entry) for entry in _declared()["sets"])


@cache
def withheld() -> re.Pattern[bytes]:
    """Match, in a page's bytes, the name of any field that must not be stored."""
    names = "|".join(_declared()["withheld"])
    return re.compile(rf'"(?:{names})[A-Za-z]*"\s*:'.encode(), re.IGNORECASE)


def _declared() -> dict:
    return yaml.safe_load(DECLARED.read_text(encoding="utf-8"))


def _query(entry: dict) -> Query:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return Query(**given)
