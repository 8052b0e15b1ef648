"""Choices of the coverage tables, as data: what counts measure, which of several sizes and statements counts.

Applying them belongs to `indicators`.
"""

from functools import cache

import pandas as pd

from hr_pipeline.packaged import packaged_rows


@cache
def coverage_measures(statement: str) -> pd.DataFrame:
    """Read what the numbers of one source table measure.

    Returns:
        `reported` and `reported_service` (empty: any) as the source names them -> measure, service, population, method,
        numerator_unit, coverage_unit and `use`: `default`, `fallback` (where no size of the default's population is
        known), `named` (where the source names that population) or `absence` (a zero says that there is no service).
    """
    listed = _read("coverage_measures.csv")
    return listed[listed["statement"] == statement].drop(columns=["statement", "source"]).reset_index(drop=True)


@cache
def size_preference() -> dict[str, dict[str, int]]:
    """Read how size estimates are ranked.

    Returns:
        Criterion -> value -> rank, the weightiest criterion first; the lowest rank serves.
    """
    return _ranks("size_preference.csv")


@cache
def statement_preference() -> dict[str, dict[str, int]]:
    """Read how statements of one coverage are ranked, as `size_preference`."""
    return _ranks("statement_preference.csv")


@cache
def status_windows() -> pd.DataFrame:
    """Read the spans of years for which countries that reach targets are counted: first_year, last_year."""
    return _read("status_windows.csv")[["first_year", "last_year"]].astype("Int64")


def _ranks(name: str) -> dict[str, dict[str, int]]:
    listed = _read(name).astype({"rank": "int64"})
    criteria = listed["criterion"].drop_duplicates()
    return {name: listed[listed["criterion"] == name].set_index("value")["rank"].to_dict() for name in criteria}


def _read(name: str) -> pd.DataFrame:
    return packaged_rows(__package__, name)
