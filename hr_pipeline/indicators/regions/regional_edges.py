"""From a sum over a region to the figures of countries that it rests on.

The sums belong to `regional_sums.py` and `regional_summary.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.regions.regional_figures import NUMERATOR, SIZE
from hr_pipeline.indicators.regions.regional_sums import REGION
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "regional_summary"


def contributions(
    table: pd.DataFrame, inside: pd.DataFrame, sizes: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Trace sums to countries, values to the sums of their own row, and shares to the sizes of those added up.

    Args:
        table: the rows in final order, with cell.
        inside: figures of countries by cell.
        sizes: how many people weigh each country: iso3, grouping, region, year, row, numerator.

    Returns:
        The contributions, and those to sums that are held back.
    """
    of_regions = table[table["cell"].notna()]  # money of multicountry grants stands apart, in no region's cell
    rows = pd.Series(of_regions.index, index=of_regions["cell"])
    placed = inside.assign(output_row=inside["cell"].map(rows))
    held = placed["cell"].map(of_regions.set_index("cell")["is_held"]).astype("bool")
    sums = [part for side in ("numerator", "denominator") for part in _sums(placed[~held], side)]
    unstated = [part.assign(contribution=0.0) for part in _sums(placed[held], "numerator")]
    return [*sums, *_values(table), *_people(table, placed, sizes)], unstated


def _sums(placed: pd.DataFrame, side: str) -> list[pd.DataFrame]:
    known = placed[placed[side].notna()]
    column = known["counts_people"].map({True: "people_counted", False: "total"}) if side == NUMERATOR else side
    return [
        edges((TABLE, str(output)), part["output_row"], (str(table), part["row"], str(source)), ADDEND, part[side])
        for (output, table, source), part in known.assign(output=column).groupby(["output", "table", f"{side}_column"])
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


def _people(table: pd.DataFrame, placed: pd.DataFrame, sizes: pd.DataFrame) -> list[pd.DataFrame]:
    """Shares rest on the sizes of the countries added up, and on the region's row of all its sizes."""
    weights = sizes[["iso3", *REGION, "year", "row", "numerator"]]
    key = ["iso3", *REGION, "year"]
    added = placed[["output_row", *key]].merge(weights, on=key, how="inner", validate="m:1")
    whole = table.loc[table["measure"] == SIZE, [*REGION, "year", "total"]].rename_axis("size_row")
    every = table.loc[table["people_of_known_size"].notna(), [*REGION, "year"]].rename_axis("own_row").reset_index()
    known = every.merge(whole.reset_index(), on=[*REGION, "year"], how="inner", validate="m:1")
    # Sizes serve as weights after they expire, when the region has no row of them any more.
    expired = every[~every["own_row"].isin(known["own_row"])].merge(weights, on=[*REGION, "year"], validate="m:m")
    shared = table[table["population_reporting_share"].notna()]
    return [
        edges(
            (TABLE, "people_added_up"),
            added["output_row"],
            ("population_sizes", added["row"], "people"),
            ADDEND,
            added["numerator"],
        ),
        edges(
            (TABLE, "people_of_known_size"),
            known["own_row"],
            (TABLE, known["size_row"], "total"),
            ADDEND,
            known["total"],
        ),
        edges(
            (TABLE, "people_of_known_size"),
            expired["own_row"],
            ("population_sizes", expired["row"], "people"),
            ADDEND,
            expired["numerator"],
        ),
        *(
            edges((TABLE, "population_reporting_share"), shared.index, (TABLE, shared.index, name), name, shared[name])
            for name in ("people_added_up", "people_of_known_size")
        ),
    ]


def of_grants(table: pd.DataFrame) -> pd.DataFrame:
    """Trace the money of multicountry grants to the rows that state it."""
    apart = table[table["is_apart"].notna()]
    long = apart[["rows", "amounts"]].explode(["rows", "amounts"])
    source = ("harm_reduction_funding", long["rows"], "amount_usd")
    return edges((TABLE, "total"), long.index, source, ADDEND, long["amounts"].astype("float64"))
