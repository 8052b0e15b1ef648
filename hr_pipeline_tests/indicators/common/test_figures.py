"""The terms of a figure are computed from all that it rests on, shown or not."""

import pandas as pd
import pytest

from hr_pipeline.indicators.common.figures import Figures, flags
from hr_pipeline_tests.indicators.frames import (
    OPIOID_DEPENDENT,
    SYRINGES,
    THERAPY,
    indicators,
    inputs,
    prices,
    rates,
    rows,
    targets,
)

SECRET = {"confidentiality": "C", "licence": "LicenceRef-partner"}
DEMONSTRATION = {"is_illustrative": True}
CLIENTS = {"measure": "oat_clients", "service": THERAPY}


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    """Moldova's reports are a partner's; Ukraine's are free; grants are a demonstration."""
    reports = [
        {"value": 900.0, "iso3": "UKR"},
        {"value": 500.0} | SECRET,
        CLIENTS | {"value": 3.0} | SECRET,
        {"missing_reason": "refused", "year": 2021} | SECRET,
        {"value": 800.0, "partner": "beta", "iso3": "UKR"} | SECRET,
    ]
    sizes = [
        {"estimate_people": 27_500.0, "licence": "CC-BY-4.0"},
        {"estimate_people": 12_920.0, "population": OPIOID_DEPENDENT},
        {"estimate_people": 350_300.0, "iso3": "UKR"},
    ]
    grants = [
        {"amount_usd": 5.0} | DEMONSTRATION,
        {"amount_usd": 5.0, "iso3": "UKR", "implementation_period": "UKR-C-AUAP04"},
    ]
    budgets = [{"amount_lcu": 5.0, "iso3": "UKR", "currency": "TND", "licence": "CC-BY-SA-4.0"}]
    return indicators(
        inputs(
            survey_services=rows("survey_services", *reports),
            population_size_estimates=rows("population_size_estimates", *sizes),
            grant_budget_lines=rows("grant_budget_lines", *grants),
            national_budget_lines=rows("national_budget_lines", *budgets),
            exchange_rates=rates(MDL=18.0),
        )
    )


def terms(figures: dict[str, Figures], name: str, **where: object) -> tuple[str, str, bool]:
    """Licence, confidentiality and whether it is a demonstration of the rows that fit."""
    table = figures[name].table
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table)
    found = table[["licence", "confidentiality", "is_illustrative"]].astype(
        {"licence": "str", "confidentiality": "str"}
    )
    assert len(found.drop_duplicates()) == 1
    return tuple(found.iloc[0])


@pytest.mark.parametrize("name", ["service_coverage", "coverage_gap"])
@pytest.mark.parametrize("service", [SYRINGES, THERAPY], ids=["shown", "suppressed"])
def test_a_partners_terms_hold_for_its_coverage_and_gap_even_where_they_are_hidden(figures, name, service):
    where = {"iso3": "MDA", "service": service, "year": 2023}
    assert terms(figures, name, **where) == ("LicenceRef-partner", "C", False)


def test_a_partners_terms_hold_for_a_question_it_did_not_answer(figures):
    assert terms(figures, "service_coverage", iso3="MDA", year=2021) == ("LicenceRef-partner", "C", False)


def test_a_partner_whose_report_does_not_count_brings_no_terms(figures):
    assert terms(figures, "service_coverage", iso3="UKR") == ("CC0-1.0", "F", False)


def test_demonstration_money_is_reported_through_to_the_funding_gap(figures):
    assert terms(figures, "harm_reduction_funding", iso3="MDA") == ("CC0-1.0", "F", True)
    counted = {"iso3": "MDA", "year": 2023, "service": SYRINGES}
    assert terms(figures, "funding_gap", **counted) == ("CC-BY-4.0", "F", True)
    assert terms(figures, "resource_need", **(counted | {"year": 2024})) == ("CC-BY-4.0", "F", False)


def test_a_missing_sum_keeps_the_terms_of_the_line_without_a_rate(figures):
    dataset = {"iso3": "UKR", "dataset": "national_budget_lines"}
    assert terms(figures, "harm_reduction_funding", **dataset) == ("CC-BY-SA-4.0", "F", False)
    assert terms(figures, "funding_gap", iso3="UKR", year=2023, service="all") == ("CC-BY-SA-4.0", "F", False)


def test_a_class_comes_under_the_terms_of_where_classes_begin():
    goals = targets().assign(is_illustrative=True)
    given = inputs(
        survey_services=rows("survey_services", {"value": 500.0}, {"value": 1.0, "area": "Balti"}),
        population_size_estimates=rows("population_size_estimates", {"estimate_people": 27_500.0}),
        coverage_targets=goals,
    )
    table = indicators(given)["service_coverage"].table
    assert dict(zip(table["area"], table["is_illustrative"], strict=True)) == {"national": True, "Balti": False}


def test_price_indices_bring_their_terms_to_constant_prices():
    given = inputs(
        grant_budget_lines=rows("grant_budget_lines", {"amount_usd": 5.0}, {"amount_usd": 5.0, "year": 2030}),
        price_index=prices().assign(is_illustrative=True),
    )
    table = indicators(given)["harm_reduction_funding"].table
    assert dict(zip(table["year"], table["is_illustrative"], strict=True)) == {2023: True, 2030: False}


def test_flags_are_words_in_a_row_and_what_is_missing_does_not_hold():
    yes, no = pd.Series([True, True], dtype="boolean"), pd.Series([False, None], dtype="boolean")
    assert flags({"one": yes, "two": no, "three": yes}).tolist() == ["one three", "one three"]
