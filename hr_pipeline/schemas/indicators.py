"""What every published table ends with, and who pays. Formulas are written over the roles of the contributions, so that anyone can replay them."""

from typing import Any

from hr_pipeline.schemas.codes import (
    CONFIDENTIALITIES,
    DECISIONS,
    FINANCING_SOURCES,
    LICENCES,
    MISSING_REASONS,
    OBS_STATUS,
    PHASES,
    POPULATIONS,
    SERVICES,
)
from hr_pipeline.schemas.fields import Code, Number, Strict, Text, Whole, YesNo, calendar_year, code, field, iso3

BASE_YEAR = 2023
"""Year of the constant prices that `_usd_2023` columns are in."""

SHARE: dict[str, Any] = {"ge": 0, "le": 1}


class Figure(Strict):
    """Base of the published tables: whether there is a value, why not, and the terms it comes under."""

    obs_status: Code = code(OBS_STATUS, "SDMX observation status of the row's main value")
    missing_reason: Code = code(MISSING_REASONS, "Why the main value is missing", nullable=True)
    is_illustrative: YesNo = field("Rests on demonstration data: not a statement about the world")
    confidentiality: Code = code(CONFIDENTIALITIES, "Strictest confidentiality of all inputs")
    licence: Code = code(LICENCES, "Strictest licence of all inputs")


TERMS = ["is_illustrative", "confidentiality", "licence"]
FIGURE_COLUMNS = ["obs_status", "missing_reason", *TERMS]
"""Columns that close every published table, after its keys and values."""


class HarmReductionFunding(Figure):
    """Money of one source and phase for one service and population in one area and year, as one table states it."""

    iso3: Code = iso3(nullable=True)
    area: Code = field("national, the part of the country, or the region code of a multicountry grant")
    year: Whole = calendar_year("Calendar year; empty where the source states none", nullable=True)
    population: Code = code(POPULATIONS, "Whom the money serves")
    service: Code = code(SERVICES, "Harm reduction service")
    financing_source: Code = code(FINANCING_SOURCES, "Who pays")
    phase: Code = code(PHASES, "Stage of the money; amounts of different phases are never added")
    dataset: Code = field(
        "Source table that states it",
        isin=["grant_budget_lines", "grant_expenditures", "national_budget_lines", "survey_spending"],
    )
    decision: Code = code(DECISIONS, "Whether it counts, and why not: the ledger against double counting")
    amount_usd: Number = field("Amount", "current US$", nullable=True, formula="sum")
    amount_usd_2023: Number = field(
        "Amount in constant prices", "US$ of 2023", nullable=True, formula="amount_usd * index_base / index_year"
    )
    flags: Text = field(
        "Words separated by blanks: c19rm, pro_rata, fiscal_year_split, unstable_rate, multiple_rates, rate_missing, "
        "year_missing, index_missing"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "service", "financing_source", "phase", "dataset", "decision"]
