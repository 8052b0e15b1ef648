"""`funding_gap`: need less money, of services that have a need, in budgets that are counted once.

Budgets are compared with needs; amounts of other phases are never added to them. Nobody reporting is not zero, and a
budget without an exchange rate leaves the sum missing, never smaller than it should be.
"""

import pandas as pd

from hr_pipeline.indicators.figures import Figures, edges, placed, published
from hr_pipeline.indicators.money import CENTS, with_price_index
from hr_pipeline.lineage.contributions import ADDEND

TABLE = "funding_gap"
PHASE = "budget"
ALL = "all"
_KEY = ["iso3", "year", "service"]


def funding_gap(
    resource_need: pd.DataFrame, harm_reduction_funding: pd.DataFrame, price_index: pd.DataFrame
) -> Figures:
    """Compute the funding gap of each country and year, by service and for all services with a need.

    Args:
        resource_need: need in US$ of 2023.
        harm_reduction_funding: money by source, phase and decision.
        price_index: prices in the United States, to bring the need to the prices of the year.

    Returns:
        The table (current US$, the gap also in US$ of 2023) and its contributions.
    """
    needs = _needs(resource_need, price_index)
    money = _money(harm_reduction_funding, needs)
    table = placed(TABLE, needs.pipe(_added_up, money).pipe(_compared))
    inputs = {
        "resource_need": resource_need,
        "harm_reduction_funding": harm_reduction_funding,
        "price_index": price_index,
    }
    parts, unshown = _contributions(needs, money, table)
    return published(TABLE, table, parts, inputs, unshown)


def _needs(resource_need: pd.DataFrame, price_index: pd.DataFrame) -> pd.DataFrame:
    """Needs in the prices of their year, each for its service and once more for all services."""
    own = resource_need.assign(need_row=resource_need.index).astype({"iso3": "str", "service": "str"})
    own = own.sort_values("service")  # of all services the first, needle and syringe programmes, names the people
    priced = with_price_index(own, price_index).dropna(subset=["index_year"])
    factor = priced["index_year"] / priced["index_base"]
    current = priced.assign(
        need=priced["need_usd_2023"] * factor,
        need_low=priced["need_usd_2023_low"] * factor,
        need_high=priced["need_usd_2023_high"] * factor,
    )
    return pd.concat([current, current.assign(service=ALL)], ignore_index=True)


def _money(funding: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Counted budgets of the services that have a need, each for its service and once more for all."""
    counts = (funding["decision"] == "counted") & (funding["phase"] == PHASE)
    national = funding["area"].eq("national") & funding["iso3"].notna()
    plain = dict.fromkeys(["iso3", "service", "financing_source"], "str")
    own = funding[counts & national].assign(money_row=lambda d: d.index).astype(plain)
    matched = own.merge(needs.loc[needs["service"] != ALL, _KEY], on=_KEY, how="inner", validate="m:1")
    return pd.concat([matched, matched.assign(service=ALL)], ignore_index=True)


def _added_up(needs: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    summed = needs.groupby(_KEY).agg(
        need_usd=("need", "sum"),
        need_usd_low=("need_low", "sum"),
        need_usd_high=("need_high", "sum"),
        people=("people", "first"),
        people_row=("need_row", "first"),
        index_year=("index_year", "first"),
        index_base=("index_base", "first"),
        index_year_row=("index_year_row", "first"),
        index_base_row=("index_base_row", "first"),
    )
    domestic = money[money["financing_source"] == "domestic_public"].groupby(_KEY)["amount_usd"]
    available = money.groupby(_KEY)
    sums = ["need_usd", "need_usd_low", "need_usd_high", "available_usd", "domestic_usd"]
    return (
        summed.assign(
            available_usd=available["amount_usd"].sum(skipna=False),
            domestic_usd=domestic.sum(skipna=False),
            sources_reported=available["financing_source"].agg(lambda names: " ".join(sorted(set(names)))),
            # Rounded before they are compared, so that anyone gets the same gap from the published sums.
        )
        .assign(**{name: lambda d, name=name: d[name].round(CENTS) for name in sums})
        .reset_index()
    )


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    gap = (table["need_usd"] - table["available_usd"]).round(CENTS)
    share = table["domestic_usd"] / table["available_usd"]
    is_missing = table["available_usd"].isna()
    money = {
        "gap_usd": gap,
        "gap_usd_low": table["need_usd_low"] - table["available_usd"],
        "gap_usd_high": table["need_usd_high"] - table["available_usd"],
        "gap_usd_2023": gap * table["index_base"] / table["index_year"],
        "available_usd_per_person": table["available_usd"] / table["people"],
    }
    return table.assign(
        **{name: value.round(CENTS) for name, value in money.items()},
        gap_share=1 - table["available_usd"] / table["need_usd"],
        domestic_share=share.where(share.between(0, 1)),  # reimbursements leave no whole to have a share of
        sources_reported=table["sources_reported"].fillna(""),
        obs_status=is_missing.map({True: "O", False: "E"}),
        missing_reason=is_missing.map({True: "not_reported", False: None}),
    )


def _contributions(
    needs: pd.DataFrame, money: pd.DataFrame, table: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Needs and budgets add up; the gap rests on the two sums of its own row.

    Returns:
        The contributions, and those to sums that are missing because a budget has no rate.
    """
    at = table[_KEY].assign(
        output_row=range(len(table)),
        has_available=table["available_usd"].notna(),
        has_domestic=table["domestic_usd"].notna(),
    )
    need, stated = needs.merge(at, on=_KEY, validate="m:1"), money.merge(at, on=_KEY, validate="m:1")
    own = stated[(stated["financing_source"] == "domestic_public") & stated["has_domestic"]]
    needed = ("resource_need", need["need_row"], "need_usd_2023")
    parts = [
        edges((TABLE, "need_usd"), need["output_row"], needed, ADDEND, need["need"]),
        _paid("available_usd", stated[stated["has_available"]]),
        _paid("domestic_usd", own),
        *_prices(table, "need_usd"),
        *_prices(table, "gap_usd_2023"),
        *_of_own_row(table),
        _people(table),
    ]
    unpaid = stated[~stated["has_available"]]
    return parts, [_paid("available_usd", unpaid.assign(amount_usd=0.0))]


def _paid(column: str, money: pd.DataFrame) -> pd.DataFrame:
    """Budgets add up to a sum."""
    source = ("harm_reduction_funding", money["money_row"], "amount_usd")
    return edges((TABLE, column), money["output_row"], source, ADDEND, money["amount_usd"])


def _prices(table: pd.DataFrame, column: str) -> list[pd.DataFrame]:
    """Two values of the price index bring a figure from one year's prices to the other's."""
    known = table[table[column].notna()]
    return [
        edges((TABLE, column), known.index, ("price_index", known[f"{role}_row"]), role, known[role])
        for role in ("index_year", "index_base")
    ]


def _of_own_row(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Sums of the same row are the factors of its gaps and shares."""
    known = {column: table[table[column].notna()] for column in _FACTORS}
    return [
        edges((TABLE, column), rows.index, (TABLE, rows.index, _SUMS[role]), role, rows[_SUMS[role]])
        for column, rows in known.items()
        for role in _FACTORS[column]
    ]


def _people(table: pd.DataFrame) -> pd.DataFrame:
    paid = table[table["available_usd"].notna()]
    source = ("resource_need", paid["people_row"], "people")
    return edges((TABLE, "available_usd_per_person"), paid.index, source, "people", paid["people"])


_FACTORS = {
    "gap_usd": ["need", "available"],
    "gap_usd_low": ["need_low", "available"],
    "gap_usd_high": ["need_high", "available"],
    "gap_share": ["need", "available"],
    "domestic_share": ["domestic", "available"],
    "gap_usd_2023": ["gap"],
    "available_usd_per_person": ["available"],
}
"""Column -> the roles of its formula that are sums of its own row."""

_SUMS = {
    "need": "need_usd",
    "need_low": "need_usd_low",
    "need_high": "need_usd_high",
    "available": "available_usd",
    "domestic": "domestic_usd",
    "gap": "gap_usd",
}
"""Role -> the column that holds it."""
