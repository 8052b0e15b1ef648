"""`national_budget_amounts`: budget money from fiscal years in local currency to calendar years in US$, step by step.

Rates and indices belong to `money.py` and `fiscal_year_rates.py`; what is added up over sources to
`harm_reduction_funding.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, annual_rates, with_local_price_index, with_price_index
from hr_pipeline.indicators.common.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.common.measures import in_prices
from hr_pipeline.indicators.money.fiscal_year_rates import ENDS, unstable_years, with_rate
from hr_pipeline.indicators.money.fiscal_years import MONTHS, by_calendar_year, with_months
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.indicators import BASE_YEAR
from hr_pipeline.schemas.tables import keys

TABLE = "national_budget_amounts"
LINES = "national_budget_lines"
KEY = keys(TABLE)
FISCAL_KEY = [name for name in KEY if name != "year"]
INTERNATIONAL = ["global_fund", "pepfar", "other_international"]


def national_budget_amounts(
    national_budget_lines: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    redenominations: pd.DataFrame,
    price_index: pd.DataFrame,
    local_price_index: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Bring the budget money of HIV and harm reduction to calendar years and US$.

    Args:
        national_budget_lines: budget lines in local currency.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates of fiscal years and Decembers, and overrides.
        multiple_exchange_rates: years in which currencies have several rates.
        redenominations: former currencies.
        price_index: prices in the United States.
        local_price_index: prices in the countries.
        check_thresholds: when a year's rate is unstable.

    Returns:
        The table (local currency, current US$, US$ of 2023 by either index) and its contributions.
    """
    inputs = {
        LINES: national_budget_lines,
        "exchange_rates": exchange_rates,
        "exchange_rate_alternatives": exchange_rate_alternatives,
        "redenominations": redenominations,
        "price_index": price_index,
        "local_price_index": local_price_index,
    }
    rates = annual_rates(exchange_rates, exchange_rate_alternatives, multiple_exchange_rates)
    unstable = unstable_years(rates, exchange_rate_alternatives, local_price_index, check_thresholds)
    lines = _decided(national_budget_lines)
    table = (
        _fiscal_years(lines)
        .pipe(_in_todays_currency, redenominations)
        .pipe(with_months)
        .pipe(with_rate, rates, exchange_rate_alternatives)
        .pipe(by_calendar_year)
        .pipe(with_price_index, price_index)
        .pipe(with_local_price_index, local_price_index)
        .pipe(_with_base_rate, rates)
        .pipe(_amounts)
        .pipe(_described, *unstable)
    )
    table = placed(TABLE, table)
    return published(TABLE, table, _contributions(lines, table), inputs)


def _decided(lines: pd.DataFrame) -> pd.DataFrame:
    """Decide on each line of HIV and harm reduction: donors' money in the budget is not counted twice."""
    chosen = lines[lines["service"].notna()]
    latest = lines.astype({"publication": "str"}).groupby(["iso3", "year", "phase"], observed=True)["publication"].max()
    newest = chosen[["iso3", "year", "phase"]].merge(
        latest.reset_index(), on=["iso3", "year", "phase"], how="left", validate="m:1"
    )["publication"]
    decision = (
        pd.Series("counted", index=chosen.index)
        .mask(chosen["service"] == "unattributed", "wider_programme")
        .mask(chosen["financing_source"].isin(INTERNATIONAL), "same_flow")
        .mask(chosen["publication"].astype("str") != newest.to_numpy(), "superseded")
    )
    days = {name: chosen[name].dt.strftime("%Y-%m-%d") for name in ("fiscal_year_start", "fiscal_year_end")}
    described = chosen.assign(decision=decision, **days).astype(dict.fromkeys(FISCAL_KEY, "str"))
    return described[["row_id", *FISCAL_KEY, "amount_lcu"]].sort_values("row_id", ignore_index=True)


def _fiscal_years(lines: pd.DataFrame) -> pd.DataFrame:
    """Add lines by key; the first line of each stands for what all its lines say alike, such as the days."""
    grouped = lines.groupby(FISCAL_KEY)
    summed = grouped.agg(fiscal_year_lcu=("amount_lcu", "sum"), line=("row_id", "first")).reset_index()
    days = {name: pd.to_datetime(summed[name]) for name in ("fiscal_year_start", "fiscal_year_end")}
    return summed.assign(**days)


def _in_todays_currency(rows: pd.DataFrame, redenominations: pd.DataFrame) -> pd.DataFrame:
    """Add the currency that rates speak of, and how many published units make one of it."""
    former = redenominations[["currency", "new_currency", "units_per_new_unit", "row_id"]].astype(
        {"currency": "str", "new_currency": "str"}
    )
    found = rows.merge(former.rename(columns={"row_id": "units_row"}), on="currency", how="left", validate="m:1")
    return found.assign(
        rate_currency=found["new_currency"].fillna(found["currency"]).astype("str"),
        units_per_new_unit=found["units_per_new_unit"].fillna(1.0),
    )


def _with_base_rate(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Add the average rate of the base year, for constant prices by the country's own index."""
    base = rates.loc[rates["year"] == BASE_YEAR, ["currency", "rate", "rate_row", "rate_table"]]
    names = {"currency": "rate_currency"} | {name: f"{name}_base" for name in ("rate", "rate_row", "rate_table")}
    return rows.merge(base.rename(columns=names), on="rate_currency", how="left", validate="m:1")


def _amounts(rows: pd.DataFrame) -> pd.DataFrame:
    """Divide by the rate, and bring to constant prices either way; what is unknown stays missing."""
    today = rows["amount_lcu"] / rows["units_per_new_unit"]
    usd = (today / rows["rate"]).round(CENTS)
    local = today * rows["local_index_base"] / rows["local_index_year"] / rows["rate_base"]
    return rows.assign(
        amount_usd=usd,
        amount_usd_2023=in_prices(usd, rows["index_base"], rows["index_year"]).round(CENTS),
        amount_usd_2023_by_local_prices=local.round(CENTS),
    )


def _described(rows: pd.DataFrame, currencies: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Say in words what was done, and why an amount is missing."""
    words = {
        "fiscal_year_split": rows["is_split"],
        "redenominated": rows["units_row"].notna(),
        "multiple_rates": rows["is_multiple"],
        "rate_overridden": rows["rate_basis"] == "override",
        "unstable_rate": _touches(rows, currencies, "rate_currency") | _touches(rows, countries, "iso3"),
        "rate_missing": rows["rate"].isna(),
        "index_missing": rows["index_year"].isna(),
        "local_index_missing": rows["local_index_year"].isna() | rows["rate_base"].isna(),
    }
    is_missing = rows["amount_usd"].isna()
    reason = pd.Series("not_reported", index=rows.index).mask(rows["is_multiple"], "multiple_rates")
    return rows.assign(
        flags=flags(words),
        obs_status=is_missing.map({True: "O", False: "A"}),
        missing_reason=reason.where(is_missing),
    )


def _touches(rows: pd.DataFrame, listed: pd.DataFrame, name: str) -> pd.Series:
    """Tell whether a calendar year of the fiscal year is listed."""
    known = pd.MultiIndex.from_frame(listed[[name, "year"]].astype("str"))
    marks = [
        (rows[f"months_{end}"] > 0) & pd.MultiIndex.from_frame(rows[[name, f"{end}_year"]].astype("str")).isin(known)
        for end in ENDS
    ]
    return marks[0] | marks[1]


def _contributions(lines: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Name what each step rests on: lines, months, reforms, rates, indices."""
    at = pd.Series(range(len(table)), index=table.index)
    located = lines.merge(table[FISCAL_KEY].astype("str").assign(output_row=at), on=FISCAL_KEY, how="inner")
    sums = edges(
        (TABLE, "fiscal_year_lcu"), located["output_row"], (LINES, located["row_id"]), ADDEND, located["amount_lcu"]
    )
    return [sums, *_months(table, at), *_rates(table, at), *_dollars(table, at)]


def _months(table: pd.DataFrame, at: pd.Series) -> list[pd.DataFrame]:
    part, line = (TABLE, "amount_lcu"), (LINES, table["line"])
    return [
        edges(part, at, (TABLE, at, "fiscal_year_lcu"), "fiscal_year_lcu", table["fiscal_year_lcu"]),
        edges(part, at, line, "months", table["months"]),
        edges(part, at, line, "fiscal_year_months", float(MONTHS)),
        edges(part, at, line, "remainder", table["remainder"]),
    ]


def _rates(table: pd.DataFrame, at: pd.Series) -> list[pd.DataFrame]:
    """Two rates and their months; for US$ the line itself says that the rate is 1."""
    known, rate = table["rate"].notna(), (TABLE, "rate")
    parts = []
    for end in ENDS:
        parts.append(
            edges(rate, at[known], (LINES, table["line"][known]), f"months_{end}", table[f"months_{end}"][known])
        )
        parts += _from_tables(rate, table[known], at[known], f"rate_{end}", end)
    return parts


def _from_tables(output: tuple[str, str], rows: pd.DataFrame, at: pd.Series, role: str, end: str) -> list[pd.DataFrame]:
    by_row = rows[f"rate_row_{end}"].notna()
    stated = edges(output, at[~by_row], (LINES, rows["line"][~by_row]), role, rows[role][~by_row])
    tables = rows[f"rate_table_{end}"].astype("str")
    return [stated] + [
        edges(output, at[chosen], (name, rows[f"rate_row_{end}"][chosen]), role, rows[role][chosen])
        for name in sorted(set(tables[by_row]))
        for chosen in [by_row & (tables == name)]
    ]


def _dollars(table: pd.DataFrame, at: pd.Series) -> list[pd.DataFrame]:
    """Current US$, and constant US$ either way."""
    usd, us_prices, local = (table[name].notna() for name in _DOLLARS)
    base = _from_tables((TABLE, _DOLLARS[2]), table[local], at[local], "rate_base", "base")
    return [
        *_of_part("amount_usd", table[usd], at[usd]),
        edges((TABLE, "amount_usd"), at[usd], (TABLE, at[usd], "rate"), "rate", table["rate"][usd]),
        edges(
            (TABLE, _DOLLARS[1]),
            at[us_prices],
            (TABLE, at[us_prices], "amount_usd"),
            "amount_usd",
            table["amount_usd"][us_prices],
        ),
        *_indices(_DOLLARS[1], "price_index", ["index_base", "index_year"], table[us_prices], at[us_prices]),
        *_of_part(_DOLLARS[2], table[local], at[local]),
        *_indices(_DOLLARS[2], "local_price_index", ["local_index_base", "local_index_year"], table[local], at[local]),
        *base,
    ]


_DOLLARS = ["amount_usd", "amount_usd_2023", "amount_usd_2023_by_local_prices"]


def _of_part(column: str, rows: pd.DataFrame, at: pd.Series) -> list[pd.DataFrame]:
    """The part in local currency, and the reform between it and the rate; without one the line says that it is 1."""
    output, role = (TABLE, column), "units_per_new_unit"
    reformed = rows["units_row"].notna()
    return [
        edges(output, at, (TABLE, at, "amount_lcu"), "amount_lcu", rows["amount_lcu"]),
        edges(output, at[reformed], ("redenominations", rows["units_row"][reformed]), role, rows[role][reformed]),
        edges(output, at[~reformed], (LINES, rows["line"][~reformed]), role, rows[role][~reformed]),
    ]


def _indices(column: str, name: str, roles: list[str], rows: pd.DataFrame, at: pd.Series) -> list[pd.DataFrame]:
    return [edges((TABLE, column), at, (name, rows[f"{role}_row"]), role, rows[role]) for role in roles]
