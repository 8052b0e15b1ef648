"""From a sum over a region to the figures of countries that it rests on.

The sums belong to `regional_sums.py` and `regional_summary.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.regions.regional_figures import MODELLED, NUMERATOR, SIZE
from hr_pipeline.indicators.regions.regional_sums import REGION
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "regional_summary"


def contributions(
    table: pd.DataFrame, inside: pd.DataFrame, weighed: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Trace sums to countries, values to the sums of their own row, and shares to the sizes of those added up.

    Args:
        table: the rows in final order, with cell.
        inside: figures of countries by cell.
        weighed: how many people weigh each country of a region in a year.

    Returns:
        The contributions, and those to sums that are held back.
    """
    of_regions = table[table["cell"].notna()]  # money of multicountry grants stands apart, in no region's cell
    rows = pd.Series(of_regions.index, index=of_regions["cell"])
    placed = inside.assign(output_row=inside["cell"].map(rows))
    held = placed["cell"].map(of_regions.set_index("cell")["is_held"]).astype("bool")
    sums = [part for side in ("numerator", "denominator") for part in _sums(placed[~held], side)]
    unstated = [part.assign(contribution=0.0) for part in _sums(placed[held], "numerator")]
    return [*sums, *_values(table), *_people(table, placed, weighed)], unstated


def _sums(placed: pd.DataFrame, side: str) -> list[pd.DataFrame]:
    known = placed[placed[side].notna()]
    is_above = side == NUMERATOR
    column = known["counts_people"].map({True: "people_counted", False: "total"}) if is_above else side
    table, row = ("table", "row") if is_above else (f"{side}_table", f"{side}_row")
    return [
        edges((TABLE, str(output)), part["output_row"], (str(origin), part[row], str(source)), ADDEND, part[side])
        for (output, origin, source), part in known.assign(output=column).groupby(["output", table, f"{side}_column"])
    ]


def _values(table: pd.DataFrame) -> list[pd.DataFrame]:
    """A value is the sum of its row over the other sum, or over one."""
    own = table[table["value"].notna()]
    figure = (TABLE, "value")
    parts = []
    for column in ("people_counted", "total"):
        known = own[own[column].notna()]
        parts.append(edges(figure, known.index, (TABLE, known.index, column), "numerator", known[column]))
        alone = known[known["denominator"].isna()]
        parts.append(edges(figure, alone.index, (TABLE, alone.index, column), "denominator", 1.0))
    below = own[own["denominator"].notna()]
    return [
        *parts,
        edges(figure, below.index, (TABLE, below.index, "denominator"), "denominator", below["denominator"]),
    ]


def _people(table: pd.DataFrame, placed: pd.DataFrame, weighed: pd.DataFrame) -> list[pd.DataFrame]:
    """Shares rest on the people of the countries added up, and on the region's row of all its people."""
    modelled = table[table["measure"].eq(SIZE) & table["variant"].eq(MODELLED)]
    whole = modelled[[*REGION, "year"]].rename_axis("size_row").reset_index()
    own = weighed.merge(whole, on=[*REGION, "year"], how="inner", validate="m:1")
    every = table.loc[table["people_of_region"].notna(), [*REGION, "year"]].rename_axis("own_row").reset_index()
    known = every.merge(whole, on=[*REGION, "year"], how="inner", validate="m:1")
    both = known.join(table[["people_published", "people_modelled"]], on="size_row")
    source = ("modelled_sizes", placed["weight_row"], "people")
    shared = table[table["population_reporting_share"].notna()]
    region = (TABLE, "people_of_region")
    return [
        edges((TABLE, "people_added_up"), placed["output_row"], source, ADDEND, placed["people"]),
        *(
            edges(
                (TABLE, f"people_{name}"),
                own["size_row"],
                ("modelled_sizes", own["weight_row"], column),
                ADDEND,
                own[column],
            )
            for name, column in (("published", "expected_people"), ("modelled", "people"))
        ),
        *(
            edges(region, both["own_row"], (TABLE, both["size_row"], f"people_{name}"), name, both[f"people_{name}"])
            for name in ("published", "modelled")
        ),
        *(
            edges((TABLE, "population_reporting_share"), shared.index, (TABLE, shared.index, name), name, shared[name])
            for name in ("people_added_up", "people_of_region")
        ),
    ]


def of_grants(table: pd.DataFrame) -> pd.DataFrame:
    """Trace the money of multicountry grants to the rows that state it."""
    apart = table[table["is_apart"].notna()]
    long = apart[["rows", "amounts"]].explode(["rows", "amounts"])
    source = ("harm_reduction_funding", long["rows"], "amount_usd")
    return edges((TABLE, "total"), long.index, source, ADDEND, long["amounts"].astype("float64"))
