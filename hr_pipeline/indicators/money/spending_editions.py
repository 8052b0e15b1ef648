"""Amounts of HIV spending on the whole response: of each the latest edition, and zeros that are no measurement.

Totals and identities belong to `hiv_spending_totals.py`.
"""

import pandas as pd

from hr_pipeline.schemas.national_budgets import ALL_SOURCES

OF_COUNTRY = ["iso3", "year"]
PAYER = "financing_source"
DOMESTIC = ["domestic_public", "domestic_private"]
SUSPECT_FROM = 2018
"""First year of which UNAIDS GAM 2025 publishes totals of 0; the edition of 2019 had none."""
PUBLISHER, PHASE = "UNAIDS GAM", "expended"
HALF_A_DOLLAR = 0.5


def latest_amounts(hiv_spending: pd.DataFrame) -> pd.DataFrame:
    """Give of each country, year and payer the amount of the latest edition that has one.

    Args:
        hiv_spending: all rows; those of UNAIDS GAM on the response as a whole are read.

    Returns:
        row_id, iso3, year, financing_source, publication, amount, currency, is_suspect (a zero that is none: no
        amount), is_kept (the country's latest edition has it no more), is_revised (an earlier edition differs).
    """
    rows = _of_the_response(hiv_spending)
    rows = rows.assign(amount=rows["amount"].mask(_suspect(rows)), is_suspect=_suspect(rows))
    order = ["is_suspect", "edition", "publication", "row_id"]
    key = [*OF_COUNTRY, PAYER]
    best = rows.sort_values(order, ascending=[False, True, True, False]).drop_duplicates(key, keep="last")
    newest = rows.groupby("iso3")["edition"].max()
    spread = rows.groupby(key)["amount"].agg(lambda amounts: amounts.max() - amounts.min()).rename("spread")
    described = best.merge(spread.reset_index(), on=key, how="left", validate="1:1")
    return described.assign(
        is_kept=described["edition"] < described["iso3"].map(newest),
        is_revised=described["spread"] > HALF_A_DOLLAR,
    ).sort_values("row_id", ignore_index=True)


def _of_the_response(hiv_spending: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that name no service and nobody served: the response as a whole."""
    names = [
        "iso3",
        PAYER,
        "publication",
        "currency",
        "classification",
        "phase",
        "service",
        "population",
        "unallocable",
    ]
    rows = hiv_spending.astype(dict.fromkeys(names, "str"))
    of_publisher = (rows["classification"] == PUBLISHER) & (rows["phase"] == PHASE)
    is_whole = (rows["service"] == "unattributed") & (rows["population"] == "unknown") & rows["unallocable"].isna()
    chosen = rows.loc[of_publisher & is_whole, ["row_id", *OF_COUNTRY, PAYER, "publication", "amount", "currency"]]
    return chosen.assign(edition=chosen["publication"].map(_edition)).reset_index(drop=True)


def _edition(publication: str) -> int:
    """Find the year of an edition: the latest year that its name holds, 0 where it holds none."""
    digits = "".join(sign if sign.isdigit() else " " for sign in publication).split()
    return max((int(word) for word in digits if len(word) == 4 and word.startswith("20")), default=0)


def _suspect(rows: pd.DataFrame) -> pd.Series:
    """Mark totals of zero from 2018 on without any domestic amount."""
    domestic = rows[PAYER].isin(DOMESTIC) & rows["amount"].notna()
    has_domestic = domestic.groupby([rows[name] for name in OF_COUNTRY]).transform("any")
    is_zero = (rows[PAYER] == ALL_SOURCES) & (rows["amount"] == 0)
    return is_zero & (rows["year"] >= SUSPECT_FROM) & ~has_domestic
