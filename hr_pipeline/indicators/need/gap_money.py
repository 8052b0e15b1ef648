"""The money that is compared with a need: budgets, or money of another phase where a declared bridge leads to budgets.

Needs and gaps belong to `funding_gap.py`; which records of money count, to `money_available.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.comparability import bridged
from hr_pipeline.indicators.common.figures import words
from hr_pipeline.schemas.need import ALL

KEY = ["iso3", "year", "service"]
BUDGET, EXPENDED = "budget", "expended"
NAMELESS = "unattributed"
DOMESTIC = ["domestic_public", "domestic_private"]
DONORS = ["global_fund", "pepfar", "other_international", "international"]
AMOUNTS = ["available_usd", "available_usd_low", "available_usd_high", *(f"{payer}_usd" for payer in DOMESTIC + DONORS)]


def in_phase(money_available: pd.DataFrame, phase: str, basis_bridges: pd.DataFrame) -> pd.DataFrame:
    """Take for each country, year and service the money of one phase, else what a bridge takes to it.

    Args:
        money_available: money by phase.
        phase: the basis wanted.
        basis_bridges: declared bridges.

    Returns:
        One row per key: amounts as stated, money_row, bridge_factor (missing where the bases differ), bridges,
        bridge_row and basis_reason.
    """
    plain = dict.fromkeys(["iso3", "service", "phase"], "str")
    own = money_available[[*KEY, "phase", *AMOUNTS, "sources_reported", "sources_missing"]].astype(plain)
    own = own.assign(money_row=money_available.index, wanted_phase=phase)
    if own.empty:
        return own.assign(bridge_factor=np.nan, bridges="", basis_reason="", bridge_row=pd.NA)
    found = bridged(own, {"phase": ("phase", "wanted_phase")}, basis_bridges)
    used = found.applied.drop_duplicates("row").set_index("row")["bridge_row"]
    rows = found.rows.assign(bridge_row=used.reindex(own.index), is_other=own["phase"] != phase)
    order = rows.assign(is_apart=rows["bridge_factor"].isna()).sort_values(["is_apart", "is_other", "phase"])
    return order.drop_duplicates(KEY).drop(columns=["is_apart", "is_other"])


def comparable(money: pd.DataFrame) -> pd.DataFrame:
    """Leave out money of another basis and bring the rest to it."""
    kept = money[money["bridge_factor"].notna()]
    return kept.assign(**{name: kept[name] * kept["bridge_factor"] for name in AMOUNTS})


def for_needs(money: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Pair money with needs: of each service its own, of all services that of each service that has a need.

    Args:
        money: as `in_phase` gives it.
        needs: KEY of the single services.

    Returns:
        Money by service and once more for all. What names no service may be for any: it is in all's upper bound only
        (is_nameless).
    """
    own = money.merge(needs[KEY], on=KEY, how="inner", validate="1:1").assign(is_nameless=False)
    asked = needs[["iso3", "year"]].drop_duplicates()
    nameless = money[money["service"] == NAMELESS].merge(asked, on=["iso3", "year"], how="inner", validate="1:1")
    of_all = pd.concat([own, nameless.assign(is_nameless=True)], ignore_index=True).assign(service=ALL)
    return pd.concat([own, of_all], ignore_index=True)


def summed(money: pd.DataFrame) -> pd.DataFrame:
    """Add up money by KEY: a missing rate leaves a sum missing, a payer nobody reports is not there.

    Returns:
        available_usd with bounds, domestic_usd, international_usd, the largest payer's money and name, the sum of
        squared shares, and which sources report; by KEY.
    """
    named = money[~money["is_nameless"]]
    known = named.groupby(KEY)
    whole = known[["available_usd", "available_usd_low"]].sum(skipna=False)
    high = money.groupby(KEY)["available_usd_high"].sum(skipna=False).reindex(whole.index)
    payers = known[[f"{payer}_usd" for payer in DOMESTIC + DONORS]].sum(min_count=1)
    return whole.assign(
        available_usd_high=high,
        domestic_usd=payers[[f"{payer}_usd" for payer in DOMESTIC]].sum(axis=1, min_count=1),
        international_usd=payers[[f"{payer}_usd" for payer in DONORS]].sum(axis=1, min_count=1),
        **concentration(payers),
        sources_reported=known["sources_reported"].agg(words),
        bridges=known["bridges"].agg(words),
    )


def concentration(payers: pd.DataFrame) -> dict[str, pd.Series]:
    """Find the largest payer and the sum of squared shares, where domestic and donors' money are both reported.

    Args:
        payers: one column of US$ for each payer.
    """
    home, abroad = ([f"{payer}_usd" for payer in group] for group in (DOMESTIC, DONORS))
    both = payers[home].notna().any(axis=1) & payers[abroad].notna().any(axis=1) & ~(payers < 0).any(axis=1)
    whole = payers.sum(axis=1)
    described = payers[both & (whole > 0)]
    shares = described.div(whole.loc[described.index], axis=0)
    return {
        "largest_source_usd": described.max(axis=1).reindex(payers.index),
        "largest_source": described.idxmax(axis=1).reindex(payers.index),
        "payer_concentration": (shares**2).sum(axis=1).reindex(payers.index),
    }
