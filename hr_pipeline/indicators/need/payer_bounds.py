"""What each payer spent on all of HIV, which bounds what it may give to harm reduction where nobody reports it.

What payers report belongs to `funding_payers.py`, totals of HIV spending to `hiv_spending_totals.py`.
"""

from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.provenance.contributions import ADDEND

DOMESTIC = ["domestic_public", "domestic_private"]
DONORS = ["global_fund", "pepfar", "other_international"]
PAYERS = [*DOMESTIC, *DONORS]
TABLE = "hiv_spending_totals"
STATED, REST_OF_SIDE, REST_OF_TOTAL = "stated", "rest_of_side", "rest_of_total"
TOTAL, INTERNATIONAL = "total_usd", "international_usd"


def addends(payer: str, origin: str) -> dict[str, float]:
    """Name the columns of `hiv_spending_totals` that add up to a payer's spending, each with its sign.

    Args:
        payer: who pays.
        origin: whether the amount is stated, or what others leave of its side (domestic or international money), or of
            the total where international money is unknown.
    """
    if origin == STATED:
        return {f"{payer}_usd": 1.0}
    if origin == REST_OF_TOTAL:
        return {TOTAL: 1.0, **{f"{other}_usd": -1.0 for other in PAYERS if other != payer}}
    if payer in DOMESTIC:
        return {TOTAL: 1.0, INTERNATIONAL: -1.0, **{f"{other}_usd": -1.0 for other in DOMESTIC if other != payer}}
    return {INTERNATIONAL: 1.0, **{f"{other}_usd": -1.0 for other in DONORS if other != payer}}


def payer_spending(hiv_spending_totals: pd.DataFrame) -> pd.DataFrame:
    """Give the HIV spending of each payer as stated, else what the other payers leave of the whole.

    Args:
        hiv_spending_totals: spending by country and year.

    Returns:
        iso3, hiv_spending_year, payer, hiv_spending_usd (never below zero), origin and hiv_row.
    """
    totals = hiv_spending_totals.assign(hiv_row=np.arange(len(hiv_spending_totals)))
    parts = [_of_origin(rows, payer, str(origin)) for payer in PAYERS for origin, rows in _by_origin(totals, payer)]
    every = pd.concat(parts, ignore_index=True) if parts else _of_origin(totals, PAYERS[0], STATED)
    return every[every["hiv_spending_usd"].notna()].reset_index(drop=True)


def _by_origin(totals: pd.DataFrame, payer: str) -> list[tuple[str, pd.DataFrame]]:
    rest = totals[INTERNATIONAL].notna().map({True: REST_OF_SIDE, False: REST_OF_TOTAL}).astype("str")
    origin = rest.mask(totals[f"{payer}_usd"].notna(), STATED)
    return [(str(name), rows) for name, rows in totals.groupby(origin)]


def _of_origin(rows: pd.DataFrame, payer: str, origin: str) -> pd.DataFrame:
    """Add up the signed columns; where the whole (the first of them) is missing there is no amount."""
    signed = addends(payer, origin)
    whole = rows[next(iter(signed))]
    amount: Any = sum(sign * rows[column].fillna(0.0) for column, sign in signed.items())
    return pd.DataFrame(
        {
            "iso3": rows["iso3"].astype("str"),
            "hiv_spending_year": rows["year"],
            "payer": payer,
            "hiv_spending_usd": amount.clip(lower=0.0).where(whole.notna()),
            "origin": origin,
            "hiv_row": rows["hiv_row"],
        }
    )


def nearest_spending(asked: pd.DataFrame, spending: pd.DataFrame, most_years: float) -> pd.DataFrame:
    """Add to each country, year and payer its HIV spending of the nearest year, the earlier of two.

    Args:
        asked: iso3, year and payer.
        spending: as `payer_spending` gives it.
        most_years: how many years apart the two may be.
    """
    pairs = asked[["iso3", "year", "payer"]].drop_duplicates().merge(spending, on=["iso3", "payer"], how="inner")
    apart = (pairs["year"] - pairs["hiv_spending_year"]).abs()
    near = pairs.assign(apart=apart)[apart <= most_years].sort_values(["apart", "hiv_spending_year"])
    best = near.drop_duplicates(["iso3", "year", "payer"]).drop(columns="apart")
    return asked.merge(best, on=["iso3", "year", "payer"], how="left", validate="m:1")


def spending_edges(
    output: tuple[str, str], rows: pd.DataFrame, hiv_spending_totals: pd.DataFrame
) -> list[pd.DataFrame]:
    """Make the contributions of HIV spending: the signed columns of `hiv_spending_totals` that make it.

    Args:
        output: published table and column.
        rows: published rows with hiv_spending_usd, origin, hiv_row and payer.
        hiv_spending_totals: the table that `hiv_row` counts in.
    """
    known = rows[rows["hiv_spending_usd"].notna()]
    parts = []
    for (payer, origin), own in known.groupby(["payer", "origin"]):
        for column, sign in addends(str(payer), str(origin)).items():
            place = own["hiv_row"].astype("int64")
            values = sign * hiv_spending_totals[column].fillna(0.0).take(place.to_numpy()).set_axis(own.index)
            parts.append(edges(output, own.index, (TABLE, place, column), ADDEND, values))
    return parts
