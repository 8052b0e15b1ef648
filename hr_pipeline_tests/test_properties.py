"""Properties of all published tables, tried on generated inputs."""

import os
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hr_pipeline.ingest.ingest import combined
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.schemas.tables import INDICATOR_TABLES, describe, keys
from hr_pipeline_tests.indicators.frames import (
    budget_amounts,
    funding,
    groupings,
    indicators,
    inputs,
    not_counted,
    rows,
)
from hr_pipeline_tests.indicators.properties import grants, some_inputs, wrong_figures

pytestmark = pytest.mark.trials
ARE_ALL_ASKED = os.environ.get("HR_PIPELINE_TRIALS") == "all"


def trials(number: int) -> settings:
    """Few trials, the same each time: one takes a second, so that a failing one is not made smaller.

    Two of them, the emptiest world and another, are tried by `make test`, and all by `make slow`.
    """
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    rules = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": slow}
    return settings(
        max_examples=number if ARE_ALL_ASKED else min(number, 2), phases=[Phase.explicit, Phase.generate], **rules
    )


@trials(5)
@given(some_inputs())
def test_every_formula_over_its_contributions_gives_the_figure(tables: dict[str, pd.DataFrame]):
    made = indicators(tables)
    assert set(made) == set(INDICATOR_TABLES)
    wrong = {name: wrong_figures(name, figures) for name, figures in made.items()}
    assert not any(wrong.values()), wrong
    coverage = made["service_coverage"].table.dropna(subset=["coverage_low"])
    assert (coverage["coverage_low"] <= coverage["coverage"]).all()
    assert (coverage["coverage"] <= coverage["coverage_high"]).all()
    gap = made["coverage_gap"].table.dropna(subset=["gap"])
    assert ((gap["gap_low"] <= gap["gap"]) & (gap["gap"] <= gap["gap_high"])).all()
    for figures in made.values():
        assert ((figures.table["obs_status"] == "O") == figures.table["missing_reason"].notna()).all()


@trials(2)
@given(some_inputs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_figure_and_no_contribution(tables: dict[str, pd.DataFrame], chance):
    def shuffled(table: pd.DataFrame) -> pd.DataFrame:
        order = list(range(len(table)))
        chance.shuffle(order)
        return table.iloc[order].reset_index(drop=True)

    one, other = indicators(tables), indicators({name: shuffled(table) for name, table in tables.items()})
    for name, figures in one.items():
        assert fingerprint(figures.table) == fingerprint(other[name].table), name
        assert fingerprint(figures.contributions) == fingerprint(other[name].contributions), name


KENYA: dict[str, Any] = {"iso3": "KEN", "first_id": 10_000}
NATIONAL_NEED: dict[str, Any] = {
    **{"service": "all", "year": 2025, "amount_usd": 2.7e9, "scope_people": 4e5, "publication": "UNAIDS"},
    **{"population": "people_who_inject_drugs", "price_year": 2023, "source": "a report"},
}


def about_kenya() -> dict[str, pd.DataFrame]:
    """Rows about one more country for every source table."""
    grant = {"amount_usd": 9.0, "implementation_period": "KEN-C-XP01"}
    stated = {"value": 9.0, "denominator_people": 70.0}
    declared = {"survey_costs": 9.0, "survey_community": 9.0, "survey_support": 9.0, "survey_advocacy": 9.0}
    return {
        **{name: rows(name, {"value": value}, **KENYA) for name, value in declared.items()},
        "survey_policy": rows("survey_policy", {"answer": "yes"}, **KENYA),
        "survey_violations": rows("survey_violations", {"cases_people": 9.0}, **KENYA),
        "survey_services": rows("survey_services", {"value": 9.0}, **KENYA),
        "population_size_estimates": rows("population_size_estimates", {"estimate_people": 99.0}, **KENYA),
        "published_needs": rows("published_needs", NATIONAL_NEED | {"scope": "south"}, first_id=10_000),
        "published_statistics": rows(
            "published_statistics",
            stated | {"year": 2022},
            stated,
            stated | {"area": "Mombasa", "scope": "subnational"},
            **KENYA,
        ),
        "grant_budget_lines": rows(
            "grant_budget_lines",
            grant | {"delivery": "kenya/old.csv"},
            grant | {"delivery": "kenya/young.csv"},
            grant | {"delivery": "kenya/young.csv", "confidence": "none", "service": "unattributed"},
            **KENYA,
        ),
        "hiv_spending": rows(
            "hiv_spending",
            {"amount": 9.0},
            {"amount": 99.0, "financing_source": "all", "service": "unattributed", "population": "unknown"},
            **KENYA,
        ),
        "national_budget_lines": rows(
            "national_budget_lines",
            {"amount_lcu": 9.0},
            {"amount_lcu": 9.0, "service": None, "review": "weak_word"},
            **KENYA,
        ),
    }


@trials(2)
@given(some_inputs())
def test_a_delivery_about_another_country_changes_no_other_figure(tables: dict[str, pd.DataFrame]):
    """Two things are known of all countries together, so Kazakhstan gives them before Kenya does.

    Silent countries are imputed in all years that any estimate serves, and a payer whom nobody names was not asked.
    """
    kenya = rows("country_groupings", {"grouping": "idu_reference_group", "region": "south"}, **KENYA)
    kazakh = rows(
        "population_size_estimates",
        *({"iso3": "KAZ", "estimate_people": 99.0, "year": year} for year in (2022, 2023)),
        first_id=20_000,
    )
    grant = {"iso3": "KAZ", "implementation_period": "KAZ-C-XP01", "delivery": "kazakhstan.csv"}
    paid = rows("grant_budget_lines", grant, first_id=20_000)
    tables = tables | {
        "country_groupings": combined([groupings(), kenya]),
        "population_size_estimates": combined([tables["population_size_estimates"], kazakh]),
        "published_needs": rows("published_needs", NATIONAL_NEED | {"scope": "east"}),
        "grant_budget_lines": combined([tables["grant_budget_lines"], paid]),
    }
    one, other = (
        indicators(tables),
        indicators(tables | {name: combined([tables[name], new]) for name, new in about_kenya().items()}),
    )
    for name, figures in one.items():
        if "iso3" not in figures.table:
            continue
        before, after = (_without(made[name].table, "KEN") for made in (one, other))
        assert len(after) < len(_without(other[name].table)), name
        assert fingerprint(after) == fingerprint(before), name


def _without(table: pd.DataFrame, *countries: str) -> pd.DataFrame:
    """Leave out countries, and the totals that all countries are in."""
    is_total = table["area"].eq("all").fillna(value=False) if "area" in table else False
    return table[~(table["iso3"].isin(countries) | is_total)].reset_index(drop=True)


@trials(6)
@given(st.lists(grants(), max_size=8), st.sampled_from([2, 3, 10]))
def test_money_grows_as_its_lines_do_and_adds_up_to_the_cent(lines: list[dict], times: int):
    def money(scale: int):
        scaled = [line | {"amount_usd": line["amount_usd"] * scale} for line in lines]
        tables = inputs(grant_budget_lines=rows("grant_budget_lines", *scaled))
        return [of(tables, budget_amounts(tables)) for of in (funding, not_counted)]

    for one, more in zip(money(1), money(times), strict=True):
        assert more.table["amount_usd"].tolist() == pytest.approx((one.table["amount_usd"] * times).tolist(), abs=0.006)
        addends = one.contributions[one.contributions["role"].astype("str") == ADDEND]
        added = addends.groupby("output_row")["contribution"].sum()
        assert added.tolist() == pytest.approx(one.table["amount_usd"].tolist(), abs=0.006)
    stated = sum(line["amount_usd"] for line in lines if line["service"] is not None)
    assert sum(made.table["amount_usd"].sum() for made in money(1)) == pytest.approx(stated, abs=0.01)


def test_without_deliveries_all_tables_are_empty_and_stand():
    for figures in indicators(inputs()).values():
        assert figures.table.empty
        assert figures.contributions.empty


def test_every_number_that_is_no_bound_declares_its_formula_or_is_an_input():
    without = {
        f"{name}.{column['name']}"
        for name in INDICATOR_TABLES
        for column in describe(name)
        if column["type"] == "number" and not column["formula"] and column["name"] not in keys(name)
    }
    assert without == {
        "coverage_gap.gap_high",
        "coverage_gap.gap_low",
        "coverage_gap.reached_probability_share",
        "coverage_gap.target_value",
        "coverage_status.target_value",
        "exchange_rate_agreement.other_rate",
        "exchange_rate_agreement.rate",
        "funding_gap.need_usd_high",
        "funding_gap.need_usd_low",
        "funding_gap.payers_known_share",
        "headline_certainty.known_share",
        "headline_who_pays.reported_share",
        "modelled_sizes.country_sigma",
        "modelled_sizes.people_high",
        "modelled_sizes.people_low",
        "modelled_sizes.regional_prevalence_share",
        "national_budget_amounts.units_per_new_unit",
        "published_need_allotments.scope_people",
        "resource_need.between_study_sigma",
        "regional_summary.change",
        "regional_summary.change_same_reporters",
        "regional_summary.estimated_share",
        "regional_summary.imputed_share",
        "regional_summary.most_important_missing_share",
        "regional_summary.reported_share",
        "regional_summary.unknown_share",
        "regional_summary.value_high",
        "regional_summary.value_low",
        "reproduced_figures.tolerance",
        "service_coverage.coverage_simulated_high",
        "service_coverage.coverage_simulated_low",
        "service_coverage.coverage_simulated_median",
        "service_coverage.high_class_probability_share",
        "service_coverage.low_class_probability_share",
        "service_coverage.medium_class_probability_share",
    }
