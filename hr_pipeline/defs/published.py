"""What the assets of all published tables share. The assets themselves belong to the neighbouring modules."""

from collections.abc import Callable, Sequence

import dagster as dg
import pandas as pd

from hr_pipeline.defs.metadata import check_specs, materialised, table_spec, unchanged
from hr_pipeline.defs.records import holding, key_of
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.provenance.code_version import code_version
from hr_pipeline.schemas.gate import Built

GROUP = "indicators"
"""Until `definitions.py` puts it into the group of its kind of figure."""


def published_spec(name: str) -> dict:
    """Give the arguments of a published table's asset."""
    return {**table_spec(name, GROUP, "published"), "check_specs": check_specs(name, is_source=False)}


def computed(
    name: str,
    function: Callable[..., Figures],
    inputs: Sequence[Stored],
    account: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> dg.MaterializeResult:
    """Hand a computed table and its contributions to the store, unless the stored one still holds.

    Args:
        name: name of the table.
        function: computes the table of the rows of its inputs, in their order.
        inputs: the tables it is made of.
        account: gives of the table the deliveries that it refuses, in the columns of `row_accounting`.
    """
    made_of = {one.name: one.version for one in inputs}
    key = key_of([code_version(function.__module__)], made_of)
    known = holding(inputs[0].home, name, key)
    if known:
        return unchanged(name, known)
    figures = function(*[one.frame() for one in inputs])
    accounting = account(figures.table) if account else None
    built = Built(name, figures.table, accounting=accounting, contributions=figures.contributions)
    return materialised(built, made_of, key)
