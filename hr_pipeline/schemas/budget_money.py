"""Published tables of national budgets: their money step by step, unclear lines, and exchange rates side by side.

The lines they are made of belong to `national_budgets.py`, what is added up over sources to `indicators.py`.
"""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.codes import (
    DECISIONS,
    FINANCING_SOURCES,
    PHASES,
    POPULATIONS,
    RATE_BASES,
    REVIEW_REASONS,
    SERVICES,
)
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import Figure


class ExchangeRateAgreement(Figure):
    """The average rate in use of one currency and year next to that of another publisher."""

    currency: Code = field("ISO 4217 currency", "code")
    year: Whole = calendar_year()
    publisher: Code = field("The other publisher")
    rate: Number = field("Rate in use", "local currency per dollar", gt=0)
    other_rate: Number = field("Rate of the other publisher", "local currency per dollar", gt=0)
    ratio: Number = field("The other rate over the one in use", "ratio", gt=0, formula="other_rate / rate")
    severity: Code = field(
        "none: they agree; warning: they differ where the currency is known to have several rates; error: they differ",
        isin=["none", "warning", "error"],
    )

    class Config:
        """Key of the table."""

        unique = ["currency", "year", "publisher"]


class NationalBudgetAmounts(Figure):
    """Budget money of one fiscal year, phase, payer, service and decision in one calendar year, step by step to US$."""

    iso3: Code = iso3()
    fiscal_year_start: Series[pd.Timestamp] = field("First day of the fiscal year", "date")
    fiscal_year_end: Series[pd.Timestamp] = field("Last day of the fiscal year", "date")
    year: Whole = calendar_year("Calendar year that the part falls into")
    population: Code = code(POPULATIONS, "Whom the money serves")
    service: Code = code(SERVICES, "Harm reduction service")
    financing_source: Code = code(FINANCING_SOURCES, "Who pays")
    phase: Code = code(PHASES, "Stage of the money; amounts of different phases are never added")
    decision: Code = code(DECISIONS, "Whether it counts, and why not")
    currency: Code = field("ISO 4217 currency as published", "code")
    fiscal_year_lcu: Number = field("Amount of the fiscal year", "currency", formula="sum")
    months: Whole = field("Months of the fiscal year in this calendar year", "months", ge=1, le=12)
    amount_lcu: Number = field(
        "Part of the calendar year, by months; parts are whole cents and add up to the fiscal year",
        "currency",
        formula="fiscal_year_lcu * months / fiscal_year_months + remainder",
    )
    rate_currency: Code = field("Currency that the rate speaks of, after redenominations", "code")
    units_per_new_unit: Number = field(
        "Published units in one unit of rate_currency; 1 where nothing was redenominated", "currency per rate_currency"
    )
    rate: Number = field(
        "Average over the fiscal year; empty where there is none, or several and no decision",
        "rate_currency per dollar",
        nullable=True,
        formula="(months_first * rate_first + months_last * rate_last) / (months_first + months_last)",
    )
    rate_basis: Code = code(RATE_BASES, "What the rate is")
    amount_usd: Number = field("Amount", "current US$", nullable=True, formula="amount_lcu / units_per_new_unit / rate")
    amount_usd_2023: Number = field(
        "Amount in constant prices by prices in the United States",
        "US$ of 2023",
        nullable=True,
        formula="amount_usd * index_base / index_year",
    )
    amount_usd_2023_by_local_prices: Number = field(
        "Amount in constant prices by prices in the country, at the average rate of 2023; never mixed with the other",
        "US$ of 2023",
        nullable=True,
        formula="amount_lcu / units_per_new_unit * local_index_base / local_index_year / rate_base",
    )
    flags: Text = field(
        "Words: fiscal_year_split, redenominated, multiple_rates, rate_overridden, unstable_rate, rate_missing, "
        "index_missing, local_index_missing"
    )

    class Config:
        """Key of the table."""

        unique = [
            *["iso3", "fiscal_year_start", "fiscal_year_end", "year", "population", "service", "financing_source"],
            *["phase", "decision", "currency"],
        ]


class NationalBudgetLinesToReview(Figure):
    """Money of one programme, payer, phase and publication that may be harm reduction, for a person to decide."""

    iso3: Code = iso3()
    year: Whole = calendar_year("Calendar year in which the fiscal year ends")
    publication: Code = field("Which publication of the publisher; several may state the same money")
    phase: Code = code(PHASES, "Stage of the money; amounts of different phases are never added")
    administration: Code = field("Ministry or unit, as named by the publisher; empty where it is not named")
    programme_code: Code = field("Programme, as coded by the publisher; empty where it is not coded")
    programme: Code = field("Programme, as named by the publisher")
    financing_source: Code = code(FINANCING_SOURCES, "Who pays in the end")
    review: Code = code(REVIEW_REASONS, "Why a person has to look")
    currency: Code = field("ISO 4217 currency of the amount", "code")
    lines: Whole = field("Lines of the budget", "lines", ge=1, formula="sum")
    amount_lcu: Number = field("Amount; it counts nowhere", "current local currency", formula="sum")

    class Config:
        """Key of the table."""

        unique = [
            *("iso3", "year", "publication", "phase", "administration", "programme_code", "programme"),
            *("financing_source", "review", "currency"),
        ]


TABLES = {
    "exchange_rate_agreement": ExchangeRateAgreement,
    "national_budget_amounts": NationalBudgetAmounts,
    "national_budget_lines_to_review": NationalBudgetLinesToReview,
}
