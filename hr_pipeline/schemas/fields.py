"""Columns that mean the same wherever they stand, and the base of every table's schema.

Types of one table only belong to that table's module.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hr_pipeline.schemas.codes import CONFIDENTIALITIES, LICENCES

Text = Series[str]
Code = Series[pd.CategoricalDtype]
Whole = Series[pd.Int64Dtype]
Number = Series[float]
YesNo = Series[bool]

FIRST_YEAR, LAST_YEAR = 1990, 2035


def field(description: str, unit: str = "", *, formula: str = "", disclosure: str = "none", **rules: Any) -> Any:
    """Describe one column: what it holds, its unit, its rules and, where it is computed, its formula over roles.

    `disclosure` is `people` where the column counts people: small counts of it are never published.
    """
    declared = {"unit": unit, "formula": formula, "disclosure": disclosure}
    return pa.Field(description=description, metadata=declared, **rules)


def calendar_year(description: str = "Calendar year", **rules: Any) -> Any:
    """Describe a year column."""
    return field(description, "year", ge=FIRST_YEAR, le=LAST_YEAR, **rules)


def code(vocabulary: list[str], description: str, **rules: Any) -> Any:
    """Describe a column that holds codes of one vocabulary."""
    return field(description, "code", isin=vocabulary, **rules)


def iso3(**rules: Any) -> Any:
    """Describe a country column."""
    return field("ISO 3166 alpha-3 country code; Kosovo is XKX", "code", str_matches=r"^[A-Z]{3}$", **rules)


class Strict(pa.DataFrameModel):
    """Base of every schema: exactly these columns in this order; types are the cleaner's work, never coerced here."""

    class Config:
        """Rules for all tables."""

        strict = True
        ordered = True

    @pa.dataframe_check
    @classmethod
    def no_column_holds_objects(cls, table: pd.DataFrame) -> bool:
        """Text is `str` or category; a column of Python objects passes pandera's check of the type, slowly."""
        return not (table.dtypes == "object").any()


class SourceRow(Strict):
    """Base of every source table: a row id, the cell the row's main value came from, and the terms it came under."""

    row_id: Series[pd.Int64Dtype] = field(
        "Snapshot's ordinal x 2^32 + record's position; holds within one build", "id", unique=True
    )
    delivery: Code = field("Path of the delivered file inside the landing folder")
    sheet: Code = field("Sheet of a workbook; empty elsewhere")
    row: Whole = field("Line of a text file (1 is the header), row of a sheet", "row number", ge=1)
    column: Code = field("Column header of a text file, letters of a sheet's column")
    raw_value: Text = field("The cell as published", nullable=True)
    steps: Code = field("What was done between the cell and the value: unit, repair, correction", nullable=True)
    is_illustrative: YesNo = field("Demonstration data: not a statement about the world")
    confidentiality: Code = code(CONFIDENTIALITIES, "SDMX confidentiality of the delivery")
    licence: Code = code(LICENCES, "Licence of the delivery")


SOURCE_COLUMNS = list(SourceRow.to_schema().columns)
