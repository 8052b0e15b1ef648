"""Checks of single lines: sign, wrapped integers, years, and currencies outside their time."""

import re
from collections.abc import Iterator

import pandas as pd

from hr_pipeline.sources.national_budgets.checks.finding import Bounds, Finding

TURN = 1 << 32
MOST_TURNS = 8
MULTIPLE = 1000
FEWEST_AMOUNTS = 20
"""Fewer amounts do not show what all true amounts are multiples of."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:-\d{2}-\d{2})?(?!\d)")


def cell_findings(lines: pd.DataFrame, redenominations: pd.DataFrame, bounds: Bounds) -> Iterator[Finding]:
    """Look at each line by itself, and at all amounts of a sheet for what they have in common.

    Args:
        lines: `national_budget_lines`.
        redenominations: former currencies.
        bounds: multiples, first_year, years_ahead.
    """
    yield from _negative(lines)
    yield from _wrapped(lines, bounds["multiples", "low"])
    yield from _years(lines, bounds)
    yield from _currencies(lines, redenominations)


def _negative(lines: pd.DataFrame) -> Iterator[Finding]:
    chosen = lines[(lines["amount_lcu"] < 0) & (lines["repair"].isna())]
    declared = "the amount is negative, which only returns and repayments are"
    how_to_fix = "correct the cell in corrections.yaml, or leave it where money came back"
    for line, amount in chosen[["row_id", "amount_original"]].itertuples(index=False):
        yield Finding(int(line), "negative_amount", "warning", declared, f"{amount:,.2f}", how_to_fix)


def _wrapped(lines: pd.DataFrame, share: float) -> Iterator[Finding]:
    """Suspect amounts that are no multiples of 1,000 where nearly all others are, but become so after turns of 2^32."""
    for _, sheet in lines.groupby(["delivery", "sheet"], observed=True):
        amounts = sheet["amount_original"]
        is_multiple = amounts % MULTIPLE == 0
        if len(sheet) < FEWEST_AMOUNTS or is_multiple.mean() < share or sheet["repair"].notna().any():
            continue
        for line, amount in sheet.loc[~is_multiple, ["row_id", "amount_original"]].itertuples(index=False):
            turns = _turns(amount)
            if turns:
                figures = f"{amount:,.0f} would be {amount + turns * TURN:,.0f}"
                declared = "the amount looks like an integer that has wrapped at 2^32"
                how_to_fix = "declare `repairs: wrap` in the layout, or correct the cell in corrections.yaml"
                yield Finding(int(line), "integer_wrap", "error", declared, figures, how_to_fix)


def _turns(amount: float) -> int:
    fitting = (
        turns
        for turns in range(1, MOST_TURNS + 1)
        if amount + turns * TURN >= 0 and (amount + turns * TURN) % MULTIPLE == 0
    )
    return next(fitting, 0)


def _years(lines: pd.DataFrame, bounds: Bounds) -> Iterator[Finding]:
    """Look at one line of each publication and year: they all say the same."""
    once = lines.drop_duplicates(["delivery", "publication", "phase", "year"])
    how_to_fix = "look at the year column and at `year` or `year_label` of the layout"
    for row in once[["row_id", "publication", "phase", "year", "fiscal_year_end"]].to_dict("records"):
        stated = max(_DATE.finditer(str(row["publication"])), key=lambda date: date[1], default=None)
        figures = f"{row['year']} in publication {row['publication']}"
        line, year = int(row["row_id"]), int(row["year"])
        if year < bounds["first_year", "low"]:
            yield Finding(
                line, "year_range", "warning", "the year lies further back than budgets do", figures, how_to_fix
            )
        if stated and year > int(stated[1]) + bounds["years_ahead", "high"]:
            yield Finding(line, "year_range", "warning", "the year lies far after the publication", figures, how_to_fix)
        if stated and row["phase"] == "executed" and _is_before(stated[0], row["fiscal_year_end"]):
            declared = "money is reported as executed in a year that was not over"
            yield Finding(line, "executed_early", "warning", declared, figures, "check `phase` in the layout")


def _is_before(published: str, end: pd.Timestamp) -> bool:
    """Tell whether a publication, dated by day or by year, came before the end of a fiscal year."""
    return pd.Timestamp(published if len(published) > 4 else f"{published}-12-31") < end


def _currencies(lines: pd.DataFrame, redenominations: pd.DataFrame) -> Iterator[Finding]:
    """Look for currencies after their end, and for today's currency in a year of the former one."""
    once = lines.drop_duplicates(["delivery", "publication", "year", "currency"]).astype({"currency": "str"})
    for former in redenominations.astype({"currency": "str", "new_currency": "str"}).to_dict("records"):
        old, new, last = former["currency"], former["new_currency"], former["last_year"]
        if new == "EUR":
            new = ""  # the euro is older than most entries into it
        late = once[(once["currency"] == old) & (once["fiscal_year_start"].dt.year > last)]
        early = once[(once["currency"] == new) & (once["fiscal_year_end"].dt.year < last)]
        for line, year in late[["row_id", "year"]].itertuples(index=False):
            declared, how_to_fix = "the currency no longer existed in that year", "correct `currency` in the layout"
            yield Finding(int(line), "currency_period", "error", declared, f"{old} in {year}", how_to_fix)
        for line, year in early[["row_id", "year"]].itertuples(index=False):
            declared = "the currency did not exist in that year"
            how_to_fix = f"write {old} in the layout unless the publisher has converted the amounts"
            yield Finding(int(line), "currency_period", "warning", declared, f"{new} in {year}", how_to_fix)
