"""The coverage tables from source tables, for tests: name what matters, the rest is empty or as the package says."""

from typing import Any

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.coverage.coverage_agreement import coverage_agreement
from hr_pipeline.indicators.coverage.coverage_gap import coverage_gap
from hr_pipeline.indicators.coverage.coverage_sensitivity import coverage_sensitivity
from hr_pipeline.indicators.coverage.coverage_status import coverage_status
from hr_pipeline.indicators.coverage.coverage_trends import coverage_trends
from hr_pipeline.indicators.coverage.population_sizes import population_sizes
from hr_pipeline.indicators.coverage.service_coverage import service_coverage

LIMITS = "check_thresholds"
OAT = {"measure": "oat_coverage", "unit": "share", "rounding": 0.0005}
"""A share of opioid-dependent people on therapy, as GAM states it."""


def sizes_of(tables: dict[str, pd.DataFrame]) -> Figures:
    """Compute population_sizes from source tables."""
    names = ["population_size_estimates", "published_statistics", LIMITS]
    names += ["size_grades", "working_age_people", "total_population"]
    return population_sizes(*(tables[name] for name in names))


def sizes_and_coverage(tables: dict[str, pd.DataFrame]) -> tuple[Figures, Figures]:
    """Compute population_sizes and service_coverage from source tables."""
    services, statistics, limits = (tables[name] for name in ["survey_services", "published_statistics", LIMITS])
    sizes = sizes_of(tables)
    return sizes, service_coverage(services, statistics, sizes.table, tables["coverage_targets"], limits)


def coverage_tables(tables: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    """Compute the coverage tables from source tables."""
    sizes, coverage = sizes_and_coverage(tables)
    given = [tables["survey_services"], tables["published_statistics"], sizes.table, tables[LIMITS]]
    return {
        "population_sizes": sizes,
        "service_coverage": coverage,
        "coverage_trends": coverage_trends(coverage.table),
        "coverage_sensitivity": coverage_sensitivity(coverage.table, *given),
        "coverage_agreement": coverage_agreement(coverage.table),
        "coverage_status": coverage_status(coverage.table, tables["coverage_targets"]),
        "coverage_gap": coverage_gap(coverage.table, sizes.table, tables["coverage_targets"]),
    }


def only(table: pd.DataFrame, **where: Any) -> pd.Series:
    """Take the single row in which columns have these values."""
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1, f"{len(table)} rows"
    return table.iloc[0]
