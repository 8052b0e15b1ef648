"""The published table of what checks found in figures. The checks of budget lines belong to `findings.py`."""

from functools import cache

import pandas as pd

from hr_pipeline.packaged import packaged_rows
from hr_pipeline.schemas.codes import SEVERITIES
from hr_pipeline.schemas.fields import Code, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import Figure


@cache
def figure_check_rules() -> pd.DataFrame:
    """Read which cells of published tables are findings.

    Returns:
        check, table, column, word (of the flags; empty where the check is that a number is below zero), severity.
    """
    return packaged_rows(__package__, "figure_check_rules.csv")


FIGURE_CHECKS = sorted(set(figure_check_rules()["check"]))


class FigureChecks(Figure):
    """One thing that one check found in one row of a published table."""

    check: Code = field("Which check", isin=FIGURE_CHECKS)
    figure: Text = field("Row of the published table: its name and key")
    severity: Code = code(SEVERITIES, "error: probably wrong; warning: look at it; note: good to know")
    iso3: Code = iso3(nullable=True)
    year: Whole = calendar_year("Year of the figure", nullable=True)
    source: Text = field("Where the check comes from")
    acknowledged: Text = field("Why somebody who has looked at it lets it pass; empty where nobody has", nullable=True)

    class Config:
        """Key of the table."""

        unique = ["check", "figure"]


TABLES = {
    "figure_checks": FigureChecks,
}
