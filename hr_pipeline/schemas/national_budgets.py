"""Tables of the national budgets source."""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.codes import (
    CONFIDENCES,
    FINANCING_SOURCES,
    PHASES,
    POPULATIONS,
    REVIEW_REASONS,
    SERVICES,
    UNALLOCABLE,
)
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Whole, calendar_year, code, field, iso3

ALL_SOURCES = "all"
"""A financing source of HIV spending only: all money together, its payers not distinguished."""
INTERNATIONAL = "international"
"""A financing source of HIV spending only: all international money together, its donors not distinguished."""
PAYERS_OF_SPENDING = [*FINANCING_SOURCES, INTERNATIONAL, ALL_SOURCES]


class NationalBudgetLines(SourceRow):
    """One amount of one budget line, in one phase of one publication."""

    iso3: Code = iso3()
    publication: Code = field("Which publication of the publisher, such as its date")
    phase: Code = code(PHASES, "Stage of the money")
    year: Whole = calendar_year("Calendar year in which the fiscal year ends")
    fiscal_year_start: Series[pd.Timestamp] = field("First day of the fiscal year", "date")
    fiscal_year_end: Series[pd.Timestamp] = field("Last day of the fiscal year", "date")
    administration_code: Code = field("Ministry or unit, as coded by the publisher", nullable=True)
    administration: Code = field("Ministry or unit, as named by the publisher", nullable=True)
    programme_code: Code = field("Programme, as coded by the publisher", nullable=True)
    programme: Code = field("Programme, as named by the publisher", nullable=True)
    economic_code: Code = field("Kind of expense, as coded by the publisher", nullable=True)
    economic: Code = field("Kind of expense, as named by the publisher", nullable=True)
    classification: Code = field(
        "Published classification of `classification_code`, such as COFOG; empty where it is the publisher's own",
        nullable=True,
    )
    classification_code: Code = field("Function or purpose, as coded by the publisher", nullable=True)
    classification_label: Code = field("Function or purpose, as named by the publisher", nullable=True)
    fund: Code = field("Account or fund that pays, as coded by the publisher", nullable=True)
    financing_source: Code = code(FINANCING_SOURCES, "Who pays in the end")
    amount_original: Number = field("Amount as published, in the publication's unit", "unit_multiplier x currency")
    unit_multiplier: Number = field("Units of currency in one published unit", "currency per unit", gt=0)
    currency: Code = field("ISO 4217 currency of the amount", "code", str_matches=r"^[A-Z]{3}$")
    amount_lcu: Number = field("Amount after the unit and any repair", "current local currency")
    repair: Code = field("What was repaired in the published amount, and why", nullable=True)
    price_basis: Code = field("current, or the year of constant prices", isin=["current"])
    service: Code = code(
        SERVICES, "Harm reduction service; empty for lines outside HIV and harm reduction", nullable=True
    )
    population: Code = code(POPULATIONS, "Whom the line serves", nullable=True)
    confidence: Code = code(CONFIDENCES, "How sure the mapping of the programme is")
    review: Code = code(
        REVIEW_REASONS, "Why a person has to look at the line; such a line has no service", nullable=True
    )


class HivSpending(SourceRow):
    """One amount of HIV spending by category and financing source of one country and year, or of one transaction."""

    iso3: Code = iso3()
    publication: Code = field("Which publication of the publisher, such as its edition")
    phase: Code = code(PHASES, "Stage of the money")
    year: Whole = calendar_year("Calendar year in which the fiscal year ends")
    fiscal_year_start: Series[pd.Timestamp] = field("First day of the fiscal year", "date")
    fiscal_year_end: Series[pd.Timestamp] = field("Last day of the fiscal year", "date")
    classification: Code = field("Whose categories: UNAIDS GAM, NASA, PEPFAR")
    edition: Code = field("Edition of the classification; codes of two editions are not comparable", nullable=True)
    classification_code: Code = field("Category, as coded by the publisher", nullable=True)
    classification_label: Code = field("Category, as named by the publisher", nullable=True)
    unallocable: Code = code(
        UNALLOCABLE, "Which bucket of money that its publisher could not place; it is never spread", nullable=True
    )
    beneficiary_code: Code = field("Whom it serves, as coded by the publisher", nullable=True)
    beneficiary: Code = field("Whom it serves, as named by the publisher", nullable=True)
    administration: Code = field("Agency or unit, as named by the publisher", nullable=True)
    transaction: Code = field("Transaction, as numbered by the publisher", nullable=True)
    fund: Code = field("Financing source, as named by the publisher", nullable=True)
    financing_source: Code = code(PAYERS_OF_SPENDING, "Who pays in the end")
    part_of: Code = field(
        "The fund whose row of the same key contains this amount: add up rows where this is empty", nullable=True
    )
    amount_original: Number = field("Amount as published, in the publication's unit", "unit_multiplier x currency")
    unit_multiplier: Number = field("Units of currency in one published unit", "currency per unit", gt=0)
    currency: Code = field("ISO 4217 currency of the amount", "code", str_matches=r"^[A-Z]{3}$")
    amount: Number = field("Amount after the unit and any repair", "current currency")
    repair: Code = field("What was repaired in the published amount, and why", nullable=True)
    price_basis: Code = field("current, or the year of constant prices", isin=["current"])
    service: Code = code(SERVICES, "Harm reduction service; empty outside harm reduction", nullable=True)
    population: Code = code(POPULATIONS, "Whom the money serves", nullable=True)
    confidence: Code = code(CONFIDENCES, "How sure the mapping of the category is")
