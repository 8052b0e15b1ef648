"""`capacity_support`: grants, trainings, technical support and experts that partners gave.

Activities and money of partners add up. The same person may be trained by two partners, in two places and in two
half-years: people are at least the most that one report counts, and at most the sum.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, annual_rates, rate_edges, to_usd
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.partner_reports import consented, of_the_year, without_answer
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "capacity_support"
KEY = ["iso3", "year", "kind"]
_FROM = "survey_support"
_COLUMNS = {
    "activities": ("activities", "sum"),
    "supported_people_low": ("people", "max"),
    "supported_people_high": ("people", "sum"),
    "supported_women_people_low": ("women", "max"),
    "supported_women_people_high": ("women", "sum"),
    "amount_usd": ("amount", "sum"),
}
"""Column -> the quantity it adds up over partners, or the largest of."""


def capacity_support(
    survey_support: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
) -> Figures:
    """Add up the support of all partners by kind.

    Args:
        survey_support: partners' numbers.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates that override.
        multiple_exchange_rates: years in which currencies have several rates.

    Returns:
        The table (current US$) and its contributions.
    """
    rows = consented(survey_support)
    described = of_the_year(rows[rows["value"].notna()].assign(parts="add"), [*KEY, "area", "quantity"])
    rates = annual_rates(exchange_rates, exchange_rate_alternatives, multiple_exchange_rates)
    lines = _in_usd(described, rates)
    unstated = without_answer(rows, lines, KEY)
    reported = lines.groupby(KEY)["partner"].nunique().rename("partners_reporting").reset_index()
    table = pd.concat([reported, unstated[[*KEY, "missing_reason"]].assign(partners_reporting=0)], ignore_index=True)
    table = table.assign(obs_status=(table["partners_reporting"] > 0).map({True: "A", False: "O"}))
    table = table.reindex(columns=[*table.columns.union(["missing_reason"], sort=False)])
    used = {column: _used(lines, quantity, how) for column, (quantity, how) in _COLUMNS.items()}
    for column, chosen in used.items():
        sums = chosen.groupby(KEY)["number"].sum(min_count=1).rename(column).reset_index()
        table = table.merge(sums, on=KEY, how="left", validate="1:1")
    table = placed(TABLE, table)
    inputs = {
        _FROM: survey_support,
        "exchange_rates": exchange_rates,
        "exchange_rate_alternatives": exchange_rate_alternatives,
    }
    parts, unshown = _contributions(used, table, pd.concat([lines, unstated]))
    return published(TABLE, table, parts, inputs, unshown)


def _in_usd(described: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Give each number its US$ value where it is money; others stay."""
    is_money = described["quantity"] == "amount"
    converted = to_usd(described[is_money].assign(amount=described["value"]), rates)
    number = converted["amount_usd"].round(CENTS)
    return pd.concat(
        [described[~is_money].assign(number=described["value"]), converted.assign(number=number)], ignore_index=True
    ).reindex(columns=[*described.columns, "number", "rate", "rate_row", "rate_table"])


def _used(lines: pd.DataFrame, quantity: str, how: str) -> pd.DataFrame:
    """Keep the lines that make a column: all, or the one with the largest number.

    A sum of which a part has no rate is missing, never smaller than it should be.
    """
    of_quantity = lines[lines["quantity"] == quantity]
    whole = of_quantity[
        of_quantity.groupby(KEY)["number"].transform(lambda numbers: numbers.notna().all()).eq(other=True)
    ]
    if how == "sum" or whole.empty:
        return whole
    return whole.sort_values(["number", "row_id"]).drop_duplicates(KEY, keep="last")


def _contributions(
    used: dict[str, pd.DataFrame], table: pd.DataFrame, lines: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Lines add up to each column; money rests on exchange rates too.

    Returns:
        The contributions, and those of lines that make no figure: their terms count.
    """
    position = table[KEY].assign(output_row=range(len(table)))
    parts = []
    for column, chosen in used.items():
        at = chosen.merge(position, on=KEY, how="inner", validate="m:1")
        parts.append(edges((TABLE, column), at["output_row"], (_FROM, at["row_id"]), ADDEND, at["number"]))
    money = used["amount_usd"].merge(position, on=KEY, how="inner", validate="m:1")
    parts += rate_edges((TABLE, "amount_usd"), money)
    at = lines.merge(position, on=KEY, how="inner", validate="m:1")
    return parts, [edges((TABLE, "activities"), at["output_row"], (_FROM, at["row_id"]), ADDEND, 0.0)]
