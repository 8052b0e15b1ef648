"""The published table of publications of grant money: what each covers, its control total, and its role."""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, field
from hr_pipeline.schemas.indicators import Figure

ROLES = ["whole", "part", "extract", "revision", "yearless", "refused"]
DATASETS = ["grant_budget_lines", "grant_expenditures"]
_AMOUNT = {"unit": "current US$", "nullable": True, "formula": "sum"}


class PublicationLedger(Figure):
    """One publication of grant money: what it covers, its control total, its role, and how much of it counts."""

    dataset: Code = field("Source table that its lines stand in", isin=DATASETS)
    publication: Code = field("What was published together: a file, or the folder of the pages of one fetch")
    vintage: Series[pd.Timestamp] = field("Date of the publication; empty where none is stated", "date", nullable=True)
    role: Code = field(
        "whole or part: adds; extract: states counted money again; revision: replaces what it covers; yearless: a "
        "revision without years, which keeps the years of what it replaces; refused: disagrees with a publication of "
        "the same date",
        isin=ROLES,
    )
    implementation_periods: Whole = field("Implementation periods it covers", "implementation periods", ge=1)
    modules: Whole = field("Modules it covers", "modules", ge=0)
    first_year: Whole = calendar_year("First calendar year it covers; empty where it states none", nullable=True)
    last_year: Whole = calendar_year("Last calendar year it covers", nullable=True)
    lines: Whole = field("Lines", "lines", ge=1)
    total_usd: Number = field("Control total: all its lines", **_AMOUNT)
    counted_usd: Number = field("Of which counts; empty where nothing does", **_AMOUNT)
    superseded_usd: Number = field("Of which a later revision replaces", **_AMOUNT)
    repeated_usd: Number = field("Of which another publication states with the same amounts", **_AMOUNT)
    unordered_usd: Number = field("Of which is refused, as it cannot be ordered", **_AMOUNT)
    replaced_usd: Number = field("Money of earlier publications that it replaces", **_AMOUNT)
    withdrawn_usd: Number = field("Of the money that it replaces, what it no longer states", **_AMOUNT)
    replaced_by: Text = field("Later publications that replace lines of it, separated by blanks")
    conflicts_with: Text = field("The publication that a refused one cannot be ordered with", nullable=True)

    class Config:
        """Key of the table."""

        unique = ["dataset", "publication"]
