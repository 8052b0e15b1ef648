"""The published tables of the gap: what is known of each payer, what the money leaves unfunded.

Formulas are written over the roles of the contributions, so that anyone can replay them. Needs belong to `need.py`.
"""

from hr_pipeline.schemas.codes import codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import SHARE, Figure
from hr_pipeline.schemas.need import BASE, SERVED

PAYERS = ["domestic_public", "domestic_private", "global_fund", "pepfar", "other_international"]
"""Payers that a gap asks about one by one."""
CONSTANT = "gap * index_base / index_year"
PER_PERSON = "available / people"
US = "current US$"


class FundingPayers(Figure):
    """What is known of one payer's harm reduction money in one country and year, of one service or of all."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all", isin=SERVED)
    financing_source: Code = field("Who pays", isin=PAYERS)
    state: Code = code(codes("payer_state"), "What is known of the payer's money")
    reported_usd: Number = field(
        "Budget as reported; 0 where the budget names nothing", US, nullable=True, formula="sum"
    )
    imputed_usd: Number = field(
        "Centre of what an unreported payer may give: its HIV spending times the published share for harm reduction",
        US,
        ge=0,
        nullable=True,
        formula="hiv_spending * share",
    )
    imputed_usd_high: Number = field(
        "Most that it may give: all its HIV spending; the least is nothing",
        US,
        ge=0,
        nullable=True,
        formula="hiv_spending * share",
    )
    hiv_spending_usd: Number = field(
        "The payer's HIV spending of the nearest reported year, as stated or what others leave of the whole",
        US,
        ge=0,
        nullable=True,
        formula="max(0, addend)",
    )
    hiv_spending_year: Whole = calendar_year("Year of that spending", nullable=True)
    why: Text = field("What the state means")
    answered_by: Text = field("Delivery that would answer what is unknown; empty where nothing is")
    flags: Text = field("Words: spending_of_another_year, spending_is_a_rest")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "financing_source"]


class FundingGap(Figure):
    """Need, money and gap of one country and year, of one service or of all services with a need."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all that have a need", isin=SERVED)
    need_usd: Number = field("Need in the prices of the year", US, ge=0, formula="sum")
    need_usd_low: Number = field("2.5 % quantile of the need, of all services by shared draws", US, ge=0)
    need_usd_high: Number = field("97.5 % quantile of the need, of all services by shared draws", US, ge=0)
    available_for_need_usd: Number = field(
        "Budgets counted once, of services that have a need; empty where an amount in US$ is missing",
        US,
        nullable=True,
        formula="sum",
    )
    available_for_need_usd_low: Number = field(
        "Undecided records counted once, by the smaller of their amounts", US, nullable=True, formula="sum"
    )
    available_for_need_usd_high: Number = field(
        "Undecided records counted as different money, with money that names no service",
        US,
        nullable=True,
        formula="sum",
    )
    unfunded_by_reported_payers_usd: Number = field(
        "Upper bound of the gap: need less what reported payers give, as if all others gave nothing",
        US,
        ge=0,
        nullable=True,
        formula="max(0, need - available)",
    )
    unfunded_by_reported_payers_share: Number = field(
        "The same over the need; above 1 where reimbursements exceed the budgets",
        "share",
        nullable=True,
        ge=0,
        formula="unfunded / need",
    )
    unknown_payers_usd: Number = field(
        "Centre of what payers give that nobody reports; empty where nothing bounds one of them",
        US,
        ge=0,
        nullable=True,
        formula="sum",
    )
    unknown_payers_usd_high: Number = field("Most that these payers may give", US, ge=0, nullable=True, formula="sum")
    gap_usd: Number = field(
        "Need less reported and imputed money; empty where nothing bounds an unreported payer",
        US,
        ge=0,
        nullable=True,
        formula="max(0, need - available - unknown_payers)",
    )
    gap_usd_low: Number = field(
        "Lower need less the most that reported and unreported payers give",
        US,
        ge=0,
        nullable=True,
        formula="max(0, need_low - available_high - unknown_payers_high)",
    )
    gap_usd_high: Number = field(
        "Upper need less the least that reported payers give, as if all others gave nothing",
        US,
        ge=0,
        nullable=True,
        formula="max(0, need_high - available_low)",
    )
    surplus_usd: Number = field(
        "Reported money beyond the need; 0 where there is none",
        US,
        ge=0,
        nullable=True,
        formula="max(0, available - need)",
    )
    unfunded_by_reported_payers_usd_2023: Number = field(
        "Upper bound of the gap in constant prices", BASE, ge=0, nullable=True, formula=CONSTANT
    )
    gap_usd_2023: Number = field("Gap in constant prices", BASE, ge=0, nullable=True, formula=CONSTANT)
    gap_usd_2023_low: Number = field("Lower gap in constant prices", BASE, ge=0, nullable=True, formula=CONSTANT)
    gap_usd_2023_high: Number = field("Upper gap in constant prices", BASE, ge=0, nullable=True, formula=CONSTANT)
    payers_known_share: Number = field(
        "Share of the five payers whose money is reported or reported as zero", "share", **SHARE
    )
    payers_reported: Text = field("Payers whose money is reported or reported as zero, separated by blanks")
    payers_unknown: Text = field("Payers whose money is imputed, unknown or not asked for, separated by blanks")
    gap_status: Code = code(codes("gap_status"), "What the row can say")
    why: Text = field("The same in words")
    answered_by: Text = field("Deliveries that would answer what is unknown, separated by semicolons")
    available_usd_per_person: Number = field(
        "Reported money for each person who injects drugs", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    available_usd_per_person_low: Number = field(
        "At the upper bound of the size", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    available_usd_per_person_high: Number = field(
        "At the lower bound of the size", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    available_usd_per_inhabitant: Number = field(
        "Reported money for each inhabitant", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    enforcement_ratio: Number = field(
        "Reported money over spending on the enforcement of drug laws",
        "ratio",
        nullable=True,
        formula="available / enforcement",
    )
    services_in_need: Text = field(
        "Services whose need the row adds up, words separated by blanks: only their money is compared with it"
    )
    need_flags: Text = field("Flags of these needs, as in resource_need, words separated by blanks")
    bridges: Text = field("Bridges between bases that were applied, separated by blanks")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service"]


TABLES = {
    "funding_payers": FundingPayers,
    "funding_gap": FundingGap,
}
