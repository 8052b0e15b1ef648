"""National budgets: ministries' tables and HIV spending, read by declared layouts into one table of lines each.

Exchange rates and the choice between publications of one year belong to the indicators.
"""

from hr_pipeline.sources.national_budgets.layout import TABLES
from hr_pipeline.sources.national_budgets.lines import read

__all__ = ["TABLES", "read"]
