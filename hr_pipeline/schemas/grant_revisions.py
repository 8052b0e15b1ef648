"""The published table of what changed between publications of grant budgets."""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.fields import Code, Number, Whole, calendar_year, field, iso3
from hr_pipeline.schemas.indicators import Figure

REVISIONS = ["added", "withdrawn", "changed", "unchanged"]


class GrantBudgetRevisions(Figure):
    """One budget line that a later publication added, withdrew or changed, or all unchanged lines of one period."""

    iso3: Code = iso3(nullable=True)
    area: Code = field("national, the name of a part of the country, or the region code of a multicountry grant")
    grant_code: Code = field("Grant", "code")
    implementation_period: Code = field("Implementation period", "code")
    grant_cycle: Code = field("Grant cycle (the allocation period)", "code")
    funding_stream: Code = field("core, or c19rm for the COVID-19 Response Mechanism", "code")
    publication_before: Code = field("The earlier publication")
    publication_after: Code = field("The later publication, a version of the earlier one")
    vintage_before: Series[pd.Timestamp] = field("Date of the earlier publication", "date", nullable=True)
    vintage_after: Series[pd.Timestamp] = field("Date of the later publication", "date", nullable=True)
    line_component: Code = field("Component of the line's module; empty where one side states none", nullable=True)
    module: Code = field("Module, as published; empty for unchanged lines", nullable=True)
    intervention: Code = field("Intervention, as published; empty for unchanged lines", nullable=True)
    investment_landscape_1: Code = field("Group of cost categories; empty where one side states none", nullable=True)
    investment_landscape_2: Code = field("Narrower group; empty where one side states none", nullable=True)
    cost_category: Code = field("Cost category; empty where one side states none", nullable=True)
    year: Whole = calendar_year("Calendar year; empty where one side states none", nullable=True)
    revision: Code = field("What became of the line; unchanged means alike to half a cent", isin=REVISIONS)
    lines_before: Whole = field("Lines of this key in the earlier publication", "lines", ge=0)
    lines_after: Whole = field("Lines of this key in the later publication", "lines", ge=0)
    before_usd: Number = field("Earlier amount; empty where it was added", "current US$", nullable=True, formula="sum")
    after_usd: Number = field("Later amount; empty where it was withdrawn", "current US$", nullable=True, formula="sum")
    change_usd: Number = field(
        "Later less earlier amount; all changes of two publications are the whole difference of their totals",
        "current US$",
        formula="sum",
    )

    class Config:
        """Key of the table."""

        unique = [
            "iso3",
            "area",
            "grant_code",
            "implementation_period",
            "grant_cycle",
            "funding_stream",
            "publication_before",
            "publication_after",
            "line_component",
            "module",
            "intervention",
            "investment_landscape_1",
            "investment_landscape_2",
            "cost_category",
            "year",
            "revision",
        ]


TABLES = {
    "grant_budget_revisions": GrantBudgetRevisions,
}
