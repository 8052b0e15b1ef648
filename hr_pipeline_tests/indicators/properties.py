"""What must hold for every published table, and inputs to try it on."""

from typing import Any

import pandas as pd
from hypothesis import strategies as st

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.provenance.formula import evaluate
from hr_pipeline.schemas.codes import codes
from hr_pipeline.schemas.tables import describe
from hr_pipeline_tests.indicators.frames import (
    OPIOID_DEPENDENT,
    PEOPLE_WHO_INJECT,
    SYRINGES,
    THERAPY,
    inputs,
    rates,
    rows,
)

CENT = 0.005
ROUNDING = 1e-9


def wrong_figures(name: str, figures: Figures) -> list[str]:
    """List the figures that their contributions and the declared formula do not give again."""
    described = figures.contributions[figures.contributions["output_table"].astype("str") == name]
    roles = _roles(described)
    formulas = {column["name"]: column for column in describe(name) if column["formula"]}
    wrong = []
    for column, about in formulas.items():
        for row, value in figures.table[column].items():
            given = roles.get((row, column), {})
            if pd.isna(value):
                wrong += [f"{column} {row}: missing, yet it has contributions"] if given else []
            elif not given:
                wrong.append(f"{column} {row}: {value} has no contributions")
            elif not _is_near(evaluate(about["formula"], given), float(value), about["unit"]):
                wrong.append(f"{column} {row}: {value} is not {about['formula']} of {given}")
    return wrong


def _roles(described: pd.DataFrame) -> dict[tuple[int, str], dict[str, float]]:
    found: dict[tuple[int, str], dict[str, float]] = {}
    for edge in described.astype({"output_column": "str", "role": "str"}).to_dict("records"):
        roles = found.setdefault((edge["output_row"], edge["output_column"]), {})
        before = roles.get(edge["role"], 0.0) if edge["role"] == ADDEND else 0.0
        roles[edge["role"]] = before + edge["contribution"]
    return found


def _is_near(found: float, value: float, unit: str) -> bool:
    allowed = CENT + ROUNDING if "US$" in unit else 0.0
    return abs(found - value) <= max(allowed, ROUNDING * abs(value))


COUNTRIES = st.sampled_from(["MDA", "MDA", "MDA", "UKR"])
YEARS = st.integers(2021, 2023)
AREAS = st.sampled_from(["national", "Chisinau"])
CENTS = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
PEOPLE = st.integers(1, 400_000).map(float)


def _service() -> st.SearchStrategy[dict[str, Any]]:
    named = st.sampled_from([("syringes_distributed", SYRINGES), ("oat_clients", THERAPY)])
    return st.builds(
        lambda what, **cells: cells | {"measure": what[0], "service": what[1]},
        what=named,
        iso3=COUNTRIES,
        area=AREAS,
        year=YEARS,
        period=st.sampled_from(["annual", "h1", "h2"]),
        partner=st.sampled_from(["alpha", "beta"]),
        validation_status=st.sampled_from(["approved", "none"]),
        value=st.integers(0, 3_000_000).map(float),
    )


def _size() -> st.SearchStrategy[dict[str, Any]]:
    def bounds(low: float, middle: float, high: float, kind: str) -> dict[str, Any]:
        low, middle, high = sorted([low, middle, high])
        given = {"estimate_people": middle, "estimate_people_low": low, "estimate_people_high": high}
        missing = {
            "centre": [],
            "bounds": list(given)[1:],
            "middle": list(given)[:1],
            "low": [next(iter(given)), list(given)[2]],
        }
        return {name: None if name in missing[kind] else value for name, value in given.items()}

    kinds = st.sampled_from(["centre", "bounds", "middle", "low"])
    return st.builds(
        lambda people, **cells: cells | people,
        people=st.builds(bounds, PEOPLE, PEOPLE, PEOPLE, kinds),
        iso3=COUNTRIES,
        area=AREAS,
        year=st.integers(2012, 2024),
        population=st.sampled_from([PEOPLE_WHO_INJECT, OPIOID_DEPENDENT]),
    )


def _statistic() -> st.SearchStrategy[dict[str, Any]]:
    """Ratios as stated, surveys, counts and sites, of everybody and of groups, with and without denominators."""
    named = st.sampled_from(
        [
            {"measure": "syringes_per_person", "unit": "syringes_per_person", "rounding": 0.5},
            {
                "measure": "oat_coverage",
                "unit": "share",
                "rounding": 0.0005,
                "denominator_population": OPIOID_DEPENDENT,
            },
            {"measure": "oat_coverage", "unit": "share", "denominator_population": PEOPLE_WHO_INJECT},
            {"measure": "oat_clients", "unit": "people"},
            {"measure": "safe_injecting", "unit": "share", "sample_size": 150.0},
            {"measure": "oat_sites", "unit": "sites"},
            {"measure": "population_size", "unit": "people", "denominator_population": PEOPLE_WHO_INJECT},
        ]
    )
    value = st.one_of(st.sampled_from([0.0, 1.0]), st.integers(1, 999).map(lambda number: number / 1000))
    return st.builds(
        lambda what, **cells: cells | what,
        what=named,
        iso3=COUNTRIES,
        area=AREAS,
        year=YEARS,
        subgroup=st.sampled_from(["total", "total", "women", "men"]),
        value=value,
        denominator_people=st.one_of(st.none(), PEOPLE),
        reporting_share=st.sampled_from([None, None, 0.8, 1.0]),
        publication=st.sampled_from(["UNAIDS GAM 2019", "UNAIDS GAM 2025"]),
        scope=st.sampled_from(["national", "partial"]),
    ).filter(lambda cells: cells["measure"] != "population_size" or cells["value"] > 0)


def grants() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "iso3": st.sampled_from(["MDA", "MDA", "UKR", None]),
            "year": st.one_of(st.none(), YEARS),
            "service": st.sampled_from([SYRINGES, THERAPY, "unattributed", None]),
            "population": st.sampled_from([PEOPLE_WHO_INJECT, "unknown"]),
            "delivery": st.sampled_from(["global_fund/old.csv", "global_fund/young.csv"]),
            "implementation_period": st.sampled_from(["MDA-C-PCIMUP04", "UKR-C-AUAP04"]),
            "funding_stream": st.sampled_from(["core", "c19rm"]),
            "amount_usd": CENTS,
        }
    )


def _budget() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "iso3": COUNTRIES,
            "year": YEARS,
            "currency": st.sampled_from(["MDL", "UAH", "USD"]),
            "financing_source": st.sampled_from(["domestic_public", "global_fund"]),
            "service": st.sampled_from([SYRINGES, THERAPY, "unattributed", None]),
            "phase": st.sampled_from(["budget", "executed"]),
            "publication": st.sampled_from(["2023", "2024"]),
            "amount_lcu": CENTS,
        }
    )


def _spending() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "iso3": COUNTRIES,
            "area": AREAS,
            "year": YEARS,
            "partner": st.sampled_from(["alpha", "beta"]),
            "financing_source": st.sampled_from(["domestic_public", "pepfar"]),
            "currency": st.sampled_from(["MDL", "UAH"]),
            "amount_original": CENTS.map(abs),
        }
    )


def _hiv_spending() -> st.SearchStrategy[dict[str, Any]]:
    """Spending by category, and on the response as a whole, which names no service."""
    whole = {"service": "unattributed", "population": "unknown"}
    return st.builds(
        lambda cells, names_service: cells if names_service else cells | whole,
        st.fixed_dictionaries(
            {
                "iso3": COUNTRIES,
                "year": YEARS,
                "classification": st.sampled_from(["UNAIDS GAM", "UNAIDS GAM", "PEPFAR"]),
                "publication": st.sampled_from(["2023", "2024"]),
                "financing_source": st.sampled_from(
                    ["all", "domestic_public", "international", "global_fund", "pepfar"]
                ),
                "currency": st.sampled_from(["USD", "USD", "UAH"]),
                "amount": CENTS.map(abs),
            }
        ),
        st.booleans(),
    )


REPORTED = {
    "iso3": COUNTRIES,
    "area": AREAS,
    "year": YEARS,
    "period": st.sampled_from(["annual", "h1", "h2"]),
    "partner": st.sampled_from(["alpha", "beta"]),
    "survey": st.sampled_from(["services", "another"]),
    "basis": st.sampled_from(codes("basis")),
    "consent_scope": st.sampled_from(["aggregate_public", "internal"]),
}
NUMBER = st.one_of(
    st.integers(0, 5000).map(lambda number: {"value": float(number)}),
    st.sampled_from([{"missing_reason": "dont_know"}, {"missing_reason": "not_asked"}]),
)
ANSWER = st.sampled_from([{"answer": "yes"}, {"answer": "no"}, {"missing_reason": "refused"}])


def _reports(
    answers: st.SearchStrategy[dict[str, Any]], **columns: list[str]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Partners' reports with everything that makes them hard to compare."""
    about = st.fixed_dictionaries(REPORTED | {name: st.sampled_from(named) for name, named in columns.items()})
    return st.lists(st.builds(lambda declared, answer: declared | answer, about, answers), min_size=2, max_size=8)


@st.composite
def some_inputs(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Source tables with everything that makes trouble; one currency has no rate."""
    made = {
        "survey_services": draw(st.lists(_service(), min_size=4, max_size=12)),
        "grant_budget_lines": draw(st.lists(grants(), min_size=3, max_size=8)),
        "national_budget_lines": draw(st.lists(_budget(), min_size=2, max_size=8)),
        "survey_spending": draw(st.lists(_spending(), min_size=1, max_size=6)),
        "hiv_spending": draw(st.lists(_hiv_spending(), min_size=2, max_size=8)),
        "published_statistics": draw(st.lists(_statistic(), min_size=3, max_size=9)),
    }
    people = {"measure": ["unique_clients", "naloxone_kits_distributed"]}
    made["survey_services"] += draw(_reports(NUMBER, **people, service=[SYRINGES], subgroup=["total", "women"]))
    made["survey_policy"] = draw(_reports(ANSWER, measure=["naloxone_without_prescription"]))
    made["survey_community"] = draw(_reports(NUMBER, measure=["drug_user_groups"]))
    made["survey_support"] = draw(_reports(NUMBER, kind=["training"], quantity=codes("support_quantity")))
    made["survey_advocacy"] = draw(_reports(NUMBER, kind=["media_item", "public_action"]))
    made["survey_costs"] = draw(_reports(NUMBER, currency=["MDL", "UAH", "USD"]))
    cases = st.integers(0, 40).map(lambda number: {"cases_people": float(number)})
    made["survey_violations"] = draw(_reports(cases, redress=codes("redress"), subgroup=["women", "unspecified"]))
    sizes = draw(
        st.lists(
            _size(), min_size=2, max_size=6, unique_by=lambda d: (d["iso3"], d["area"], d["year"], d["population"])
        )
    )
    tables = {name: rows(name, *records) for name, records in made.items()}
    return inputs(
        **tables, population_size_estimates=rows("population_size_estimates", *sizes), exchange_rates=rates(MDL=18.165)
    )
