"""`reproduced_figures`: published numbers recomputed from their published inputs, by the functions of our tables.

A figure agrees where it lies within half of the last published digit. The functions belong to `measures.py`, but for
two that no table of ours needs. Published numbers stand in `published_figures`, which a landed file extends: a row
names its measure, no code is needed.
"""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from hr_pipeline.indicators.common import measures
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.schemas.methods import AGREES, PUBLISHED

TABLE = "reproduced_figures"
_FROM = "published_figures"
YES, NO, UNKNOWN = AGREES
ROUNDING = 1e-9


def change(before: pd.Series, after: pd.Series) -> pd.Series:
    """Give the change as a share of what was before."""
    return after / before - 1


def product(share: pd.Series, whole: pd.Series) -> pd.Series:
    """Give a share of a whole in the unit of the whole."""
    return share * whole


class Measure(NamedTuple):
    """A function, its roles in the order of its arguments, and the part each plays in the formula of the column.

    Attributes:
        function: of one column for each role.
        parts: role -> part.
        less: what the formula subtracts where no role does.
    """

    function: Callable[..., pd.Series]
    parts: dict[str, str]
    less: float = 0.0


MEASURES = {
    "ratio": Measure(measures.ratio, {"numerator": "stated", "denominator": "divisor"}),
    "share": Measure(measures.ratio, {"part": "stated", "whole": "divisor"}),
    "gap": Measure(measures.gap, {"need": "stated", "available": "less"}),
    "constant_prices": Measure(
        measures.in_prices, {"amount": "stated", "index_base": "factor", "index_year": "divisor"}
    ),
    "change_share": Measure(change, {"before": "divisor", "after": "stated"}, less=1.0),
    "product": Measure(product, {"share": "factor", "whole": "stated"}),
}
"""The closed list of measures; each code is explained in the vocabulary `published_measure`."""

_PARTS = ["stated", "factor", "divisor", "less"]


def reproduced_figures(published_figures: pd.DataFrame) -> Figures:
    """Recompute published figures.

    Args:
        published_figures: numbers by figure and role; the role `published` holds the figure itself.

    Returns:
        The table and its contributions; a figure whose inputs are not published keeps its row.
    """
    wanted = published_figures[published_figures["role"] == PUBLISHED]
    table = placed(TABLE, wanted[_OWN].rename(columns={"value": "published_value", "row_id": "published_row"}))
    inputs = _inputs(published_figures)
    table = table.assign(recomputed_value=_recomputed(table, inputs)).pipe(_judged)
    return published(TABLE, table, _contributions(table, inputs), {_FROM: published_figures})


_OWN = ["figure", "measure", "value", "unit", "year", "rounding", "source", "row_id"]


def _inputs(figures: pd.DataFrame) -> pd.DataFrame:
    """One input for each figure and role."""
    plain = figures.astype(dict.fromkeys(["figure", "role", "measure"], "str"))
    return plain.loc[plain["role"] != PUBLISHED, ["figure", "role", "value", "row_id"]]


def _recomputed(table: pd.DataFrame, inputs: pd.DataFrame) -> pd.Series:
    """Call each measure's function on the inputs of its figures; missing where an input is."""
    values = inputs.pivot_table(index="figure", columns="role", values="value", aggfunc="first")
    own = values.reindex(table["figure"].astype("str")).set_axis(table.index)
    made = pd.Series(float("nan"), table.index)
    for name, measure in MEASURES.items():
        given = own.reindex(columns=list(measure.parts)).astype("float64")
        made = made.mask(table["measure"] == name, measure.function(*(given[role] for role in measure.parts)))
    return made


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    off = (table["recomputed_value"] - table["published_value"]).abs()
    near = off <= table["rounding"] * (1 + ROUNDING)
    unknown = table["recomputed_value"].isna()
    return table.assign(
        tolerance=table["rounding"],
        agrees=near.map({True: YES, False: NO}).mask(unknown, UNKNOWN),
        obs_status=unknown.map({True: "O", False: "A"}),
        missing_reason=unknown.map({True: "not_reported", False: None}),
    )


def _contributions(table: pd.DataFrame, inputs: pd.DataFrame) -> list[pd.DataFrame]:
    row = table.index
    own = (_FROM, table["published_row"])
    known = table[table["recomputed_value"].notna()].rename_axis("output_row").reset_index()
    used = known[["output_row", "figure", "measure"]].astype({"figure": "str"}).merge(inputs, on="figure")
    used["part"] = [_part(measure, role) for measure, role in zip(used["measure"], used["role"], strict=True)]
    figure = (TABLE, "recomputed_value")
    parts = [edges((TABLE, "published_value"), row, own, "addend", table["published_value"])]
    for part in _PARTS:
        of_part = used[used["part"] == part]
        others = known[~known["output_row"].isin(of_part["output_row"])]
        parts.append(edges(figure, of_part["output_row"], (_FROM, of_part["row_id"]), part, of_part["value"]))
        constant = [_constant(measure, part) for measure in others["measure"]]
        parts.append(edges(figure, others["output_row"], (_FROM, others["published_row"]), part, constant))
    return parts


def _part(measure: str, role: str) -> str:
    """Name the part a role plays; an input that its measure does not know plays none."""
    return MEASURES[measure].parts.get(role, "")


def _constant(measure: str, part: str) -> float:
    """Give the part of a formula `stated * factor / divisor - less` that no role of a measure plays."""
    return MEASURES[measure].less if part == "less" else 1.0
