"""The published tables of partners' reports: policy, rights, communities, support, campaigns, and reports side by side.

Columns that count people say so (`disclosure`), so that disclosure control finds them.
"""

from hr_pipeline.schemas.codes import SERVICES, SUBGROUPS, codes
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, YesNo, calendar_year, code, field, iso3
from hr_pipeline.schemas.indicators import Figure
from hr_pipeline.schemas.partner_surveys import PERIODS

MEASURES = [*codes("survey_measure"), *codes("community_measure"), *codes("policy_measure")]
ANSWERS = [*codes("policy_answer"), *codes("reform_status")]
CONFLICTS = codes("conflict_class")


class Triangulation(Figure):
    """What one partner says of one measure in one country or area and year, next to what the others say."""

    iso3: Code = iso3()
    area: Code = field("national, or the part of the country")
    year: Whole = calendar_year()
    measure: Code = code(MEASURES, "What is counted or asked")
    subgroup: Code = code(SUBGROUPS, "Who is counted")
    partner: Code = field(
        "Network that reports, as coded in the form; in a release a pseudonym where it may not be named"
    )
    consent_scope: Code = code(codes("consent_scope"), "How far every report it rests on may go")
    periods: Text = field("Parts of the year that it rests on, such as annual or h1 h2")
    count_people: Number = field(
        "People; empty where only bounds are known", "people", nullable=True, formula="sum", disclosure="people"
    )
    count_people_low: Number = field(
        "At least: the largest part, where different people are reported in parts",
        "people",
        nullable=True,
        formula="sum",
        disclosure="people",
    )
    count_people_high: Number = field(
        "At most: the sum of the parts", "people", nullable=True, formula="sum", disclosure="people"
    )
    count_items: Number = field("Supplies, groups or seats", "items", nullable=True, formula="sum")
    answer: Code = code(ANSWERS, "Answer, or how far a reform has come", nullable=True)
    basis: Code = code(codes("basis"), "What the report rests on")
    is_chosen: YesNo = field("The declared precedence takes this report")
    is_independent: YesNo = field("False where it repeats another report's value from published sources")
    meaning_changed: YesNo = field("Rests on a question that meant something else")
    relative_difference_share: Number = field(
        "Distance from the chosen report over the mean of both",
        "share",
        nullable=True,
        formula="max(0, low - chosen_high, chosen_low - high) / ((low + high + chosen_low + chosen_high) / 4)",
    )
    conflict: Code = code(CONFLICTS, "Size of the difference from the chosen report", nullable=True)

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "measure", "subgroup", "partner"]


class ServiceDelivery(Figure):
    """What services reached or handed out in one country or area and year, by measure and subgroup."""

    iso3: Code = iso3()
    area: Code = field("national, or the part of the country")
    year: Whole = calendar_year()
    measure: Code = code(codes("survey_measure"), "What is counted")
    subgroup: Code = code(SUBGROUPS, "Who is counted")
    count_people: Number = field(
        "People; empty where only bounds are known", "people", nullable=True, formula="sum", disclosure="people"
    )
    count_people_low: Number = field("At least", "people", nullable=True, formula="sum", disclosure="people")
    count_people_high: Number = field("At most", "people", nullable=True, formula="sum", disclosure="people")
    count_items: Number = field("Supplies", "items", nullable=True, formula="sum")
    basis: Code = code(codes("basis"), "What the chosen report rests on")
    partners_reporting: Whole = field("Partners with a value", "partners", ge=0)
    partners_confirming: Whole = field("Other independent partners whose value agrees", "partners", ge=0)
    conflict: Code = code(CONFLICTS, "Largest difference among the reports", nullable=True)
    flags: Text = field("Words: series_break, part_of_year (months of the year are not reported)")

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "measure", "subgroup"]


class PolicyEnvironment(Figure):
    """What law and policy say on one question in one country and year."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    measure: Code = code(codes("policy_measure"), "What the question is about")
    answer: Code = code(codes("policy_answer"), "Answer", nullable=True)
    reform_status: Code = code(codes("reform_status"), "How far the reform has come", nullable=True)
    basis: Code = code(codes("basis"), "What the chosen report rests on")
    partners_agreeing: Number = field(
        "Partners with this answer; copies of published sources do not count",
        "partners",
        ge=0,
        nullable=True,
        formula="sum",
    )
    partners_answering: Whole = field("Partners with an answer", "partners", ge=0)
    has_conflict: YesNo = field("Partners answer differently")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "measure"]


class RightsViolations(Figure):
    """Documented cases of one violation by one perpetrator against one group in one country and period."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    period: Code = field("Part of the year", "code", isin=PERIODS)
    violation: Code = code(codes("violation"), "Kind of violation")
    perpetrator: Code = code(codes("perpetrator"), "Who did it")
    subgroup: Code = code(SUBGROUPS, "Whose rights were violated")
    documented_people: Number = field(
        "Documented cases; never a rate", "people", ge=0, nullable=True, formula="sum", disclosure="people"
    )
    redressed_people: Number = field(
        "Of these with redress obtained", "people", ge=0, nullable=True, formula="sum", disclosure="people"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "period", "violation", "perpetrator", "subgroup"]


class CommunityEngagement(Figure):
    """What is known of groups led by people who use drugs and their seats in one country and year, by measure."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    measure: Code = code(codes("community_measure"), "What the question is about")
    value: Number = field("Number of groups or seats", "groups or seats", ge=0, nullable=True, formula="sum")
    answer: Code = code(codes("policy_answer"), "Answer", nullable=True)
    basis: Code = code(codes("basis"), "What the chosen report rests on")
    partners_answering: Whole = field("Partners with an answer", "partners", ge=0)
    has_conflict: YesNo = field("Partners answer differently")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "measure"]


class CapacitySupport(Figure):
    """Support of one kind that partners gave in one country and year."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    kind: Code = code(codes("support_kind"), "Kind of support")
    activities: Number = field(
        "Grants, trainings, missions or contracts of all partners", "activities", ge=0, nullable=True, formula="sum"
    )
    supported_people_low: Number = field(
        "At least: the most that one partner supported", "people", nullable=True, formula="sum", disclosure="people"
    )
    supported_people_high: Number = field(
        "At most: those of all partners", "people", nullable=True, formula="sum", disclosure="people"
    )
    supported_women_people_low: Number = field(
        "Of these women, at least", "people", nullable=True, formula="sum", disclosure="people"
    )
    supported_women_people_high: Number = field(
        "Of these women, at most", "people", nullable=True, formula="sum", disclosure="people"
    )
    amount_usd: Number = field("Money granted or spent", "current US$", nullable=True, formula="sum")
    partners_reporting: Whole = field("Partners with a number", "partners", ge=0)

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "kind"]


class AdvocacyActivity(Figure):
    """Campaign and media work of one kind in one country and year, each partner's own added up."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    kind: Code = code(codes("advocacy_kind"), "Kind of activity")
    activities: Number = field("Activities of all partners", "activities", ge=0, nullable=True, formula="sum")
    partners_reporting: Whole = field("Partners with a number", "partners", ge=0)

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "kind"]


class ReportedUnitCost(Figure):
    """What one unit of one service costs in one country and year, as the preferred partner reports it."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    service: Code = code(SERVICES, "Harm reduction service")
    unit: Code = code(codes("cost_unit"), "What is paid for")
    cost_usd: Number = field("Cost of one unit", "current US$", ge=0, nullable=True, formula="sum")
    basis: Code = code(codes("basis"), "What the report rests on")

    class Config:
        """Key of the table."""

        unique = ["iso3", "year", "service", "unit"]


TABLES = {
    "triangulation": Triangulation,
    "service_delivery": ServiceDelivery,
    "policy_environment": PolicyEnvironment,
    "rights_violations": RightsViolations,
    "community_engagement": CommunityEngagement,
    "capacity_support": CapacitySupport,
    "advocacy_activity": AdvocacyActivity,
    "reported_unit_cost": ReportedUnitCost,
}
