"""Tables of the Global Fund source."""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.codes import CONFIDENCES, PHASES, POPULATIONS, SERVICES
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Whole, calendar_year, code, field, iso3

GRANT = r"^[A-Z]{3}-([CHTMSZ]-.+|\d{3}-G\d\d-[A-Z](-\d\d)?)$"
"""UKR-C-AUA; before 2015 AFG-011-G12-T."""

IMPLEMENTATION_PERIOD = GRANT.removesuffix("$") + r"P\d\d$"
GRANT_CYCLES = ["GC4", "GC5", "GC6", "GC7", "GC8"]
CYCLE_BASES = ["published", "derived"]
REFERENCE_RATE = "current US$"

Day = Series[pd.Timestamp]


class GrantRow(SourceRow):
    """Base of the grant tables: the publication a row stands in, and the grant it speaks of."""

    publication: Code = field("What was published together: a file, or the folder of the pages of one fetch")
    vintage: Day = field("Date of the publication; empty where neither notes nor file name state one", nullable=True)
    geography: Code = field("Country or multicountry grant, as published")
    iso3: Code = iso3(nullable=True)
    area: Code = field("national, the name of a part of the country, or the region code of a multicountry grant")
    grant_code: Code = field("Grant, such as UKR-C-AUA", "code", str_matches=GRANT)


class GrantBudgetLines(GrantRow):
    """One budget line of one implementation period, as one delivery publishes it."""

    implementation_period: Code = field(
        "Implementation period, such as UKR-C-AUAP04", "code", str_matches=IMPLEMENTATION_PERIOD
    )
    period_start: Day = field("First day of the implementation period", "date", nullable=True)
    period_end: Day = field("Last day of the implementation period", "date", nullable=True)
    status: Code = field("Status of the implementation period, as published", nullable=True)
    grant_cycle: Code = field("Grant cycle (the allocation period)", "code", isin=GRANT_CYCLES)
    grant_cycle_basis: Code = field(
        "published, or derived from the year in which the implementation period begins", "code", isin=CYCLE_BASES
    )
    funding_stream: Code = field("core, or c19rm for the COVID-19 Response Mechanism", "code", isin=["core", "c19rm"])
    grant_component: Code = field("Component of the grant, which may differ from the line's", nullable=True)
    line_component: Code = field("Component of the line's module", nullable=True)
    principal_recipient: Code = field("Organisation that signed the grant", nullable=True)
    principal_recipient_type: Code = field("Kind of the principal recipient", nullable=True)
    module: Code = field(
        "Module of the modular framework, as published; empty where the line names none", nullable=True
    )
    intervention: Code = field("Intervention, as published", nullable=True)
    investment_landscape_1: Code = field("Group of cost categories, as published", nullable=True)
    investment_landscape_2: Code = field("Narrower group of cost categories, as published", nullable=True)
    cost_category: Code = field("Cost category, as published", nullable=True)
    phase: Code = code(PHASES, "Stage of the money")
    year: Whole = calendar_year("Calendar year; empty where the delivery states none", nullable=True)
    amount_usd: Number = field(
        "Amount at the Global Fund's reference rate; negative amounts are reimbursements", REFERENCE_RATE
    )
    service: Code = code(SERVICES, "Harm reduction service; empty for lines outside harm reduction", nullable=True)
    population: Code = code(POPULATIONS, "Whom the line serves", nullable=True)
    confidence: Code = code(CONFIDENCES, "How sure the mapping of module and intervention is")
    flags: Code = field("Words: negative, repeated (every column), same_key (all but the amount)")


class Grants(GrantRow):
    """One grant with its totals, as one delivery publishes it; nothing about persons."""

    grant_start: Day = field("First day of the grant", "date", nullable=True)
    grant_end: Day = field("Last day of the grant", "date", nullable=True)
    status: Code = field("Status of the grant, as published", nullable=True)
    grant_component: Code = field("Component of the grant", nullable=True)
    principal_recipient: Code = field("Organisation that signed the grant", nullable=True)
    principal_recipient_type: Code = field("Kind of the principal recipient", nullable=True)
    signed_usd: Number = field("Signed; 0 while a grant is being signed", REFERENCE_RATE, nullable=True)
    committed_usd: Number = field("Committed: set aside", REFERENCE_RATE, nullable=True)
    disbursed_usd: Number = field("Disbursed: paid to the principal recipient", REFERENCE_RATE, nullable=True)


class ImplementationPeriods(GrantRow):
    """One implementation period of one grant with its totals, as one delivery publishes it; nothing about persons."""

    implementation_period: Code = field(
        "Implementation period, such as UKR-C-AUAP04", "code", str_matches=IMPLEMENTATION_PERIOD
    )
    period_start: Day = field("First day of the implementation period", "date", nullable=True)
    period_end: Day = field("Last day of the implementation period", "date", nullable=True)
    status: Code = field("Status of the implementation period, as published", nullable=True)
    grant_cycle: Code = field("Grant cycle (the allocation period)", "code", isin=GRANT_CYCLES, nullable=True)
    grant_component: Code = field("Component of the grant", nullable=True)
    principal_recipient: Code = field("Organisation that signed the grant", nullable=True)
    principal_recipient_type: Code = field("Kind of the principal recipient", nullable=True)
    signed_usd: Number = field("Signed; 0 while a grant is being signed", REFERENCE_RATE, nullable=True)
    committed_usd: Number = field("Committed: set aside", REFERENCE_RATE, nullable=True)
    disbursed_usd: Number = field("Disbursed: paid to the principal recipient", REFERENCE_RATE, nullable=True)


class GrantDisbursements(GrantRow):
    """One payment of one grant to its principal recipient, as one delivery publishes it."""

    implementation_period: Code = field(
        "Implementation period, such as UKR-C-AUAP04", "code", str_matches=IMPLEMENTATION_PERIOD, nullable=True
    )
    period_start: Day = field("First day of the implementation period", "date", nullable=True)
    period_end: Day = field("Last day of the implementation period", "date", nullable=True)
    status: Code = field("Status, as published", nullable=True)
    grant_cycle: Code = field("Grant cycle (the allocation period)", "code", isin=GRANT_CYCLES, nullable=True)
    grant_component: Code = field("Component of the grant", nullable=True)
    principal_recipient: Code = field("Organisation that signed the grant", nullable=True)
    principal_recipient_type: Code = field("Kind of the principal recipient", nullable=True)
    phase: Code = code(PHASES, "Stage of the money")
    disbursement_date: Day = field("Day of the payment", "date", nullable=True)
    amount_usd: Number = field("Paid; negative where money was given back", REFERENCE_RATE)
    flags: Code = field("Words: negative, repeated (every column), same_key (all but the amount)")


class GrantExpenditures(GrantRow):
    """Spending of one implementation period on one module and intervention or cost group, by its latest report."""

    implementation_period: Code = field(
        "Implementation period, such as UKR-C-AUAP04", "code", str_matches=IMPLEMENTATION_PERIOD
    )
    period_start: Day = field("First day of the implementation period", "date", nullable=True)
    period_end: Day = field("Last day of the implementation period", "date", nullable=True)
    status: Code = field("Status of the implementation period, as published", nullable=True)
    grant_cycle: Code = field("Grant cycle (the allocation period)", "code", isin=GRANT_CYCLES, nullable=True)
    funding_stream: Code = field("core, or c19rm for the COVID-19 Response Mechanism", "code", isin=["core", "c19rm"])
    grant_component: Code = field("Component of the grant", nullable=True)
    principal_recipient: Code = field("Organisation that signed the grant", nullable=True)
    principal_recipient_type: Code = field("Kind of the principal recipient", nullable=True)
    breakdown: Code = field(
        "Which of two ways of cutting the same money; never add both",
        isin=["module_intervention", "investment_landscape"],
    )
    line_component: Code = field("Component of the line's module", nullable=True)
    module: Code = field("Module of the modular framework, as published", nullable=True)
    intervention: Code = field("Intervention, as published", nullable=True)
    investment_landscape_1: Code = field("Group of cost categories, as published", nullable=True)
    investment_landscape_2: Code = field("Narrower group of cost categories, as published", nullable=True)
    cost_category: Code = field("Cost category, as published", nullable=True)
    phase: Code = code(PHASES, "Stage of the money")
    reported_from: Day = field("First day the report speaks of", "date", nullable=True)
    reported_to: Day = field("Last day the report speaks of", "date", nullable=True)
    amount_usd: Number = field("Spent in the period of the report", REFERENCE_RATE, nullable=True)
    cumulative_amount_usd: Number = field(
        "Spent since the start of the implementation period; never add over reports", REFERENCE_RATE, nullable=True
    )
    cumulative_budget_usd: Number = field(
        "Budget since the start of the implementation period", REFERENCE_RATE, nullable=True
    )
    service: Code = code(SERVICES, "Harm reduction service; empty for lines outside harm reduction", nullable=True)
    population: Code = code(POPULATIONS, "Whom the line serves", nullable=True)
    confidence: Code = code(CONFIDENCES, "How sure the mapping of module and intervention is")
    flags: Code = field("Words: negative, repeated (every column), same_key (all but the amount)")
