"""`coverage_trends`: each coverage next to the one before it, and a change only where both rest on the same things.

How a value was made, and what it rests on, belongs to `service_coverage.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.coverage.coverage_checks import SERIES
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "coverage_trends"
_FROM = "service_coverage"
_UNSTATED = "denominator_unstated"
_BASIS = {
    "method": "method",
    "publication": "publication",
    _UNSTATED: "hidden",
    "denominator_kind": "denominator_kind",
    "denominator_changed": "estimate",
}
"""Reason of a break -> what must be the same in both years; the first that differs is named."""


def coverage_trends(service_coverage: pd.DataFrame) -> Figures:
    """Compare each coverage with the last one of its series.

    Args:
        service_coverage: published coverage.

    Returns:
        The table and its contributions: one row for each coverage that has one before it.
    """
    table = service_coverage.pipe(_pairs).pipe(_compared).pipe(lambda d: placed(TABLE, d))
    return published(TABLE, table, _contributions(table), {_FROM: service_coverage})


def _pairs(coverage: pd.DataFrame) -> pd.DataFrame:
    """Put each coverage next to the last one of its series; a denominator that nobody states is like no other."""
    known = coverage[coverage["coverage"].notna()].rename_axis("coverage_row").reset_index()
    is_unstated = known["flags"].str.contains(_UNSTATED)
    hidden = known["year"].astype("str").where(is_unstated, "")
    plain = known.assign(hidden=hidden).astype(dict.fromkeys([*SERIES, *_BASIS.values()], "str"))
    ordered = plain.sort_values([*SERIES, "year"])
    before = ordered.groupby(SERIES)[["year", "coverage", "coverage_row", *_BASIS.values()]].shift()
    both = ordered.join(before.add_prefix("previous_"))
    return both[both["previous_year"].notna()].astype({"previous_year": "Int64", "previous_coverage_row": "Int64"})


def _compared(pairs: pd.DataFrame) -> pd.DataFrame:
    """Name what breaks the series; without a break the change is one of services."""
    reason = pd.Series(None, pairs.index, dtype="str")
    for name, column in _BASIS.items():
        differs = pairs[column].fillna("") != pairs[f"previous_{column}"].fillna("")
        reason = reason.mask(reason.isna() & differs, name)
    is_comparable = reason.isna()
    return pairs.assign(
        is_comparable=is_comparable,
        break_reason=reason,
        change=(pairs["coverage"] - pairs["previous_coverage"]).where(is_comparable),
        obs_status=is_comparable.map({True: "A", False: "O"}),
        missing_reason=pd.Series("not_comparable", pairs.index).mask(is_comparable),
    )


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    comparable, parts = table["is_comparable"], []
    for column, role in (("coverage", "coverage"), ("previous_coverage", "previous")):
        row = "coverage_row" if role == "coverage" else "previous_coverage_row"
        source, value = (_FROM, table[row], "coverage"), table[column]
        parts.append(edges((TABLE, column), table.index, source, ADDEND, value))
        parts.append(edges((TABLE, "change"), table.index, source, role, value.where(comparable)))
    return parts
