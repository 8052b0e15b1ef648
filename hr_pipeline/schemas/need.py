"""The published tables of need: what services cost, what reaching the targets needs, what is missing to it.

Formulas are written over the roles of the contributions, so that anyone can replay them. Who pays belongs to
`indicators.py`, published unit costs and needs to `reference.py`.
"""

from hr_pipeline.schemas.codes import POPULATIONS, SERVICES, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import Figure

UNITS = codes("cost_unit")
METHODS = codes("need_method")
UNIT_COST, ALLOTMENT = METHODS
ALL = "all"
CONSTANT = "gap * index_base / index_year"
PER_PERSON = "available / people"
WHOLE = "(domestic + international)"
SERVED = [*SERVICES, ALL]
PRICED = "stated * factor * (1 + support_share) * index_year / index_price_year"
BOUND = "stated * factor / of_people * (1 + support_share) * index_base / index_price_year"
COST_SIGMA = "log(unit_cost_high / unit_cost_low) / 3.919928"
SPREAD = f"exp(1.959964 * sqrt(sigma * sigma + ({COST_SIGMA}) * ({COST_SIGMA})))"
"""Half the width of the 95 % interval of a product of two log-normal factors, on the scale of logarithms."""


class ResourceNeed(Figure):
    """Money one service needs in one country and year to reach its target, by one method."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all where a need is published for them together", isin=SERVED)
    method: Code = code(METHODS, "How the need was found")
    population: Code = code(POPULATIONS, "Whom the need speaks of")
    estimate: Text = field("Size estimate that the need rests on; needs of one estimate share its draws")
    people: Number = field("Size of the population", "people", gt=0, formula="sum")
    target_value: Number = field("Share of the people to reach", "share", gt=0, formula="target")
    target_year: Whole = calendar_year("Year by which the target is to be reached", nullable=True)
    unit: Code = code(UNITS, "What the unit cost buys")
    study: Text = field("Study or publication of the cost; needs of one study share its draws")
    units_per_person: Number = field("Units for each person reached", "units per person", gt=0, formula="units_stated")
    unit_cost_usd_2023: Number = field(
        "Cost of a unit with its support; of an allotment the published need for each person of its scope",
        "US$ of 2023",
        gt=0,
        formula="amount / of_people * (1 + support_share) * index_base / index_price_year",
    )
    unit_cost_usd_2023_low: Number = field("Unit cost at its lower bound", "US$ of 2023", gt=0, formula=BOUND)
    unit_cost_usd_2023_high: Number = field("Unit cost at its upper bound", "US$ of 2023", gt=0, formula=BOUND)
    sigma: Number = field("Spread of the logarithm of the size", "log units", ge=0, formula="sum")
    need_usd_2023: Number = field(
        "Need: the median, where size and unit cost are log-normal",
        "US$ of 2023",
        ge=0,
        formula="people * target_value * units_per_person * unit_cost",
    )
    need_usd_2023_low: Number = field(
        "2.5 % quantile, size and unit cost log-normal and independent", "US$ of 2023", ge=0, formula=f"need / {SPREAD}"
    )
    need_usd_2023_high: Number = field(
        "97.5 % quantile, size and unit cost log-normal and independent",
        "US$ of 2023",
        ge=0,
        formula=f"need * {SPREAD}",
    )
    assumptions: Text = field("What the need rests on, written from the rows it was computed with")
    flags: Text = field(
        "Words: bounds_assumed, size_carried, partial_scope, size_of_other_population, cost_bounds_assumed, "
        "cost_of_the_country"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "method"]


class MillionBuys(Figure):
    """What one more million US$ buys of one unit of one service in one country and year, at the published unit cost."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = code(SERVICES, "Harm reduction service")
    unit: Code = code(UNITS, "What is bought")
    study: Code = field("Study that the unit cost is taken from")
    unit_cost: Number = field(
        "Cost of a unit with its support, in the prices of the year",
        "current US$ per unit",
        gt=0,
        formula="cost * (1 + support_share) * index_year / index_price_year",
    )
    unit_cost_low: Number = field("Unit cost at the lower bound", "current US$ per unit", gt=0, formula=PRICED)
    unit_cost_high: Number = field("Unit cost at the upper bound", "current US$ per unit", gt=0, formula=PRICED)
    units: Number = field("Units a million buys", "units", gt=0, formula="1000000 / unit_cost")
    units_low: Number = field("At the upper bound of the cost", "units", gt=0, formula="1000000 / unit_cost")
    units_high: Number = field("At the lower bound of the cost", "units", gt=0, formula="1000000 / unit_cost")
    served: Number = field("People a million serves for a year", "people", gt=0, formula="units / units_per_person")
    served_low: Number = field("At the upper bound of the cost", "people", gt=0, formula="units / units_per_person")
    served_high: Number = field("At the lower bound of the cost", "people", gt=0, formula="units / units_per_person")
    flags: Text = field("Words: cost_bounds_assumed, cost_of_the_country")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "unit"]


class FundingGap(Figure):
    """Need, money and gap of one country and year, of one service or of all services with a need."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all that have a need", isin=SERVED)
    need_usd: Number = field("Need in the prices of the year", "current US$", ge=0, formula="sum")
    need_usd_low: Number = field("2.5 % quantile of the need, of all services by shared draws", "current US$", ge=0)
    need_usd_high: Number = field("97.5 % quantile of the need, of all services by shared draws", "current US$", ge=0)
    published_need_usd: Number = field(
        "Published need allotted to the country, in the prices of the year: no estimate of its own need",
        "current US$",
        nullable=True,
        formula="allotted * index_year / index_base",
    )
    available_usd: Number = field(
        "Budgets counted once; empty where nobody reports",
        "current US$",
        nullable=True,
        formula="sum",
    )
    available_usd_low: Number = field(
        "Undecided records counted once, by the smaller of their amounts", "current US$", nullable=True, formula="sum"
    )
    available_usd_high: Number = field(
        "Undecided records counted as different money; of all services with money that names none",
        "current US$",
        nullable=True,
        formula="sum",
    )
    available_usd_2023: Number = field(
        "Money in constant prices", "US$ of 2023", nullable=True, formula="available * index_base / index_year"
    )
    domestic_usd: Number = field(
        "Of which domestic, public and private; empty where nobody reports it",
        "current US$",
        nullable=True,
        formula="sum",
    )
    international_usd: Number = field(
        "Of which donors'; empty where nobody reports it", "current US$", nullable=True, formula="sum"
    )
    gap_usd: Number = field(
        "Need less money; negative where the money exceeds the need",
        "current US$",
        nullable=True,
        formula="need - available",
    )
    gap_usd_low: Number = field(
        "Lower need less upper money", "current US$", nullable=True, formula="need_low - available_high"
    )
    gap_usd_high: Number = field(
        "Upper need less lower money", "current US$", nullable=True, formula="need_high - available_low"
    )
    gap_usd_2023: Number = field("Gap in constant prices", "US$ of 2023", nullable=True, formula=CONSTANT)
    gap_usd_2023_low: Number = field("Lower gap in constant prices", "US$ of 2023", nullable=True, formula=CONSTANT)
    gap_usd_2023_high: Number = field("Upper gap in constant prices", "US$ of 2023", nullable=True, formula=CONSTANT)
    gap_share: Number = field(
        "Gap over need; above 1 where reimbursements exceed the money",
        "share",
        nullable=True,
        formula="1 - available / need",
    )
    published_gap_share: Number = field(
        "Gap over the allotted published need", "share", nullable=True, formula="1 - available / published_need"
    )
    target_year: Whole = calendar_year("Year by which the target is to be reached", nullable=True)
    target_year_need_usd_2023: Number = field("Need in the target year", "US$ of 2023", nullable=True, formula="sum")
    target_year_gap_usd_2023: Number = field(
        "Need in the target year less the money of this year, both in prices of one year",
        "US$ of 2023",
        nullable=True,
        formula="target_year_need - available",
    )
    available_usd_per_person: Number = field(
        "Money for each person the need speaks of; of all services, for each person who injects drugs",
        "current US$ per person",
        nullable=True,
        formula=PER_PERSON,
    )
    available_usd_per_person_low: Number = field(
        "At the upper bound of the size", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    available_usd_per_person_high: Number = field(
        "At the lower bound of the size", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    available_usd_per_head: Number = field(
        "Money for each inhabitant", "current US$ per person", nullable=True, formula=PER_PERSON
    )
    hiv_spending_share: Number = field(
        "Harm reduction spending over all HIV spending of the same year, both expended",
        "share",
        nullable=True,
        formula="spent / hiv_total",
    )
    domestic_share: Number = field(
        "Domestic over domestic and donors' money; empty where either is not reported",
        "share",
        nullable=True,
        formula=f"domestic / {WHOLE}",
    )
    largest_source_usd: Number = field("Money of the largest payer", "current US$", nullable=True, formula="sum")
    largest_source_share: Number = field(
        "Largest payer over domestic and donors' money", "share", nullable=True, formula=f"largest / {WHOLE}"
    )
    payer_concentration: Number = field(
        "Herfindahl-Hirschman index: sum of the squared shares of the payers", "index", nullable=True, formula="sum"
    )
    enforcement_ratio: Number = field(
        "Harm reduction money over spending on the enforcement of drug laws",
        "ratio",
        nullable=True,
        formula="available / enforcement",
    )
    sources_reported: Text = field("Financing sources that report, separated by blanks")
    services_in_need: Text = field(
        "Services whose need the row adds up, words separated by blanks: only their money is compared with it"
    )
    need_flags: Text = field("Flags of these needs, as in resource_need, words separated by blanks")
    missing_part: Text = field("What is missing to the row's empty figures, words separated by blanks")
    bridges: Text = field("Bridges between bases that were applied, separated by blanks")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service"]
