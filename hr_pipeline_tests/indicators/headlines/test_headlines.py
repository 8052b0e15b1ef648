"""The headline tables: one answer for each place, with its status in words and what would answer the unknown."""

import pandas as pd
import pytest

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.need.funding_payers import funding_payers
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.tables import INDICATOR_TABLES, schema
from hr_pipeline_tests.indicators.frames import SYRINGES, headlines, inputs, packaged, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

HEADLINES = [name for name in INDICATOR_TABLES if name.startswith("headline_")]
TEXTS = {"sources_reported": "global_fund", "sources_missing": "", "undecided_pairs": 0}


def paid(iso3: str, year: int, usd: float) -> dict:
    amounts = {"available_usd": usd, "global_fund_usd": usd}
    return TEXTS | amounts | {"iso3": iso3, "year": year, "service": "all", "phase": "budget"}


def spent(iso3: str, year: int, public: float, international: float) -> dict:
    amounts = {"domestic_public_usd": public, "international_usd": international, "global_fund_usd": international}
    return amounts | {"iso3": iso3, "year": year, "total_usd": public + international}


def gap(iso3: str, unfunded: float, low: float | None, high: float | None) -> dict:
    texts = {"payers_unknown": "domestic_public", "answered_by": "the national budget"}
    status = "range" if low is not None else "upper_bound_only"
    amounts = {"need_usd": 100.0, "unfunded_by_reported_payers_usd": unfunded, "gap_usd": low and unfunded}
    amounts |= {"gap_usd_low": low, "gap_usd_high": high}
    return texts | amounts | {"iso3": iso3, "year": 2024, "service": "all", "gap_status": status}


def short(iso3: str, year: int, missing: float) -> dict:
    named = {"service": SYRINGES, "target": "who_2025_200", "population": "people_who_inject_drugs", "flags": ""}
    figures = {"relative_gap_share": missing, "reached_probability_share": 0.1}
    return named | figures | {"iso3": iso3, "year": year, "area": "national"}


@pytest.fixture(scope="module")
def made() -> dict[str, Figures]:
    money = rows("money_available", paid("GEO", 2023, 90.0), paid("GEO", 2024, 100.0), paid("KAZ", 2024, 50.0))
    totals = rows("hiv_spending_totals", spent("GEO", 2024, 600.0, 400.0), spent("KAZ", 2017, 900.0, 100.0),
                  spent("MDA", 2018, 50.0, 50.0))  # fmt: skip
    asked = {"method": "unit_cost", "flags": "", "service": SYRINGES}
    need = rows("resource_need", *(asked | {"iso3": iso3, "year": 2024} for iso3 in ("GEO", "KAZ")))
    payers = funding_payers(need, money, totals, packaged("method_parameters"), empty("basis_bridges")).table
    gaps = rows("funding_gap", gap("GEO", 80.0, 20.0, 140.0), gap("KAZ", 90.0, None, None))
    targets = rows("coverage_gap", short("GEO", 2024, 0.6), short("GEO", 2020, 0.9), short("KAZ", 2023, 0.0))
    given = inputs(country_groupings=packaged("country_groupings"))
    return headlines(given, targets, money, totals, payers, gaps)


def row(figures: Figures, **key) -> pd.Series:
    table = figures.table
    for name, value in key.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_anyone_gets_the_headlines_from_their_contributions(made):
    assert {name: wrong for name, figures in made.items() if (wrong := wrong_figures(name, figures))} == {}


@pytest.mark.parametrize("name", HEADLINES)
def test_a_headline_has_at_most_fifteen_columns_and_answers_in_words(name, made):
    columns = list(schema(name).columns)
    assert len(columns) <= 15
    assert {"place", "year", "status", "why"} <= set(columns)
    assert (made[name].table[["status", "why"]].apply(lambda texts: texts.str.len()) > 5).all(axis=None)


def test_a_share_of_hiv_money_names_both_years_and_the_definition(made):
    share = made["headline_share_of_hiv_money"]
    georgia, kazakhstan = row(share, place="GEO", year=2024), row(share, place="KAZ", year=2024)
    assert (georgia["hiv_spending_share"], georgia["domestic_share"], georgia["definition"]) == (
        0.1,
        0.6,
        "all_settings",
    )
    assert (kazakhstan["hiv_spending_year"], kazakhstan["hiv_spending_share"]) == (2017, 0.05)
    assert "indicative" in kazakhstan["status"]
    region = row(share, place="EECA", year=2024)
    assert region["hiv_spending_share"] == 150 / 2000
    assert "2 of 16 countries" in region["why"]


def test_a_country_without_budgets_has_its_domestic_share_and_no_share_of_zero(made):
    moldova = row(made["headline_share_of_hiv_money"], place="MDA")
    assert (moldova["domestic_share"], moldova["year"]) == (0.5, 2018)
    assert pd.isna(moldova["hiv_spending_share"])
    assert moldova["status"].startswith("Unknown")


def test_an_unreported_payer_is_named_with_the_delivery_that_would_answer(made):
    found = row(made["headline_who_pays"], place="GEO", year=2024, financing_source="domestic_public")
    assert pd.isna(found["reported_usd"])
    assert (found["imputed_usd_high"], found["status"][:7]) == (600, "Unknown")
    assert "national budget" in found["answered_by"]


def test_a_change_is_given_only_between_years_of_the_same_payers_and_countries(made):
    assert row(made["headline_trend"], place="GEO", year=2024)["change_usd_2023"] < 10
    region = row(made["headline_trend"], place="EECA", year=2024)
    assert pd.isna(region["change_usd_2023"])
    assert region["missing_reason"] == "not_comparable"


def test_a_region_with_an_unbounded_country_has_an_upper_bound_and_no_range(made):
    georgia, region = (row(made["headline_gap"], place=place) for place in ("GEO", "EECA"))
    assert georgia[["gap_usd_low", "gap_usd_high"]].tolist() == [20, 140]
    assert region["unfunded_by_reported_payers_usd"] == 170
    assert region[["gap_usd", "gap_usd_low", "gap_usd_high"]].isna().all()


def test_the_latest_figure_says_who_is_below_a_target(made):
    below = made["headline_below_target"]
    assert (row(below, place="GEO")["year"], row(below, place="GEO")["missing_share"]) == (2024, 0.6)
    assert row(below, place="KAZ")["status"] == "Target reached"
    region = row(below, place="EECA")
    assert (region["countries_below"], region["countries_reporting"]) == (1, 2)
    assert "RUS" in region["answered_by"].split()


def test_a_headline_without_an_answer_is_graded_none(made):
    found = made["headline_certainty"]
    assert row(found, place="KAZ", year=2024, question="gap")["certainty"] == "none"
    georgia = row(found, place="GEO", year=2024, question="gap")
    assert (georgia["width_ratio"], georgia["certainty"]) == (7, "low")


def test_without_any_figures_the_headlines_are_empty():
    names = ["coverage_gap", "money_available", "hiv_spending_totals", "funding_payers", "funding_gap"]
    for name, figures in headlines(inputs(), *(empty(table) for table in names)).items():
        assert figures.table.empty, name
