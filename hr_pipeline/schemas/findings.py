"""Tables of what checks over several rows have found."""

from hr_pipeline.schemas.codes import CHECKS, PHASES, SEVERITIES
from hr_pipeline.schemas.fields import Code, SourceRow, Text, Whole, calendar_year, code, field, iso3


class NationalBudgetFindings(SourceRow):
    """One thing that a check found about one budget line; the place is that of the line."""

    iso3: Code = iso3()
    publication: Code = field("Which publication of the publisher, such as its date")
    phase: Code = code(PHASES, "Stage of the money")
    year: Whole = calendar_year("Calendar year in which the fiscal year ends")
    line: Whole = field("row_id of the line in national_budget_lines; a refused line is no longer there", "id")
    check: Code = code(CHECKS, "Which check")
    severity: Code = code(SEVERITIES, "warning: look at it; error: probably wrong; refused: the line was set aside")
    message: Text = field("What was found")
    how_to_fix: Text = field("How to fix it")
    compared_with: Text = field("Cell that the line was held against; empty where there is none")
