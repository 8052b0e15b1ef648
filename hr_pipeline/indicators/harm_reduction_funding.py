"""`harm_reduction_funding`: who pays how much for which service, each dollar decided on once.

Four tables state money: budgets and spending of grants, national budgets, partners' spending. Lines are brought into
one shape, each gets a decision (counted, or why not), then they are converted and added up. Gaps belong to
`funding_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.calendar_years import by_calendar_year
from hr_pipeline.indicators.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.grant_lines import included, with_attribution
from hr_pipeline.indicators.grant_spending import spending
from hr_pipeline.indicators.grant_versions import is_superseded
from hr_pipeline.indicators.money import CENTS, US_DOLLAR, annual_rates, rate_edges, to_usd, with_price_index
from hr_pipeline.indicators.partner_reports import consented, preferred
from hr_pipeline.lineage.contributions import ADDEND
from hr_pipeline.schemas.definitions import COUNTED, YES
from hr_pipeline.schemas.tables import keys

TABLE = "harm_reduction_funding"
KEY = keys(TABLE)
NATIONAL = "national"
MARKS = ["is_c19rm", "is_pro_rata", "is_split", "is_unstable"]
INTERNATIONAL = ["global_fund", "pepfar", "other_international"]
NOT_COUNTED = {
    "wider": "wider_programme",
    "population_unknown": "population_unknown",
    "unattributed": "population_unknown",
    "unmatched": "unmatched",
}
"""What a grant line tells -> why it does not count, unless the definition takes it."""


def harm_reduction_funding(
    grant_budget_lines: pd.DataFrame,
    grant_expenditures: pd.DataFrame,
    national_budget_amounts: pd.DataFrame,
    survey_spending: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    price_index: pd.DataFrame,
) -> Figures:
    """Add up harm reduction money by country, year, population, service, source, phase, dataset and decision.

    Args:
        grant_budget_lines: Global Fund budget lines, US$ at the reference rate.
        grant_expenditures: spending that grants report, US$ at the reference rate.
        national_budget_amounts: budget money by calendar year, in US$.
        survey_spending: partners' reports of spending in local currency.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates that override.
        multiple_exchange_rates: years in which currencies have several rates.
        price_index: prices in the United States.

    Returns:
        The table (current US$, US$ of 2023) and its contributions.
    """
    stated = [
        _of_grants(grant_budget_lines),
        _of_reports(grant_expenditures),
        _of_budgets(national_budget_amounts),
        _of_partners(consented(survey_spending)),
    ]
    rates = annual_rates(exchange_rates, exchange_rate_alternatives, multiple_exchange_rates)
    lines = to_usd(pd.concat(stated, ignore_index=True), rates).pipe(_with_reasons)
    table = lines.pipe(_added_up).pipe(with_price_index, price_index).pipe(_in_constant_prices)
    inputs = {
        "grant_budget_lines": grant_budget_lines,
        "grant_expenditures": grant_expenditures,
        "national_budget_amounts": national_budget_amounts,
        "survey_spending": survey_spending,
        "exchange_rates": exchange_rates,
        "exchange_rate_alternatives": exchange_rate_alternatives,
        "price_index": price_index,
    }
    parts, unshown = _contributions(lines, table)
    return published(TABLE, table, parts, inputs, unshown)


def _of_grants(lines: pd.DataFrame) -> pd.DataFrame:
    """Global Fund lines of harm reduction by calendar year, and lines that name no service."""
    known = lines.assign(superseded=is_superseded(lines))[lines["service"].notna()]
    return _decided(by_calendar_year(known), "grant_budget_lines")


def _of_reports(lines: pd.DataFrame) -> pd.DataFrame:
    """Spending that grants report, decided on as their budgets are."""
    known = spending(lines)
    return _decided(known[known["service"].notna()], "grant_expenditures")


def _decided(lines: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Say of lines of grants whether they count, and why not."""
    chosen = with_attribution(lines)
    decision = (
        chosen["attribution"]
        .astype("str")
        .map(NOT_COUNTED)
        .mask(included(chosen, COUNTED) == YES, "counted")
        .mask(chosen["funding_stream"] == "c19rm", "apart")
        .mask(chosen["superseded"], "superseded")
    )
    return chosen.assign(
        financing_source="global_fund",
        dataset=dataset,
        decision=decision,
        amount=chosen["amount_usd"],
        currency=US_DOLLAR,
        is_c19rm=chosen["funding_stream"] == "c19rm",
    ).pipe(_as_lines)


def _of_budgets(amounts: pd.DataFrame) -> pd.DataFrame:
    """National budgets' money of HIV and harm reduction, which has been decided on and converted."""
    words = amounts["flags"].astype("str").str.split()
    return amounts.assign(
        row_id=range(len(amounts)),
        area=NATIONAL,
        dataset="national_budget_lines",
        amount=amounts["amount_usd"],
        currency=US_DOLLAR,
        is_split=words.map(lambda said: "fiscal_year_split" in said).astype("bool"),
        is_unstable=words.map(lambda said: "unstable_rate" in said).astype("bool"),
        has_several_rates=words.map(lambda said: "multiple_rates" in said).astype("bool"),
    ).pipe(_as_lines)


def _of_partners(lines: pd.DataFrame) -> pd.DataFrame:
    """Partners' reports of spending: one partner's of several; what donors paid is counted from the donors' data."""
    counts = preferred(lines, ["iso3", "area", "year", "financing_source"])
    source = lines["financing_source"].astype("str")
    has_national = _has_national(lines)
    decision = (
        pd.Series("counted", index=lines.index)
        .mask(~counts, "superseded")
        .mask(source.isin(INTERNATIONAL) | (has_national & (lines["area"].astype("str") != NATIONAL)), "same_flow")
    )
    return lines.assign(
        population="people_who_use_drugs",
        service="unattributed",
        phase="expended",
        dataset="survey_spending",
        decision=decision,
        amount=lines["amount_original"],
    ).pipe(_as_lines)


def _has_national(lines: pd.DataFrame) -> pd.Series:
    """Mark lines of a country, year and source that somebody reports for the whole country."""
    key = ["iso3", "year", "financing_source"]
    whole = lines.loc[lines["area"].astype("str") == NATIONAL, key].drop_duplicates().assign(whole=True)
    return lines[key].merge(whole, on=key, how="left", validate="m:1")["whole"].notna().set_axis(lines.index)


def _as_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Keep what all three tables have in common, as plain text; a mark that a table does not know is not set."""
    texts = [name for name in [*KEY, "currency"] if name != "year"]
    marks = [*MARKS, "has_several_rates"]
    known = lines.assign(**{name: False for name in marks if name not in lines})
    return known[["row_id", *KEY, "amount", "currency", *marks]].astype(dict.fromkeys(texts, "str"))


def _with_reasons(lines: pd.DataFrame) -> pd.DataFrame:
    """Tell apart lines without a rate and lines of currencies with several."""
    return lines.assign(has_several_rates=lines["has_several_rates"] | lines["is_multiple"])


def _added_up(lines: pd.DataFrame) -> pd.DataFrame:
    """Add lines by key; a sum with an unconverted line is missing, never smaller than it should be."""
    grouped = lines.groupby(KEY, observed=True, dropna=False)
    summed = grouped.agg(amount_usd=("amount_usd", "sum"), lines=("amount_usd", "size"), known=("amount_usd", "count"))
    is_missing = summed["known"] < summed["lines"]
    several = grouped["has_several_rates"].max() & is_missing
    return placed(
        TABLE,
        summed.assign(
            amount_usd=summed["amount_usd"].round(CENTS).mask(is_missing),
            **{mark: grouped[mark].max() for mark in MARKS},
            has_several_rates=several,
            obs_status=is_missing.map({True: "O", False: "A"}),
            missing_reason=is_missing.map({True: "not_reported", False: None}).mask(several, "multiple_rates"),
        ).reset_index(),
    )


def _in_constant_prices(table: pd.DataFrame) -> pd.DataFrame:
    """Bring amounts to constant prices; years the index does not reach stay empty and say so."""
    constant = table["amount_usd"] * table["index_base"] / table["index_year"]
    words = {
        "c19rm": table["is_c19rm"],
        "pro_rata": table["is_pro_rata"],
        "fiscal_year_split": table["is_split"],
        "unstable_rate": table["is_unstable"],
        "multiple_rates": table["has_several_rates"],
        "rate_missing": table["amount_usd"].isna(),
        "year_missing": table["year"].isna(),
        "index_missing": table["year"].notna() & table["index_year"].isna(),
    }
    return table.assign(amount_usd_2023=constant.round(CENTS), flags=flags(words))


def _contributions(lines: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Lines add up to current US$; current US$ and two values of the price index make constant US$.

    Returns:
        The contributions, and those to sums that are missing because a line has no rate.
    """
    positions = table[KEY].assign(output_row=range(len(table)), is_missing=table["amount_usd"].isna())
    located = lines.merge(positions, on=KEY, how="left", validate="m:1")
    used, unused = located[~located["is_missing"]], located[located["is_missing"]]
    parts = [
        edges((TABLE, "amount_usd"), d["output_row"], _input(str(name), d["row_id"]), ADDEND, d["amount_usd"])
        for name, d in used.groupby("dataset")
    ]
    unshown = [
        edges((TABLE, "amount_usd"), d["output_row"], _input(str(name), d["row_id"]), ADDEND, 0.0)
        for name, d in unused.groupby("dataset")
    ]
    rates = rate_edges((TABLE, "amount_usd"), used)
    row = pd.Series(range(len(table)))
    known = table["amount_usd_2023"].notna()
    constant = (TABLE, "amount_usd_2023")
    constants = [
        edges(constant, row[known], (TABLE, row[known], "amount_usd"), "amount_usd", table["amount_usd"][known]),
        *(
            edges(constant, row[known], ("price_index", table[f"{role}_row"][known]), role, table[role][known])
            for role in ("index_year", "index_base")
        ),
    ]
    return [*parts, *rates, *constants], unshown


def _input(dataset: str, rows: pd.Series) -> tuple:
    """Name where an amount stands: a source row, or the converted amount of budget lines."""
    return (dataset, rows) if dataset != "national_budget_lines" else ("national_budget_amounts", rows, "amount_usd")
