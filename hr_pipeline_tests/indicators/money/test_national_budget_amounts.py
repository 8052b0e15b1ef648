"""`national_budget_amounts`: fiscal years, former currencies and rates come out right, each step named."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.money.fiscal_years import by_calendar_year, with_months
from hr_pipeline_tests.indicators.frames import budget_amounts, inputs, packaged, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

REFERENCE = ["exchange_rates", "exchange_rate_alternatives", "multiple_exchange_rates", "redenominations"]
JULY = {"fiscal_year_start": "2017-07-01", "fiscal_year_end": "2018-06-30", "year": 2018}
KENYA = {"iso3": "KEN", "currency": "KES"} | JULY


PUBLISHED = {name: packaged(name) for name in [*REFERENCE, "price_index", "local_price_index", "check_thresholds"]}


def amounts(*lines: dict[str, Any], **given: pd.DataFrame) -> Figures:
    figures = budget_amounts(
        inputs(**PUBLISHED | {"national_budget_lines": rows("national_budget_lines", *lines, first_id=10**6)} | given)
    )
    assert wrong_figures("national_budget_amounts", figures) == []
    return figures


def of_year(iso3: str, currency: str, year: int, amount: float) -> dict[str, Any]:
    days = {"fiscal_year_start": f"{year}-01-01", "fiscal_year_end": f"{year}-12-31"}
    return {"iso3": iso3, "currency": currency, "year": year, "amount_lcu": amount} | days


def words(figures: Figures, row: int = 0) -> list[str]:
    return figures.table.at[row, "flags"].split()


@pytest.mark.parametrize(
    ("year", "currency", "amount", "rate"),
    [
        (2014, "BYR", 10_224_097_000.0, 1.022410),
        (2015, "BYR", 15_925_990_000.0, 1.592599),
        (2016, "BYR", 19_895_630_000.0, 1.989563),
        (2016, "BYN", 1_989_563.0, 1.989563),
    ],
)
def test_belarus_in_either_rouble_is_a_million_dollars(year, currency, amount, rate):
    figures = amounts(of_year("BLR", currency, year, amount))
    found = figures.table.iloc[0]
    assert found["amount_usd"] == pytest.approx(1_000_000, rel=1e-4)
    assert found["rate"] == pytest.approx(rate, abs=1e-6)
    assert (found["rate_currency"], found["units_per_new_unit"]) == ("BYN", 10_000 if currency == "BYR" else 1)
    assert ("redenominated" in words(figures)) == (currency == "BYR")
    described = figures.contributions.query("output_column == 'amount_usd'")
    table = dict(zip(described["role"].astype("str"), described["input_table"].astype("str"), strict=True))
    assert table["units_per_new_unit"] == ("redenominations" if currency == "BYR" else "national_budget_lines")


def test_kenyas_year_from_july_takes_the_published_average_of_its_months():
    figures = amounts(KENYA | {"amount_lcu": 102_349_537.0})
    table = figures.table
    assert table["year"].tolist() == [2017, 2018] and table["months"].tolist() == [6, 6]
    assert table["rate"].tolist() == pytest.approx([102.35, 102.35], abs=0.01)
    assert set(table["rate_basis"]) == {"fiscal_year_average"}
    assert table["amount_usd"].tolist() == pytest.approx([500_000, 500_000], abs=0.01)
    assert table["amount_lcu"].sum() == 102_349_537.0
    assert all("fiscal_year_split" in words(figures, row) for row in range(2))


def test_without_it_the_averages_of_the_two_calendar_years_are_weighted_by_months():
    figures = amounts(KENYA | {"amount_lcu": 100.0}, exchange_rate_alternatives=rows("exchange_rate_alternatives"))
    assert figures.table["rate"].tolist() == pytest.approx([102.3558] * 2, abs=1e-4)
    assert set(figures.table["rate_basis"]) == {"weighted_by_months"}
    described = figures.contributions.query("output_row == 0 and output_column == 'rate'")
    roles = dict(zip(described["role"].astype("str"), described["contribution"], strict=True))
    assert roles == pytest.approx(
        {"months_first": 6, "rate_first": 103.41, "months_last": 6, "rate_last": 101.30157}, abs=1e-4
    )


def test_ukraine_2015_takes_the_average_of_the_year_and_not_its_end():
    found = amounts(of_year("UKR", "UAH", 2015, 21_844_698.0)).table.iloc[0]
    assert 21.8 < found["rate"] < 22.0
    assert found["amount_usd"] == pytest.approx(1_000_000, rel=1e-4)


@pytest.mark.parametrize(("currency", "year"), [("IRR", 2020), ("LBP", 2021), ("UZS", 2017), ("MMK", 2022)])
def test_several_rates_and_no_decision_give_no_dollars(currency, year):
    figures = amounts(
        of_year("IRN", currency, year, 5.0),
        exchange_rates=rows("exchange_rates", {"currency": currency, "year": year, "rate": 42_000.0}),
    )
    found = figures.table.iloc[0]
    assert found[["rate", "amount_usd", "amount_usd_2023", "amount_usd_2023_by_local_prices"]].isna().all()
    assert (found["obs_status"], found["missing_reason"], found["rate_basis"]) == ("O", "multiple_rates", "none")
    assert {"multiple_rates", "rate_missing"} <= set(words(figures))


def test_a_decision_with_its_source_overrides():
    decision = {"currency": "IRR", "use": "override", "first_day": "2020-01-01", "last_day": "2020-12-31", "rate": 2e5}
    given = rows("exchange_rate_alternatives", decision)
    figures = amounts(of_year("IRN", "IRR", 2020, 1e6), exchange_rate_alternatives=given)
    assert figures.table.at[0, "amount_usd"] == 5
    assert figures.table.at[0, "rate_basis"] == "override" and "rate_overridden" in words(figures)


def test_one_year_with_several_rates_is_enough_to_leave_a_straddling_year_without_dollars():
    line = {"iso3": "UZB", "currency": "UZS"} | JULY | {"amount_lcu": 100.0}
    known = rows("exchange_rates", *({"currency": "UZS", "year": year, "rate": 8000.0} for year in (2017, 2018)))
    assert amounts(line, exchange_rates=known).table["missing_reason"].tolist() == ["multiple_rates"] * 2


def test_a_year_of_devaluation_or_of_high_inflation_is_flagged():
    december = {"currency": "MDL", "use": "december", "first_day": "2023-12-01", "last_day": "2023-12-31", "rate": 26.0}
    known = rows("exchange_rates", {"currency": "MDL", "year": 2023, "rate": 20.0})
    risen = rows(
        "local_price_index",
        *({"iso3": "MDA", "year": year, "value": value} for year, value in ((2022, 100.0), (2023, 141.0))),
    )
    line = of_year("MDA", "MDL", 2023, 100.0)
    calm = amounts(line, exchange_rates=known)
    assert "unstable_rate" not in words(calm)
    assert "unstable_rate" in words(amounts(line, exchange_rates=known, local_price_index=risen))
    fallen = rows("exchange_rate_alternatives", december)
    assert "unstable_rate" in words(amounts(line, exchange_rates=known, exchange_rate_alternatives=fallen))


def test_constant_prices_go_through_the_countrys_prices_or_those_of_the_united_states_and_are_kept_apart():
    index = [{"iso3": "KEN", "year": year, "value": value} for year, value in ((2018, 100.0), (2023, 140.0))]
    line = of_year("KEN", "KES", 2018, 1_000_000.0)
    found = amounts(line, local_price_index=rows("local_price_index", *index)).table.iloc[0]
    assert found["amount_usd_2023_by_local_prices"] == pytest.approx(1_000_000 * 1.4 / 139.846384, abs=0.01)
    assert found["amount_usd_2023"] == pytest.approx(1_000_000 / 101.301574 * 122.39 / 102.291, abs=0.02)
    other = [index[0], index[1] | {"series": "consumer prices"}]
    assert pd.isna(
        amounts(line, local_price_index=rows("local_price_index", *other)).table.at[
            0, "amount_usd_2023_by_local_prices"
        ]
    )


def test_of_several_price_series_the_longest_that_has_both_years_holds():
    years = {"short": (2018, 2023), "long": (2018, 2022, 2023)}
    index = [
        {
            "iso3": "KEN",
            "series": series,
            "year": year,
            "value": 100.0 if year < 2023 else {"short": 120.0, "long": 140.0}[series],
        }
        for series in years
        for year in years[series]
    ]
    found = amounts(of_year("KEN", "KES", 2018, 1_000_000.0), local_price_index=rows("local_price_index", *index)).table
    assert found.at[0, "amount_usd_2023_by_local_prices"] == pytest.approx(1_000_000 * 1.4 / 139.846384, abs=0.01)


DAYS = st.dates(min_value=pd.Timestamp("2000-01-01").date(), max_value=pd.Timestamp("2030-12-31").date())
AMOUNT = st.integers(-(10**15), 10**15).map(lambda cents: cents / 100)


def split(amount: float, start: Any) -> pd.DataFrame:
    first = pd.Timestamp(start)
    days = {"fiscal_year_start": [first], "fiscal_year_end": [first + pd.DateOffset(years=1) - pd.Timedelta(days=1)]}
    return by_calendar_year(with_months(pd.DataFrame(days | {"fiscal_year_lcu": [amount]})))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(AMOUNT, AMOUNT, DAYS)
def test_parts_add_up_to_the_cent_and_grow_with_the_amount(one, other, start):
    less, more = split(min(one, other), start), split(max(one, other), start)
    assert less["amount_lcu"].sum() == pytest.approx(min(one, other), abs=0.005)
    assert less["months"].sum() == 12
    assert (less["amount_lcu"] <= more["amount_lcu"] + 0.011).all()


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.integers(1, 10**9), st.sampled_from([10.0, 1000.0]))
def test_another_unit_scales_and_a_former_currency_changes_nothing(amount, times):
    def usd(currency: str, value: float) -> float:
        return amounts(of_year("BLR", currency, 2016, value)).table.at[0, "amount_usd"]

    today = usd("BYN", float(amount))
    assert usd("BYR", amount * 10_000.0) == pytest.approx(today, abs=0.011)
    assert usd("BYN", amount * times) == pytest.approx(today * times, abs=0.006 * times)
