"""What a delivery is, whatever its folder: HIV spending is read, and a code list recognised, wherever it was delivered.

Reading belongs to `hr_pipeline.sources`, keeping the files to `hr_pipeline.ingest`.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from hr_pipeline.ingest.deliveries import RECOGNISED_ROLE, SOURCES, Delivery, Refused
from hr_pipeline.ingest.snapshots import deliveries
from hr_pipeline.sources.code_lists import code_list
from hr_pipeline.sources.national_budgets.matching import is_spending_of_all_countries

FOLDER, READER = "published_statistics", "national_budgets"
SPENDING_OF_ALL = (is_spending_of_all_countries.__module__, is_spending_of_all_countries.__name__)
CODE_LIST = (code_list.__module__, code_list.__name__)
"""The questions as the process that reads deliveries is asked them."""
WITH_CODE_LISTS = [source for source in SOURCES if source != "partner_surveys"]
"""Sources whose publishers give out code lists; a survey's files are forms and answers."""


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


def with_code_lists(
    sources: pd.DataFrame, snapshots: Path, question: Callable[[Delivery], tuple[str, str]]
) -> pd.DataFrame:
    """Give code lists and the like a role of their own, so that no source reads, or refuses, them as data.

    Args:
        sources: the snapshots.
        snapshots: folder of their bytes.
        question: tells reason and name of the declared list that a file is; empty where it is none; raises Refused
            where the file cannot be read.

    Returns:
        The snapshots; the role of a code list is `recognised: <reason>: <name>`.
    """
    files = [delivery for source in WITH_CODE_LISTS for delivery in deliveries(sources, snapshots, source)]
    asked = [one for one in files if one.role == "data" and not one.path.startswith("packaged/")]
    answers = {one.path: _named(question, one) for one in asked}
    roles = {path: f"{RECOGNISED_ROLE}{reason}: {name}" for path, (reason, name) in answers.items() if name}
    texts = sources["delivery"].map(roles).astype("str").fillna(sources["role"].astype("str"))
    return sources.assign(role=texts.astype(sources["role"].dtype))


def _named(question: Callable[[Delivery], tuple[str, str]], delivery: Delivery) -> tuple[str, str]:
    try:
        return question(delivery)
    except Refused:
        return "", ""
