"""The registry: one name serves a table as asset key, schema, Parquet stem and manifest entry. No schema, no write."""

from copy import copy
from functools import cache

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas import (
    bookkeeping,
    budget_money,
    checks,
    consortium,
    coverage,
    coverage_uses,
    findings,
    funding,
    funding_gap,
    global_fund,
    global_fund_results,
    grant_money,
    grant_revisions,
    headlines,
    indicators,
    methods,
    national_budgets,
    need,
    partner_surveys,
    publications,
    published_statistics,
    reference,
    reference_money,
    regions,
    sizes,
)

REFERENCE_TABLES: dict[str, type[pa.DataFrameModel]] = {
    "countries": reference.Countries,
    "country_groupings": regions.CountryGroupings,
    "total_population": regions.TotalPopulation,
    "population_size_estimates": reference.PopulationSizeEstimates,
    "size_grades": sizes.SizeGrades,
    "working_age_people": sizes.WorkingAgePeople,
    "regional_sizes": sizes.RegionalSizes,
    "acknowledged_findings": reference.AcknowledgedFindings,
    "coverage_targets": reference.CoverageTargets,
    "unit_costs": reference_money.UnitCosts,
    "published_needs": reference_money.PublishedNeeds,
    "method_parameters": reference_money.MethodParameters,
    "drug_law_enforcement_spending": reference_money.DrugLawEnforcementSpending,
    "exchange_rates": reference.ExchangeRates,
    "price_index": reference.PriceIndex,
    "local_price_index": reference.LocalPriceIndex,
    "redenominations": reference.Redenominations,
    "multiple_exchange_rates": reference.MultipleExchangeRates,
    "exchange_rate_alternatives": reference.ExchangeRateAlternatives,
    "published_budget_totals": reference.PublishedBudgetTotals,
    "check_thresholds": reference.CheckThresholds,
    "basis_bridges": methods.BasisBridges,
    "double_count_decisions": reference.DoubleCountDecisions,
    "published_figures": methods.PublishedFigures,
}
SURVEY_TABLES: dict[str, type[pa.DataFrameModel]] = {
    "survey_services": partner_surveys.SurveyServices,
    "survey_spending": partner_surveys.SurveySpending,
    "survey_violations": partner_surveys.SurveyViolations,
    "survey_policy": partner_surveys.SurveyPolicy,
    "survey_costs": partner_surveys.SurveyCosts,
    "survey_community": partner_surveys.SurveyCommunity,
    "survey_support": partner_surveys.SurveySupport,
    "survey_advocacy": partner_surveys.SurveyAdvocacy,
    "survey_findings": partner_surveys.SurveyFindings,
}
GLOBAL_FUND_TABLES: dict[str, type[pa.DataFrameModel]] = {
    "grant_budget_lines": global_fund.GrantBudgetLines,
    "grants": global_fund.Grants,
    "implementation_periods": global_fund.ImplementationPeriods,
    "grant_disbursements": global_fund.GrantDisbursements,
    "grant_expenditures": global_fund.GrantExpenditures,
    "grant_results": global_fund_results.GrantResults,
    "allocations": global_fund_results.Allocations,
    "eligibility": global_fund_results.Eligibility,
}
SOURCE_TABLES: dict[str, type[pa.DataFrameModel]] = {
    **GLOBAL_FUND_TABLES,
    "national_budget_lines": national_budgets.NationalBudgetLines,
    "hiv_spending": national_budgets.HivSpending,
    "national_budget_findings": findings.NationalBudgetFindings,
    **SURVEY_TABLES,
    "published_statistics": published_statistics.PublishedStatistics,
    "resource_estimates": published_statistics.ResourceEstimates,
    **REFERENCE_TABLES,
}
INDICATOR_TABLES: dict[str, type[pa.DataFrameModel]] = {
    **sizes.TABLES,
    **coverage.TABLES,
    **coverage_uses.TABLES,
    **budget_money.TABLES,
    **funding.TABLES,
    **need.TABLES,
    **funding_gap.TABLES,
    **regions.TABLES,
    **headlines.TABLES,
    **publications.TABLES,
    **grant_revisions.TABLES,
    **grant_money.TABLES,
    **consortium.TABLES,
    **methods.TABLES,
    **checks.TABLES,
}
"""Each file of schemas lists its own at its end, in the order in which a reader meets them."""
BOOKKEEPING_TABLES: dict[str, type[pa.DataFrameModel]] = {
    "sources": bookkeeping.Sources,
    "rejects": bookkeeping.Rejects,
    "row_accounting": bookkeeping.RowAccounting,
    "lineage": bookkeeping.Lineage,
    "suppressions": bookkeeping.Suppressions,
    "revisions": bookkeeping.Revisions,
}
TABLES = SOURCE_TABLES | INDICATOR_TABLES | BOOKKEEPING_TABLES

_NATURAL_KEYS = {
    "countries": ["iso3"],
    "country_groupings": ["grouping", "region", "iso3"],
    "total_population": ["iso3", "year"],
    "population_size_estimates": ["iso3", "area", "year", "population", "source"],
    "size_grades": ["kind", "bounds"],
    "working_age_people": ["iso3", "year"],
    "regional_sizes": ["study", "region"],
    "acknowledged_findings": ["check", "figure"],
    "coverage_targets": ["service", "target"],
    "unit_costs": ["service", "unit", "scope", "study"],
    "published_needs": ["scope", "year", "service", "publication"],
    "method_parameters": ["parameter", "scope"],
    "drug_law_enforcement_spending": ["iso3", "year", "phase"],
    "exchange_rates": ["currency", "year"],
    "price_index": ["year"],
    "local_price_index": ["iso3", "year"],
    "redenominations": ["currency"],
    "multiple_exchange_rates": ["currency", "first_year"],
    "exchange_rate_alternatives": ["currency", "use", "publisher", "first_day", "last_day"],
    "published_budget_totals": ["iso3", "publication", "phase", "year", "programme_code"],
    "check_thresholds": ["check", "bound"],
    "basis_bridges": ["from_basis", "to_basis", "scope"],
    "double_count_decisions": ["iso3", "year", "left_record", "right_record"],
    "published_figures": ["figure", "role"],
    "national_budget_findings": ["delivery", "sheet", "row", "column", "check"],
}
"""What makes a reference row the same row in two files."""

_PLACE_KEY = ["delivery", "sheet", "row", "column"]


@cache
def schema(name: str) -> pa.DataFrameSchema:
    """Get a table's schema.

    Raises:
        KeyError: the table is not registered; add its model here before anything writes it.
    """
    whole = TABLES[name].to_schema()
    if name not in INDICATOR_TABLES:
        return whole
    own = {column: rule for column, rule in whole.columns.items() if column not in indicators.FIGURE_COLUMNS}
    ordered = copy(whole)
    ordered.columns = own | {column: whole.columns[column] for column in indicators.FIGURE_COLUMNS}
    return ordered


@cache
def keys(name: str) -> list[str]:
    """Name the columns that tell a table's rows apart from release to release."""
    if name in _NATURAL_KEYS:
        return _NATURAL_KEYS[name]
    return list(schema(name).unique or _PLACE_KEY)


@cache
def kinds(name: str) -> dict[str, str]:
    """Give each column's pandas dtype."""
    return {str(column): _KINDS.get(str(rule.dtype), str(rule.dtype)) for column, rule in schema(name).columns.items()}


def typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give columns the kinds the schema declares, where that loses nothing (text to category, int64 to Int64)."""
    return frame.astype({column: kind for column, kind in kinds(name).items() if str(frame[column].dtype) != kind})


_PUBLIC_KINDS = {
    "category": "text",
    "str": "text",
    "Int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "datetime64[ns]": "date",
}
_KINDS = {"string": "str", "string[pyarrow]": "str"}


def grain(name: str) -> str:
    """Say in one sentence what a row is."""
    return (TABLES[name].__doc__ or "").strip()


@cache
def describe(name: str) -> list[dict[str, str]]:
    """List a table's columns: name, type, unit, description, formula."""
    return [
        {
            "name": str(column),
            "type": _PUBLIC_KINDS[kinds(name)[str(column)]],
            "unit": (rule.metadata or {}).get("unit", ""),
            "description": rule.description or "",
            "formula": (rule.metadata or {}).get("formula", ""),
        }
        for column, rule in schema(name).columns.items()
    ]
