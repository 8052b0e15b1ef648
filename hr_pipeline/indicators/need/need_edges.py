"""Which figures and cells a need is made of, as contributions in the roles of the formulas of `resource_need`."""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.need.unit_costs import BOUNDS, bound_edges, cost_edges
from hr_pipeline.provenance.contributions import ADDEND

_PRICES = {"index_base": "index_base", "index_price_year": "index_year"}
_FACTORS = {
    "need_usd_2023": {
        "people": "people",
        "target_value": "target_value",
        "units_per_person": "units_per_person",
        "unit_cost": "unit_cost_usd_2023",
    },
    **{
        f"need_usd_2023_{bound}": {
            "need": "need_usd_2023",
            "unit_cost_low": "unit_cost_usd_2023_low",
            "unit_cost_high": "unit_cost_usd_2023_high",
            "sigma": "sigma",
        }
        for bound in BOUNDS
    },
}
"""Column -> role -> the column of the same row that holds it."""


def need_edges(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Make all contributions to the needs.

    Args:
        name: of the published table.
        table: its rows in their final order, with the rows and values they were computed with.
    """
    row, sizes = table.index, table["size_row"]
    return [
        edges((name, "people"), row, ("population_sizes", sizes, "people"), ADDEND, table["people"]),
        edges((name, "sigma"), row, ("population_sizes", sizes, "sigma"), ADDEND, table["sigma"]),
        *_targets(name, table),
        *cost_edges(name, "units_per_person", table, {"units_stated": "units_per_person"}),
        *_unit_costs(name, table),
        *_own(name, table),
    ]


def _targets(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    return [
        edges((name, "target_value"), rows.index, (str(source), rows["target_row"]), "target", rows["target_value"])
        for source, rows in table.groupby("target_table")
    ]


def _unit_costs(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """The cost in prices of the base year: the amount as published, its support and two values of the price index."""
    column, of_all = "unit_cost_usd_2023", {"of_people": "of_people"}
    parts = cost_edges(name, column, table, {"amount": "cost", "support_share": "support_share"} | of_all)
    for bound in BOUNDS:
        parts += bound_edges(name, f"{column}_{bound}", table, bound)
        parts += cost_edges(name, f"{column}_{bound}", table, of_all)
    return [*parts, *(part for end in ("", "_low", "_high") for part in _prices(name, f"{column}{end}", table))]


def _prices(name: str, column: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    return [
        edges((name, column), table.index, ("price_index", table[f"{source}_row"]), role, table[source])
        for role, source in _PRICES.items()
    ]


def _own(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Figures of the same row are the factors of its need and of the need's bounds."""
    row = table.index
    return [
        edges((name, column), row, (name, row, source), role, table[source])
        for column, roles in _FACTORS.items()
        for role, source in roles.items()
    ]
