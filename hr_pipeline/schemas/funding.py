"""Tables of the money there is: who pays, which records are the same money, how much is available, all HIV spending."""

from hr_pipeline.schemas.codes import DECISIONS, FINANCING_SOURCES, FLOW_DECISIONS, PHASES, POPULATIONS, SERVICES
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import Figure
from hr_pipeline.schemas.national_budgets import INTERNATIONAL

DATASETS = ["grant_budget_lines", "grant_expenditures", "hiv_spending", "national_budget_lines", "survey_spending"]
"""Source tables that state harm reduction money."""
NOT_COUNTED = [decision for decision in DECISIONS if decision != "counted"]
PAYERS = [*FINANCING_SOURCES, INTERNATIONAL]
"""Who pays; `international` is donors' money whose publisher does not tell the donors apart."""


class MoneyRow(Figure):
    """Base of the tables of money by payer, phase and source table."""

    iso3: Code = iso3(nullable=True)
    area: Code = field("national, the part of the country, or the region code of a multicountry grant")
    year: Whole = calendar_year("Calendar year; empty where the source states none", nullable=True)
    population: Code = code(POPULATIONS, "Whom the money serves")
    service: Code = code(SERVICES, "Harm reduction service")
    financing_source: Code = code(PAYERS, "Who pays")
    phase: Code = code(PHASES, "Stage of the money; amounts of different phases are never added")
    dataset: Code = field(
        "Source table that states it",
        isin=DATASETS,
    )
    amount_usd: Number = field("Amount", "current US$", nullable=True, formula="sum")
    amount_usd_2023: Number = field(
        "Amount in constant prices", "US$ of 2023", nullable=True, formula="amount_usd * index_base / index_year"
    )
    flags: Text = field(
        "Words separated by blanks: c19rm, pro_rata, year_profile (years of an earlier publication, scaled), "
        "fiscal_year_split, unstable_rate, multiple_rates, rate_missing, year_missing, index_missing"
    )


class HarmReductionFunding(MoneyRow):
    """Counted money of one payer and phase for one service and population in one area and year: each dollar once."""

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "service", "financing_source", "phase", "dataset"]


class MoneyNotCounted(MoneyRow):
    """Money that a source states and no total holds, of one payer, phase, service and place, with the reason."""

    decision: Code = code(NOT_COUNTED, "Why it does not count: the ledger against double counting")

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "population", "service", "financing_source", "phase", "dataset", "decision"]


class DoubleCountLedger(Figure):
    """Two records of one country and year that may state the same money, and what was decided about them."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    left_record: Code = field("Area, source, phase, table and statement of the record that goes first, by precedence")
    right_record: Code = field("The same of the other record; none where no other record states the donor's money")
    left_dataset: Code = field("Source table of the first record", isin=DATASETS)
    left_statement: Code = field("Whose statement it is: publication, classification, or partner")
    left_area: Code = field("national, or the part of the country")
    left_financing_source: Code = code(PAYERS, "Who pays, as the first record says")
    left_phase: Code = code(PHASES, "Stage of the first record's money")
    left_usd: Number = field("Amount of the first record", "current US$", nullable=True, formula="sum")
    right_dataset: Code = field("Source table of the other record", isin=DATASETS, nullable=True)
    right_statement: Code = field("Whose statement the other is", nullable=True)
    right_area: Code = field("Area of the other record", nullable=True)
    right_financing_source: Code = code(PAYERS, "Who pays, as the other record says", nullable=True)
    right_phase: Code = code(PHASES, "Stage of the other record's money", nullable=True)
    right_usd: Number = field("Amount of the other record", "current US$", nullable=True, formula="sum")
    evidence: Text = field("Words separated by blanks, of the code list `flow_evidence`")
    decision: Code = code(FLOW_DECISIONS, "Whether both state one flow of money")
    counted: Code = field(
        "Which record counts: left, right, both (of different phases, each in its own), or neither",
        isin=["left", "right", "both", "neither"],
    )
    at_stake_usd: Number = field(
        "What would count twice if both were added", "current US$", nullable=True, formula="min(left, right)"
    )
    reason: Text = field("Which rule decided")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "left_record", "right_record"]


class MoneyAvailable(Figure):
    """Harm reduction money of one country, year and phase, for one service or all, each dollar counted once."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all", isin=[*SERVICES, "all"])
    phase: Code = code(PHASES, "Stage of the money; amounts of different phases are never added")
    available_usd_low: Number = field(
        "Undecided records counted once, by the smaller of their amounts", "current US$", nullable=True, formula="sum"
    )
    available_usd: Number = field(
        "Money counted by precedence; empty where nobody reports or a rate is missing",
        "current US$",
        nullable=True,
        formula="sum",
    )
    available_usd_high: Number = field(
        "Undecided records counted as different money", "current US$", nullable=True, formula="sum"
    )
    domestic_public_usd: Number = field("Of which domestic public", "current US$", nullable=True, formula="sum")
    domestic_private_usd: Number = field("Of which domestic private", "current US$", nullable=True, formula="sum")
    global_fund_usd: Number = field("Of which Global Fund", "current US$", nullable=True, formula="sum")
    pepfar_usd: Number = field("Of which PEPFAR", "current US$", nullable=True, formula="sum")
    other_international_usd: Number = field("Of which other donors", "current US$", nullable=True, formula="sum")
    international_usd: Number = field(
        "Of which donors that are not distinguished", "current US$", nullable=True, formula="sum"
    )
    unknown_usd: Number = field("Of which money that names no payer", "current US$", nullable=True, formula="sum")
    sources_reported: Text = field("Financing sources with counted money, separated by blanks")
    sources_missing: Text = field("Financing sources that nobody reports, separated by blanks: they are not zero")
    undecided_pairs: Whole = field("Pairs of records of the phase that nobody has decided on", "pairs", ge=0)

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "phase"]


class HivSpendingTotals(Figure):
    """All HIV spending of one country and year by who pays, each amount as UNAIDS' latest edition has it."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    total_usd: Number = field(
        "Total as published, else domestic and international money together",
        "current US$",
        nullable=True,
        formula="sum",
    )
    domestic_public_usd: Number = field("Domestic public", "current US$", nullable=True, formula="sum")
    domestic_private_usd: Number = field("Domestic private", "current US$", nullable=True, formula="sum")
    international_usd: Number = field(
        "International: from 2014 the donors together where they make the published amount, else as published",
        "current US$",
        nullable=True,
        formula="sum",
    )
    global_fund_usd: Number = field("Global Fund", "current US$", nullable=True, formula="sum")
    pepfar_usd: Number = field("PEPFAR", "current US$", nullable=True, formula="sum")
    other_international_usd: Number = field("Other donors", "current US$", nullable=True, formula="sum")
    international_unspecified_usd: Number = field(
        "International money that no donor's amount accounts for; empty where the donors make it up",
        "current US$",
        nullable=True,
        formula="sum",
    )
    identity_holds: Code = field(
        "Whether domestic and international money make the published total within 1 %; empty where it cannot be tested",
        isin=["yes", "no"],
        nullable=True,
    )
    publication: Text = field("Editions of the publisher that count, separated by semicolons")
    flags: Text = field(
        "Words: suspect_zero, total_from_parts, kept_from_older_edition, revised, parts_incomplete, rate_missing"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "year"]


TABLES = {
    "harm_reduction_funding": HarmReductionFunding,
    "money_not_counted": MoneyNotCounted,
    "double_count_ledger": DoubleCountLedger,
    "money_available": MoneyAvailable,
    "hiv_spending_totals": HivSpendingTotals,
}
