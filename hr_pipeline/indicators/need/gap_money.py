"""The money that is compared with a need: budgets, or money of another phase where a declared bridge leads to budgets.

Needs and gaps belong to `funding_gap.py`; who pays, to `funding_payers.py`; which records count,
to `money_available.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.indicators.common.comparability import bridged
from hr_pipeline.indicators.common.figures import words
from hr_pipeline.indicators.need.payer_bounds import PAYERS
from hr_pipeline.schemas.need import ALL

KEY = ["iso3", "year", "service"]
BUDGET = "budget"
NAMELESS = "unattributed"
TOGETHER = "international"
TRIPLE = ["available_usd", "available_usd_low", "available_usd_high"]
AMOUNTS = [*TRIPLE, *(f"{payer}_usd" for payer in [*PAYERS, TOGETHER])]


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
    own = money_available[[*KEY, "phase", *AMOUNTS, "sources_reported"]].astype(plain)
    own = own.assign(money_row=money_available.index, wanted_phase=phase)
    if own.empty:
        return own.assign(bridge_factor=np.nan, bridges="", basis_reason="", bridge_row=NA)
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
        money: budgets as `comparable` gives them.
        needs: KEY of the single services.

    Returns:
        Money by service and once more for all. Where budgets of a year name nothing for a service, its money is zero
        (is_zero, with the row of all services). What names no service may be for any: it is in upper bounds only
        (is_nameless).
    """
    own = needs[KEY].merge(money, on=KEY, how="inner", validate="1:1").assign(is_zero=False)
    zero = needs[KEY].merge(_whole(money), on=["iso3", "year"], how="inner", validate="m:1")
    known = pd.MultiIndex.from_frame(own[KEY])
    zero = zero[~pd.MultiIndex.from_frame(zero[KEY]).isin(known)].assign(**dict.fromkeys(TRIPLE, 0.0), is_zero=True)
    nameless = needs[KEY].merge(
        money[money["service"] == NAMELESS].drop(columns="service"), on=["iso3", "year"], how="inner", validate="m:1"
    )
    single = pd.concat([own, zero], ignore_index=True).assign(is_nameless=False)
    once = nameless.drop_duplicates(["iso3", "year"]).assign(service=ALL)
    both = pd.concat([nameless, once], ignore_index=True).assign(is_nameless=True, is_zero=False)
    return pd.concat([single, single.assign(service=ALL), both], ignore_index=True)


def _whole(money: pd.DataFrame) -> pd.DataFrame:
    """Take the budgets of all services together, which show that somebody reports a year."""
    return money[money["service"] == ALL].drop(columns="service")


def summed(money: pd.DataFrame) -> pd.DataFrame:
    """Add up money by KEY: a missing rate leaves a sum missing.

    Returns:
        The money with bounds, and the bridges that were used; by KEY.
    """
    named = money[~money["is_nameless"]].groupby(KEY)
    whole = named[TRIPLE[:2]].sum(skipna=False)
    high = money.groupby(KEY)[TRIPLE[2]].sum(skipna=False).reindex(whole.index)
    return whole.assign(available_usd_high=high, bridges=named["bridges"].agg(words))
