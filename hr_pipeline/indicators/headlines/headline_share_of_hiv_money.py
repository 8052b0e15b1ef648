"""`headline_share_of_hiv_money`: what share of HIV money goes to harm reduction, and how much of HIV money is domestic.

Reported budgets of a year are divided by the HIV spending of the nearest reported year; both years are named. Countries
without reported budgets have a row of their latest HIV spending. HIV spending by payer belongs to
`hiv_spending_totals.py`, harm reduction money to `money_available.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.common.measures import ratio
from hr_pipeline.indicators.headlines.places import added, in_places, of_countries
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.definitions import COUNTED

TABLE = "headline_share_of_hiv_money"
KEY = ["place", "year"]
MONEY, HIV = "money_available", "hiv_spending_totals"
SIDES = {"public": "domestic_public_usd", "private": "domestic_private_usd", "international": "international_usd"}
SAME, NEAR, APART = "same year", "years up to two apart", "years more than two apart: indicative only"
ABOVE_ONE = "more than the whole: the two years cannot be compared"


def headline_share_of_hiv_money(
    money_available: pd.DataFrame, hiv_spending_totals: pd.DataFrame, country_groupings: pd.DataFrame
) -> Figures:
    """Compute the shares of countries, EECA and MENA.

    Args:
        money_available: budgets of all services.
        hiv_spending_totals: HIV spending by country and year.
        country_groupings: which countries EECA and MENA hold.

    Returns:
        The table and its contributions.
    """
    pairs = _pairs(_budgets(money_available), _spending(hiv_spending_totals))
    rows = in_places(pairs, country_groupings)
    table = placed(TABLE, _summed(rows)).pipe(_described, country_groupings)
    inputs = {MONEY: money_available, HIV: hiv_spending_totals}
    return published(TABLE, table.astype({"hiv_spending_year": "Int64"}), _contributions(table, rows), inputs)


def _budgets(money: pd.DataFrame) -> pd.DataFrame:
    own = money[(money["phase"] == "budget") & (money["service"] == "all") & money["available_usd"].notna()]
    return own.assign(money_row=own.index).astype({"iso3": "str"})[["iso3", "year", "available_usd", "money_row"]]


def _spending(totals: pd.DataFrame) -> pd.DataFrame:
    known = totals[totals["total_usd"] > 0]
    kept = known.assign(hiv_row=known.index).rename(columns={"year": "hiv_spending_year"}).astype({"iso3": "str"})
    return kept[["iso3", "hiv_spending_year", "total_usd", "hiv_row", *SIDES.values()]]


def _pairs(budgets: pd.DataFrame, spending: pd.DataFrame) -> pd.DataFrame:
    """Pair each budget with the nearest spending, and countries without a budget with their latest spending."""
    both = budgets.merge(spending, on="iso3", how="inner")
    apart = (both["year"] - both["hiv_spending_year"]).abs()
    near = both.assign(apart=apart).sort_values(["apart", "hiv_spending_year"]).drop_duplicates(["iso3", "year"])
    alone = spending[~spending["iso3"].isin(near["iso3"])].sort_values("hiv_spending_year")
    latest = alone.drop_duplicates("iso3", keep="last").assign(year=lambda d: d["hiv_spending_year"])
    rows = pd.concat([near, latest], ignore_index=True)
    both_sides = rows["domestic_public_usd"].notna() & rows["international_usd"].notna()
    sides = {column: rows[column].where(both_sides) for column in SIDES.values()}
    return rows.assign(has_budget=rows["available_usd"].notna(), domestic_known=both_sides, **sides)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up countries; a region's row holds those of its countries that have a budget in the year."""
    kept = rows[rows["has_budget"] | (rows["place"] == rows["iso3"])]
    table = (
        kept.groupby(KEY)
        .agg(
            harm_reduction_usd=("available_usd", lambda usd: usd.sum(min_count=1)),
            hiv_spending_usd=("total_usd", "sum"),
            hiv_spending_year=("hiv_spending_year", "min"),
            countries=("iso3", "nunique"),
            any_known=("domestic_known", "any"),
            **{name: (column, "sum") for name, column in SIDES.items()},
        )
        .reset_index()
    )
    domestic = table["public"] + table["private"]
    return table.assign(
        hiv_spending_share=ratio(table["harm_reduction_usd"], table["hiv_spending_usd"]),
        domestic_share=ratio(domestic, domestic + table["international"]).where(table["any_known"]),
    )


def _described(table: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    apart = (table["year"] - table["hiv_spending_year"]).abs()
    has_share = table["hiv_spending_share"].notna()
    years = pd.Series(SAME, table.index).mask(apart > 0, NEAR).mask(apart > 2, APART)
    years = years.mask(table["hiv_spending_share"] > 1, ABOVE_ONE)
    status = ("Reported budgets over HIV spending, " + years).where(
        has_share, "Unknown: nobody reports harm reduction budgets"
    )
    held = of_countries(table, country_groupings, table["countries"])
    answer = "A budget or spending by service of the country, and HIV spending of the same year, would answer it."
    lower = "Payers that nobody reports are not in the budgets: the share is a lower bound. The domestic share is over "
    why = lower + "countries that report both sides." + held + " " + answer
    return table.assign(
        definition=COUNTED,
        status=status,
        why=why,
        obs_status=has_share.map({True: "E", False: "O"}),
        missing_reason=pd.Series("not_reported", table.index).where(~has_share, None),
    )


def _contributions(table: pd.DataFrame, rows: pd.DataFrame) -> list[pd.DataFrame]:
    kept = rows[rows["has_budget"] | (rows["place"] == rows["iso3"])]
    paid = kept[kept["has_budget"]].assign(row=lambda d: d["money_row"])
    spent = kept.assign(row=kept["hiv_row"])
    parts = [
        added((TABLE, "harm_reduction_usd"), paid, table, (MONEY, "available_usd"), KEY),
        added((TABLE, "hiv_spending_usd"), spent, table, (HIV, "total_usd"), KEY),
    ]
    shared = table[table["hiv_spending_share"].notna()]
    for role, column in {"money": "harm_reduction_usd", "hiv_spending": "hiv_spending_usd"}.items():
        source = (TABLE, shared.index, column)
        parts.append(edges((TABLE, "hiv_spending_share"), shared.index, source, role, shared[column]))
    return parts + _domestic(table, spent)


def _domestic(table: pd.DataFrame, spent: pd.DataFrame) -> list[pd.DataFrame]:
    """Each country's domestic money over the money of both sides of the row adds up to the share."""
    known = table[table["domestic_share"].notna()]
    whole = known["public"] + known["private"] + known["international"]
    at = known[KEY].assign(output_row=known.index, whole=whole)
    used = spent.merge(at, on=KEY, how="inner", validate="m:1")
    return [
        edges(
            (TABLE, "domestic_share"),
            used["output_row"],
            (HIV, used["row"], column),
            ADDEND,
            used[column] / used["whole"],
        )
        for column in (SIDES["public"], SIDES["private"])
    ]
