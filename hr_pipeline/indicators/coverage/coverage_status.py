"""`coverage_status`: how many countries report a measure in a span of years, and how many reach each target.

UNAIDS counts so in its Global AIDS Updates; the span of years, which is the age a value may have, is a parameter.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.coverage.coverage_intervals import reaches
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.coverage_rules import status_windows

TABLE = "coverage_status"
_FROM, _TARGETS = "service_coverage", "coverage_targets"
KEY = ["measure", "target", "first_year", "last_year"]


def coverage_status(service_coverage: pd.DataFrame, coverage_targets: pd.DataFrame) -> Figures:
    """Count countries by their latest national value.

    Args:
        service_coverage: published coverage.
        coverage_targets: thresholds; rows of kind `target` are used.

    Returns:
        The table and its contributions: one row for each target and span in which some country reports.
    """
    values = _latest(service_coverage).pipe(_judged, coverage_targets)
    table = placed(TABLE, _counted(values))
    inputs = {_FROM: service_coverage, _TARGETS: coverage_targets}
    return published(TABLE, table, _contributions(table, values), inputs)


def _latest(coverage: pd.DataFrame) -> pd.DataFrame:
    """Give each country's latest value of everybody in each span; services that do not exist have reported nothing."""
    national = coverage[(coverage["area"] == "national") & (coverage["subgroup"] == "total")]
    known = national[national["coverage"].notna() & (national["method"] != "absence")]
    plain = known.rename_axis("coverage_row").reset_index().astype({"iso3": "str", "measure": "str", "service": "str"})
    pairs = plain.merge(status_windows(), how="cross")
    inside = pairs[pairs["year"].between(pairs["first_year"], pairs["last_year"])]
    ordered = inside.sort_values(["year", "coverage_row"])
    return ordered.drop_duplicates(["iso3", "service", "measure", "first_year", "last_year"], keep="last")


def _judged(values: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    wanted = targets[targets["kind"] == "target"].astype({"service": "str", "measure": "str", "target": "str"})
    names = {"value": "target_value", "row_id": "target_row"}
    named = wanted[["service", "measure", "target", "rule", *names]].rename(columns=names)
    pairs = values.merge(named, on=["service", "measure"], how="inner", validate="m:m")
    return pairs.assign(is_reached=reaches(pairs["coverage"], pairs["target_value"], pairs["rule"].astype("str")))


def _counted(values: pd.DataFrame) -> pd.DataFrame:
    reaching = values["iso3"].where(values["is_reached"])
    grouped = values.assign(reaching=reaching).sort_values("iso3").groupby(KEY)
    counts = grouped.agg(
        target_value=("target_value", "first"),
        target_row=("target_row", "first"),
        countries_reporting=("iso3", "nunique"),
        countries_reaching=("reaching", "nunique"),
        which=("reaching", lambda names: " ".join(names.dropna())),
    )
    return counts.reset_index().assign(obs_status="A", missing_reason=None)


def _contributions(table: pd.DataFrame, values: pd.DataFrame) -> list[pd.DataFrame]:
    rows = table[KEY].rename_axis("output_row").reset_index()
    counted = values.merge(rows, on=KEY, how="inner", validate="m:1")
    source = (_FROM, counted["coverage_row"], "coverage")
    is_reached = counted["is_reached"].astype("float64")
    return [
        edges((TABLE, "which"), table.index, (_TARGETS, table["target_row"]), "target", table["target_value"]),
        edges((TABLE, "countries_reporting"), counted["output_row"], source, ADDEND, 1.0),
        edges((TABLE, "countries_reaching"), counted["output_row"], source, ADDEND, is_reached),
    ]
