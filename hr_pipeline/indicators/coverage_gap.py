"""`coverage_gap`: what services are short of their targets, in syringes or people.

The gap falls with the size of the population alone, so its bounds are the gap at the bounds of the size.
"""

import pandas as pd

from hr_pipeline.indicators.figures import Figures, edges, placed, published

TABLE = "coverage_gap"
_FROM = "service_coverage"


def coverage_gap(service_coverage: pd.DataFrame, coverage_targets: pd.DataFrame) -> Figures:
    """Compute the gap of each national or local coverage to each target of its service.

    Args:
        service_coverage: published coverage.
        coverage_targets: thresholds; rows of kind `target` are used.

    Returns:
        The table and its contributions.
    """
    table = placed(TABLE, service_coverage.pipe(_with_targets, coverage_targets).pipe(_missing_to_target))
    inputs = {"service_coverage": service_coverage, "coverage_targets": coverage_targets}
    missing = table[table["gap"].isna()]
    unshown = edges((TABLE, "gap"), missing.index, (_FROM, missing["coverage_row"], "coverage"), "numerator", 0.0)
    return published(TABLE, table, _contributions(table), inputs, [unshown])


def _with_targets(coverage: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """One row for each coverage and target; the number of the coverage row stays for the contributions."""
    wanted = targets.loc[targets["kind"] == "target", ["service", "target", "value", "row_id"]].astype(
        {"service": "str"}
    )
    named = wanted.rename(columns={"value": "target_value", "row_id": "target_row"})
    known = coverage[coverage["subgroup"] == "total"].assign(coverage_row=lambda d: d.index).astype({"service": "str"})
    return known.merge(named, on="service", how="inner", validate="m:m")


def _missing_to_target(pairs: pd.DataFrame) -> pd.DataFrame:
    def short(size: str) -> pd.Series:
        return (pairs["target_value"] * pairs[size] - pairs["numerator"]).clip(lower=0)

    needed = pairs["target_value"] * pairs["denominator_people"]
    return pairs.assign(
        unit=pairs["numerator_unit"],
        gap=short("denominator_people"),
        gap_low=short("denominator_people_low"),
        gap_high=short("denominator_people_high"),
        relative_gap_share=(1 - pairs["numerator"] / needed).clip(lower=0),
    )


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    row = pd.Series(range(len(table)))
    known = table["gap"].notna()
    coverage_row = table["coverage_row"][known]
    parts = []
    for column, bound in (("gap", ""), ("gap_low", "_low"), ("gap_high", "_high"), ("relative_gap_share", "")):
        figure = (TABLE, column)
        size = f"denominator_people{bound}"
        target = ("coverage_targets", table["target_row"][known])
        parts += [
            edges(figure, row[known], (_FROM, coverage_row, "numerator"), "numerator", table["numerator"][known]),
            edges(figure, row[known], (_FROM, coverage_row, size), f"denominator{bound}", table[size][known]),
            edges(figure, row[known], target, "target", table["target_value"][known]),
        ]
    return parts
