"""The books of the last build: what became of each row and delivery, and which rows were rejected.

Nothing of Dagster is loaded. Writing them belongs to `store.py`.
"""

import pandas as pd

from hr_pipeline.paths import Home
from hr_pipeline.schemas.tables import SOURCE_TABLES

BOOKS = [*SOURCE_TABLES, "sources", "publication_ledger"]
"""Tables that account for deliveries."""


def accounting(home: Home) -> pd.DataFrame:
    """Give what became of each row and delivery, in the columns of `row_accounting`."""
    return pd.concat([pd.read_parquet(home.accounting(name)) for name in BOOKS], ignore_index=True)


def rejects(home: Home) -> pd.DataFrame:
    """Give the rows that were rejected, with their cells and the rule each broke."""
    return pd.concat([pd.read_parquet(home.rejects(name)) for name in SOURCE_TABLES], ignore_index=True)
