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
_PARAMETERS = {
    "population_share": ("population_share_row", "population_share", ADDEND),
    "income_factor": ("income_row", "income_factor", ADDEND),
    "scale_factor": ("scale_row", "scale_exponent", "exponent"),
}
"""Column -> the column that holds the row of `method_parameters`, the one that holds its value, and its role."""


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
    """Factors of a method, where one applies; elsewhere they are one, by the row of the target or of the cost."""
    parts = []
    for column, (at, value, role) in _PARAMETERS.items():
        applies = table[at].notna()
        known, plain = table[applies], table[~applies]
        source = ("method_parameters", known[at].astype("int64"))
        parts.append(edges((name, column), known.index, source, role, known[value]))
        parts += _ones(name, column, plain, role)
    return [*parts, *_share_bounds(name, table), *_volumes(name, table)]


def _share_bounds(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """The bounds of the share, which its spread is made of."""
    column, applies = "population_share_sigma", table["population_share_row"].notna()
    source = ("method_parameters", table.loc[applies, "population_share_row"].astype("int64"))
    values = {bound: table.loc[applies, f"population_share_{bound}"] for bound in BOUNDS}
    stated = [edges((name, column), value.index, source, bound, value) for bound, value in values.items()]
    return stated + [part for bound in BOUNDS for part in _of_targets(name, column, table[~applies], bound)]


def _ones(name: str, column: str, rows: pd.DataFrame, role: str) -> list[pd.DataFrame]:
    if column == "population_share":
        return _of_targets(name, column, rows, role)
    return cost_edges(name, column, rows.assign(one=1.0), {role: "one"})


def _of_targets(name: str, column: str, rows: pd.DataFrame, role: str) -> list[pd.DataFrame]:
    return [
        edges((name, column), own.index, (str(source), own["target_row"]), role, 1.0)
        for source, own in rows.groupby("target_table")
    ]


def _volumes(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Units for each person of the target, and of the study that the cost is from."""
    goal = (name, table.index, "target_value")
    return [
        edges((name, "scale_factor"), table.index, goal, "target", table["target_value"]),
        *cost_edges(name, "scale_factor", table, {"units_per_person": "units_per_person"}),
    ]


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
