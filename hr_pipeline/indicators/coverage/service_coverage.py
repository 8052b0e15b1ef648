"""`service_coverage`: how many people a service reaches, over how many there are, by whoever states it best.

Steps: `coverage_statements` and `coverage_statistics` (who says what), `coverage_denominators` (over whom),
`coverage_intervals` (the formulas), `coverage_choice` (who counts), `coverage_checks` (what is against it). What is
missing to a target belongs to `coverage_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, placed, published
from hr_pipeline.indicators.coverage.coverage_checks import flagged
from hr_pipeline.indicators.coverage.coverage_choice import chosen, considered
from hr_pipeline.indicators.coverage.coverage_edges import contributions
from hr_pipeline.indicators.coverage.coverage_intervals import CLASSES_BEGIN, simulated
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "service_coverage"


def service_coverage(
    survey_services: pd.DataFrame,
    published_statistics: pd.DataFrame,
    population_sizes: pd.DataFrame,
    coverage_targets: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Compute the coverage of every service and group that somebody states.

    Args:
        survey_services: partners' reports of services.
        published_statistics: figures as publications state them.
        population_sizes: sizes as distributions.
        coverage_targets: where WHO's classes begin.
        check_thresholds: limits of the checks, assumed bounds and design effect.

    Returns:
        The table and its contributions; a count without a size estimate keeps its row, without coverage.
    """
    stated = considered(survey_services, published_statistics, population_sizes, check_thresholds)
    table = (
        chosen(stated.table)
        .pipe(simulated, class_limits(coverage_targets))
        .pipe(flagged, population_sizes, thresholds(check_thresholds))
        .pipe(_reasoned)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "survey_services": survey_services,
        "published_statistics": published_statistics,
        "population_sizes": population_sizes,
        "coverage_targets": coverage_targets,
        "check_thresholds": check_thresholds,
    }
    parts, unstated = contributions(table, stated.parts, coverage_targets, check_thresholds)
    return published(TABLE, table, parts, inputs, unstated)


def class_limits(targets: pd.DataFrame) -> pd.DataFrame:
    """Give where the classes of each measure begin: index measure, columns CLASSES_BEGIN and rule."""
    begins = targets[targets["kind"].isin(CLASSES_BEGIN)].astype({"measure": "str", "kind": "str", "rule": "str"})
    by_measure = begins.set_index("measure")
    limits = {kind: by_measure.loc[by_measure["kind"] == kind, "value"] for kind in CLASSES_BEGIN}
    return pd.DataFrame(limits | {"rule": by_measure.loc[by_measure["kind"] == "high_from", "rule"]})


def _reasoned(counts: pd.DataFrame) -> pd.DataFrame:
    """Say of a row without coverage why it has none, and give columns the names of the table.

    Hiding small counts belongs to the release.
    """
    is_missing = counts["coverage"].isna()
    renamed = {f"denominator{bound}": f"denominator_people{bound}" for bound in ("", "_low", "_high")}
    below = counts["reporting_share"].where(counts["reporting_share"] < 1)
    return counts.assign(
        obs_status=is_missing.map({True: "O", False: "A"}),
        missing_reason=counts["reason"].fillna("not_reported").where(is_missing),
        value_stated=counts["value"],
        reporting_share=below,
        coverage_scaled=counts["coverage"] / below.where(below > 0),
    ).rename(columns=renamed)
