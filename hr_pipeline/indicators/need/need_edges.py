"""Which figures and cells a need is made of, as contributions in the roles of the formulas of `resource_need`."""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.need.unit_costs import BOUNDS, cost_edges
from hr_pipeline.provenance.contributions import ADDEND

_PRICES = {"index_base": "index_base", "index_price_year": "index_year"}
_COST = "unit_cost_usd_2023"
_ENDS = {f"unit_cost_{bound}": f"{_COST}_{bound}" for bound in BOUNDS}
_FACTORS = {
    "need_usd_2023": {
        **{name: name for name in ("people", "population_share", "target_value")},
        "unit_cost": _COST,
    },
    _COST: {name: name for name in ("income_factor", "scale_factor")},
    **{f"{_COST}_{bound}": {"unit_cost": _COST, "between_study_sigma": "between_study_sigma"} for bound in BOUNDS},
    **{
        f"need_usd_2023_{bound}": {"need": "need_usd_2023", "sigma": "sigma", "share_sigma": "population_share_sigma"}
        | _ENDS
        for bound in BOUNDS
    },
}
"""Column -> role -> the column of the same row that holds it."""
_STATED = {
    "population_share": ("population_share_row", "population_share"),
    "population_share_sigma": ("population_share_row", "population_share"),
    "income_factor": ("income_row", "income_factor"),
    "scale_factor": ("scale_row", "scale_exponent"),
}
"""Column -> the column that holds the row of `method_parameters`, and the one that holds its value."""


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
        *_parameters(name, table),
        *_unit_costs(name, table),
        *_own(name, table),
    ]


def _targets(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    return [
        edges((name, "target_value"), rows.index, (str(source), rows["target_row"]), "target", rows["target_value"])
        for source, rows in table.groupby("target_table")
    ]


def _parameters(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for column, (at, value) in _STATED.items():
        known = table[table[at].notna()] if at in table else table.iloc[:0]
        rows = known[at].astype("int64") if len(known) else pd.Series([], dtype="int64")
        values = known[value] if len(known) else pd.Series([], dtype="float64")
        parts.append(edges((name, column), known.index, ("method_parameters", rows), "stated", values))
    return parts


def _unit_costs(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """The cost in prices of the base year: the amount as published, its support and two values of the price index."""
    parts = cost_edges(
        name, _COST, table, {"amount": "cost", "support_share": "support_share", "of_people": "of_people"}
    )
    for bound in BOUNDS:
        stated = {f"stated_{end}": f"stated_{end}" for end in BOUNDS}
        parts += cost_edges(name, f"{_COST}_{bound}", table, stated)
        parts += [part for end in BOUNDS for part in _factor(name, f"{_COST}_{bound}", table, end)]
    return [*parts, *_prices(name, _COST, table)]


def _factor(name: str, column: str, table: pd.DataFrame, end: str) -> list[pd.DataFrame]:
    """What a bound was multiplied by: a threshold where it is assumed, else 1 with the cost's own row."""
    assumed, own = table[table["is_cost_assumed"]], table[~table["is_cost_assumed"]]
    limit = ("check_thresholds", assumed[f"factor_{end}_row"])
    return [
        *cost_edges(name, column, own, {f"factor_{end}": f"factor_{end}"}),
        edges((name, column), assumed.index, limit, f"factor_{end}", assumed[f"factor_{end}"]),
    ]


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
