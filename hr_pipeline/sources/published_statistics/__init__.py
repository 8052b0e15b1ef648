"""Published statistics: coverage, sizes and need as UNAIDS, EMCDDA and others publish them, read by declared layouts.

Which of two publications of one fact counts, and what follows from a figure, belongs to the indicators.
"""

from hr_pipeline.sources.published_statistics.layout import TABLES
from hr_pipeline.sources.published_statistics.statistics import read

__all__ = ["TABLES", "read"]
