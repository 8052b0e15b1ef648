"""`funding_payers`: reported, zero, imputed and unknown are four different things."""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.need.funding_payers import funding_payers
from hr_pipeline.indicators.need.payer_bounds import payer_spending
from hr_pipeline.ingest.ingest import empty
from hr_pipeline_tests.indicators.frames import SYRINGES, THERAPY, packaged, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

PLACE = {"iso3": "GEO", "year": 2024}
TEXTS = {"sources_reported": "global_fund", "sources_missing": "", "undecided_pairs": 0}
PAID = PLACE | TEXTS | {"phase": "budget", "available_usd": 1.4e6, "global_fund_usd": 1.4e6}
SPENT = {"iso3": "GEO", "year": 2017, "total_usd": 20e6, "international_usd": 6e6, "global_fund_usd": 5.5e6}
SPENT |= {"domestic_public_usd": 13.4e6, "other_international_usd": 0.5e6}


def made(*money: dict, totals: pd.DataFrame | None = None) -> Figures:
    place = {"method": "unit_cost", "flags": ""} | PLACE
    need = rows("resource_need", *(place | {"service": service} for service in (SYRINGES, THERAPY)))
    known = rows("hiv_spending_totals", SPENT) if totals is None else totals
    given = rows("money_available", *money)
    return funding_payers(need, given, known, packaged("method_parameters"), empty("basis_bridges"))


def states(figures: Figures, service: str) -> dict[str, str]:
    own = figures.table[figures.table["service"] == service].astype({"financing_source": "str", "state": "str"})
    return own.set_index("financing_source")["state"].to_dict()


MONEY = [PAID | {"service": "all"}, PAID | {"service": SYRINGES}]


def test_a_payer_whose_budget_names_other_services_only_reports_zero_for_a_service():
    figures = made(*MONEY)
    assert (states(figures, SYRINGES)["global_fund"], states(figures, THERAPY)["global_fund"]) == (
        "reported", "reported_zero",
    )  # fmt: skip
    therapy = figures.table.query("service == @THERAPY and financing_source == 'global_fund'").iloc[0]
    assert therapy["reported_usd"] == 0


def test_hiv_spending_of_the_nearest_year_bounds_what_an_unreported_payer_may_give():
    row = made(*MONEY).table.query("service == 'all' and financing_source == 'domestic_public'").iloc[0]
    assert (row["state"], row["hiv_spending_year"], row["imputed_usd_high"]) == ("imputed", 2017, 13.4e6)
    assert row["imputed_usd"] == round(0.007 * 13.4e6, 2)
    assert pd.isna(row["reported_usd"])
    assert "national budget" in row["answered_by"]
    assert "spending_of_another_year" in row["flags"].split()


def test_a_payer_that_the_total_leaves_nothing_for_is_bounded_by_the_rest():
    spending = payer_spending(rows("hiv_spending_totals", SPENT)).set_index("payer")["hiv_spending_usd"]
    assert (spending["pepfar"], spending["domestic_private"]) == (0, 20e6 - 6e6 - 13.4e6)
    only_total = rows("hiv_spending_totals", {"iso3": "GEO", "year": 2017, "total_usd": 20e6})
    assert set(payer_spending(only_total)["hiv_spending_usd"]) == {20e6}


def test_without_hiv_spending_a_payer_is_unknown_where_others_report_it_and_else_not_asked():
    elsewhere = {"iso3": "UKR", "year": 2024, "service": "all", "phase": "budget", "domestic_public_usd": 5.0}
    elsewhere |= TEXTS | {"sources_reported": "domestic_public", "available_usd": 5.0}
    found = states(made(*MONEY, elsewhere, totals=empty("hiv_spending_totals")), "all")
    assert (found["domestic_public"], found["pepfar"]) == ("unknown", "not_asked")


def test_spending_of_more_than_ten_years_before_bounds_nothing():
    old = rows("hiv_spending_totals", SPENT | {"year": 2013})
    assert states(made(*MONEY, totals=old), "all")["domestic_public"] == "not_asked"


def test_anyone_gets_the_figures_from_their_contributions():
    assert wrong_figures("funding_payers", made(*MONEY)) == []


def test_where_nobody_reports_a_budget_there_is_no_row():
    assert made().table.empty
