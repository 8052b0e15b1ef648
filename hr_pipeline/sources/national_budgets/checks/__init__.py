"""Checks of budget lines against each other, over all deliveries: slips that one file alone does not show.

Each module holds checks of one kind and gives findings (`finding.py`); bounds stand in `check_thresholds`.
"""

from typing import NamedTuple

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.review import Review
from hr_pipeline.schemas.thresholds import thresholds
from hr_pipeline.sources.national_budgets.checks.cells import cell_findings
from hr_pipeline.sources.national_budgets.checks.finding import as_findings
from hr_pipeline.sources.national_budgets.checks.over_time import over_time_findings
from hr_pipeline.sources.national_budgets.checks.repeated import repeated_findings
from hr_pipeline.sources.national_budgets.checks.series import points_of
from hr_pipeline.sources.national_budgets.checks.sums import execution_findings, total_findings

LINES, FINDINGS = "national_budget_lines", "national_budget_findings"


class Known(NamedTuple):
    """The reference tables that the checks use."""

    redenominations: pd.DataFrame
    published_budget_totals: pd.DataFrame
    check_thresholds: pd.DataFrame


def findings(lines: pd.DataFrame, deliveries: list[Delivery], known: Known) -> pd.DataFrame:
    """Look at all accepted budget lines.

    Args:
        lines: `national_budget_lines`.
        deliveries: the deliveries they came from, for what their ledgers acknowledge.
        known: former currencies, published totals and thresholds.

    Returns:
        One row per finding, with the own columns of `national_budget_findings`.
    """
    bounds = thresholds(known.check_thresholds)
    points = points_of(lines, known.redenominations)
    return as_findings(
        lines,
        [
            *cell_findings(lines, known.redenominations, bounds),
            *over_time_findings(lines, points, deliveries, bounds),
            *execution_findings(lines, points, bounds),
            *total_findings(lines, known.published_budget_totals, bounds),
            *repeated_findings(lines, bounds),
        ],
    )


def review(known: Known) -> Review:
    """Say how all accepted budget lines are looked at once they have been read."""
    return Review(LINES, FINDINGS, lambda lines, deliveries: findings(lines, deliveries, known))
