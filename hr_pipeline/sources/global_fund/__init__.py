"""The Global Fund's published grant data: hands the tables of a delivery to what cleans them.

Opening files belongs to `opening.py`, their shapes to `layouts.yaml`. Formulas belong to `indicators`.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund import (
    allocations,
    budget_lines,
    disbursements,
    eligibility,
    expenditures,
    grants,
    results,
)
from hr_pipeline.sources.global_fund.layouts import Layout
from hr_pipeline.sources.global_fund.opening import opened
from hr_pipeline.sources.global_fund.publications import FINISH
from hr_pipeline.sources.global_fund.published import Published
from hr_pipeline.sources.global_fund.versions import fetched_with, publication, vintage

__all__ = ["CLEANERS", "FINISH", "TABLES", "read"]

Cleaner = Callable[[pd.DataFrame, Layout, Reading], pd.DataFrame]
CLEANERS: dict[str, Cleaner] = {
    budget_lines.TABLE: budget_lines.clean,
    **dict.fromkeys(grants.TABLES, grants.clean),
    disbursements.TABLE: disbursements.clean,
    expenditures.TABLE: expenditures.clean,
    results.TABLE: results.clean,
    allocations.TABLE: allocations.clean,
    eligibility.TABLE: eligibility.clean,
}
"""Table -> what makes its records of published lines."""

TABLES = list(CLEANERS)


def read(delivery: Delivery, companions: list[Delivery]) -> Reading:
    """Read one delivered file.

    Args:
        delivery: a file in one of the declared layouts.
        companions: the other files of the source, for openers that need more than one file.

    Raises:
        Refused: the file cannot be opened, or has no table of a known shape.
    """
    reading = Reading(fetch=fetched_with(delivery, companions))
    frames: dict[str, list[pd.DataFrame]] = {}
    for found in opened(delivery, companions):
        _count(found, reading)
        if found.lines.empty:
            continue
        frames.setdefault(found.layout.table, []).append(_records(found, delivery, reading))
    for table, parts in frames.items():
        reading.records[table] = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return reading


def _records(found: Published, delivery: Delivery, reading: Reading) -> pd.DataFrame:
    """Clean the lines of one published table."""
    table = found.layout.table
    day: Any = vintage(delivery)  # a missing day is a missing Timestamp, which the stubs do not foresee
    declared: dict[str, Any] = {"publication": publication(delivery), "vintage": pd.Timestamp(day)}
    return CLEANERS[table](found.lines.assign(**declared), found.layout, reading)


def _count(found: Published, reading: Reading) -> None:
    """Count the lines of one published table, with those that are no records."""
    if found.lines.empty and not found.ragged and not found.passed_over:
        expected = "expected lines below the header, found none"
        raise Refused("the whole table", expected, "deliver the file again")
    table = found.layout.table
    reading.seen(table, found.sheet, len(found.lines) + len(found.ragged) + found.blank + found.passed_over)
    reading.leave_out(table, found.sheet, "blank", found.blank)
    reading.leave_out(table, found.sheet, "not_read", found.passed_over)
    reading.tear_off(table, found.sheet, found.ragged)
