"""The contributions to `population_sizes`: what a size, its bounds, its spread and its prevalence are made of."""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.coverage.size_choice import CELL
from hr_pipeline.indicators.coverage.size_grades import BOUNDS
from hr_pipeline.indicators.coverage.working_age import SHARES, TOTALS
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "population_sizes"
LIMITS, GRADES = "check_thresholds", "size_grades"

Edges = list[pd.DataFrame]


def contributions(table: pd.DataFrame, limits: pd.DataFrame) -> Edges:
    """Write down what each figure is made of.

    Args:
        table: the sizes in final order, with what `graded`, `chosen` and `working_age` add.
        limits: check_thresholds, for the widening.
    """
    known = table[table["fault"].isna()]
    stated, combined = known[known["source_table"] != ""], known[known["source_table"] == ""]
    return [*_stated(stated), *_combined(combined, known), *_spread(known, limits), *_prevalence(known)]


def _stated(known: pd.DataFrame) -> Edges:
    """A published size comes from its row; bounds that are not published are as wide as its grade says."""
    parts = []
    for name, rows in known.groupby("source_table"):
        source = (str(name), rows["source_row"])
        parts.append(edges((TABLE, "people"), rows.index, source, "stated", rows["people"]))
        parts.append(edges((TABLE, "people"), rows.index, source, ADDEND, 0.0))
        for bound in BOUNDS:
            figure, own = (TABLE, f"people_{bound}"), rows[~rows["is_assumed"]]
            parts.append(edges(figure, rows.index, source, "stated", rows[f"stated_{bound}"]))
            parts.append(edges(figure, own.index, (str(name), own["source_row"]), "factor", 1.0))
    assumed = known[known["is_assumed"]]
    return [
        *parts,
        *(
            edges(
                (TABLE, f"people_{bound}"),
                assumed.index,
                (GRADES, assumed["grade_row"]),
                "factor",
                assumed[f"factor_{bound}"],
            )
            for bound in BOUNDS
        ),
    ]


def _combined(made: pd.DataFrame, known: pd.DataFrame) -> Edges:
    """A combination is its first member times what the others move it by; its bounds rest on their spreads."""
    members = known[known["choice"] == "combined"].rename_axis("member").reset_index()
    rows = made[[*CELL, "people", *(f"people_{bound}" for bound in BOUNDS)]].rename_axis("output_row").reset_index()
    pairs = members.merge(rows, on=CELL, suffixes=("", "_pooled"), validate="m:1")
    first = pairs.drop_duplicates("output_row")
    reference = pairs["output_row"].map(first.set_index("output_row")["people"])
    moved = pairs["weight"] * np.log(pairs["people"] / reference)
    source = (TABLE, pairs["member"], "people")
    parts = [
        edges((TABLE, "people"), first["output_row"], (TABLE, first["member"], "people"), "stated", first["people"]),
        edges((TABLE, "people"), pairs["output_row"], source, ADDEND, moved),
    ]
    for bound in BOUNDS:
        figure, factor = (TABLE, f"people_{bound}"), pairs[f"people_{bound}_pooled"] / pairs["people_pooled"]
        parts.append(edges(figure, made.index, (TABLE, made.index, "people"), "stated", made["people"]))
        parts.append(edges(figure, pairs["output_row"], (TABLE, pairs["member"], "sigma"), "factor", factor))
    return parts


def _spread(known: pd.DataFrame, limits: pd.DataFrame) -> Edges:
    """The spread rests on the bounds of the same row, on its age and on the declared widening."""
    figure, row = (TABLE, "sigma"), known.index
    found = limits.loc[(limits["check"] == "size_widening") & (limits["bound"] == "high"), "row_id"]
    wide = (LIMITS, pd.Series([found.iloc[0]] * len(known), index=row, dtype="Int64"))
    return [
        *(edges(figure, row, (TABLE, row, f"people_{b}"), b, known[f"people_{b}"]) for b in BOUNDS),
        edges(figure, row, wide, "widening", known["widening"]),
        edges(figure, row, (TABLE, row, "people"), "age", known["age_years"].astype("float64")),
    ]


def _prevalence(known: pd.DataFrame) -> Edges:
    """A prevalence is the size over the people aged 15 to 64, a share of all people of the year."""
    own, is_total = known[known["people_15_64"].notna()], known["total_row"].notna()
    dated, undated = own[is_total.reindex(own.index)], own[~is_total.reindex(own.index)]
    people, figure = (TABLE, "people_15_64"), (TABLE, "prevalence_share")
    within = (TABLE, own.index, "people_15_64")
    return [
        edges(people, own.index, (SHARES, own["share_row"]), "share", own["share_15_64"]),
        edges(people, dated.index, (TOTALS, dated["total_row"]), "total", dated["people_of_all_ages"]),
        edges(people, undated.index, (SHARES, undated["share_row"]), "total", undated["people_of_all_ages"]),
        edges(figure, own.index, (TABLE, own.index, "people"), "numerator", own["people"]),
        edges(figure, own.index, within, "denominator", own["people_15_64"]),
    ]
