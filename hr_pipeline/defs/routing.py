"""Which source reads a delivery whose folder and content disagree: HIV spending is read wherever it was delivered.

Reading belongs to `hr_pipeline.sources`, keeping the files to `hr_pipeline.ingest`.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.snapshots import deliveries
from hr_pipeline.sources.national_budgets.matching import is_spending_of_all_countries

FOLDER, READER = "published_statistics", "national_budgets"
SPENDING_OF_ALL = (is_spending_of_all_countries.__module__, is_spending_of_all_countries.__name__)
"""The question as the process that reads deliveries is asked it."""


def routed(sources: pd.DataFrame, snapshots: Path, is_spending: Callable[[Delivery], bool]) -> pd.DataFrame:
    """Assign tables of HIV spending of many countries to the source that reads them.

    Args:
        sources: the snapshots, each with the source that its folder names.
        snapshots: folder of their bytes.
        is_spending: tells whether a table is HIV spending of many countries; raises Refused where it cannot be read.

    Returns:
        The snapshots; of tables of HIV spending delivered among published statistics, `source` is national_budgets.
    """
    candidates = [delivery for delivery in deliveries(sources, snapshots, FOLDER) if delivery.role == "data"]
    of_spending = [delivery.path for delivery in candidates if _answered(is_spending, delivery)]
    moved = sources["delivery"].isin(of_spending)
    return sources.assign(source=sources["source"].astype("str").mask(moved, READER).astype(sources["source"].dtype))


def _answered(is_spending: Callable[[Delivery], bool], delivery: Delivery) -> bool:
    """Ask of one delivery; one that cannot be read stays with the source of its folder, which refuses it."""
    try:
        return is_spending(delivery)
    except Refused:
        return False
