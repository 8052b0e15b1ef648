"""The published tables of need: what services cost, what reaching the targets needs, needs compared.

Formulas are written over the roles of the contributions, so that anyone can replay them. Who pays and what
is missing belong to `funding_gap.py`, published unit costs and needs to `reference_money.py`.
"""

from hr_pipeline.schemas.codes import POPULATIONS, SERVICES, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import SHARE, Figure

UNITS = codes("cost_unit")
METHODS = codes("need_method")
UNIT_COST, PER_PERSON_METHOD = METHODS
ALL = "all"
SERVED = [*SERVICES, ALL]
BASE = "US$ of 2023"
PRICED = "stated * factor * (1 + support_share) * index_year / index_price_year"
WITHIN = "log(stated_high * factor_high / (stated_low * factor_low)) / 3.919928"
COST_SPREAD = f"exp(1.959964 * sqrt(between_study_sigma * between_study_sigma + ({WITHIN}) * ({WITHIN})))"
"""Half the width of the 95 % interval of a unit cost, on the scale of logarithms: within and between studies."""
COST_SIGMA = "log(unit_cost_high / unit_cost_low) / 3.919928"
SPREAD = f"exp(1.959964 * sqrt(sigma * sigma + share_sigma * share_sigma + ({COST_SIGMA}) * ({COST_SIGMA})))"
"""Half the width of the 95 % interval of a product of three log-normal factors, on the scale of logarithms."""


class ResourceNeed(Figure):
    """Money one service needs in one country and year to reach its target, by one method."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = field("Harm reduction service, or all where a need is published for them together", isin=SERVED)
    method: Code = code(METHODS, "How the need was found")
    population: Code = code(POPULATIONS, "Whom the need speaks of")
    estimate: Text = field("Size estimate that the need rests on; needs of one estimate share its draws")
    people: Number = field("Size of the population", "people", gt=0, formula="sum")
    population_share: Number = field(
        "Share of these people whom the service is for", "share", gt=0, le=1, formula="sum"
    )
    target_value: Number = field(
        "Syringes for each person, or share of the people to reach", "units per person", gt=0, formula="target"
    )
    target_year: Whole = calendar_year("Year by which the target is to be reached", nullable=True)
    unit: Code = code(UNITS, "What the unit cost buys")
    study: Text = field("Study or publication of the cost; needs of one study share its draws")
    income_factor: Number = field(
        "What a cost of the world is multiplied by in countries of this income", "factor", gt=0, formula="sum"
    )
    scale_factor: Number = field(
        "Cost of a unit at the volume of the target over its cost at the volume of the study",
        "factor",
        gt=0,
        formula="exp((exponent - 1) * log(target / units_per_person))",
    )
    between_study_sigma: Number = field(
        "Spread of the logarithm of the cost between studies, beyond their own", "log units", ge=0
    )
    unit_cost_usd_2023: Number = field(
        "Cost of a unit with its support, adjusted to income and volume; of a need for each person that need",
        "US$ of 2023",
        gt=0,
        formula="amount / of_people * income_factor * scale_factor * (1 + support_share) * index_base "
        "/ index_price_year",
    )
    unit_cost_usd_2023_low: Number = field(
        "2.5 % quantile of the unit cost", "US$ of 2023", gt=0, formula=f"unit_cost / {COST_SPREAD}"
    )
    unit_cost_usd_2023_high: Number = field(
        "97.5 % quantile of the unit cost", "US$ of 2023", gt=0, formula=f"unit_cost * {COST_SPREAD}"
    )
    sigma: Number = field("Spread of the logarithm of the size", "log units", ge=0, formula="sum")
    population_share_sigma: Number = field(
        "Spread of the logarithm of the share", "log units", ge=0, formula="log(high / low) / 3.919928"
    )
    need_usd_2023: Number = field(
        "Need: the median, where size, share and unit cost are log-normal",
        "US$ of 2023",
        ge=0,
        formula="people * population_share * target_value * unit_cost",
    )
    need_usd_2023_low: Number = field(
        "2.5 % quantile; size, share and unit cost are independent", "US$ of 2023", ge=0, formula=f"need / {SPREAD}"
    )
    need_usd_2023_high: Number = field(
        "97.5 % quantile; size, share and unit cost are independent", "US$ of 2023", ge=0, formula=f"need * {SPREAD}"
    )
    assumptions: Text = field("What the need rests on, written from the rows it was computed with")
    flags: Text = field(
        "Words: bounds_assumed, size_carried, partial_scope, share_of_the_world, cost_bounds_assumed, "
        "cost_of_the_country, income_unknown"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "method"]


class UnitsPerMillion(Figure):
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


class PublishedNeedAllotments(Figure):
    """Part of one published need that one country gets; the parts of a need add up to it."""

    iso3: Code = iso3()
    year: Whole = calendar_year("Year the money is needed in")
    service: Code = field("Harm reduction service, or all", isin=SERVED)
    publication: Code = field("Short name of the publication")
    scope: Code = field("Regions of country_groupings that the need speaks of, separated by blanks, or world")
    people: Number = field(
        "People who inject drugs that the part rests on: the country's size, else by its inhabitants what the sizes of "
        "others leave of the published number",
        "people",
        gt=0,
        formula="sum",
    )
    rests_on: Code = field("Whether the people are a size or by inhabitants", isin=["size", "inhabitants"])
    scope_people: Number = field("The same people of all countries of the scope", "people", gt=0)
    allotted_share: Number = field("Part of the published need", "share", formula="people / scope_people", **SHARE)
    need_usd_2023: Number = field(
        "Part of the published need",
        BASE,
        ge=0,
        formula="amount * people / scope_people * index_base / index_price_year",
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "publication"]


class NeedReconciliation(Figure):
    """The need of one country and year by each method next to each other, and why they differ."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    people: Number = field("People who inject drugs", "people", gt=0, formula="sum")
    unit_cost_need_usd_2023: Number = field("Bottom-up need of all services", BASE, ge=0, formula="sum")
    unit_cost_need_usd_2023_per_person: Number = field(
        "The same for each person", "US$ of 2023 per person", ge=0, formula="need / people"
    )
    per_person_need_usd_2023: Number = field(
        "Published need for each person times the country's people", BASE, ge=0, nullable=True, formula="sum"
    )
    published_need_usd_2023: Number = field(
        "The country's part of the published need; parts add up to it", BASE, ge=0, nullable=True, formula="sum"
    )
    unit_cost_over_published_ratio: Number = field(
        "Bottom-up need over the country's part of the published one",
        "ratio",
        nullable=True,
        formula="unit_cost / other",
    )
    unit_cost_over_per_person_ratio: Number = field(
        "Bottom-up need over the published need for each person", "ratio", nullable=True, formula="unit_cost / other"
    )
    publication: Text = field("Publication that the need is compared with; empty where none speaks of the country")
    why: Text = field("Why the methods differ")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year"]


TABLES = {
    "resource_need": ResourceNeed,
    "units_per_million": UnitsPerMillion,
    "published_need_allotments": PublishedNeedAllotments,
    "need_reconciliation": NeedReconciliation,
}
