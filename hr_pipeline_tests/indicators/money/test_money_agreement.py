"""All tables of money state the same counted money; one that does not is named with its country, year and phase."""

import pandas as pd
import pytest

from hr_pipeline.indicators.money.money_agreement import money_disagreements
from hr_pipeline_tests.indicators.frames import indicators, inputs, rates, rows

NAMES = ["harm_reduction_funding", "money_not_counted", "money_available", "grant_money_by_definition"]
NEXT = {"implementation_period": "QNB-C-MOHP01", "area": "Zanzibar"}


@pytest.fixture(scope="module")
def tables() -> list[pd.DataFrame]:
    grants = [
        {"amount_usd": 100.0},
        {"amount_usd": 219_341.09} | NEXT,
        {"amount_usd": 7.0, "funding_stream": "c19rm"},
        {"amount_usd": 5.0, "iso3": None, "area": "QMZ", "implementation_period": "QMZ-H-XP01"},
        {"amount_usd": 100.0, "delivery": "a/second.csv"},
    ]
    given = inputs(
        grant_budget_lines=rows("grant_budget_lines", *grants),
        survey_spending=rows("survey_spending", {"amount_original": 18.0, "area": "Balti"}, first_id=99),
        exchange_rates=rates(MDL=18.0),
    )
    every = indicators(given)
    return [every[name].table for name in NAMES]


def test_a_part_of_a_country_with_grants_of_its_own_is_counted_in_every_table(tables):
    assert money_disagreements(*tables) == []
    funding = tables[0]
    assert funding.loc[funding["area"] == "Zanzibar", "amount_usd"].sum() == 219_341.09
    available = tables[2]
    assert available.loc[
        (available["service"] == "all") & (available["phase"] == "budget"), "available_usd"
    ].tolist() == [219_441.09]


@pytest.mark.parametrize("at", [0, 2, 3])
def test_a_table_that_lost_money_is_named(tables, at):
    column = "available_usd" if at == 2 else "amount_usd"
    less = [
        table.assign(**{column: table[column] / 2}) if number == at else table for number, table in enumerate(tables)
    ]
    assert any(found.startswith("MDA/2023/budget: ") for found in money_disagreements(*less))


def test_a_second_description_of_the_same_money_changes_no_total(tables):
    assert tables[0]["amount_usd"].sum() == 100 + 219_341.09 + 5 + 1
