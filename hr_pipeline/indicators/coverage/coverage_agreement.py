"""`coverage_agreement`: how well the published coverage of a country's areas together agrees with the country's."""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.coverage import COVERAGE_KEY

TABLE = "coverage_agreement"
_FROM = "service_coverage"
_WHOLE = [name for name in COVERAGE_KEY if name != "area"]
COUNTS = ["numerator", "numerator_implied"]


def coverage_agreement(service_coverage: pd.DataFrame) -> Figures:
    """Add up published coverage over areas, counts over sizes, and put it next to the country's.

    Args:
        service_coverage: published coverage.

    Returns:
        The table and its contributions: one row for each national coverage that areas stand next to.
    """
    areas, national = _parted(service_coverage)
    table = national.merge(_added(areas), on=_WHOLE, how="inner", validate="1:1").pipe(_compared)
    final = placed(TABLE, table)
    return published(TABLE, final, _contributions(final, areas), {_FROM: service_coverage})


def _parted(coverage: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part publications' coverage into areas, of those with a count and a size, and countries."""
    stated = coverage[(coverage["statement"] == "published_statistics") & coverage["coverage"].notna()]
    plain = stated.rename_axis("coverage_row").reset_index()
    plain = plain.astype(dict.fromkeys([name for name in COVERAGE_KEY if name != "year"], "str"))
    counted = plain.assign(count=plain["numerator"].fillna(plain["numerator_implied"]))
    is_area = counted["area"] != "national"
    whole = counted[is_area & counted["count"].notna() & counted["denominator_people"].notna()]
    return whole, counted.loc[~is_area, [*COVERAGE_KEY, "coverage_row", "coverage"]]


def _added(areas: pd.DataFrame) -> pd.DataFrame:
    named = {"areas_numerator": ("count", "sum"), "areas_denominator": ("denominator_people", "sum")}
    return areas.groupby(_WHOLE).agg(areas_reporting=("area", "size"), **named).reset_index()


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    together = table["areas_numerator"] / table["areas_denominator"]
    return table.assign(
        areas_coverage=together,
        ratio=together / table["coverage"].where(table["coverage"] > 0),
        obs_status="A",
        missing_reason=None,
    )


def _contributions(table: pd.DataFrame, areas: pd.DataFrame) -> list[pd.DataFrame]:
    rows = table[_WHOLE].rename_axis("output_row").reset_index()
    added = areas.merge(rows, on=_WHOLE, how="inner", validate="m:1")
    own, known = (_FROM, table["coverage_row"], "coverage"), table["ratio"].notna()
    parts = [
        edges((TABLE, "areas_reporting"), added["output_row"], (_FROM, added["coverage_row"], "coverage"), ADDEND, 1.0),
        *(_summed(added, "areas_numerator", name, added[name]) for name in COUNTS),
        _summed(added, "areas_denominator", "denominator_people", added["denominator_people"]),
        edges((TABLE, "coverage"), table.index, own, ADDEND, table["coverage"]),
        edges((TABLE, "ratio"), table.index, own, "coverage", table["coverage"].where(known)),
    ]
    within = [
        ("areas_coverage", "areas_numerator", "numerator"),
        ("areas_coverage", "areas_denominator", "denominator"),
    ]
    for column, source, role in [*within, ("ratio", "areas_coverage", "areas")]:
        value = table[source] if column != "ratio" else table[source].where(known)
        parts.append(edges((TABLE, column), table.index, (TABLE, table.index, source), role, value))
    return parts


def _summed(added: pd.DataFrame, column: str, source: str, value: pd.Series) -> pd.DataFrame:
    return edges((TABLE, column), added["output_row"], (_FROM, added["coverage_row"], source), ADDEND, value)
