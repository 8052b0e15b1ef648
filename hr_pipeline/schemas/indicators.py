"""The published tables. Formulas are written over the roles of the contributions, so that anyone can replay them."""

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


class ResourceNeed(Figure):
    """Money one service needs in one country and year to reach its target, by one method."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = code(SERVICES, "Harm reduction service")
    method: Code = field("unit_cost: people x unit cost x target", isin=["unit_cost"])
    people: Number = field("People the target speaks of", "people", gt=0, formula="sum")
    target_value: Number = field("Syringes per person, or share of people", "syringes per person or share", gt=0)
    need_usd_2023: Number = field(
        "Need", "US$ of 2023", ge=0, formula="people * people_share * unit_cost * index_base / index_price_year"
    )
    need_usd_2023_low: Number = field(
        "2.5 % quantile, size and unit cost log-normal and independent", "US$ of 2023", ge=0
    )
    need_usd_2023_high: Number = field(
        "97.5 % quantile, size and unit cost log-normal and independent", "US$ of 2023", ge=0
    )
    flags: Text = field("bounds_assumed, size_carried: words separated by blanks")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "method"]


class FundingGap(Figure):
    """Need, money and gap of one country and year, of one service or of all services with a need."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all", isin=[*SERVICES, "all"])
    need_usd: Number = field("Need in the prices of the year", "current US$", ge=0, formula="sum")
    need_usd_low: Number = field("2.5 % quantile of the need", "current US$", ge=0)
    need_usd_high: Number = field("97.5 % quantile of the need", "current US$", ge=0)
    available_usd: Number = field(
        "Budgets counted once; empty where nobody reports", "current US$", nullable=True, formula="sum"
    )
    domestic_usd: Number = field(
        "Of which domestic public; empty where nobody reports it", "current US$", nullable=True, formula="sum"
    )
    gap_usd: Number = field(
        "Need less money; negative where the money exceeds the need",
        "current US$",
        nullable=True,
        formula="need - available",
    )
    gap_usd_low: Number = field("Gap at the lower need", "current US$", nullable=True)
    gap_usd_high: Number = field("Gap at the upper need", "current US$", nullable=True)
    gap_usd_2023: Number = field(
        "Gap in constant prices", "US$ of 2023", nullable=True, formula="gap * index_base / index_year"
    )
    gap_share: Number = field(
        "Gap over need; above 1 where reimbursements exceed the money",
        "share",
        nullable=True,
        formula="1 - available / need",
    )
    domestic_share: Number = field(
        "Domestic public over all money; empty where domestic money is not reported",
        "share",
        nullable=True,
        formula="domestic / available",
    )
    available_usd_per_person: Number = field(
        "Money for each person the need speaks of; of all services, for each person who injects drugs",
        "current US$ per person",
        nullable=True,
        formula="available / people",
    )
    sources_reported: Text = field("Financing sources that report, separated by blanks")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service"]
