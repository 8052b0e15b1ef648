"""Which published shape a table of the Global Fund has; the shapes are declared in `layouts.yaml`.

What the columns mean belongs to `budget_lines.py`.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from hr_pipeline.sources.deliveries import Refused

STRAY = "1"
"""Headers of today's downloads end in it."""


@dataclass(frozen=True)
class Layout:
    """One published shape: which header feeds which column, and how its values are written."""

    name: str
    source: str
    columns: dict[str, str]
    date_formats: list[str]
    grant_cycles: dict[str, str]
    c19rm: dict[str, list[str]]

    def headers(self, header: list[str]) -> dict[str, str]:
        """Map this layout's columns to the headers of a table, for those that are there."""
        published = {name.strip(): name for name in header}
        return {
            column: published.get(name, published.get(name + STRAY, ""))
            for column, name in self.columns.items()
            if name in published or name + STRAY in published
        }


@cache
def layouts() -> list[Layout]:
    """Read the declared layouts."""
    return [
        Layout(**entry) for entry in yaml.safe_load((files(__package__) / "layouts.yaml").read_text(encoding="utf-8"))
    ]


def fitting(header: list[str]) -> Layout | None:
    """Find the layout whose every column the header has."""
    return next((layout for layout in layouts() if len(layout.headers(header)) == len(layout.columns)), None)


def unfit(where: str, header: list[str]) -> Refused:
    """Explain which columns the header lacks of the layout it comes nearest to."""
    nearest = max(layouts(), key=lambda layout: len(layout.headers(header)))
    missing = [name for column, name in nearest.columns.items() if column not in nearest.headers(header)]
    if len(missing) == len(nearest.columns):
        known = "; ".join(layout.source for layout in layouts())
        return Refused(where, f"expected the header of a known shape ({known})", "deliver one of these, unchanged")
    listed = ", ".join(missing)
    return Refused(
        where,
        f"expected the columns of {nearest.source}; missing: {listed}",
        "download the file again, or restore the columns",
    )
