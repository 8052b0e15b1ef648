"""`headline_who_pays`: what each payer is known to give, and what is not known of it.

States of payers belong to `funding_payers.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, placed, published
from hr_pipeline.indicators.headlines.places import added, in_places, of_countries
from hr_pipeline.schemas.codes import labels

TABLE = "headline_who_pays"
KEY = ["place", "year", "financing_source"]
SOURCE = "funding_payers"
KNOWN = ["reported", "reported_zero", "reported_together"]


def headline_who_pays(funding_payers: pd.DataFrame, country_groupings: pd.DataFrame) -> Figures:
    """List the payers of countries, EECA and MENA.

    Args:
        funding_payers: what is known of each payer.
        country_groupings: which countries EECA and MENA hold.

    Returns:
        The table and its contributions.
    """
    own = funding_payers[funding_payers["service"] == "all"].assign(row=lambda d: d.index)
    plain = own.astype({"financing_source": "str", "state": "str"})
    rows = in_places(plain, country_groupings)
    table = placed(TABLE, _summed(rows)).pipe(_described, country_groupings)
    parts = [added((TABLE, name), rows, table, (SOURCE, name), KEY) for name in ("reported_usd", "imputed_usd_high")]
    return published(TABLE, table, parts, {SOURCE: funding_payers})


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up what is reported; the most that unreported payers may give only where each of them is bounded."""
    is_known = rows["state"].isin(KNOWN)
    described = rows.assign(is_known=is_known, is_unbounded=~is_known & rows["imputed_usd_high"].isna())
    table = described.groupby(KEY).agg(
        reported_usd=("reported_usd", lambda usd: usd.sum(min_count=1)),
        imputed_usd_high=("imputed_usd_high", lambda usd: usd.sum(min_count=1)),
        countries_reported=("is_known", "sum"),
        countries=("is_known", "size"),
        is_unbounded=("is_unbounded", "any"),
        states=("state", lambda names: " ".join(sorted(set(names)))),
        answered_by=("answered_by", "max"),
    )
    whole = table["reported_usd"].groupby(level=["place", "year"]).transform("sum")
    return table.assign(
        imputed_usd_high=table["imputed_usd_high"].mask(table["is_unbounded"]),
        reported_share=(table["reported_usd"] / whole.where(whole > 0)),
        countries_reported=table["countries_reported"].astype("Int64"),
    ).reset_index()


def _described(table: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    words = labels("payer_state")
    why = table["states"].map(lambda names: "; ".join(words[name] for name in names.split())).astype("str")
    is_reported = table["reported_usd"].notna()
    status = (
        pd.Series("Unknown: nothing bounds what the payer gives", table.index)
        .mask(~table["is_unbounded"], "Unknown: between nothing and all the payer's HIV spending")
        .mask(is_reported, "Reported for some countries")
        .mask(is_reported & (table["countries_reported"] == table["countries"]), "Reported")
    )
    return table.assign(
        status=status,
        why=why + "." + of_countries(table, country_groupings, table["countries"]),
        obs_status=is_reported.map({True: "A", False: "O"}),
        missing_reason=pd.Series("not_reported", table.index).where(~is_reported, None),
    )
