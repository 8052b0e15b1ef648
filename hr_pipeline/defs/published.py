"""What the assets of all published tables share. The assets themselves belong to the neighbouring modules."""

import dagster as dg
import pandas as pd

from hr_pipeline.defs.metadata import check_specs, materialised, table_spec
from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.schemas.gate import Built

GROUP = "indicators"


def published_spec(name: str) -> dict:
    """Give the arguments of a published table's asset."""
    return {**table_spec(name, GROUP, "published"), "check_specs": check_specs(name, is_source=False)}


def computed(name: str, figures: Figures, inputs: list[pd.DataFrame]) -> dg.MaterializeResult:
    """Hand a computed table and its contributions to the store."""
    return materialised(Built(name, figures.table, contributions=figures.contributions), inputs)
