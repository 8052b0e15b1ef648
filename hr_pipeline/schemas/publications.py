"""The published table of publications of grant money: what each covers, its control total, and its role."""

from typing import Any

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, field
from hr_pipeline.schemas.indicators import Figure

ROLES = ["whole", "part", "extract", "revision", "yearless", "refused"]
DATASETS = ["grant_budget_lines", "grant_expenditures"]


def _amount(description: str) -> Any:
    return field(description, "current US$", nullable=True, formula="sum")


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
    total_usd: Number = _amount("Control total: all its lines")
    counted_usd: Number = _amount("Of which counts; empty where nothing does")
    superseded_usd: Number = _amount("Of which a later revision replaces")
    repeated_usd: Number = _amount("Of which another publication states with the same amounts")
    unordered_usd: Number = _amount("Of which is refused, as it cannot be ordered")
    replaced_usd: Number = _amount("Money of earlier publications that it replaces")
    withdrawn_usd: Number = _amount("Of the money that it replaces, what it no longer states")
    replaced_by: Text = field("Later publications that replace lines of it, separated by blanks")
    conflicts_with: Text = field("The publication that a refused one cannot be ordered with", nullable=True)

    class Config:
        """Key of the table."""

        unique = ["dataset", "publication"]


TABLES = {
    "publication_ledger": PublicationLedger,
}
