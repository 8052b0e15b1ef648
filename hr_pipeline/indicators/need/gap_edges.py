"""Which figures and cells a gap is made of, as contributions in the roles of the formulas of `funding_gap`."""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.need.gap_money import DOMESTIC, DONORS, KEY
from hr_pipeline.provenance.contributions import ADDEND

MONEY, NEED, SIZES = "money_available", "resource_need", "population_sizes"
_WHOLE = {"domestic": "domestic_usd", "international": "international_usd"}
_OWN = {
    "gap_usd": {"need": "need_usd", "available": "available_usd"},
    "gap_usd_low": {"need_low": "need_usd_low", "available_high": "available_usd_high"},
    "gap_usd_high": {"need_high": "need_usd_high", "available_low": "available_usd_low"},
    "gap_usd_2023": {"gap": "gap_usd"},
    "gap_usd_2023_low": {"gap": "gap_usd_low"},
    "gap_usd_2023_high": {"gap": "gap_usd_high"},
    "gap_share": {"need": "need_usd", "available": "available_usd"},
    "published_gap_share": {"published_need": "published_need_usd", "available": "available_usd"},
    "available_usd_2023": {"available": "available_usd"},
    "target_year_gap_usd_2023": {"target_year_need": "target_year_need_usd_2023", "available": "available_usd_2023"},
    "domestic_share": _WHOLE,
    "largest_source_share": _WHOLE | {"largest": "largest_source_usd"},
    "enforcement_ratio": {"available": "available_usd"},
    **{f"available_usd_per_{whom}": {"available": "available_usd"} for whom in ("person", "person_low", "person_high")},
    "available_usd_per_head": {"available": "available_usd"},
}
"""Column -> role -> the column of the same row that holds it."""
_OTHER = {
    "available_usd_per_person": {"people": (SIZES, "size_row", "people", "people")},
    "available_usd_per_person_low": {"people": (SIZES, "size_row", "people_high", "people_high")},
    "available_usd_per_person_high": {"people": (SIZES, "size_row", "people_low", "people_low")},
    "available_usd_per_head": {"people": ("total_population", "inhabitants_row", "", "inhabitants")},
    "published_need_usd": {"allotted": (NEED, "allotted_row", "need_usd_2023", "allotted")},
    "hiv_spending_share": {
        "spent": (MONEY, "spent_row", "available_usd", "spent"),
        "hiv_total": ("hiv_spending_totals", "hiv_row", "total_usd", "hiv_total"),
    },
    "enforcement_ratio": {
        "enforcement": ("drug_law_enforcement_spending", "enforcement_row", "", "enforcement"),
    },
}
"""Column -> role -> table, the column that holds its row, the column there, the column that holds its value."""
_PRICED = [
    "need_usd",
    "published_need_usd",
    "available_usd_2023",
    *(f"gap_usd_2023{end}" for end in ("", "_low", "_high")),
]


def gap_edges(
    name: str, table: pd.DataFrame, needs: pd.DataFrame, money: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Make all contributions to the gaps.

    Args:
        name: of the published table.
        table: its rows in their final order, with what they were computed with.
        needs: needs by KEY with need_row.
        money: comparable money by KEY with money_row.

    Returns:
        The contributions, and those to sums that are missing because money has no rate.
    """
    at = table.assign(output_row=table.index)
    need, paid = (rows.merge(at[[*KEY, "output_row"]], on=KEY, validate="m:1") for rows in (needs, money))
    shown, unshown = _money(name, paid, table)
    parts = [*_needs(name, need), *_later(name, needs, at), *shown, *_own(name, table), *_others(name, table)]
    return [*parts, *(part for column in _PRICED for part in _prices(name, column, table))], unshown


def _needs(name: str, need: pd.DataFrame) -> list[pd.DataFrame]:
    """Needs add up; a drawn bound rests on the bounds of its parts."""
    row = need["output_row"]
    own = edges((name, "need_usd"), row, (NEED, need["need_row"], "need_usd_2023"), ADDEND, need["need"])
    bounds = [f"need_usd_2023_{bound}" for bound in ("low", "high")]
    parts = [edges((name, b.replace("_2023", "")), row, (NEED, need["need_row"], b), "part", need[b]) for b in bounds]
    return [own, *parts]


def _later(name: str, needs: pd.DataFrame, at: pd.DataFrame) -> list[pd.DataFrame]:
    """Needs of the target year add up to the figure of each earlier year."""
    asked = at.loc[at["target_year_need_usd_2023"].notna(), ["iso3", "service", "target_year", "output_row"]]
    later = needs[[*KEY, "need_row", "need_usd_2023"]].rename(columns={"year": "target_year"})
    found = later.merge(asked, on=["iso3", "service", "target_year"])
    source = (NEED, found["need_row"], "need_usd_2023")
    return [edges((name, "target_year_need_usd_2023"), found["output_row"], source, ADDEND, found["need_usd_2023"])]


def _money(name: str, paid: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    named = paid[~paid["is_nameless"]]
    shown, unshown = [], []
    for column, rows in {"available_usd": named, "available_usd_low": named, "available_usd_high": paid}.items():
        known = rows["output_row"].map(table[column].notna()).astype("bool")
        shown.append(_paid(name, column, rows[known], column, rows.loc[known, column]))
        unshown.append(_paid(name, column, rows[~known], column, 0.0))
    for column, payers in {"domestic_usd": DOMESTIC, "international_usd": DONORS}.items():
        shown += [_paid(name, column, named, f"{payer}_usd", named[f"{payer}_usd"]) for payer in payers]
    return shown + _payers(name, named, table), unshown


def _payers(name: str, named: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    """The largest payer's money, and what each payer's money gives to the sum of squared shares."""
    parts = []
    known = named[named["output_row"].map(table["payer_concentration"].notna()).astype("bool")]
    payers = [f"{payer}_usd" for payer in DOMESTIC + DONORS]
    sums = known.groupby("output_row")[payers].sum(min_count=1)
    whole = sums.reindex(known["output_row"]).set_axis(known.index)
    total = whole.sum(axis=1)
    for payer in payers:
        largest = known[known["output_row"].map(table["largest_source"]) == payer]
        parts.append(_paid(name, "largest_source_usd", largest, payer, largest[payer]))
        parts.append(_paid(name, "payer_concentration", known, payer, known[payer] * whole[payer] / total**2))
    return parts


def _paid(name: str, column: str, rows: pd.DataFrame, source: str, amount: pd.Series | float) -> pd.DataFrame:
    return edges((name, column), rows["output_row"], (MONEY, rows["money_row"], source), ADDEND, amount)


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
