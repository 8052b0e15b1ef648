"""Whether the tables of money add up to one another: each states the same counted money, cut in its own way.

The tables themselves belong to the modules named as they are.
"""

import pandas as pd

from hr_pipeline.schemas.definitions import COUNTED

BUDGETS = "grant_budget_lines"
OTHER_STATEMENTS = ["same_flow", "undecided"]
"""Grant money that counts by its own table and not next to another payer's statement."""

CENT = 0.01
"""Each row of a sum may be off by half a cent on either side."""

PLACE = ["iso3", "year", "phase"]


def money_disagreements(
    harm_reduction_funding: pd.DataFrame,
    money_not_counted: pd.DataFrame,
    money_available: pd.DataFrame,
    grant_money_by_definition: pd.DataFrame,
) -> list[str]:
    """Name the countries, years and phases in which two tables of money do not add up to the same.

    Args:
        harm_reduction_funding: counted money.
        money_not_counted: the rest.
        money_available: counted money of countries; rows of all services are read.
        grant_money_by_definition: grant budgets; rows of the definition that counts, without C19RM, are read.
    """
    grants = grant_money_by_definition
    own = grants[(grants["definition"] == COUNTED) & (grants["funding_stream"] == "core")]
    elsewhere = money_not_counted[money_not_counted["decision"].isin(OTHER_STATEMENTS)]
    stated = pd.concat([_texts(table[table["dataset"] == BUDGETS]) for table in (harm_reduction_funding, elsewhere)])
    whole = money_available[money_available["service"] == "all"].rename(columns={"available_usd": "amount_usd"})
    of_countries = _texts(harm_reduction_funding).query("iso3 != 'none' and year != 'none'")
    return [
        *_differences("grant_money_by_definition", _texts(own), "harm_reduction_funding", stated),
        *_differences("money_available", _texts(whole), "harm_reduction_funding", of_countries),
    ]


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    return table[[*PLACE, "amount_usd"]].astype(dict.fromkeys(PLACE, "str")).fillna(dict.fromkeys(PLACE, "none"))


def _differences(name: str, one: pd.DataFrame, other_name: str, other: pd.DataFrame) -> list[str]:
    """Compare sums by country, year and phase; a sum with an unknown amount is unknown in both."""
    sums = pd.concat({name: _sums(one), other_name: _sums(other)}, axis=1)
    rows = pd.concat([one, other]).groupby(PLACE).size().reindex(sums.index)
    unknown = pd.concat([one, other]).pipe(_unknown).reindex(sums.index, fill_value=False)
    known = sums[~unknown].fillna(0.0)
    off = known[(known[name] - known[other_name]).abs() > CENT * rows.loc[known.index]]
    return [
        f"{'/'.join(place)}: {name} {ours:.2f}, {other_name} {theirs:.2f}" for place, ours, theirs in off.itertuples()
    ]


def _sums(table: pd.DataFrame) -> pd.Series:
    return table.groupby(PLACE)["amount_usd"].sum()


def _unknown(table: pd.DataFrame) -> pd.Series:
    return table["amount_usd"].isna().groupby([table[name] for name in PLACE]).any()
