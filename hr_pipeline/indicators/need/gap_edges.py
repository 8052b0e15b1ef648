"""Which figures and cells a gap is made of, as contributions in the roles of the formulas of `funding_gap`."""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.need.gap_money import KEY
from hr_pipeline.provenance.contributions import ADDEND

MONEY, NEED, SIZES, PAYERS = "money_available", "resource_need", "population_sizes", "funding_payers"
_PAID = "available_for_need_usd"
_UNFUNDED = "unfunded_by_reported_payers_usd"
_OWN = {
    _UNFUNDED: {"need": "need_usd", "available": _PAID},
    "unfunded_by_reported_payers_share": {"unfunded": _UNFUNDED, "need": "need_usd"},
    "gap_usd": {"need": "need_usd", "available": _PAID, "unknown_payers": "unknown_payers_usd"},
    "gap_usd_low": {
        "need_low": "need_usd_low",
        "available_high": f"{_PAID}_high",
        "unknown_payers_high": "unknown_payers_usd_high",
    },
    "gap_usd_high": {"need_high": "need_usd_high", "available_low": f"{_PAID}_low"},
    "surplus_usd": {"available": _PAID, "need": "need_usd"},
    "unfunded_by_reported_payers_usd_2023": {"gap": _UNFUNDED},
    **{f"gap_usd_2023{end}": {"gap": f"gap_usd{end}"} for end in ("", "_low", "_high")},
    "enforcement_ratio": {"available": _PAID},
    **{f"available_usd_per_person{end}": {"available": _PAID} for end in ("", "_low", "_high")},
    "available_usd_per_inhabitant": {"available": _PAID},
}
"""Column -> role -> the column of the same row that holds it."""
_OTHER = {
    "available_usd_per_person": {"people": (SIZES, "size_row", "people", "people")},
    "available_usd_per_person_low": {"people": (SIZES, "size_row", "people_high", "people_high")},
    "available_usd_per_person_high": {"people": (SIZES, "size_row", "people_low", "people_low")},
    "available_usd_per_inhabitant": {"people": ("total_population", "inhabitants_row", "", "inhabitants")},
    "enforcement_ratio": {
        "enforcement": ("drug_law_enforcement_spending", "enforcement_row", "", "enforcement"),
    },
}
"""Column -> role -> table, the column that holds its row, the column there, the column that holds its value."""
_PRICED = ["need_usd", "unfunded_by_reported_payers_usd_2023", *(f"gap_usd_2023{end}" for end in ("", "_low", "_high"))]


def gap_edges(
    name: str, table: pd.DataFrame, needs: pd.DataFrame, money: pd.DataFrame, unreported: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Make all contributions to the gaps.

    Args:
        name: of the published table.
        table: its rows in their final order, with what they were computed with.
        needs: needs by KEY with need_row.
        money: comparable money by KEY with money_row.
        unreported: payers whose money is not reported, by KEY with payer_row.

    Returns:
        The contributions, and those to sums that are missing because money has no rate.
    """
    at = table[KEY].assign(output_row=table.index)
    need, paid, unknown = (rows.merge(at, on=KEY, validate="m:1") for rows in (needs, money, unreported))
    shown, unshown = _money(name, paid, table)
    parts = [*_needs(name, need), *shown, *_unknown(name, unknown, table), *_own(name, table), *_others(name, table)]
    return [*parts, *(part for column in _PRICED for part in _prices(name, column, table))], unshown


def _needs(name: str, need: pd.DataFrame) -> list[pd.DataFrame]:
    """Needs add up; a drawn bound rests on the bounds of its parts."""
    row = need["output_row"]
    own = edges((name, "need_usd"), row, (NEED, need["need_row"], "need_usd_2023"), ADDEND, need["need"])
    bounds = [f"need_usd_2023_{bound}" for bound in ("low", "high")]
    parts = [edges((name, b.replace("_2023", "")), row, (NEED, need["need_row"], b), "part", need[b]) for b in bounds]
    return [own, *parts]


def _money(name: str, paid: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    named = paid[~paid["is_nameless"]]
    shown, unshown = [], []
    for end, rows in {"": named, "_low": named, "_high": paid}.items():
        column, source = f"{_PAID}{end}", f"available_usd{end}"
        known = rows["output_row"].map(table[column].notna()).astype("bool")
        shown.append(_paid(name, column, rows[known], source, rows.loc[known, source]))
        unshown.append(_paid(name, column, rows[~known], source, 0.0))
    return shown, unshown


def _paid(name: str, column: str, rows: pd.DataFrame, source: str, amount: pd.Series | float) -> pd.DataFrame:
    return edges((name, column), rows["output_row"], (MONEY, rows["money_row"], source), ADDEND, amount)


def _unknown(name: str, unknown: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    """What unreported payers may give adds up; where all payers are known the sum is zero and rests on the money."""
    parts = []
    for end in ("", "_high"):
        column = f"unknown_payers_usd{end}"
        known = unknown[unknown["output_row"].map(table[column].notna()).astype("bool")]
        source = (PAYERS, known["payer_row"], f"imputed_usd{end}")
        parts.append(edges((name, column), known["output_row"], source, ADDEND, known[f"imputed_usd{end}"]))
        none = table[table[column].notna() & (table["payers_unknown"] == "")]
        parts.append(edges((name, column), none.index, (name, none.index, _PAID), ADDEND, none[_PAID] * 0.0))
    return parts


def _own(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Figures of the same row are the factors of its gaps and shares."""
    known = {column: table[table[column].notna()] for column in _OWN}
    return [
        edges((name, column), rows.index, (name, rows.index, source), role, rows[source])
        for column, rows in known.items()
        for role, source in _OWN[column].items()
    ]


def _others(name: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for column, roles in _OTHER.items():
        rows = table[table[column].notna()]
        for role, (source, at, there, value) in roles.items():
            place = (source, rows[at], there) if there else (source, rows[at])
            parts.append(edges((name, column), rows.index, place, role, rows[value]))
    return parts


def _prices(name: str, column: str, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Two values of the price index bring a figure from one year's prices to the other's."""
    known = table[table[column].notna()]
    return [
        edges((name, column), known.index, ("price_index", known[f"{role}_row"]), role, known[role])
        for role in ("index_year", "index_base")
    ]
