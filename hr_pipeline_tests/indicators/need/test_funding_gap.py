"""`funding_gap`: need less money, published so that anyone gets the same gap from the published sums."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.common.measures import gap
from hr_pipeline.indicators.coverage.population_sizes import population_sizes
from hr_pipeline.indicators.money.money_available import money_available
from hr_pipeline.indicators.need.funding_gap import funding_gap, gap_share
from hr_pipeline.indicators.need.gap_money import concentration
from hr_pipeline.indicators.need.need_draws import need_draws, summed_bounds
from hr_pipeline.ingest.ingest import empty
from hr_pipeline_tests.indicators.frames import (
    OPIOID_DEPENDENT,
    PEOPLE_WHO_INJECT,
    SYRINGES,
    THERAPY,
    budget_amounts,
    funding,
    inputs,
    ledger,
    needs,
    rates,
    rows,
)
from hr_pipeline_tests.indicators.properties import wrong_figures

DEMAND = [{"estimate_people": 1000.0}, {"estimate_people": 500.0, "population": OPIOID_DEPENDENT}]
SYRINGES_NEED, THERAPY_NEED = 36_000.0, 150_000.0


def figures(
    grants: list[dict[str, Any]] = (), budgets: list[dict[str, Any]] = (), sizes: list[dict[str, Any]] = DEMAND, **given
) -> Figures:
    tables = inputs(
        grant_budget_lines=rows("grant_budget_lines", *grants),
        national_budget_lines=rows("national_budget_lines", *budgets, first_id=1000),
        population_size_estimates=rows("population_size_estimates", *sizes),
        exchange_rates=rates(MDL=18.0),
        **given,
    )
    amounts = budget_amounts(tables)
    paid = money_available(funding(tables, amounts).table, ledger(tables, amounts).table).table
    people = people_of(tables)
    totals = tables.get("hiv_spending_totals", empty("hiv_spending_totals"))
    alongside = [totals, *(tables[name] for name in CONTEXT_TABLES)]
    return funding_gap(needs(tables, people).table, people, paid, *alongside)


def people_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    names = ["population_size_estimates", "published_statistics", "check_thresholds"]
    return population_sizes(*(tables[name] for name in names)).table


def needed(*sizes: dict[str, Any]) -> pd.DataFrame:
    tables = inputs(population_size_estimates=rows("population_size_estimates", *sizes))
    return needs(tables, people_of(tables)).table.query("year == 2023").astype({"iso3": "str"})


CONTEXT_TABLES = ["total_population", "drug_law_enforcement_spending", "basis_bridges", "price_index"]


def gaps(*money: list[dict[str, Any]], year: int = 2023, sizes: list[dict[str, Any]] = DEMAND, **given) -> pd.DataFrame:
    table = figures(*money, sizes=sizes, **given).table.query("year == @year")
    return table.astype({"service": "str"}).set_index("service")


def test_all_is_the_sum_of_the_services():
    found = gaps([{"amount_usd": 6000.0}, {"amount_usd": 100_000.0, "service": THERAPY}])
    assert found["need_usd"].to_dict() == {
        SYRINGES: SYRINGES_NEED, THERAPY: THERAPY_NEED, "all": SYRINGES_NEED + THERAPY_NEED,
    }  # fmt: skip
    assert found["gap_usd"].to_dict() == {SYRINGES: 30_000, THERAPY: 50_000, "all": 80_000}
    assert found.at["all", "gap_share"] == pytest.approx(80 / 186)
    assert found["services_in_need"].to_dict() == {
        SYRINGES: SYRINGES, THERAPY: THERAPY, "all": f"{SYRINGES} {THERAPY}",
    }  # fmt: skip


def test_a_country_without_a_size_for_one_service_says_which_services_its_gap_is_of():
    found = gaps([{"amount_usd": 6000.0}], sizes=[{"estimate_people": 1000.0}]).loc["all"]
    assert found["services_in_need"] == SYRINGES
    assert "bounds_assumed" in found["need_flags"].split()


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
    assert wrong_figures("funding_gap", figures([{"amount_usd": 6000.0}], [{"amount_lcu": 36_000.0}])) == []


@pytest.mark.parametrize("reimbursed", [-1000.0, -2000.0, -5000.0], ids=["share over 1", "nothing left", "less"])
def test_reimbursements_leave_no_whole_to_have_a_share_of_and_stop_nothing(reimbursed):
    found = gaps([{"amount_usd": reimbursed}], [{"amount_lcu": 36_000.0}]).loc[SYRINGES]
    assert found["available_usd"] == 2000 + reimbursed
    assert found["gap_usd"] == SYRINGES_NEED - 2000 - reimbursed
    assert pd.isna(found["domestic_share"])


def test_a_budget_without_a_rate_leaves_the_sum_missing_and_not_smaller():
    described = figures([{"amount_usd": 6000.0}], [{"amount_lcu": 5.0, "currency": "TND"}])
    found = described.table.query("year == 2023").astype({"service": "str"}).set_index("service").loc["all"]
    assert found[["available_usd", "domestic_usd", "gap_usd", "gap_share"]].isna().all()
    assert found["sources_reported"] == "domestic_public global_fund"
    assert wrong_figures("funding_gap", described) == []


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
    described = figures([{"amount_usd": 33.37, "year": year} for year in (2020, 2021, 2022, 2024)], sizes=sizes)
    assert wrong_figures("funding_gap", described) == []


@pytest.mark.parametrize(
    ("money", "need", "per_cent"),
    [(131, 2700, 5), (151, 2700, 6), (188, 1500, 13), (160, 2300, 7), (101.6, 151, 67)],
)
def test_shares_are_those_of_harm_reduction_international(money, need, per_cent):
    assert round(100 * (1 - gap_share(pd.Series([need]), pd.Series([money]))[0])) == per_cent


def test_the_need_of_2020_less_the_money_of_2018_is_that_of_unaids():
    assert gap(pd.Series([26_172.0]), pd.Series([19_019.0])).tolist() == [7153.0]


def test_the_need_of_the_target_year_is_compared_with_the_money_of_today_in_prices_of_one_year():
    goal = rows(
        "coverage_targets", {"service": SYRINGES, "kind": "need_share", "target": "t", "year": 2024, "value": 0.9}
    )
    found = gaps([{"amount_usd": 6000.0, "year": 2022}], year=2022, coverage_targets=goal).loc["all"]
    assert (found["target_year"], found["target_year_need_usd_2023"]) == (2024, SYRINGES_NEED)
    assert found["available_usd_2023"] == round(6000 * 122.39 / 118.023, 2)
    assert found["target_year_gap_usd_2023"] == round(SYRINGES_NEED - found["available_usd_2023"], 2)
    past = gaps([{"amount_usd": 6000.0}], year=2023, coverage_targets=goal.assign(year=2022))
    assert past["target_year_gap_usd_2023"].isna().all()


def test_bounds_of_all_are_quantiles_of_the_summed_draws_and_wider_than_of_independent_parts():
    demand = needed(*DEMAND)
    drawn = need_draws(demand)
    low, high = np.quantile(drawn.sum(axis=0), [0.025, 0.975])
    found = gaps().loc["all"]
    assert (found["need_usd_low"], found["need_usd_high"]) == pytest.approx((low, high), abs=0.01)
    assert np.median(drawn, axis=1) == pytest.approx(demand["need_usd_2023"], rel=0.02)
    apart = demand.assign(study=demand["service"])
    independent = summed_bounds(apart, ["iso3", "year"]).iloc[0]
    assert found["need_usd_high"] - found["need_usd_low"] > 1.05 * (independent["need_high"] - independent["need_low"])


@pytest.mark.parametrize("studies", [["one", "one"], ["one", "other"]])
def test_needs_of_one_size_and_one_study_add_up_without_averaging_out(studies):
    need = needed(DEMAND[0])
    two = pd.concat([need, need], ignore_index=True).assign(study=studies)
    both = summed_bounds(two, ["iso3", "year"]).iloc[0]
    ratio = both["need_high"] / (2 * need["need_usd_2023_high"].iloc[0])
    assert (ratio == pytest.approx(1, abs=0.01)) == (studies[0] == studies[1])


def test_the_published_need_stands_next_to_the_own_one_with_a_gap_of_its_own():
    published = rows(
        "published_needs",
        {"scope": "east west", "year": 2025, "amount_usd": 2.7e9, "price_year": 2023, "scope_people": 10_887_500.0},
        service="all",
        publication="UNAIDS",
        population=PEOPLE_WHO_INJECT,
        source="a report",
    )
    found = gaps([{"amount_usd": 6000.0}], published_needs=published)
    need = round(2.7e9 * 1000 / 10_887_500, 2)
    assert found.at["all", "published_need_usd"] == need
    assert found.at["all", "published_gap_share"] == pytest.approx(1 - 6000 / need)
    assert pd.isna(found.at[SYRINGES, "published_need_usd"])


def test_money_is_put_next_to_people_with_bounds_inhabitants_and_all_hiv_spending():
    sizes = [{"estimate_people": 1000.0, "estimate_people_low": 500.0, "estimate_people_high": 2000.0}]
    people = rows("total_population", {"iso3": "MDA", "year": 2023, "people": 2.5e6, "source": "a bank"})
    found = gaps([{"amount_usd": 6000.0}], sizes=sizes, total_population=people).loc["all"]
    names = [f"available_usd_per_person{end}" for end in ("_low", "", "_high")]
    assert found[names].tolist() == [3.0, 6.0, 12.0]
    assert found["available_usd_per_head"] == 6000 / 2.5e6
    assert pd.isna(found["hiv_spending_share"])
    assert {"hiv_total", "spending", "enforcement", "domestic"} <= set(found["missing_part"].split())
    assert not {"available", "people", "total_population", "international"} & set(found["missing_part"].split())


def test_spending_is_a_share_of_all_hiv_spending_and_a_budget_a_part_of_that_for_enforcement():
    spent = {"amount_usd": 4000.0, "phase": "expended"}
    place = {"iso3": "MDA", "year": 2023}
    described = figures(
        [{"amount_usd": 6000.0}, spent],
        hiv_spending_totals=rows("hiv_spending_totals", place | {"total_usd": 80_000.0}),
        drug_law_enforcement_spending=rows(
            "drug_law_enforcement_spending", place | {"phase": "budget", "amount_usd": 24_000.0}
        ),
    )
    found = described.table.query("year == 2023 and service == 'all'").iloc[0]
    assert (found["hiv_spending_share"], found["enforcement_ratio"]) == (0.05, 0.25)


def test_money_of_another_phase_is_compared_only_over_a_declared_bridge():
    line = [{"amount_usd": 6000.0, "phase": "disbursed"}]
    apart = gaps(line).loc["all"]
    assert (apart["missing_reason"], apart["bridges"]) == ("different_basis", "")
    bridge = {"from_basis": "phase=disbursed", "to_basis": "phase=budget", "scope": "MDA", "bridge": "mda_paid"}
    declared = rows("basis_bridges", bridge | {"factor": 1.25, "what": "a bridge", "source": "a study"})
    described = figures(line, basis_bridges=declared)
    found = described.table.query("year == 2023 and service == 'all'").iloc[0]
    assert (found["available_usd"], found["bridges"], found["obs_status"]) == (7500, "mda_paid", "E")
    assert wrong_figures("funding_gap", described) == []


def test_concentration_of_payers_is_reported_where_home_and_donors_both_report():
    paid = {"domestic_public_usd": [30, None, 5.0], "domestic_private_usd": [10, None, None]}
    donors = {"global_fund_usd": [50, 70, -1], "pepfar_usd": [10, 1, None], "other_international_usd": [None] * 3}
    found = concentration(pd.DataFrame(paid | donors | {"international_usd": [None] * 3}, dtype="float64"))
    assert found["largest_source_usd"].tolist()[0] == 50
    assert found["payer_concentration"][0] == pytest.approx(0.3**2 + 0.1**2 + 0.5**2 + 0.1**2)
    assert found["payer_concentration"][1:].isna().all()


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given_that(
    need=st.floats(1, 1e9), sigma=st.floats(0.01, 0.6), wide=st.floats(1.01, 20), times=st.sampled_from([2.0, 10.0])
)
def test_drawn_bounds_hold_the_centre_scale_with_the_unit_and_are_the_same_each_time(need, sigma, wide, times):
    one = {"need_usd_2023": need, "sigma": sigma, "unit_cost_usd_2023_low": 1.0, "unit_cost_usd_2023_high": wide}
    bounds = {"need_usd_2023_low": need / 2, "need_usd_2023_high": need * 2}
    given = pd.DataFrame([one | bounds | {"service": s, "study": s, "estimate": "e"} for s in ("a", "b")])
    given = given.assign(iso3="MDA", year=2023)
    scaled = given.assign(need_usd_2023=given["need_usd_2023"] * times)
    found, again, more = (summed_bounds(d, ["iso3", "year"], 1000).iloc[0] for d in (given, given, scaled))
    assert found["need_low"] <= 2 * need <= found["need_high"]
    assert (found == again).all()
    assert more.tolist() == pytest.approx((found * times).tolist())
    assert need_draws(given, 1000).sum(axis=0) == pytest.approx(need_draws(given, 1000)[0] + need_draws(given, 1000)[1])
