"""Tables by which methods are judged: bridges between bases, published figures, and what our functions make of them.

Amounts and coverage themselves belong to the modules of their tables.
"""

from functools import cache

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.packaged import packaged_rows
from hr_pipeline.schemas.codes import codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field
from hr_pipeline.schemas.indicators import Figure
from hr_pipeline.schemas.reference import ReferenceRow

BASIS = "({})=.+".format("|".join(codes("basis_aspect")))
PUBLISHED = "published"
"""Role of the row that holds a published figure itself; rows of other roles are its inputs."""
MEASURES = codes("published_measure")
AGREES = codes("agreement")
COMPUTED_BRIDGES = codes("computed_bridge")
"""Bridges whose factor differs from row to row: the figure's own function gives it."""


@cache
def chapters() -> pd.DataFrame:
    """Read what belongs next to the schema of each published table: chapter, table, room, limits, source."""
    return packaged_rows(__package__, "methods.csv")


class BasisBridges(ReferenceRow):
    """One bridge that takes a figure from one basis to another; without it the two are never compared or added."""

    from_basis: Code = field("Basis of the figure: aspect=value, or aspect=* for any value", str_matches=BASIS)
    to_basis: Code = field("Basis that the figure is taken to, of the same aspect", str_matches=BASIS)
    scope: Code = field("ISO 3166 alpha-3 code of the country it holds for; * for all", str_matches=r"^([A-Z]{3}|\*)$")
    bridge: Code = field("Name of the bridge, as the column bridges of published tables says it")
    factor: Number = field("What the figure is multiplied by; empty where it is computed", "ratio", gt=0, nullable=True)
    what: Text = field("What the bridge does, in one sentence")
    source: Text = field("Where the bridge is published or decided")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def both_are_of_one_aspect(cls, table: pd.DataFrame) -> pd.Series:
        """A bridge leads from phase to phase, never from phase to price year."""
        from_aspect, to_aspect = (
            table[name].astype("str").str.split("=").str[0] for name in ("from_basis", "to_basis")
        )
        return from_aspect == to_aspect

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def a_factor_is_given_or_computed(cls, table: pd.DataFrame) -> pd.Series:
        """Only the bridges of the vocabulary are computed, and these never have a factor of their own."""
        return table["factor"].isna() == table["bridge"].isin(COMPUTED_BRIDGES)


class PublishedFigures(ReferenceRow):
    """One published number in one role: the figure that a publication prints, or an input that it prints for it."""

    figure: Code = field("Name of the figure")
    role: Code = field("published for the figure itself, else its input by the name in the measure")
    measure: Code = code(MEASURES, "How the figure follows from its inputs")
    value: Number = field("Number as published", "unit")
    unit: Code = field("Unit of the number; a share is 0 to 1")
    year: Whole = calendar_year("Year the number speaks of")
    rounding: Number = field("Half of the last published digit, of the figure itself", "unit", gt=0, nullable=True)
    source: Text = field("Where the number is published")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def a_figure_says_how_it_is_rounded(cls, table: pd.DataFrame) -> pd.Series:
        """Inputs are taken as they are printed."""
        return (table["role"] == PUBLISHED) == table["rounding"].notna()


class ReproducedFigures(Figure):
    """One published figure next to what the functions of our tables make of its published inputs."""

    figure: Code = field("Name of the figure")
    measure: Code = code(MEASURES, "How the figure follows from its inputs")
    published_value: Number = field("Figure as published", "unit", formula="sum")
    recomputed_value: Number = field(
        "Figure as our function computes it; empty where its inputs are not published",
        "unit",
        nullable=True,
        formula="stated * factor / divisor - less",
    )
    unit: Code = field("Unit of both; a share is 0 to 1")
    year: Whole = calendar_year("Year the figure speaks of")
    tolerance: Number = field("Half of the last published digit", "unit", gt=0)
    agrees: Code = code(AGREES, "Whether both are the same within the tolerance")
    source: Text = field("Where the figure is published")

    class Config:
        """Key of the table."""

        unique = ["figure"]


TABLES = {
    "reproduced_figures": ReproducedFigures,
}
