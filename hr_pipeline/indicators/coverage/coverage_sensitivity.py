"""`coverage_sensitivity`: each coverage as another size estimate, or another report of the same thing, would have it.

Which estimate and which report count belongs to `population_sizes.py` and `coverage_choice.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.coverage.coverage_choice import chosen, considered
from hr_pipeline.indicators.coverage.coverage_denominators import sizes_by_place
from hr_pipeline.indicators.coverage.coverage_statements import Statements
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.coverage import COVERAGE_KEY

TABLE = "coverage_sensitivity"
_FROM, _SIZES = "service_coverage", "population_sizes"
_PLACE = ["iso3", "area", "population", "year"]


def coverage_sensitivity(
    service_coverage: pd.DataFrame,
    survey_services: pd.DataFrame,
    published_statistics: pd.DataFrame,
    population_sizes: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """List what else each coverage could be.

    Args:
        service_coverage: published coverage.
        survey_services: partners' reports of services.
        published_statistics: figures as publications state them.
        population_sizes: sizes as distributions, all of them.
        check_thresholds: assumed bounds and design effect.

    Returns:
        The table and its contributions: one row for each other estimate that serves the year and each other report.
    """
    stated = considered(survey_services, published_statistics, population_sizes, check_thresholds)
    known = _known(service_coverage)
    both = [_by_size(known, population_sizes), _by_report(known, stated.table)]
    table = pd.concat(both, ignore_index=True).pipe(_compared).pipe(lambda d: placed(TABLE, d))
    inputs = {_FROM: service_coverage, _SIZES: population_sizes}
    inputs |= {"survey_services": survey_services, "published_statistics": published_statistics}
    return published(TABLE, table, _contributions(table, stated), inputs)


def _known(coverage: pd.DataFrame) -> pd.DataFrame:
    kept = coverage[coverage["coverage"].notna()].rename_axis("coverage_row").reset_index()
    plain = kept.astype(dict.fromkeys([*(name for name in COVERAGE_KEY if name != "year"), "statement"], "str"))
    counts = ["numerator", "numerator_implied", "numerator_unit"]
    return plain[[*COVERAGE_KEY, "coverage_row", "coverage", "statement", "estimate", *counts]]


def _by_size(known: pd.DataFrame, population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Put the same count over every other size that serves the year; a part of the country is no other size of it."""
    names = {"estimate": "alternative", "denominator": "alternative_denominator"}
    sizes = sizes_by_place(population_sizes).rename(columns=names)[[*_PLACE, *names.values(), "size_row", "size_flags"]]
    counted = known[(known["subgroup"] == "total") & known["estimate"].notna()]
    pairs = counted.merge(sizes, on=_PLACE, how="inner", validate="m:m")
    is_part = pairs["size_flags"].str.contains("partial_scope")
    others = pairs[(pairs["alternative"] != pairs["estimate"]) & ~is_part]
    count = others["numerator"].fillna(others["numerator_implied"])
    return others.assign(
        kind="size",
        alternative_numerator=count,
        alternative_coverage=count / others["alternative_denominator"],
    )


def _by_report(known: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Put every statement of the same cell that was not chosen next to the one that was."""
    others = _others(stated)
    own = [name for name in others.columns if name.startswith("alternative")]
    taken = others[[*COVERAGE_KEY, "spoken", "source_row", "size_row", "statement", *own]]
    cells = known.drop(columns=["estimate", "statement"])
    return cells.merge(taken, on=COVERAGE_KEY, how="inner", validate="1:m").assign(kind="report")


def _others(stated: pd.DataFrame) -> pd.DataFrame:
    """Name the statements that were not chosen; a ratio that is stated has no count of its own."""
    best = chosen(stated)["spoken"]
    others = stated[~stated.index.isin(best) & stated["coverage"].notna()].rename_axis("spoken").reset_index()
    named = others.assign(
        alternative=others["statement"] + "/" + others["publication"] + "/" + others["method"],
        alternative_numerator=others["numerator"],
        alternative_denominator=others["denominator"].where(others["numerator"].notna()),
        alternative_coverage=others["coverage"],
    )
    return named.drop_duplicates([*COVERAGE_KEY, "alternative"])


def _compared(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.assign(
        ratio=pairs["alternative_coverage"] / pairs["coverage"].where(pairs["coverage"] > 0),
        alternative_numerator_unit=pairs["numerator_unit"],
        obs_status="A",
        missing_reason=None,
    )


def _contributions(table: pd.DataFrame, stated: Statements) -> list[pd.DataFrame]:
    row, counted = table.index, table["alternative_numerator"].notna()
    alternative, own = (TABLE, "alternative_coverage"), (_FROM, table["coverage_row"], "coverage")
    source = ("published_statistics", table["source_row"].astype("Int64"))
    value, known = table["alternative_coverage"].mask(counted), table["ratio"].notna()
    one = pd.Series(1.0, row).mask(counted)
    return [
        *_counts(table, stated),
        edges((TABLE, "coverage"), row, own, ADDEND, table["coverage"]),
        _within(table, "alternative_coverage", "alternative_numerator", "numerator"),
        _within(table, "alternative_coverage", "alternative_denominator", "denominator"),
        edges(alternative, row, source, "numerator", value),
        edges(alternative, row, source, "denominator", one),
        edges((TABLE, "ratio"), row, own, "coverage", table["coverage"].where(known)),
        edges((TABLE, "ratio"), row, (TABLE, row, alternative[1]), "alternative", table[alternative[1]].where(known)),
    ]


def _within(table: pd.DataFrame, column: str, source: str, role: str) -> pd.DataFrame:
    return edges((TABLE, column), table.index, (TABLE, table.index, source), role, table[source])


def _counts(table: pd.DataFrame, stated: Statements) -> list[pd.DataFrame]:
    """The count is that of the coverage, or added up from another's reports; the size is one of the size table."""
    figure, by_size = (TABLE, "alternative_numerator"), table["kind"] == "size"
    size = (_SIZES, table["size_row"], "people")
    parts = [edges((TABLE, "alternative_denominator"), table.index, size, ADDEND, table["alternative_denominator"])]
    for name in ("numerator", "numerator_implied"):
        other = "numerator_implied" if name == "numerator" else "numerator"
        value = table[name].where(by_size & table[other].isna())
        parts.append(edges(figure, table.index, (_FROM, table["coverage_row"], name), ADDEND, value))
    rows = table.loc[~by_size, ["spoken", "statement"]].rename_axis("output_row").reset_index()
    added = stated.parts.merge(rows, on="spoken", how="inner", validate="m:1")
    for statement, own in added.groupby("statement"):
        parts.append(edges(figure, own["output_row"], (str(statement), own["source_row"]), ADDEND, own["contribution"]))
    return parts
