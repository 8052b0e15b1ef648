"""`money_available`: harm reduction money by phase and service, each dollar once, with its bounds and payers.

Which records count belongs to `same_flows.py`. A payer that nobody reports is missing and not zero; money without an
exchange rate leaves a sum missing, never smaller than it should be.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.codes import FINANCING_SOURCES
from hr_pipeline.schemas.funding import PAYERS
from hr_pipeline.schemas.tables import keys

TABLE = "money_available"
KEY = keys(TABLE)
FUNDING, REST = "harm_reduction_funding", "money_not_counted"
ALL = "all"
NAMED = [source for source in FINANCING_SOURCES if source != "unknown"]
COUNTED, UNDECIDED = "counted", "undecided"


def money_available(
    harm_reduction_funding: pd.DataFrame, money_not_counted: pd.DataFrame, double_count_ledger: pd.DataFrame
) -> Figures:
    """Add up the money of each country and year, by phase, for each service and for all.

    Args:
        harm_reduction_funding: money that counts, by payer and phase; all areas of a country add up.
        money_not_counted: the rest, of which undecided money makes the bounds.
        double_count_ledger: how many pairs of records nobody has decided on.

    Returns:
        The table (current US$) and its contributions.
    """
    money = _money({FUNDING: harm_reduction_funding.assign(decision=COUNTED), REST: money_not_counted})
    sums = {name: _sums(rows) for name, rows in _columns(money).items()}
    table = _described(money, sums).pipe(_with_pairs, double_count_ledger)
    table = placed(TABLE, table)
    parts, unshown = _contributions(_columns(money), table)
    return published(TABLE, table, parts, {FUNDING: harm_reduction_funding, REST: money_not_counted}, unshown)


def _money(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Money of countries that counts or may count, for its service and once more for all."""
    texts = ["iso3", "service", "phase", "financing_source", "dataset", "decision", "missing_reason"]
    parts = [
        table.assign(money_row=table.index, money_table=name).astype(dict.fromkeys(texts, "str"))
        for name, table in tables.items()
    ]
    every = pd.concat(parts, ignore_index=True)
    may = every["decision"].isin([COUNTED, UNDECIDED]) & every["iso3"].notna() & every["year"].notna()
    return pd.concat([every[may], every[may].assign(service=ALL)], ignore_index=True)


def _columns(money: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Choose the rows that add up to each column."""
    counted = money[money["decision"] == COUNTED]
    payers = {f"{name}_usd": counted[counted["financing_source"] == name] for name in PAYERS}
    bounds = {"available_usd_low": _smaller(money), "available_usd": counted, "available_usd_high": money}
    return {**bounds, **payers}


def _smaller(money: pd.DataFrame) -> pd.DataFrame:
    """Of what counts and the undecided records of the same payer, take the one that states least."""
    own = [*KEY, "financing_source"]
    described = money.assign(statement=money["dataset"].where(money["decision"] == UNDECIDED, ""))
    sums = (
        described.groupby([*own, "statement"])["amount_usd"]
        .agg(lambda amounts: amounts.sum(skipna=False))
        .reset_index()
    )
    sums = sums[sums.groupby(own)["statement"].transform("min") == ""]
    # An unknown amount sorts first, so that a bound which rests on it is missing.
    least = sums.sort_values(["amount_usd", "statement"], na_position="first", kind="stable").drop_duplicates(own)
    return described.merge(least[[*own, "statement"]], on=[*own, "statement"], how="inner", validate="m:1")


def _sums(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby(KEY)["amount_usd"].agg(lambda amounts: amounts.sum(skipna=False)).round(CENTS)


def _described(money: pd.DataFrame, sums: dict[str, pd.Series]) -> pd.DataFrame:
    """Put the sums side by side, and say who reports and who does not."""
    counted = money[money["decision"] == COUNTED]
    reported = counted.groupby(KEY)["financing_source"].agg(lambda names: sorted(set(names)))
    several = counted[counted["missing_reason"] == "multiple_rates"].groupby(KEY).size().gt(0)
    rows = money[KEY].drop_duplicates().set_index(KEY).assign(**sums)
    known = reported.reindex(rows.index).map(lambda names: names if isinstance(names, list) else [])
    is_missing = rows["available_usd"].isna()
    reason = pd.Series("not_reported", index=rows.index).mask(several.reindex(rows.index) == True, "multiple_rates")  # noqa: E712
    return rows.assign(
        sources_reported=known.map(" ".join),
        sources_missing=known.map(lambda names: " ".join(name for name in NAMED if name not in names)),
        obs_status=is_missing.map({True: "O", False: "A"}),
        missing_reason=reason.where(is_missing),
    ).reset_index()


def _with_pairs(table: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Count the undecided pairs of each country, year and phase."""
    open_ = ledger[(ledger["decision"] == UNDECIDED) & (ledger["counted"] == "left")].astype(
        {"iso3": "str", "left_phase": "str"}
    )
    counts = open_.groupby(["iso3", "year", "left_phase"]).size().reset_index(name="undecided_pairs")
    left, right = ["iso3", "year", "phase"], ["iso3", "year", "left_phase"]
    found = table.merge(counts, how="left", left_on=left, right_on=right, validate="m:1")
    return found.assign(undecided_pairs=found["undecided_pairs"].fillna(0).astype("Int64"))


def _contributions(
    columns: dict[str, pd.DataFrame], table: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Rows of `harm_reduction_funding`, and undecided ones of `money_not_counted`, add up to each column.

    Returns:
        The contributions, and those to sums that are missing.
    """
    parts, unshown = [], []
    for name, rows in columns.items():
        at = table[KEY].assign(output_row=table.index, is_known=table[name].notna())
        used = rows.merge(at, on=KEY, how="inner", validate="m:1")
        for source in (FUNDING, REST):
            own = used[used["money_table"] == source]
            known, missing = own[own["is_known"]], own[~own["is_known"]]
            parts.append(_addends(name, known, source, known["amount_usd"]))
            unshown.append(_addends(name, missing, source, 0.0))
    return parts, unshown


def _addends(column: str, rows: pd.DataFrame, source: str, amounts: pd.Series | float) -> pd.DataFrame:
    place = (source, rows["money_row"], "amount_usd")
    return edges((TABLE, column), rows["output_row"], place, ADDEND, amounts)
