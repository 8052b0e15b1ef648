"""`funding_payers`: what is known of each payer's money: reported, zero, imputed from its HIV spending, or unknown.

A payer that nobody reports is never taken for zero. Its HIV spending of the nearest reported year bounds what it may
give: nothing at least, all of it at most; the published share of HIV money that goes to harm reduction is the centre.
HIV spending by payer belongs to `payer_bounds.py`, the gap to `funding_gap.py`.
"""

import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.indicators.common.currency import CENTS
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.need.gap_money import BUDGET, KEY, TOGETHER, comparable, in_phase
from hr_pipeline.indicators.need.parameters import HIV_SHARE, HIV_YEARS, parameter
from hr_pipeline.indicators.need.payer_bounds import (
    DONORS,
    PAYERS,
    STATED,
    nearest_spending,
    payer_spending,
    spending_edges,
)
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.codes import labels
from hr_pipeline.schemas.need import ALL, UNIT_COST

TABLE = "funding_payers"
ANY_PAYER = "any_payer"
REPORTED, ZERO, TOGETHER_STATE = "reported", "reported_zero", "reported_together"
IMPUTED, UNKNOWN, NOT_ASKED = "imputed", "unknown", "not_asked"


def funding_payers(
    resource_need: pd.DataFrame,
    money_available: pd.DataFrame,
    hiv_spending_totals: pd.DataFrame,
    method_parameters: pd.DataFrame,
    basis_bridges: pd.DataFrame,
) -> Figures:
    """Describe each payer of each country, year and service for which somebody reports a budget.

    Args:
        resource_need: which services have a need.
        money_available: budgets by payer.
        hiv_spending_totals: HIV spending by payer.
        method_parameters: the share of HIV money that goes to harm reduction, and for how long spending bounds it.
        basis_bridges: what may take money of one phase to budgets.

    Returns:
        The table and its contributions.
    """
    money = comparable(in_phase(money_available, BUDGET, basis_bridges))
    asked = _asked(money, resource_need)
    limits = parameter(method_parameters, HIV_YEARS)["value"]
    most_years = limits.get(ANY_PAYER, 0.0)
    table = (
        asked.pipe(_reported, money)
        .pipe(nearest_spending, payer_spending(hiv_spending_totals), most_years)
        .pipe(_imputed, parameter(method_parameters, HIV_SHARE))
        .pipe(_described, _payers_anywhere(money))
        .rename(columns={"payer": "financing_source"})
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "money_available": money_available,
        "hiv_spending_totals": hiv_spending_totals,
        "method_parameters": method_parameters,
    }
    return published(TABLE, table, _contributions(table, hiv_spending_totals), inputs)


def _asked(money: pd.DataFrame, resource_need: pd.DataFrame) -> pd.DataFrame:
    """List each service that has a need, and all, with each payer, in years that somebody reports."""
    own = resource_need.loc[resource_need["method"] == UNIT_COST, KEY].astype({"iso3": "str", "service": "str"})
    whole = own[["iso3", "year"]].drop_duplicates().assign(service=ALL)
    reporting = money.loc[money["service"] == ALL, ["iso3", "year"]].drop_duplicates()
    services = pd.concat([own, whole], ignore_index=True).merge(reporting, on=["iso3", "year"], how="inner")
    return services.merge(pd.DataFrame({"payer": PAYERS}), how="cross")


def _by_payer(money: pd.DataFrame) -> pd.DataFrame:
    """Put the money of each payer, and of donors together, into rows."""
    names = {f"{payer}_usd": payer for payer in [*PAYERS, TOGETHER]}
    long = money.rename(columns=names).melt(
        [*KEY, "money_row", "sources_reported"], list(names.values()), "payer", "usd"
    )
    has = [payer in sources.split() for payer, sources in zip(long["payer"], long["sources_reported"], strict=True)]
    return long[pd.Series(has, long.index, dtype="bool")]


def _payers_anywhere(money: pd.DataFrame) -> set[str]:
    return set(_by_payer(money)["payer"])


def _reported(asked: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    """Add what a payer's budget names for a service: an amount, or nothing where it names other services only."""
    paid = _by_payer(money)
    own = paid.rename(columns={"usd": "reported_usd"})[[*KEY, "payer", "reported_usd", "money_row"]]
    whole = paid[paid["service"] == ALL][["iso3", "year", "payer", "money_row"]]
    named = whole.rename(columns={"money_row": "whole_row"})
    together = named.loc[named["payer"] == TOGETHER, ["iso3", "year"]].assign(has_together=True)
    found = (
        asked.merge(own, on=[*KEY, "payer"], how="left", validate="1:1")
        .merge(named, on=["iso3", "year", "payer"], how="left", validate="m:1")
        .merge(together, on=["iso3", "year"], how="left", validate="m:1")
    )
    state = (
        pd.Series(UNKNOWN, found.index)
        .mask(found["has_together"].notna() & found["payer"].isin(DONORS), TOGETHER_STATE)
        .mask(found["whole_row"].notna(), ZERO)
        .mask(found["money_row"].notna(), REPORTED)
    )
    amount = found["reported_usd"].mask(state == ZERO, 0.0).round(CENTS)
    return found.assign(state=state, reported_usd=amount, money_row=found["money_row"].fillna(found["whole_row"]))


def _imputed(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Impute what an unreported payer may give from its HIV spending."""
    known = shares.loc[ANY_PAYER] if ANY_PAYER in shares.index else pd.Series(dtype="float64")
    spent = rows["hiv_spending_usd"].round(CENTS)
    is_open = (rows["state"] == UNKNOWN) & spent.notna() & (len(known) > 0)
    return rows.assign(
        hiv_spending_usd=spent,
        state=rows["state"].mask(is_open, IMPUTED),
        imputed_usd=(spent * known.get("value", float("nan"))).where(is_open).round(CENTS),
        imputed_usd_high=(spent * known.get("value_high", float("nan"))).where(is_open).round(CENTS),
        share_value=known.get("value", float("nan")),
        share_high=known.get("value_high", float("nan")),
        share_row=known.get("row_id", NA),
    )


def _described(rows: pd.DataFrame, anywhere: set[str]) -> pd.DataFrame:
    """Give the state of each row in words, and which delivery would answer what is unknown."""
    never = (rows["state"] == UNKNOWN) & ~rows["payer"].isin(anywhere)
    state = rows["state"].mask(never, NOT_ASKED)
    is_open = state.isin([IMPUTED, UNKNOWN, NOT_ASKED])
    delivery = rows["payer"].map(labels("payer_delivery")).where(is_open, "")
    apart = (rows["year"] - rows["hiv_spending_year"]).abs()
    known = rows["reported_usd"].notna()
    missing = pd.Series("not_reported", rows.index).mask(state == NOT_ASKED, "not_asked")
    return rows.assign(
        state=state,
        why=state.map(labels("payer_state")),
        answered_by=delivery,
        flags=flags(
            {
                "spending_of_another_year": apart > 0,
                "spending_is_a_rest": rows["origin"].notna() & (rows["origin"] != STATED),
            }
        ),
        obs_status=known.map({True: "A", False: "O"}).mask(state == IMPUTED, "E"),
        missing_reason=missing.where(~known, None),
    )


def _contributions(table: pd.DataFrame, totals: pd.DataFrame) -> list[pd.DataFrame]:
    paid = table[table["reported_usd"].notna()]
    imputed = table[table["imputed_usd"].notna()]
    own = (TABLE, imputed.index, "hiv_spending_usd")
    parts = []
    for state, rows in paid.groupby("state"):
        for payer, of_payer in rows.groupby("financing_source"):
            column = f"{payer}_usd" if state == REPORTED else "available_usd"
            source = ("money_available", of_payer["money_row"].astype("int64"), column)
            parts.append(edges((TABLE, "reported_usd"), of_payer.index, source, ADDEND, of_payer["reported_usd"]))
    for column, value in {"imputed_usd": "share_value", "imputed_usd_high": "share_high"}.items():
        parts.append(edges((TABLE, column), imputed.index, own, "hiv_spending", imputed["hiv_spending_usd"]))
        stated = ("method_parameters", imputed["share_row"].astype("Int64"))
        parts.append(edges((TABLE, column), imputed.index, stated, "share", imputed[value]))
    named = table.rename(columns={"financing_source": "payer"})
    return [*parts, *spending_edges((TABLE, "hiv_spending_usd"), named, totals)]
