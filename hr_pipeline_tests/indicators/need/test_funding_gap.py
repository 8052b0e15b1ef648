"""`funding_gap`: what reported payers leave unfunded, and the gap as a range over what unreported payers may give."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.common.measures import gap, ratio
from hr_pipeline.indicators.money.money_available import money_available
from hr_pipeline.indicators.need.funding_gap import compared, described, funding_gap, payers_of
from hr_pipeline.indicators.need.need_draws import need_draws, summed_bounds
from hr_pipeline.ingest.ingest import empty
from hr_pipeline_tests.indicators.coverage_tables import sizes_of
from hr_pipeline_tests.indicators.frames import (
    SYRINGES,
    THERAPY,
    budget_amounts,
    funding,
    inputs,
    ledger,
    needs,
    not_counted,
    payers_from,
    rates,
    rows,
)
from hr_pipeline_tests.indicators.properties import wrong_figures

DEMAND = [{"estimate_people": 1000.0}]
SYRINGES_NEED, THERAPY_NEED = 40_000.0, 248_700.0
"""200 syringes at 0.2 US$ for each of 1,000 people; therapy at 600 US$ for half of the 829 who use opioids."""
NEED = SYRINGES_NEED + THERAPY_NEED
REPORTED = ["global_fund"]
SPENT = {"iso3": "MDA", "year": 2021, "total_usd": 90_000.0, "international_usd": 40_000.0, "pepfar_usd": 10_000.0}
SPENT |= {"global_fund_usd": 25_000.0, "other_international_usd": 5000.0, "domestic_public_usd": 50_000.0}
"""HIV spending that leaves nothing for private money."""
ALONGSIDE = ["total_population", "drug_law_enforcement_spending", "basis_bridges", "price_index"]


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
    paid = money_available(*(of(tables, amounts).table for of in (funding, not_counted, ledger))).table
    people = people_of(tables)
    need = needs(tables, people).table
    payers = payers_from(tables, need, paid, tables.get("hiv_spending_totals", empty("hiv_spending_totals"))).table
    return funding_gap(need, people, paid, payers, *(tables[name] for name in ALONGSIDE))


def people_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return sizes_of(tables).table


def needed(*sizes: dict[str, Any]) -> pd.DataFrame:
    tables = inputs(population_size_estimates=rows("population_size_estimates", *sizes))
    return needs(tables, people_of(tables)).table.query("year == 2023").astype({"iso3": "str"})


def gaps(*money: list[dict[str, Any]], year: int = 2023, sizes: list[dict[str, Any]] = DEMAND, **given) -> pd.DataFrame:
    table = figures(*money, sizes=sizes, **given).table.query("year == @year")
    return table.astype({"service": "str", "gap_status": "str"}).set_index("service")


def spent(**changes: float) -> pd.DataFrame:
    return rows("hiv_spending_totals", SPENT | changes)


def test_all_is_the_sum_of_the_same_services_in_each_country():
    found = gaps([{"amount_usd": 6000.0}, {"amount_usd": 100_000.0, "service": THERAPY}])
    assert found["need_usd"].to_dict() == {SYRINGES: SYRINGES_NEED, THERAPY: THERAPY_NEED, "all": NEED}
    assert found["unfunded_by_reported_payers_usd"].to_dict() == {
        SYRINGES: 34_000, THERAPY: 148_700, "all": 182_700,
    }  # fmt: skip
    assert found.at["all", "unfunded_by_reported_payers_share"] == pytest.approx(182_700 / NEED)
    assert set(found["services_in_need"]) == {SYRINGES, THERAPY, f"{SYRINGES} {THERAPY}"}


def test_a_payer_that_nobody_reports_makes_no_gap_but_an_upper_bound_with_its_name():
    found = gaps([{"amount_usd": 6000.0}]).loc["all"]
    assert found[["gap_usd", "gap_usd_low", "gap_usd_high", "unknown_payers_usd"]].isna().all()
    assert (found["unfunded_by_reported_payers_usd"], found["gap_status"]) == (NEED - 6000, "upper_bound_only")
    assert found["payers_reported"].split() == REPORTED
    assert "domestic_public" in found["payers_unknown"].split()
    assert "national budget" in found["answered_by"]


def test_hiv_spending_of_unreported_payers_makes_a_range_that_holds_a_programme_paid_by_the_state():
    found = gaps([{"amount_usd": 6000.0}], hiv_spending_totals=spent()).loc["all"]
    assert found["gap_status"] == "range"
    assert found["unknown_payers_usd_high"] == 50_000 + 10_000 + 5000
    assert found["gap_usd"] == pytest.approx(NEED - 6000 - 0.007 * 65_000)
    assert found["gap_usd_low"] == pytest.approx(found["need_usd_low"] - 6000 - 65_000, abs=0.01)
    assert found["gap_usd_high"] == pytest.approx(found["need_usd_high"] - 6000, abs=0.01)
    paid_by_the_state = 45_000
    assert found["gap_usd_low"] < NEED - 6000 - paid_by_the_state < found["gap_usd_high"]


def test_money_beyond_the_need_is_a_surplus_and_no_negative_gap():
    found = gaps([{"amount_usd": 44_000.0}], hiv_spending_totals=spent()).loc[SYRINGES]
    assert (found["unfunded_by_reported_payers_usd"], found["gap_usd"], found["surplus_usd"]) == (0, 0, 4000)


def test_a_service_that_reported_budgets_do_not_name_gets_nothing_from_them():
    found = gaps([{"amount_usd": 6000.0}]).loc[THERAPY]
    assert (found["available_for_need_usd"], found["unfunded_by_reported_payers_usd"]) == (0, THERAPY_NEED)
    assert found["payers_reported"].split() == REPORTED


def test_money_that_names_no_service_may_be_for_any_and_stands_in_upper_bounds_only():
    found = gaps([{"amount_usd": 6000.0}, {"amount_usd": 900.0, "service": "unattributed"}])
    assert found["available_for_need_usd_high"].to_dict() == {SYRINGES: 6900, THERAPY: 900, "all": 6900}
    assert found.at["all", "available_for_need_usd"] == 6000


def test_160_million_for_12_5_million_people_are_12_80_for_each():
    world = [{"estimate_people": 12.5e6}]
    assert gaps([{"amount_usd": 160e6}], sizes=world).at["all", "available_usd_per_person"] == 12.80


def test_where_nobody_reports_money_there_is_no_row_rather_than_a_gap_of_the_whole_need():
    assert gaps(hiv_spending_totals=spent()).empty


def test_a_budget_without_a_rate_leaves_the_sum_missing_and_not_smaller():
    given = figures([{"amount_usd": 6000.0}], [{"amount_lcu": 5.0, "currency": "TND"}])
    found = given.table.query("year == 2023").astype({"service": "str"}).set_index("service").loc["all"]
    assert found[["available_for_need_usd", "unfunded_by_reported_payers_usd", "gap_usd"]].isna().all()
    assert (found["gap_status"], found["payers_reported"]) == ("no_amount", "domestic_public global_fund")
    assert wrong_figures("funding_gap", given) == []


@pytest.mark.parametrize(
    "line",
    [
        {"phase": "disbursed"},
        {"population": "unknown"},
        {"iso3": None, "area": "QMZ"},
        {"year": None},
    ],
    ids=["another phase", "not counted", "multicountry", "no year"],
)
def test_money_that_is_not_a_counted_national_budget_reports_nothing(line):
    assert gaps([{"amount_usd": 6000.0} | line]).empty


def test_money_of_a_part_of_a_country_is_the_countrys():
    of_a_city = gaps([{"amount_usd": 2000.0}, {"amount_usd": 4000.0, "area": "Balti"}])
    pd.testing.assert_frame_equal(of_a_city, gaps([{"amount_usd": 6000.0}]))


def test_the_need_is_in_the_prices_of_its_year_and_the_gap_also_in_constant_prices():
    sizes = [{"estimate_people": 1000.0, "year": 2022}]
    found = gaps([{"amount_usd": 0.0, "year": 2022}], year=2022, sizes=sizes).loc["all"]
    assert found["need_usd"] == round(NEED * 118.023 / 122.39, 2)
    assert found["unfunded_by_reported_payers_usd_2023"] == pytest.approx(NEED, abs=0.01)


@pytest.mark.parametrize("people", [7.0, 1013.0, 123_457.0])
def test_anyone_gets_the_published_gap_from_the_published_sums(people):
    sizes = [{"estimate_people": people, "year": 2020}]
    grants = [{"amount_usd": 33.37, "year": year} for year in (2020, 2021, 2022, 2024)]
    assert wrong_figures("funding_gap", figures(grants, sizes=sizes)) == []
    assert wrong_figures("funding_gap", figures(grants, sizes=sizes, hiv_spending_totals=spent())) == []


PAYERS = ["domestic_public", "domestic_private", "global_fund", "pepfar", "other_international"]
MONEY = st.floats(0, 2e6).map(lambda usd: round(usd, 2))
RANK = {"upper_bound_only": 0, "range": 1, "all_payers_known": 2}
PLACE = {"iso3": "MDA", "year": 2023, "service": "all"}


def paid_by(budgets: dict[str, float], spending: dict[str, float]) -> pd.Series:
    """Compare a need with the budgets of some payers; of others only their HIV spending is known, or nothing."""
    states = {
        payer: "reported" if payer in budgets else "imputed" if payer in spending else "unknown" for payer in PAYERS
    }
    most = {payer: spending.get(payer) if state == "imputed" else None for payer, state in states.items()}
    payers = rows(
        "funding_payers",
        *(
            PLACE
            | {"financing_source": payer, "state": state, "why": "", "answered_by": "", "flags": ""}
            | {"imputed_usd_high": most[payer], "imputed_usd": most[payer] and 0.007 * most[payer]}
            for payer, state in states.items()
        ),
    )
    available = sum(budgets.values())
    needed_usd = {"need_usd": 2e6, "need_usd_low": 1e6, "need_usd_high": 4e6, "index_base": 1.0, "index_year": 1.0}
    paid = {f"available_for_need_usd{end}": available for end in ("", "_low", "_high")}
    return described(compared(pd.DataFrame([PLACE | needed_usd | paid]).merge(payers_of(payers)))).iloc[0]


def test_a_gap_says_that_all_payers_are_known_only_where_each_is_reported():
    every = dict.fromkeys(PAYERS, 1000.0)
    found = paid_by(every, {})
    assert (found["gap_status"], found["payers_known_share"], found["gap_usd"]) == ("all_payers_known", 1, 1_995_000)
    del every["pepfar"]
    assert paid_by(every, {"pepfar": 10.0})["gap_status"] == "range"
    assert paid_by(every, {})["gap_status"] == "upper_bound_only"


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given_that(
    budgets=st.dictionaries(st.sampled_from(PAYERS), MONEY, min_size=1),
    spending=st.dictionaries(st.sampled_from(PAYERS), MONEY),
    chosen=st.data(),
)
def test_dropping_a_payers_delivery_never_narrows_an_interval_and_never_raises_a_status(budgets, spending, chosen):
    dropped = chosen.draw(st.sampled_from(sorted(budgets)))
    whole, less = paid_by(budgets, spending), paid_by({k: v for k, v in budgets.items() if k != dropped}, spending)
    assert RANK[less["gap_status"]] <= RANK[whole["gap_status"]]
    assert less["unfunded_by_reported_payers_usd"] >= whole["unfunded_by_reported_payers_usd"]
    if pd.notna(less["gap_usd_low"]):
        width, before = (row["gap_usd_high"] - row["gap_usd_low"] for row in (less, whole))
        assert width >= before - 0.02


def test_no_gap_stands_without_the_upper_bound_over_reported_payers():
    table = figures([{"amount_usd": 6000.0}], hiv_spending_totals=spent()).table
    assert table["gap_usd"].notna().any()
    assert table.loc[table["gap_usd"].notna(), "unfunded_by_reported_payers_usd"].notna().all()


@pytest.mark.parametrize(
    ("money", "need", "per_cent"),
    [(131, 2700, 5), (151, 2700, 6), (188, 1500, 13), (160, 2300, 7), (101.6, 151, 67)],
)
def test_shares_are_those_of_harm_reduction_international(money, need, per_cent):
    assert round(100 * ratio(pd.Series([money]), pd.Series([need]))[0]) == per_cent


def test_the_need_of_2020_less_the_money_of_2018_is_that_of_unaids():
    assert gap(pd.Series([26_172.0]), pd.Series([19_019.0])).tolist() == [7153.0]


def test_bounds_of_all_are_quantiles_of_the_summed_draws_and_wider_than_of_independent_parts():
    demand = needed(*DEMAND)
    drawn = need_draws(demand)
    low, high = np.quantile(drawn.sum(axis=0), [0.025, 0.975])
    found = gaps([{"amount_usd": 1.0}]).loc["all"]
    assert (found["need_usd_low"], found["need_usd_high"]) == pytest.approx((low, high), abs=0.01)
    assert np.median(drawn, axis=1) == pytest.approx(demand["need_usd_2023"], rel=0.02)
    apart = demand.assign(study=demand["service"])
    independent = summed_bounds(apart, ["iso3", "year"]).iloc[0]
    assert found["need_usd_high"] - found["need_usd_low"] > 1.05 * (independent["need_high"] - independent["need_low"])


@pytest.mark.parametrize("studies", [["one", "one"], ["one", "other"]])
def test_needs_of_one_size_and_one_study_add_up_without_averaging_out(studies):
    need = needed(DEMAND[0]).query("service == @SYRINGES")
    two = pd.concat([need, need], ignore_index=True).assign(study=studies)
    both = summed_bounds(two, ["iso3", "year"]).iloc[0]
    times = both["need_high"] / (2 * need["need_usd_2023_high"].iloc[0])
    assert (times == pytest.approx(1, abs=0.01)) == (studies[0] == studies[1])


def test_money_is_shown_per_person_with_bounds_and_per_inhabitant():
    sizes = [{"estimate_people": 1000.0, "estimate_people_low": 500.0, "estimate_people_high": 2000.0}]
    people = rows("total_population", {"iso3": "MDA", "year": 2023, "people": 2.5e6, "source": "a bank"})
    found = gaps([{"amount_usd": 6000.0}], sizes=sizes, total_population=people).loc["all"]
    names = [f"available_usd_per_person{end}" for end in ("_low", "", "_high")]
    assert found[names].tolist() == [3.0, 6.0, 12.0]
    assert found["available_usd_per_inhabitant"] == 6000 / 2.5e6


def test_a_budget_is_compared_with_spending_on_enforcement():
    enforcement = {"iso3": "MDA", "year": 2023, "phase": "budget", "amount_usd": 24_000.0}
    given = {"drug_law_enforcement_spending": rows("drug_law_enforcement_spending", enforcement)}
    assert gaps([{"amount_usd": 6000.0}], **given).at["all", "enforcement_ratio"] == 0.25


def test_money_of_another_phase_is_compared_only_over_a_declared_bridge():
    line = [{"amount_usd": 6000.0, "phase": "disbursed"}]
    bridge = {"from_basis": "phase=disbursed", "to_basis": "phase=budget", "scope": "MDA", "bridge": "mda_paid"}
    declared = rows("basis_bridges", bridge | {"factor": 1.25, "what": "a bridge", "source": "a study"})
    given = figures(line, basis_bridges=declared)
    found = given.table.query("year == 2023 and service == 'all'").iloc[0]
    assert (found["available_for_need_usd"], found["bridges"]) == (7500, "mda_paid")
    assert wrong_figures("funding_gap", given) == []


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given_that(
    need=st.floats(1, 1e9), sigma=st.floats(0.01, 0.6), wide=st.floats(1.01, 20), times=st.sampled_from([2.0, 10.0])
)
def test_drawn_bounds_hold_the_centre_scale_with_the_unit_and_are_the_same_each_time(need, sigma, wide, times):
    one = {"need_usd_2023": need, "sigma": sigma, "unit_cost_usd_2023_low": 1.0, "unit_cost_usd_2023_high": wide}
    bounds = {"need_usd_2023_low": need / 2, "need_usd_2023_high": need * 2, "population_share_sigma": 0.05}
    given = pd.DataFrame([one | bounds | {"service": s, "study": s, "estimate": "e"} for s in ("a", "b")])
    given = given.assign(iso3="MDA", year=2023)
    scaled = given.assign(need_usd_2023=given["need_usd_2023"] * times)
    found, again, more = (summed_bounds(d, ["iso3", "year"], 1000).iloc[0] for d in (given, given, scaled))
    assert found["need_low"] <= 2 * need <= found["need_high"]
    assert (found == again).all()
    assert more.tolist() == pytest.approx((found * times).tolist())
    assert need_draws(given, 1000).sum(axis=0) == pytest.approx(need_draws(given, 1000)[0] + need_draws(given, 1000)[1])
