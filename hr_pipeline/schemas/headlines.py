"""The six headline tables: share of HIV money, who pays, how it moved, the gap, who is below target, how sure we are.

What a headline rests on belongs to the tables it is made of: each row is traceable to them.
"""

from hr_pipeline.schemas.codes import SERVICES, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field
from hr_pipeline.schemas.funding_gap import PAYERS
from hr_pipeline.schemas.indicators import SHARE, Figure

REGIONS = ["EECA", "MENA"]
"""Regions of UNAIDS that the headlines speak of."""
US, BASE = "current US$", "US$ of 2023"
QUESTIONS = codes("headline_question")


def place() -> Code:
    """Describe the column of the country or region."""
    return field("ISO 3166 alpha-3 code of a country, or EECA or MENA as UNAIDS groups them", "code")


class HeadlineShareOfHivMoney(Figure):
    """What share of the HIV money of a country or region goes to harm reduction, and how much of it is domestic."""

    place: Code = place()
    year: Whole = calendar_year("Year of the harm reduction budgets; of HIV spending where there are none")
    hiv_spending_share: Number = field(
        "Reported harm reduction budgets over all HIV spending", "share", nullable=True, formula="money / hiv_spending"
    )
    domestic_share: Number = field(
        "Domestic over all HIV spending; empty where either side is not reported",
        "share",
        nullable=True,
        formula="sum",
    )
    harm_reduction_usd: Number = field("Reported harm reduction budgets", US, nullable=True, formula="sum")
    hiv_spending_usd: Number = field("All HIV spending of the nearest reported year", US, gt=0, formula="sum")
    hiv_spending_year: Whole = calendar_year("Year of that spending; the earliest of several countries")
    definition: Code = field("Definition of harm reduction money, as in harm_reduction_definitions")
    status: Text = field("What the row can say, in words")
    why: Text = field("What it rests on and what would make it better, in words")

    class Config:
        """Key of the table."""

        unique = ["place", "year"]


class HeadlineWhoPays(Figure):
    """What one payer is known to give to harm reduction in one country or region and year."""

    place: Code = place()
    year: Whole = calendar_year()
    financing_source: Code = field("Who pays", isin=PAYERS)
    reported_usd: Number = field("Reported budget; 0 where it is reported as zero", US, nullable=True, formula="sum")
    imputed_usd_high: Number = field(
        "Most that the payer may give where nobody reports it; empty where nothing bounds it",
        US,
        ge=0,
        nullable=True,
        formula="sum",
    )
    reported_share: Number = field(
        "Share of the reported money of all payers; no share of all money", "share", nullable=True
    )
    countries_reported: Whole = field("Countries whose payer is reported", "countries", ge=0)
    status: Text = field("What is known of the payer, in words")
    why: Text = field("What it means, in words")
    answered_by: Text = field("Delivery that would answer what is unknown; empty where nothing is")

    class Config:
        """Key of the table."""

        unique = ["place", "year", "financing_source"]


class HeadlineTrend(Figure):
    """How the reported harm reduction budgets of a country or region moved from one reported year to the next."""

    place: Code = place()
    year: Whole = calendar_year()
    harm_reduction_usd_2023: Number = field("Reported budgets in constant prices", BASE, formula="sum")
    previous_year: Whole = calendar_year("Reported year before", nullable=True)
    previous_usd_2023: Number = field("Reported budgets of that year", BASE, nullable=True, formula="sum")
    change_usd_2023: Number = field(
        "Budgets less those of the year before, of the same countries and payers",
        BASE,
        nullable=True,
        formula="now - before",
    )
    change_share: Number = field(
        "Change over the year before", "share", nullable=True, formula="(now - before) / before"
    )
    payers: Text = field("Countries and payers added up, separated by blanks")
    status: Text = field("Whether the two years can be compared, in words")
    why: Text = field("Why, in words")

    class Config:
        """Key of the table."""

        unique = ["place", "year"]


class HeadlineGap(Figure):
    """How large the funding gap of a country or region is: an upper bound, and a range where one can be given."""

    place: Code = place()
    year: Whole = calendar_year()
    need_usd: Number = field("Need of all services, bottom-up", US, ge=0, formula="sum")
    unfunded_by_reported_payers_usd: Number = field(
        "Upper bound of the gap: as if payers that nobody reports gave nothing", US, ge=0, formula="sum"
    )
    gap_usd: Number = field("Centre of the gap", US, ge=0, nullable=True, formula="sum")
    gap_usd_low: Number = field("Lower end: all payers give the most they may", US, ge=0, nullable=True, formula="sum")
    gap_usd_high: Number = field("Upper end of the gap", US, ge=0, nullable=True, formula="sum")
    status: Text = field("What the row can say, in words")
    why: Text = field("Which payers and countries are in it and which are not, in words")
    answered_by: Text = field("Deliveries that would answer what is unknown; empty where nothing is")

    class Config:
        """Key of the table."""

        unique = ["place", "year"]


class HeadlineBelowTarget(Figure):
    """Whether a country, or how many countries of a region, reach one target of one service, by the latest figure."""

    place: Code = place()
    service: Code = code(SERVICES, "Harm reduction service")
    target: Code = field("Target, as in coverage_targets")
    year: Whole = calendar_year("Year of the latest figure; of a region the earliest of its countries")
    countries_below: Whole = field("Countries below the target", "countries", ge=0)
    countries_reporting: Whole = field("Countries with a figure", "countries", gt=0)
    missing_share: Number = field(
        "Part of the target that is missing; of a region the mean of its countries", "share", formula="sum", **SHARE
    )
    status: Text = field("Whether the target is reached, in words")
    why: Text = field("How likely it is and what it rests on, in words")
    answered_by: Text = field("Countries of a region that publish no figure, separated by blanks")

    class Config:
        """Key of the table."""

        unique = ["place", "service", "target"]


class HeadlineCertainty(Figure):
    """How sure one headline of a country or region is, with what makes it least sure."""

    place: Code = place()
    year: Whole = calendar_year()
    question: Code = code(QUESTIONS, "Headline that it speaks of")
    certainty: Code = code(codes("certainty"), "How sure the headline is")
    width_ratio: Number = field(
        "Upper over lower end of the headline; empty where it has no lower end above zero",
        "ratio",
        nullable=True,
        formula="high / low",
    )
    known_share: Number = field("Share of the countries and payers asked about that are known", "share", **SHARE)
    weakest: Text = field("What makes the headline least sure, in words")
    status: Text = field("How sure the headline is, in words")
    why: Text = field("By which rule, in words")
    answered_by: Text = field("Deliveries that would make it surer; empty where none is known")

    class Config:
        """Key of the table."""

        unique = ["place", "year", "question"]


TABLES = {
    "headline_share_of_hiv_money": HeadlineShareOfHivMoney,
    "headline_who_pays": HeadlineWhoPays,
    "headline_trend": HeadlineTrend,
    "headline_gap": HeadlineGap,
    "headline_below_target": HeadlineBelowTarget,
    "headline_certainty": HeadlineCertainty,
}
