"""Small source tables for the tests of indicators and releases: name what matters, the rest is plain and valid."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from hr_pipeline.indicators.checks.figure_checks import figure_checks
from hr_pipeline.indicators.checks.reproduced_figures import reproduced_figures
from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.grants.grant_budget_revisions import grant_budget_revisions
from hr_pipeline.indicators.grants.grant_cycle_attribution import grant_cycle_attribution
from hr_pipeline.indicators.grants.grant_lines_unmatched import grant_lines_unmatched
from hr_pipeline.indicators.grants.grant_money_attribution import grant_money_attribution
from hr_pipeline.indicators.grants.grant_money_by_definition import grant_money_by_definition
from hr_pipeline.indicators.grants.publication_ledger import publication_ledger
from hr_pipeline.indicators.headlines.headline_below_target import headline_below_target
from hr_pipeline.indicators.headlines.headline_certainty import headline_certainty
from hr_pipeline.indicators.headlines.headline_gap import headline_gap
from hr_pipeline.indicators.headlines.headline_share_of_hiv_money import headline_share_of_hiv_money
from hr_pipeline.indicators.headlines.headline_trend import headline_trend
from hr_pipeline.indicators.headlines.headline_who_pays import headline_who_pays
from hr_pipeline.indicators.money.double_count_ledger import double_count_ledger
from hr_pipeline.indicators.money.exchange_rate_agreement import exchange_rate_agreement
from hr_pipeline.indicators.money.harm_reduction_funding import harm_reduction_funding
from hr_pipeline.indicators.money.hiv_spending_totals import hiv_spending_totals
from hr_pipeline.indicators.money.money_available import money_available
from hr_pipeline.indicators.money.money_not_counted import money_not_counted
from hr_pipeline.indicators.money.national_budget_amounts import national_budget_amounts
from hr_pipeline.indicators.money.national_budget_lines_to_review import national_budget_lines_to_review
from hr_pipeline.indicators.need.funding_gap import funding_gap
from hr_pipeline.indicators.need.funding_payers import funding_payers
from hr_pipeline.indicators.need.need_reconciliation import need_reconciliation
from hr_pipeline.indicators.need.published_need_allotments import published_need_allotments
from hr_pipeline.indicators.need.resource_need import resource_need
from hr_pipeline.indicators.need.units_per_million import units_per_million
from hr_pipeline.indicators.partners.advocacy_activity import advocacy_activity
from hr_pipeline.indicators.partners.capacity_support import capacity_support
from hr_pipeline.indicators.partners.community_engagement import community_engagement
from hr_pipeline.indicators.partners.policy_environment import policy_environment
from hr_pipeline.indicators.partners.reported_unit_cost import reported_unit_cost
from hr_pipeline.indicators.partners.rights_violations import rights_violations
from hr_pipeline.indicators.partners.service_delivery import service_delivery
from hr_pipeline.indicators.partners.triangulation import triangulation
from hr_pipeline.indicators.regions.modelled_sizes import modelled_sizes
from hr_pipeline.indicators.regions.regional_summary import regional_summary
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.tables import SURVEY_TABLES, kinds
from hr_pipeline_tests.indicators.coverage_tables import coverage_tables

PACKAGED = Path(__file__).parents[2] / "hr_pipeline" / "sources" / "reference"
RATE_TABLES = ["exchange_rates", "exchange_rate_alternatives", "multiple_exchange_rates"]
PEOPLE_WHO_INJECT = "people_who_inject_drugs"
OPIOID_DEPENDENT = "opioid_dependent_people"
SYRINGES = "needle_syringe_programme"
THERAPY = "opioid_agonist_therapy"

_PLACED = {
    "delivery": "a/file.csv",
    "sheet": "",
    "column": "value",
    "raw_value": "1",
    "is_illustrative": False,
    "confidentiality": "F",
    "licence": "CC0-1.0",
}
_SUBMITTED = {
    "partner": "alpha",
    "survey": "services",
    "form_version": "1",
    "is_known_version": True,
    "submission": "uuid",
    "validation_status": "approved",
    "basis": "unstated",
    "consent_scope": "unstated",
    "meaning_changed": False,
    "iso3": "MDA",
    "area": "national",
    "year": 2023,
    "period": "annual",
}
_PLAIN: dict[str, dict[str, Any]] = {
    "grant_budget_lines": {
        "flags": "",
        "geography": "Moldova",
        "iso3": "MDA",
        "area": "national",
        "grant_code": "MDA-C-PCIMU",
        "implementation_period": "MDA-C-PCIMUP04",
        "grant_cycle": "GC7",
        "funding_stream": "core",
        "phase": "budget",
        "year": 2023,
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "grant_expenditures": {
        "flags": "",
        "geography": "Moldova",
        "iso3": "MDA",
        "area": "national",
        "grant_code": "MDA-C-PCIMU",
        "implementation_period": "MDA-C-PCIMUP04",
        "grant_cycle": "GC7",
        "funding_stream": "core",
        "breakdown": "module_intervention",
        "phase": "expended",
        "reported_from": pd.Timestamp("2023-01-01"),
        "reported_to": pd.Timestamp("2023-12-31"),
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "national_budget_lines": {
        "iso3": "MDA",
        "publication": "2023",
        "phase": "budget",
        "year": 2023,
        "fiscal_year_start": "2023-01-01",
        "fiscal_year_end": "2023-12-31",
        "financing_source": "domestic_public",
        "unit_multiplier": 1.0,
        "amount_original": 0.0,
        "currency": "MDL",
        "price_basis": "current",
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "hiv_spending": {
        "iso3": "MDA",
        "publication": "2024",
        "phase": "expended",
        "year": 2023,
        "fiscal_year_start": "2023-01-01",
        "fiscal_year_end": "2023-12-31",
        "classification": "UNAIDS GAM",
        "financing_source": "domestic_public",
        "amount_original": 0.0,
        "unit_multiplier": 1.0,
        "currency": "USD",
        "price_basis": "current",
        "service": SYRINGES,
        "population": PEOPLE_WHO_INJECT,
        "confidence": "high",
    },
    "double_count_decisions": {"iso3": "MDA", "year": 2023, "source": "a researcher"},
    "survey_services": _SUBMITTED | {"measure": "syringes_distributed", "service": SYRINGES, "subgroup": "total"},
    "survey_spending": _SUBMITTED | {"financing_source": "domestic_public", "currency": "MDL"},
    "survey_costs": _SUBMITTED | {"service": SYRINGES, "unit": "syringe", "currency": "MDL"},
    "survey_policy": _SUBMITTED | {"measure": "naloxone_without_prescription"},
    "survey_community": _SUBMITTED | {"measure": "drug_user_groups"},
    "survey_support": _SUBMITTED | {"kind": "training", "quantity": "people", "currency": "MDL"},
    "survey_advocacy": _SUBMITTED | {"kind": "media_item"},
    "survey_violations": _SUBMITTED
    | {"violation": "police_violence", "perpetrator": "police", "subgroup": "unspecified", "redress": "none_sought"},
    "population_size_estimates": {
        "iso3": "MDA",
        "area": "national",
        "year": 2023,
        "population": PEOPLE_WHO_INJECT,
        "kind": "survey",
        "source": "a study",
    },
    "published_statistics": {
        "iso3": "MDA",
        "area": "national",
        "scope": "national",
        "year": 2023,
        "measure": "syringes_per_person",
        "subgroup": "total",
        "unit": "syringes_per_person",
        "rounding": 0.5,
        "publication": "UNAIDS GAM 2025",
        "kind": "unstated",
    },
    "exchange_rates": {"source": "a bank"},
    "price_index": {"source": "an office"},
    "local_price_index": {"series": "deflator", "source": "an office"},
    "redenominations": {"last_year": 2016, "source": "a law"},
    "multiple_exchange_rates": {"reason": "official and market rate", "source": "a report"},
    "exchange_rate_alternatives": {"publisher": "a bank", "source": "a bank"},
    "check_thresholds": {"source": "a measurement"},
    "unit_costs": {
        "unit": "person_year",
        "scope": "world",
        "study": "a study",
        "preference": 1,
        "population": PEOPLE_WHO_INJECT,
        "units_per_person": 1.0,
        "support_share": 0.0,
        "price_year": 2023,
        "source": "a study",
    },
    "coverage_targets": {"measure": "reached", "rule": "at_least", "source": "a guide"},
}


def rows(table: str, *records: dict[str, Any], **shared: Any) -> pd.DataFrame:
    """Make a source table; `shared` holds for all records, `first_id` begins their row ids."""
    first = shared.pop("first_id", 0)
    if not records:
        return empty(table)
    plain = [
        dict.fromkeys(kinds(table))
        | _PLACED
        | _PLAIN.get(table, {})
        | {"row_id": first + number, "row": number + 2}
        | shared
        | record
        for number, record in enumerate(records)
    ]
    if "vintage" in kinds(table):
        plain = [record | {"publication": record["publication"] or record["delivery"]} for record in plain]
    cells = pd.DataFrame(plain)
    return pd.DataFrame(
        {name: pd.Series(cells[name].tolist(), dtype="object").astype(kind) for name, kind in kinds(table).items()}
    )


@cache
def packaged(name: str) -> pd.DataFrame:
    """Rows of a packaged reference table, without the way through a landing folder."""
    declared = pd.read_csv(PACKAGED / f"{name}.csv").astype("object")
    known = declared.where(declared.notna(), None).to_dict("records")
    return rows(name, *({str(key): value for key, value in row.items()} for row in known))


@cache
def targets() -> pd.DataFrame:
    """WHO's classes, targets and the shares of people to reach, as the package publishes them."""
    each, therapy = {"measure": "syringes_per_person"}, {"measure": "on_therapy"}
    begins = [(SYRINGES, each, 100.0, 200.0), (THERAPY, therapy, 0.2, 0.4)]
    classes = [
        {"service": service, "kind": kind, "target": kind, "value": value} | measure
        for service, measure, *values in begins
        for kind, value in zip(["medium_from", "high_from"], values, strict=True)
    ]
    return rows(
        "coverage_targets",
        *classes,
        {"service": SYRINGES, "kind": "target", "target": "who_2025_200", "value": 200.0, "year": 2025} | each,
        {"service": SYRINGES, "kind": "target", "target": "who_2030_300", "value": 300.0, "year": 2030} | each,
        {"service": THERAPY, "kind": "target", "target": "gas_2025_50", "value": 0.5, "year": 2025} | therapy,
        {"service": THERAPY, "kind": "need_share", "target": "gas_2025_50_reached", "value": 0.5},
        delivery="reference/coverage_targets.csv",
    )


@cache
def prices(**values: float) -> pd.DataFrame:
    """Prices in the United States; years are written `y2023=122.39`."""
    known = values or {"y2020": 105.377, "y2021": 110.186, "y2022": 118.023, "y2023": 122.39, "y2024": 125.428}
    return rows("price_index", *({"year": int(year[1:]), "value": value} for year, value in known.items()))


@cache
def rates(**values: float) -> pd.DataFrame:
    """Rates of 2023 by currency."""
    return rows("exchange_rates", *({"currency": name, "year": 2023, "rate": rate} for name, rate in values.items()))


def all_rates(**values: float) -> list[pd.DataFrame]:
    """Rates of 2023 by currency, with the tables of overrides and of several rates, which are empty."""
    return [rates(**values), *(empty(name) for name in RATE_TABLES[1:])]


COST_BOUNDS = {"low": 0.57, "high": 1.76}


@cache
def limits() -> pd.DataFrame:
    """When a year's rate is unstable, as the package says."""
    bounds = {"deflator_growth": 0.4, "december_over_average": 1.25, "rates_agree": 0.005}
    bounds |= {"same_flow": 0.05, "parts_of_total_error": 0.01}
    bounds |= {"size_carried_years": 5.0, "size_backcast_years": 2.0, "size_widening": 0.2, "assumed_bounds": 2.28}
    bounds |= {"size_prevalence": 0.025, "size_between_countries": 1.3, "year_jump": 2.5, "design_effect": 2.0}
    bounds |= {"publication_withdrawal": 0.05, "money_movement_share": 0.1, "money_movement_usd": 10_000.0}
    bounds |= {"coverage_carried_years": 5.0, "money_carried_years": 3.0}
    bounds |= {"subgroup_jump": 3.0, "parts_around_whole": 0.05}
    known = [{"check": check, "bound": "high", "value": value} for check, value in bounds.items()]
    lowest = {"regional_reporting": 0.5, "assumed_bounds": 0.44, "subgroup_jump": 0.333333333}
    lowest |= {"size_prevalence": 0.0005}
    known += [{"check": check, "bound": "low", "value": value} for check, value in lowest.items()]
    known += [{"check": "assumed_cost_bounds", "bound": end, "value": value} for end, value in COST_BOUNDS.items()]
    return rows("check_thresholds", *known, delivery="reference/check_thresholds.csv")


@cache
def costs() -> pd.DataFrame:
    """Costs of a syringe and of a year of therapy that are easy to multiply."""
    return rows(
        "unit_costs",
        {"service": SYRINGES, "unit": "syringe", "cost_usd_low": 0.1, "cost_usd": 0.2, "cost_usd_high": 0.4}
        | {"units_per_person": 200.0},
        {
            "service": THERAPY,
            "population": OPIOID_DEPENDENT,
            "cost_usd_low": 300.0,
            "cost_usd": 600.0,
            "cost_usd_high": 1200.0,
        },
        delivery="reference/unit_costs.csv",
    )


def groupings() -> pd.DataFrame:
    """Put the countries of the tests into two regions of one grouping."""
    return rows(
        "country_groupings",
        *(
            {"grouping": grouping, "region": region, "iso3": iso3}
            for grouping in ["tests", "idu_reference_group"]
            for region, members in {"east": ["MDA", "UKR", "KGZ", "KAZ"], "south": ["MAR", "TUN"]}.items()
            for iso3 in members
        ),
        delivery="reference/country_groupings.csv",
    )


@cache
def people() -> dict[str, pd.DataFrame]:
    """How sizes are graded, as the package says, and two million people aged 15 to 64 in each country of the tests."""
    countries = ["MDA", "UKR", "KGZ", "KAZ", "MAR", "TUN", "KEN"]
    aged = [{"iso3": iso3, "year": 2022, "people_15_64": 2e6, "share_15_64": 0.625} for iso3 in countries]
    study = {"study": "made", "year": 2022}
    regions = [
        study | {"region": "east", "people": 4e4, "prevalence_share": 0.01},
        study | {"region": "south", "people": 2e3, "prevalence_share": 0.001},
        study | {"region": "world", "people": 42e3, "people_low": 30e3, "people_high": 60e3},
    ]
    return {
        "size_grades": packaged("size_grades"),
        "working_age_people": rows("working_age_people", *aged, delivery="reference/working_age_people.csv"),
        "regional_sizes": rows("regional_sizes", *regions, delivery="reference/regional_sizes.csv"),
    }


def inputs(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All source tables that indicators read; what is not given is empty, but for targets, costs, prices and limits."""
    names = ["grant_budget_lines", "grant_expenditures", "national_budget_lines", "hiv_spending", *SURVEY_TABLES]
    names += ["published_statistics"]
    reference = ["population_size_estimates", *RATE_TABLES, "redenominations", "local_price_index"]
    reference += ["double_count_decisions", "published_figures", "acknowledged_findings"]
    reference += ["published_needs", "drug_law_enforcement_spending", "total_population", "basis_bridges"]
    plain = {name: empty(name) for name in [*names, *reference]}
    known = {
        "country_groupings": groupings(),
        "coverage_targets": targets(),
        "unit_costs": costs(),
        "price_index": prices(),
        "method_parameters": packaged("method_parameters"),
    }
    return plain | known | people() | {"check_thresholds": limits()} | given


def budget_amounts(tables: dict[str, pd.DataFrame]) -> Figures:
    """Compute what national budgets give, from source tables."""
    names = ["redenominations", "price_index", "local_price_index", "check_thresholds"]
    return national_budget_amounts(*(tables[name] for name in ["national_budget_lines", *RATE_TABLES, *names]))


STATED = ["grant_budget_lines", "grant_expenditures", "national_budget_amounts", "hiv_spending", "survey_spending"]
DECIDING = ["double_count_decisions", "check_thresholds"]


def funding(tables: dict[str, pd.DataFrame], amounts: Figures) -> Figures:
    """Compute who pays, from source tables and what national budgets give."""
    given = tables | {"national_budget_amounts": amounts.table}
    return harm_reduction_funding(*(given[name] for name in [*STATED, *RATE_TABLES, "price_index", *DECIDING]))


def not_counted(tables: dict[str, pd.DataFrame], amounts: Figures) -> Figures:
    """Compute the money that no total holds."""
    given = tables | {"national_budget_amounts": amounts.table}
    return money_not_counted(*(given[name] for name in [*STATED, *RATE_TABLES, "price_index", *DECIDING]))


def stated_money(tables: dict[str, pd.DataFrame], amounts: Figures) -> pd.DataFrame:
    """Put counted money and the rest together, each row with its decision as text."""
    counts = funding(tables, amounts).table.assign(decision="counted")
    every = [frame.astype({"decision": "str"}) for frame in (counts, not_counted(tables, amounts).table)]
    return pd.concat(every, ignore_index=True).astype(dict.fromkeys(["dataset", "phase", "financing_source"], "str"))


def ledger(tables: dict[str, pd.DataFrame], amounts: Figures) -> Figures:
    """Compute the pairs of records that may be one flow."""
    given = tables | {"national_budget_amounts": amounts.table}
    return double_count_ledger(*(given[name] for name in [*STATED, *RATE_TABLES, *DECIDING]))


def needs(tables: dict[str, pd.DataFrame], population_sizes: pd.DataFrame) -> Figures:
    """Compute needs by each method, from source tables and sizes."""
    given = tables | {"population_sizes": population_sizes}
    names = ["population_sizes", "coverage_targets", "unit_costs", "published_needs", "country_groupings"]
    names += ["method_parameters", "check_thresholds", "price_index"]
    return resource_need(*(given[name] for name in names))


def payers_from(
    tables: dict[str, pd.DataFrame], need: pd.DataFrame, money: pd.DataFrame, totals: pd.DataFrame
) -> Figures:
    """Compute what is known of each payer."""
    return funding_payers(need, money, totals, tables["method_parameters"], tables["basis_bridges"])


def headlines(
    tables: dict[str, pd.DataFrame],
    coverage_gap: pd.DataFrame,
    money: pd.DataFrame,
    totals: pd.DataFrame,
    payers: pd.DataFrame,
    gap: pd.DataFrame,
) -> dict[str, Figures]:
    """Compute the headline tables."""
    groups = tables["country_groupings"]
    size, paying = headline_gap(gap, groups), headline_who_pays(payers, groups)
    share = headline_share_of_hiv_money(money, totals, groups)
    return {
        "headline_share_of_hiv_money": share,
        "headline_who_pays": paying,
        "headline_trend": headline_trend(money, groups, tables["price_index"]),
        "headline_gap": size,
        "headline_below_target": headline_below_target(coverage_gap, groups),
        "headline_certainty": headline_certainty(size.table, paying.table, share.table),
    }


def partners(tables: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    """Compute the tables of partners' answers."""
    get = tables.__getitem__
    alongside = triangulation(get("survey_services"), get("survey_community"), get("survey_policy"))
    return {
        "triangulation": alongside,
        "service_delivery": service_delivery(alongside.table),
        "policy_environment": policy_environment(get("survey_policy")),
        "rights_violations": rights_violations(get("survey_violations")),
        "community_engagement": community_engagement(get("survey_community")),
        "capacity_support": capacity_support(get("survey_support"), *(get(name) for name in RATE_TABLES)),
        "advocacy_activity": advocacy_activity(get("survey_advocacy")),
        "reported_unit_cost": reported_unit_cost(get("survey_costs"), *(get(name) for name in RATE_TABLES)),
    }


def indicators(tables: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    """Compute every published table from source tables."""
    get = tables.__getitem__
    index = get("price_index")
    coverage = coverage_tables(tables)
    sizes = coverage["population_sizes"]
    references = ["country_groupings", "regional_sizes", "working_age_people", "total_population", "check_thresholds"]
    modelled = modelled_sizes(sizes.table, *(get(name) for name in references))
    grants = get("grant_budget_lines")
    known = grant_money_attribution(grants)
    amounts = budget_amounts(tables)
    money = funding(tables, amounts)
    rest, pairs = not_counted(tables, amounts), ledger(tables, amounts)
    need = needs(tables, sizes.table)
    paid = money_available(money.table, rest.table, pairs.table)
    totals = hiv_spending_totals(get("hiv_spending"), *(get(name) for name in RATE_TABLES), get("check_thresholds"))
    payers = payers_from(tables, need.table, paid.table, totals.table)
    context_money = [payers.table, *(get(name) for name in ["total_population", "drug_law_enforcement_spending"])]
    sharing = [sizes.table, *(get(name) for name in ["country_groupings", "total_population", "price_index"])]
    parts = published_need_allotments(get("published_needs"), *sharing)
    gap = funding_gap(need.table, sizes.table, paid.table, *context_money, get("basis_bridges"), index)
    regional = regional_summary(
        get("country_groupings"),
        sizes.table,
        modelled.table,
        *(coverage[name].table for name in ["service_coverage", "coverage_gap"]),
        *(figures.table for figures in [need, gap, paid, money]),
        get("check_thresholds"),
    )
    checked = [sizes, coverage["service_coverage"], regional, paid, money, gap]
    return {
        **coverage,
        "exchange_rate_agreement": exchange_rate_agreement(*(get(name) for name in [*RATE_TABLES, "check_thresholds"])),
        "national_budget_amounts": amounts,
        "national_budget_lines_to_review": national_budget_lines_to_review(get("national_budget_lines")),
        "harm_reduction_funding": money,
        "money_not_counted": rest,
        "double_count_ledger": pairs,
        "money_available": paid,
        "hiv_spending_totals": totals,
        "resource_need": need,
        "units_per_million": units_per_million(need.table, get("unit_costs"), get("check_thresholds"), index),
        "publication_ledger": publication_ledger(grants, get("grant_expenditures")),
        "grant_budget_revisions": grant_budget_revisions(grants),
        "grant_money_attribution": known,
        "grant_cycle_attribution": grant_cycle_attribution(known.table),
        "grant_money_by_definition": grant_money_by_definition(grants, known.table),
        "grant_lines_unmatched": grant_lines_unmatched(grants),
        **partners(tables),
        "reproduced_figures": reproduced_figures(get("published_figures")),
        **headlines(tables, coverage["coverage_gap"].table, paid.table, totals.table, payers.table, gap.table),
        "funding_payers": payers,
        "funding_gap": gap,
        "published_need_allotments": parts,
        "need_reconciliation": need_reconciliation(need.table, parts.table),
        "modelled_sizes": modelled,
        "regional_summary": regional,
        "figure_checks": figure_checks(get("acknowledged_findings"), *(figures.table for figures in checked)),
    }
