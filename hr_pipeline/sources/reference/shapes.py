"""Files of publishers that fill a reference table as they are: `shapes.yaml` says what their names and columns mean.

How a file becomes rows belongs to `rows.py`.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import pandas as pd
import yaml

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.fields import FIRST_YEAR, LAST_YEAR
from hr_pipeline.sources.reference.world_bank import is_country


@dataclass(frozen=True)
class Shape:
    """What a publisher's columns mean.

    Attributes:
        table: the reference table they fill.
        names: patterns of the publisher's file names.
        columns: column as published -> column of the table.
        passed_over: columns that the table does not need.
        countries: column of the table with codes of countries and of groups of countries; groups are left out.
        source: what the rows cite, as the file itself does not.
    """

    table: str
    names: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    countries: str = ""
    source: str = ""

    def published(self, column: str) -> str:
        """Name a column of the table as the publisher does."""
        return next((declared for declared, own in self.columns.items() if own == column), column)

    def in_own_columns(self, cells: pd.DataFrame, own: list[str]) -> pd.DataFrame:
        """Give cells the table's columns; what the publisher does not state is empty."""
        named = cells.rename(columns=self.columns).assign(**({"source": self.source} if self.source else {}))
        return named.reindex(columns=own, fill_value="")

    def without_other_rows(self, reading: Reading, records: pd.DataFrame) -> pd.DataFrame:
        """Leave out, and count, groups of countries and years that no table holds; a fault is left to the gate."""
        if not self.countries:
            return records
        codes = records[self.countries].astype("str")
        is_group = codes.str.fullmatch("[A-Z]{3}").fillna(value=False) & ~codes.map(is_country)
        is_other_year = ~is_group & ~records["year"].between(FIRST_YEAR, LAST_YEAR).fillna(value=True)
        reading.leave_out(self.table, "", "region", int(is_group.sum()))
        reading.leave_out(self.table, "", "not_read", int(is_other_year.sum()))
        return records[~(is_group | is_other_year)].reset_index(drop=True)


def table_named(name: str) -> str:
    """Tell which table a publisher's file fills; empty where no declared name fits."""
    return next(
        (shape.table for shape in _declared() if any(fnmatchcase(name.lower(), one) for one in shape.names)), ""
    )


def shape_of(table: str, columns: list[str]) -> Shape:
    """Find the shape that a file's columns have: a declared one, else the table's own."""
    declared = (shape for shape in _declared() if shape.table == table)
    return next((one for one in declared if {*one.columns, *one.passed_over} == set(columns)), Shape(table))


@cache
def _declared() -> list[Shape]:
    text = (files(__package__) / "shapes.yaml").read_text(encoding="utf-8")
    return [Shape(**shape) for shape in yaml.safe_load(text)]
