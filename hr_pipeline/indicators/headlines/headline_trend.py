"""`headline_trend`: how reported harm reduction budgets moved, in constant prices.

A change is given only where the same countries and payers report both years: a payer that stopped reporting is no cut.
Amounts belong to `harm_reduction_funding.py` and `money_available.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, with_price_index
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.common.measures import gap, in_prices, ratio
from hr_pipeline.indicators.headlines.places import in_places
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "headline_trend"
KEY = ["place", "year"]
MONEY = "money_available"
NOW, BEFORE = "harm_reduction_usd_2023", "previous_usd_2023"


def headline_trend(
    money_available: pd.DataFrame, country_groupings: pd.DataFrame, price_index: pd.DataFrame
) -> Figures:
    """Compare the budgets of each reported year with those of the reported year before.

    Args:
        money_available: budgets of all services.
        country_groupings: which countries EECA and MENA hold.
        price_index: prices in the United States.

    Returns:
        The table (US$ of 2023) and its contributions; years without a price have no row.
    """
    rows = in_places(_budgets(money_available, price_index), country_groupings)
    table = placed(TABLE, _summed(rows)).pipe(_compared).pipe(_described)
    inputs = {MONEY: money_available, "price_index": price_index}
    return published(TABLE, table, _contributions(table, rows), inputs)


def _budgets(money: pd.DataFrame, price_index: pd.DataFrame) -> pd.DataFrame:
    own = money[(money["phase"] == "budget") & (money["service"] == "all") & money["available_usd"].notna()]
    kept = own.assign(row=own.index)[["iso3", "year", "available_usd", "sources_reported", "row"]]
    priced = kept.pipe(with_price_index, price_index).dropna(subset=["index_year", "index_base"])
    constant = in_prices(priced["available_usd"], priced["index_base"], priced["index_year"])
    payers = priced["iso3"].astype("str") + ":" + priced["sources_reported"].astype("str").str.replace(" ", "+")
    return priced.assign(constant=constant, payers=payers)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    by = rows.groupby(KEY)
    joined = by["payers"].agg(lambda names: " ".join(sorted(names)))
    return pd.DataFrame({NOW: by["constant"].sum().round(CENTS), "payers": joined}).reset_index()


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    """Add the reported year before of each place."""
    by = table.groupby("place")
    before = {"previous_year": "year", BEFORE: NOW, "previous_payers": "payers"}
    found = table.assign(**{name: by[column].shift() for name, column in before.items()})
    same = found["payers"] == found["previous_payers"]
    change = gap(found[NOW], found[BEFORE]).where(same)
    return found.assign(
        previous_year=found["previous_year"].astype("Int64"),
        change_usd_2023=change.round(CENTS),
        change_share=ratio(change.round(CENTS), found[BEFORE].where(found[BEFORE] > 0)),
    )


def _described(table: pd.DataFrame) -> pd.DataFrame:
    is_first, is_known = table["previous_year"].isna(), table["change_usd_2023"].notna()
    status = (
        pd.Series("No change is given: other countries or payers report than in the year before", table.index)
        .mask(is_known, "Comparable: the same countries and payers report both years")
        .mask(is_first, "First reported year")
    )
    why = "Budgets as planned, in prices of 2023; payers that nobody reports are in neither year."
    return table.assign(
        status=status,
        why=pd.Series(why, table.index, dtype="str"),
        obs_status=is_known.map({True: "E", False: "O"}),
        missing_reason=pd.Series("not_comparable", table.index).mask(is_first, "not_reported").where(~is_known, None),
    )


def _contributions(table: pd.DataFrame, rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Budgets in constant prices add up; those of the year before are the row before."""
    used = rows.merge(table[KEY].assign(output_row=table.index), on=KEY, how="inner", validate="m:1")
    source = (MONEY, used["row"], "available_usd")
    parts = [edges((TABLE, NOW), used["output_row"], source, ADDEND, used["constant"])]
    for role in ("index_year", "index_base"):
        prices = ("price_index", used[f"{role}_row"])
        parts.append(edges((TABLE, NOW), used["output_row"], prices, role, used[role]))
    later = table[table[BEFORE].notna()]
    parts.append(edges((TABLE, BEFORE), later.index, (TABLE, later.index - 1, NOW), ADDEND, later[BEFORE]))
    for column in ("change_usd_2023", "change_share"):
        known = table[table[column].notna()]
        for role, value in {"now": NOW, "before": BEFORE}.items():
            parts.append(edges((TABLE, column), known.index, (TABLE, known.index, value), role, known[value]))
    return parts
