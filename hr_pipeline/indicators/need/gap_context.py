"""Reported money per person, per inhabitant and over what enforcing drug laws costs.

A part that is missing leaves its figure empty. The gap itself belongs to `funding_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.comparability import bridged
from hr_pipeline.indicators.common.currency import CENTS
from hr_pipeline.indicators.need.gap_money import BUDGET
from hr_pipeline.indicators.need.resource_need import national_sizes

MONEY = "available_for_need_usd"


def with_context(table: pd.DataFrame, inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Add each part with the row it stands in, and the figures that are money over a part.

    Args:
        table: iso3, year and available_for_need_usd.
        inputs: input tables of `funding_gap` by name.
    """
    return (
        table.pipe(_people, inputs["population_sizes"])
        .pipe(_inhabitants, inputs["total_population"])
        .pipe(_enforcement, inputs["drug_law_enforcement_spending"], inputs["basis_bridges"])
    )


def _people(table: pd.DataFrame, population_sizes: pd.DataFrame) -> pd.DataFrame:
    """Divide by the size and its bounds, the upper one for the lower figure."""
    sizes = national_sizes(population_sizes)[["iso3", "year", "people", "people_low", "people_high", "size_row"]]
    found = table.merge(sizes, on=["iso3", "year"], how="left", validate="m:1")
    each = {"": "people", "_low": "people_high", "_high": "people_low"}
    return found.assign(
        **{f"available_usd_per_person{end}": (found[MONEY] / found[size]).round(CENTS) for end, size in each.items()}
    )


def _inhabitants(table: pd.DataFrame, total_population: pd.DataFrame) -> pd.DataFrame:
    names = {"people": "inhabitants", "row_id": "inhabitants_row"}
    known = total_population.rename(columns=names)[["iso3", "year", *names.values()]].astype({"iso3": "str"})
    found = table.merge(known, on=["iso3", "year"], how="left", validate="m:1")
    return found.assign(available_usd_per_inhabitant=found[MONEY] / found["inhabitants"])


def _enforcement(table: pd.DataFrame, spending: pd.DataFrame, bridges: pd.DataFrame) -> pd.DataFrame:
    own = spending.astype({"iso3": "str", "phase": "str"}).assign(wanted_phase=BUDGET)
    if len(own):
        own = bridged(own, {"phase": ("phase", "wanted_phase")}, bridges).rows
        own = own.assign(amount_usd=own["amount_usd"] * own["bridge_factor"]).dropna(subset=["amount_usd"])
    names = {"amount_usd": "enforcement", "row_id": "enforcement_row"}
    first = own.sort_values("phase").drop_duplicates(["iso3", "year"]).rename(columns=names)
    found = table.merge(first[["iso3", "year", *names.values()]], on=["iso3", "year"], how="left", validate="m:1")
    return found.assign(enforcement_ratio=found[MONEY] / found["enforcement"])
