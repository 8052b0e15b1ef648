"""National budgets: ministries' tables, read by declared layouts into one table of budget lines.

Exchange rates and the choice between publications of one year belong to the indicators.
"""

from hr_pipeline.sources.national_budgets.lines import TABLE, read

TABLES = [TABLE]

__all__ = ["TABLES", "read"]
