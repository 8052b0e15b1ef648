"""`funding_gap`: need less money, published so that anyone gets the same gap from the published sums."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.figures import Figures
from hr_pipeline.indicators.funding_gap import funding_gap
from hr_pipeline.indicators.population_sizes import population_sizes
from hr_pipeline.indicators.resource_need import resource_need
from hr_pipeline_tests.indicators.frames import (
    OPIOID_DEPENDENT,
    SYRINGES,
    THERAPY,
    budget_amounts,
    costs,
    funding,
    inputs,
    limits,
    prices,
    rates,
    rows,
    targets,
)
from hr_pipeline_tests.indicators.laws import wrong_figures

DEMAND = [{"estimate_people": 1000.0}, {"estimate_people": 500.0, "population": OPIOID_DEPENDENT}]
SYRINGES_NEED, THERAPY_NEED = 36_000.0, 150_000.0


def figures(
    grants: list[dict[str, Any]] = (), budgets: list[dict[str, Any]] = (), sizes: list[dict[str, Any]] = DEMAND
) -> Figures:
    people = population_sizes(rows("population_size_estimates", *sizes), rows("published_statistics"), limits()).table
    need = resource_need(people, targets(), costs(), limits(), prices())
    tables = inputs(
        grant_budget_lines=rows("grant_budget_lines", *grants),
        national_budget_lines=rows("national_budget_lines", *budgets, first_id=1000),
        exchange_rates=rates(MDL=18.0),
    )
    money = funding(tables, budget_amounts(tables))
    return funding_gap(need.table, money.table, prices())


def gaps(*money: list[dict[str, Any]], year: int = 2023, sizes: list[dict[str, Any]] = DEMAND) -> pd.DataFrame:
    table = figures(*money, sizes=sizes).table.query("year == @year")
    return table.astype({"service": "str"}).set_index("service")


def test_all_is_the_sum_of_the_services():
    found = gaps([{"amount_usd": 6000.0}, {"amount_usd": 100_000.0, "service": THERAPY}])
    assert found["need_usd"].to_dict() == {
        SYRINGES: SYRINGES_NEED, THERAPY: THERAPY_NEED, "all": SYRINGES_NEED + THERAPY_NEED,
    }  # fmt: skip
    assert found["gap_usd"].to_dict() == {SYRINGES: 30_000, THERAPY: 50_000, "all": 80_000}
    assert found.at["all", "gap_share"] == pytest.approx(80 / 186)


def test_money_beyond_the_need_gives_a_negative_gap():
    found = gaps([{"amount_usd": 40_000.0}]).loc[SYRINGES]
    assert (found["gap_usd"], found["gap_share"]) == (-4000, pytest.approx(-1 / 9))


def test_160_million_for_12_5_million_people_are_12_80_for_each():
    world = [{"estimate_people": 12.5e6}]
    assert gaps([{"amount_usd": 160e6}], sizes=world).at["all", "available_usd_per_person"] == 12.80


def test_where_nobody_reports_money_there_is_no_gap_rather_than_all_of_the_need():
    found = gaps().loc["all"]
    assert found["need_usd"] == SYRINGES_NEED + THERAPY_NEED
    missing = ["available_usd", "domestic_usd", "gap_usd", "gap_usd_2023", "gap_share", "domestic_share"]
    assert found[missing].isna().all()
    assert (found["obs_status"], found["missing_reason"], found["sources_reported"]) == ("O", "not_reported", "")


def test_the_domestic_share_is_missing_where_no_domestic_money_is_reported():
    found = gaps([{"amount_usd": 6000.0}]).loc["all"]
    assert found[["domestic_usd", "domestic_share"]].isna().all()
    assert found["sources_reported"] == "global_fund"


def test_the_domestic_share_is_domestic_over_all_money():
    found = gaps([{"amount_usd": 6000.0}], [{"amount_lcu": 36_000.0}]).loc["all"]
    assert (found["domestic_usd"], found["available_usd"], found["domestic_share"]) == (2000, 8000, 0.25)
    assert found["sources_reported"] == "domestic_public global_fund"


@pytest.mark.parametrize("reimbursed", [-1000.0, -2000.0, -5000.0], ids=["share over 1", "nothing left", "less"])
def test_reimbursements_leave_no_whole_to_have_a_share_of_and_stop_nothing(reimbursed):
    found = gaps([{"amount_usd": reimbursed}], [{"amount_lcu": 36_000.0}]).loc[SYRINGES]
    assert found["available_usd"] == 2000 + reimbursed
    assert found["gap_usd"] == SYRINGES_NEED - 2000 - reimbursed
    assert pd.isna(found["domestic_share"])


def test_a_budget_without_a_rate_leaves_the_sum_missing_and_not_smaller():
    told = figures([{"amount_usd": 6000.0}], [{"amount_lcu": 5.0, "currency": "TND"}])
    found = told.table.query("year == 2023").astype({"service": "str"}).set_index("service").loc["all"]
    assert found[["available_usd", "domestic_usd", "gap_usd", "gap_share"]].isna().all()
    assert found["sources_reported"] == "domestic_public global_fund"
    assert wrong_figures("funding_gap", told) == []


@pytest.mark.parametrize(
    "line",
    [
        {"phase": "disbursed"},
        {"population": "unknown"},
        {"iso3": None, "area": "QMZ"},
        {"area": "Balti"},
        {"year": None},
    ],
    ids=["another phase", "not counted", "multicountry", "a city", "no year"],
)
def test_money_that_is_not_a_counted_national_budget_closes_no_gap(line):
    assert pd.isna(gaps([{"amount_usd": 6000.0} | line]).at["all", "available_usd"])


def test_money_for_services_without_a_need_closes_no_gap():
    assert pd.isna(gaps([{"amount_usd": 6000.0, "service": "condoms"}]).at["all", "available_usd"])


def test_the_need_is_in_the_prices_of_its_year_and_the_gap_also_in_constant_prices():
    found = gaps([{"amount_usd": 0.0, "year": 2022}], year=2022, sizes=[{"estimate_people": 1000.0, "year": 2022}]).loc[
        "all"
    ]
    assert found["need_usd"] == round(SYRINGES_NEED * 118.023 / 122.39, 2)
    assert found["gap_usd_2023"] == pytest.approx(SYRINGES_NEED, abs=0.01)


@pytest.mark.parametrize("people", [7.0, 1013.0, 123_457.0])
def test_anyone_gets_the_published_gap_from_the_published_sums(people):
    sizes = [{"estimate_people": people, "year": 2020}]
    told = figures([{"amount_usd": 33.37, "year": year} for year in (2020, 2021, 2022, 2024)], sizes=sizes)
    assert wrong_figures("funding_gap", told) == []
