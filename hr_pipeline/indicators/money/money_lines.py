"""Lines of the tables that state harm reduction money, in one shape: what each table says of its own lines.

Which of two tables counts belongs to `same_flows.py`, adding up to `harm_reduction_funding.py`.
"""

from hashlib import sha256

import pandas as pd

from hr_pipeline.indicators.common.calendar_years import by_calendar_year
from hr_pipeline.indicators.common.currency import US_DOLLAR, annual_rates, rate_edges, to_usd
from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.indicators.grants.grant_lines import included, with_attribution
from hr_pipeline.indicators.grants.grant_spending import spending
from hr_pipeline.indicators.grants.publications import COUNTED as COUNTED_LINE
from hr_pipeline.indicators.grants.publications import UNORDERED
from hr_pipeline.indicators.grants.publications import decided as decided_grants
from hr_pipeline.indicators.money.hiv_spending_lines import harm_reduction_spending
from hr_pipeline.indicators.partners.partner_reports import consented, preferred
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.definitions import COUNTED, YES
from hr_pipeline.schemas.tables import keys

CONFIDENTIAL = "C"
KEY = keys("money_not_counted")
NATIONAL = "national"
MARKS = ["is_c19rm", "is_pro_rata", "is_year_profile", "is_split", "is_unstable"]
INTERNATIONAL = ["global_fund", "pepfar", "other_international"]
NOT_COUNTED = {
    "wider": "wider_programme",
    "population_unknown": "population_unknown",
    "unattributed": "population_unknown",
    "unmatched": "unmatched",
}
"""What a grant line tells -> why it does not count, unless the definition takes it."""


def money_lines(stated: list[pd.DataFrame], rates: list[pd.DataFrame]) -> pd.DataFrame:
    """Give all lines of harm reduction money in US$, each with what its own table decides about it.

    Args:
        stated: `grant_budget_lines`, `grant_expenditures`, `national_budget_amounts`, `hiv_spending` and
            `survey_spending`.
        rates: `exchange_rates`, `exchange_rate_alternatives` and `multiple_exchange_rates`.

    Returns:
        row_id, the key of `money_not_counted`, statement, amount, currency, marks, amount_usd and its rate.
    """
    read = [_of_grants, _of_reports, _of_budgets, _of_spending, _of_partners]
    lines = pd.concat([of(table) for of, table in zip(read, stated, strict=True)], ignore_index=True)
    return to_usd(lines, annual_rates(*rates)).assign(
        has_several_rates=lambda d: d["has_several_rates"] | d["is_multiple"]
    )


def _of_grants(lines: pd.DataFrame) -> pd.DataFrame:
    """Global Fund lines of harm reduction by calendar year, and lines that name no service."""
    known = decided_grants(lines).lines
    return _decided(by_calendar_year(known[known["service"].notna()]), "grant_budget_lines")


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
        .mask(chosen["standing"] != COUNTED_LINE, "superseded")
        .mask(chosen["standing"] == UNORDERED, "unordered")
    )
    return chosen.assign(
        financing_source="global_fund",
        dataset=dataset,
        statement="grants",
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
        statement="budget",
        amount=amounts["amount_usd"],
        currency=US_DOLLAR,
        is_split=words.map(lambda declared: "fiscal_year_split" in declared).astype("bool"),
        is_unstable=words.map(lambda declared: "unstable_rate" in declared).astype("bool"),
        has_several_rates=words.map(lambda declared: "multiple_rates" in declared).astype("bool"),
    ).pipe(_as_lines)


def _of_spending(hiv_spending: pd.DataFrame) -> pd.DataFrame:
    """Spending by category and financing source of UNAIDS GAM, NASA and PEPFAR."""
    return harm_reduction_spending(hiv_spending).assign(area=NATIONAL, dataset="hiv_spending").pipe(_as_lines)


def _of_partners(lines: pd.DataFrame) -> pd.DataFrame:
    """Partners' reports of spending: one partner's of several; what donors paid is counted from the donors' data."""
    known = consented(lines)
    source = known["financing_source"].astype("str")
    part = (known["period"].astype("str") != "annual").map({True: " parts of the year", False: ""})
    decision = (
        pd.Series("counted", index=known.index)
        .mask(~preferred(known, ["iso3", "area", "year", "financing_source"]), "superseded")
        .mask(source.isin(INTERNATIONAL) | (_has_national(known) & (known["area"] != NATIONAL)), "same_flow")
    )
    return known.assign(
        population="people_who_use_drugs",
        service="unattributed",
        phase="expended",
        dataset="survey_spending",
        statement=known["partner"].astype("str") + " " + _survey(known) + part.astype("str"),
        decision=decision,
        amount=known["amount_original"],
    ).pipe(_as_lines)


def _survey(lines: pd.DataFrame) -> pd.Series:
    """Name the survey; a confidential one by a mark that stays the same, as its id is its owner's word."""
    names = lines["survey"].astype("str")
    marks = {name: f"survey {sha256(name.encode()).hexdigest()[:6]}" for name in names.unique()}
    return names.mask(lines["confidentiality"].astype("str") == CONFIDENTIAL, names.map(marks)).astype("str")


def _has_national(lines: pd.DataFrame) -> pd.Series:
    """Mark lines of a country, year and source that somebody reports for the whole country."""
    key = ["iso3", "year", "financing_source"]
    whole = lines.loc[lines["area"].astype("str") == NATIONAL, key].drop_duplicates().assign(whole=True)
    return lines[key].merge(whole, on=key, how="left", validate="m:1")["whole"].notna().set_axis(lines.index)


def _as_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Keep what all tables have in common, as plain text; a mark that a table does not know is not set."""
    texts = [name for name in [*KEY, "currency", "statement"] if name != "year"]
    marks = [*MARKS, "has_several_rates"]
    known = lines.assign(**{name: False for name in marks if name not in lines})
    return known[["row_id", *KEY, "statement", "amount", "currency", *marks]].astype(dict.fromkeys(texts, "str"))


def line_edges(output: tuple[str, str], lines: pd.DataFrame) -> list[pd.DataFrame]:
    """Make the contributions of lines that add up to a figure, and of their exchange rates.

    Args:
        output: published table and column.
        lines: output_row, dataset, row_id, amount_usd and their rates.
    """
    amounts = [
        edges(output, d["output_row"], _input(str(name), d["row_id"]), ADDEND, d["amount_usd"])
        for name, d in lines.groupby("dataset")
    ]
    return [*amounts, *rate_edges(output, lines)]


def _input(dataset: str, rows: pd.Series) -> tuple[str, pd.Series] | tuple[str, pd.Series, str]:
    """Name where an amount stands: a source row, or the converted amount of budget lines."""
    return (dataset, rows) if dataset != "national_budget_lines" else ("national_budget_amounts", rows, "amount_usd")
