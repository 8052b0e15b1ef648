"""What the amounts of an unknown table are counted in: unit, currency, decimals, fiscal year, and who pays."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import pycountry
from babel.numbers import get_territory_currencies

from hr_pipeline.layouts.fiscal_years import is_two_years, year_in
from hr_pipeline.layouts.questions import Question
from hr_pipeline.layouts.texts import WORDS
from hr_pipeline.layouts.units import units_in
from hr_pipeline.packaged import packaged_rows
from hr_pipeline.schemas.national_budgets import PAYERS_OF_SPENDING
from hr_pipeline.sources.national_budgets.answers import JOINT
from hr_pipeline.sources.national_budgets.drafting.amounts import money_columns, two_year_headers
from hr_pipeline.sources.national_budgets.drafting.seen import Part, Seen

CALENDAR = "01-01"
MOST_FUNDS = 8
FILL_IN = "FILL IN"


def draft_money(seen: Seen, columns: dict[str, str]) -> list[Part]:
    """Draft unit, currency, decimals, fiscal year and payers, each with what was seen and asked.

    Args:
        seen: the table.
        columns: the drafted `columns`, name -> header.
    """
    return [_unit(seen), _currency(seen), _decimals(seen), _fiscal_year(seen, columns), _payers(seen, columns)]


def _unit(seen: Seen) -> Part:
    """Take the unit that the words above the table name; ask where they name none or several."""
    found = units_in(seen.grid.above)
    if len(found) == 1:
        unit, text = next(iter(found.items()))
        return Part({"unit": "read"}, [], [f"unit {unit:,}: {' '.join(text.split())[:80]!r}"])
    elsewhere = units_in([*_below(seen), *seen.around])
    named = ", ".join(f"{unit:,} ({' '.join(text.split())[:60]!r})" for unit, text in (found or elsewhere).items())
    largest = seen.numbers.abs().max().max()
    hint = f"words of the file name {named}" if named else "no words name a unit that is known"
    question = Question(
        "unit",
        "all amounts",
        "How many units of currency is one unit of the published amounts?",
        f"{hint}; the largest amount is {largest:,.2f}",
        "1, 1000, 1000000",
    )
    return Part({"unit": FILL_IN}, [question])


def _below(seen: Seen) -> list[str]:
    """Give the texts of rows without numbers, such as notes below a table."""
    without = seen.grid.cells[seen.numbers.isna().all(axis=1)]
    return [text for row in without.to_numpy().tolist() for text in row if str(text).strip()]


def _currency(seen: Seen) -> Part:
    """Take the currency of the country at the end of the last year that the table names."""
    years = [year for text in [*seen.grid.headers, *seen.around] if (year := year_in(text))]
    day = date(max(years), 12, 31) if years else None
    known = pycountry.countries.get(alpha_3=seen.iso3)
    used: list[str] = get_territory_currencies(known.alpha_2 if known else "XK", start_date=day, end_date=day)
    note = f"currency of {seen.iso3}{f' in {max(years)}' if years else ' today'}: {', '.join(used)}"
    if len(used) == 1:
        return Part({"currency": used[0]}, [], [note])
    ask = "In which currency are the amounts? Write its ISO 4217 code."
    return Part({"currency": used[0] if used else FILL_IN}, [Question("currency", "all amounts", ask, note, "XXX")], [])


def _decimals(seen: Seen) -> Part:
    decision = seen.convention
    example = {"point": "1,234.5", "comma": "1.234,5"}
    if decision.is_certain:
        note = f"numbers are written as {example[decision.convention]}: {decision.evidence}"
        return Part({"numbers": decision.convention}, [], [note])
    ask = "How are decimals written: point (1,234.5) or comma (1.234,5)?"
    question = Question(
        "numbers", "all amounts", ask, f"{decision.evidence}; proposed: {decision.convention}", "point, comma"
    )
    return Part({"numbers": decision.convention}, [question])


@cache
def _starts() -> dict[str, str]:
    rows = packaged_rows(WORDS, "fiscal_year_starts.csv")
    return dict(zip(rows["iso3"], rows["start"], strict=True))


def _fiscal_year(seen: Seen, columns: dict[str, str]) -> Part:
    """Ask when the fiscal year starts where it may not be in January, and which year a single one names."""
    labels: Iterable[Any] = seen.grid.cells[seen.grid.position(columns["year"])].unique() if "year" in columns else []
    straddles = bool(two_year_headers(seen)) or any(is_two_years(str(label)) for label in labels)
    usual = _starts().get(seen.iso3, "")
    if not straddles and not usual:
        return Part()
    hint = f"usual in {seen.iso3}: {usual}" if usual else "years are written as two years, such as 2014/15"
    ask = "On which day does the fiscal year start? Write month and day."
    start = Question("start of the fiscal year", "the table", ask, hint, "MM-DD, such as 07-01")
    lone = [at for at in money_columns(seen) if year_in(seen.grid.headers[at]) and at not in two_year_headers(seen)]
    is_lone_column = any(year_in(str(label)) and not is_two_years(str(label)) for label in labels)
    questions = [start, *([_lone_question(seen, lone)] if lone or is_lone_column else [])]
    return Part({"fiscal_year_start": usual or CALENDAR}, questions)


def _lone_question(seen: Seen, lone: list[int]) -> Question:
    headers = [seen.header(at) for at in lone]
    ask = "Is a single year, such as 2015, the one in which the fiscal year starts, or in which it ends?"
    shown = f"single years in {', '.join(headers)}" if headers else "single years in the column of years"
    return Question("lone year", JOINT.join(headers), ask, shown, "start, end")


def _payers(seen: Seen, columns: dict[str, str]) -> Part:
    """Ask who pays in the end: for each fund where a column names few of them, else for the whole table."""
    funds: list[str] = []
    if "fund" in columns:
        cells = seen.grid.cells[seen.grid.position(columns["fund"])].map(lambda text: " ".join(str(text).split()))
        funds = [fund for fund in cells.unique() if fund]
    asked = funds if 0 < len(funds) <= MOST_FUNDS else ["*"]
    declared = [{"fund": fund, "financing_source": FILL_IN, "source": FILL_IN} for fund in asked]
    questions = [
        Question(
            "payer",
            fund,
            "Who pays these amounts in the end?" if fund == "*" else f"Who pays in the end what {fund!r} pays?",
            "money of donors in a budget is never counted as domestic",
            ", ".join(PAYERS_OF_SPENDING),
        )
        for fund in asked
    ]
    return Part({"financing_source": declared}, questions)
