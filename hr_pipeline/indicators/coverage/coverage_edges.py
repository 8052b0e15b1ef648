"""The contributions to `service_coverage`: reports add up to a count; the count and a size make the coverage."""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "service_coverage"
SIZES, TARGETS, LIMITS = "population_sizes", "coverage_targets", "check_thresholds"
BOUNDS = ["", "_low", "_high"]

Edges = list[pd.DataFrame]


def contributions(
    table: pd.DataFrame, parts: pd.DataFrame, targets: pd.DataFrame, limits: pd.DataFrame
) -> tuple[Edges, Edges]:
    """Write down what each figure is made of.

    Args:
        table: the coverage in final order, with `spoken`, `source_row` and `size_row`.
        parts: the source rows of each statement.
        targets: where classes begin.
        limits: check_thresholds, for the design effect and the bounds that are assumed of groups.

    Returns:
        The contributions, and those to missing figures and to classes, which only bring their terms.
    """
    described, unstated = _counted(table, parts)
    made = [*described, *_stated(table), *_sizes(table), *_implied(table), *_divided(table), *_surveyed(table, limits)]
    return [*made, *_simulated(table), *_scaled(table)], [*unstated, _boundaries(table, targets)]


def _counted(table: pd.DataFrame, parts: pd.DataFrame) -> tuple[Edges, Edges]:
    """Reports add up to the count; a report without value brings its terms only."""
    rows = table[["spoken", "statement"]].rename_axis("output_row").reset_index()
    added = parts.merge(rows, on="spoken", how="inner", validate="m:1")
    described: Edges = []
    unstated: Edges = []
    for name, own in added.groupby("statement"):
        known = own["contribution"].notna()
        for kept, made, value in (
            (own[known], described, own.loc[known, "contribution"]),
            (own[~known], unstated, 0.0),
        ):
            source = (str(name), kept["source_row"])
            made.append(edges((TABLE, "numerator"), kept["output_row"], source, ADDEND, value))
    return described, unstated


def _stated(table: pd.DataFrame) -> Edges:
    """What a publication states itself comes from its row."""
    columns = {"value_stated": "value_stated", "respondents": "respondents", "reporting_share": "reporting_share"}
    return [_from_row(table, column, ADDEND, table[name]) for column, name in columns.items()]


def _from_row(table: pd.DataFrame, column: str, role: str, value: pd.Series) -> pd.DataFrame:
    source = ("published_statistics", table["source_row"].astype("Int64"))
    return edges((TABLE, column), table.index, source, role, value)


def _within(table: pd.DataFrame, column: str, source: str, role: str, value: pd.Series) -> pd.DataFrame:
    return edges((TABLE, column), table.index, (TABLE, table.index, source), role, value)


def _sizes(table: pd.DataFrame) -> Edges:
    """A denominator is a size of the size table; that of a group is in the publication's own row."""
    parts = []
    in_table = table["size_row"].notna()
    for bound in BOUNDS:
        column = f"denominator_people{bound}"
        source = (SIZES, table["size_row"], f"people{bound}")
        parts.append(edges((TABLE, column), table.index, source, ADDEND, table[column].where(in_table)))
        parts.append(_from_row(table, column, ADDEND, table[column].mask(in_table)))
    return parts


def _implied(table: pd.DataFrame) -> Edges:
    """A stated ratio times its denominator is the count that it implies, within what its rounding leaves open."""
    size, error = table["denominator_people"], "numerator_implied_error"
    known, rounded = table["numerator_implied"].notna(), table[error].notna()
    return [
        _within(table, "numerator_implied", "value_stated", "value", table["value"].where(known)),
        _within(table, "numerator_implied", "denominator_people", "denominator", size.where(known)),
        _from_row(table, error, "rounding", table["rounding"].where(rounded)),
        _within(table, error, "denominator_people", "denominator", size.where(rounded)),
    ]


def _divided(table: pd.DataFrame) -> Edges:
    """The coverage and its published interval: a count over a size, or a value that stands for itself."""
    counted = table["denominator_people"].notna()
    parts = []
    for end, bound in (("", ""), ("_low", "_high"), ("_high", "_low")):
        column, role, size = f"coverage{end}", f"denominator{bound}", f"denominator_people{bound}"
        known = table[column].notna() & counted
        parts += _count(table, column, known)
        parts.append(_within(table, column, size, role, table[size].where(known)))
        alone = table[column].notna() & ~counted
        parts += _alone(table, column, f"value{end}" if end else "value_stated", role, alone)
    return [*parts, *_excess(table)]


def _excess(table: pd.DataFrame) -> Edges:
    """Where more people would be reached than there are, the upper bound is capped at all of them."""
    value = table["excess"].where(table["coverage_high"].notna())
    is_sized = table["denominator_people"].notna()
    return [
        _within(table, "coverage_high", "coverage", "excess", value.where(is_sized)),
        _from_row(table, "coverage_high", "excess", value.mask(is_sized)),
    ]


def _count(table: pd.DataFrame, column: str, known: pd.Series) -> Edges:
    """The count is added up, or implied by a stated ratio."""
    return [
        _within(table, column, name, "numerator", table[name].where(known & table[other].isna()))
        for name, other in (("numerator", "numerator_implied"), ("numerator_implied", "numerator"))
    ]


def _alone(table: pd.DataFrame, column: str, stated: str, role: str, alone: pd.Series) -> Edges:
    """A value without a denominator stands over one; an end of its interval is published, or the survey's."""
    one = pd.Series(1.0, table.index).where(alone)
    source = "value_stated" if stated == "value_stated" else "survey_" + stated.removeprefix("value_")
    is_own = alone & (table[stated].notna() if stated != "value_stated" else False)
    return [
        _from_row(table, column, "numerator", table[stated].where(is_own)),
        _within(table, column, source, "numerator", table[source].where(alone & ~is_own)),
        _from_row(table, column, role, one),
    ]


def _surveyed(table: pd.DataFrame, limits: pd.DataFrame) -> Edges:
    """The interval of a survey rests on its share, on how many were asked and on the design effect."""
    effect = limits[(limits["check"] == "design_effect") & (limits["bound"] == "high")].iloc[0]
    known = table["survey_low"].notna()
    given = pd.Series(effect["value"], table.index).where(known)
    source = (LIMITS, pd.Series([effect["row_id"]] * len(table), table.index, dtype="Int64"))
    parts = []
    for column in ("survey_low", "survey_high"):
        parts.append(_within(table, column, "value_stated", "share", table["value"].where(known)))
        parts.append(_within(table, column, "respondents", "respondents", table["respondents"].where(known)))
        parts.append(edges((TABLE, column), table.index, source, "effect", given))
    return parts


def _simulated(table: pd.DataFrame) -> Edges:
    """Quantiles and probabilities have no formula: their parts are the count, the size and its spread."""
    drawn = [f"coverage_simulated_{name}" for name in ("low", "median", "high")]
    shares = [f"{name}_class_probability_share" for name in ("low", "medium", "high")]
    parts = []
    for column in [*drawn, *shares]:
        known = table[column].notna()
        size = (SIZES, table["size_row"], "sigma")
        parts += _count(table, column, known)
        people = table["denominator_people"].where(known)
        parts.append(_within(table, column, "denominator_people", "denominator", people))
        parts.append(edges((TABLE, column), table.index, size, "sigma", table["sigma"].where(known)))
    return parts


def _scaled(table: pd.DataFrame) -> Edges:
    """The coverage if all sites had reported."""
    known, column = table["coverage_scaled"].notna(), "coverage_scaled"
    return [_within(table, column, name, name, table[name].where(known)) for name in ("coverage", "reporting_share")]


def _boundaries(table: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """The class of a coverage rests on where WHO's classes begin: it comes under their terms too."""
    begins = targets.loc[targets["kind"].isin(["medium_from", "high_from"]), ["measure", "row_id"]]
    classed = table.loc[table["who_class_at_centre"].notna(), ["measure"]].rename_axis("output_row").reset_index()
    used = classed.merge(begins.astype({"measure": "str"}), on="measure", validate="m:m")
    return edges((TABLE, "who_class"), used["output_row"], (TARGETS, used["row_id"]), "boundary", 0.0)
