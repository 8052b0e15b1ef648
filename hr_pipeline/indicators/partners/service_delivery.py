"""`service_delivery`: whom services reached and what they handed out, as the chosen report of each measure says.

How reports are chosen belongs to `triangulation.py`, coverage of a population to `service_coverage.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.partners.partner_reports import is_part_of_year
from hr_pipeline.indicators.partners.triangulation import CELL
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.codes import codes

TABLE = "service_delivery"
_FROM = "triangulation"
_COUNTS = ["count_people", "count_people_low", "count_people_high", "count_items"]
_SERIES = ["iso3", "area", "measure", "subgroup"]


def service_delivery(triangulation: pd.DataFrame) -> Figures:
    """Take the chosen reports of services, and say how many others confirm them.

    Args:
        triangulation: all reports side by side.

    Returns:
        The table and its contributions.
    """
    texts = dict.fromkeys([*_SERIES, "basis", "conflict", "missing_reason", "obs_status"], "str")
    reports = triangulation[triangulation["measure"].isin(codes("survey_measure"))].astype(texts)
    chosen = reports[reports["is_chosen"]].drop(columns="conflict").assign(from_row=lambda d: d.index)
    table = placed(TABLE, chosen.merge(_others(reports), on=CELL, how="left", validate="1:1").pipe(_flagged))
    row = pd.Series(range(len(table)))
    parts = [
        edges((TABLE, column), row[known], (_FROM, table["from_row"][known], column), ADDEND, table[column][known])
        for column in _COUNTS
        if (known := table[column].notna()).any()
    ]
    rested = edges((TABLE, "basis"), row, (_FROM, table["from_row"], "basis"), ADDEND, 0.0)
    return published(TABLE, table, parts, {_FROM: triangulation}, [rested])


def _others(reports: pd.DataFrame) -> pd.DataFrame:
    """Count the partners with a value, those who confirm the chosen one, and name the largest difference."""
    has_value = reports[["count_people_high", "count_items"]].notna().any(axis=1)
    confirms = reports["is_independent"] & (reports["conflict"] == "ok")
    size = reports["conflict"].map({name: at for at, name in enumerate(codes("conflict_class"))})
    counted = reports.assign(has_value=has_value, confirms=confirms, size=size).groupby(CELL)
    found = counted.agg(
        partners_reporting=("has_value", "sum"), partners_confirming=("confirms", "sum"), size=("size", "max")
    )
    named = found["size"].map(dict(enumerate(codes("conflict_class"))))
    return found.assign(conflict=named).drop(columns="size").reset_index()


def _flagged(table: pd.DataFrame) -> pd.DataFrame:
    """Mark the years in which the question meant something else than in the year before."""
    ordered = table.sort_values([*_SERIES, "year"])
    before = ordered.groupby(_SERIES)["meaning_changed"].shift().reindex(table.index)
    return table.assign(
        flags=flags(
            {
                "series_break": before.notna() & (before != table["meaning_changed"]),
                "part_of_year": table[_COUNTS].notna().any(axis=1) & is_part_of_year(table["periods"].astype("str")),
            }
        )
    )
