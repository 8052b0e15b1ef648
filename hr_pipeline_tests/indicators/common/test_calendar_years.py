"""Calendar years: published ones stand; others are split by days, to the cent, whatever the dates and amounts."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.common.calendar_years import by_calendar_year
from hr_pipeline_tests.indicators.properties import CENTS


def split(start: object, end: object, amount: float, year: int | None = None) -> pd.DataFrame:
    line = {"row_id": [7], "year": pd.array([year], dtype="Int64"), "amount_usd": [amount]}
    days = {"period_start": pd.to_datetime([start]), "period_end": pd.to_datetime([end])}
    return by_calendar_year(pd.DataFrame(line | days))


@pytest.mark.parametrize(
    ("start", "end", "amount", "expected"),
    [
        ("2024-01-01", "2024-12-31", 10.0, {2024: 10}),
        ("2023-07-01", "2025-06-30", 731.0, {2023: 184, 2024: 366, 2025: 181}),
        ("2024-02-29", "2024-02-29", -0.29, {2024: -0.29}),
        ("2023-12-31", "2024-01-01", 0.01, {2023: 0, 2024: 0.01}),
        ("2023-12-31", "2024-01-01", -0.03, {2023: -0.01, 2024: -0.02}),
    ],
)
def test_days_of_each_year_take_their_share_and_the_last_year_the_remainder(start, end, amount, expected):
    parts = split(start, end, amount)
    assert dict(zip(parts["year"], parts["amount_usd"], strict=True)) == expected
    assert parts["is_pro_rata"].all()


def test_a_published_year_stands():
    parts = split("2023-01-01", "2025-12-31", 9.0, year=2024)
    assert parts[["year", "amount_usd", "is_pro_rata"]].to_numpy().tolist() == [[2024, 9.0, False]]


@pytest.mark.parametrize(("start", "end"), [(None, None), ("2024-01-01", None), ("2025-01-01", "2024-01-01")])
def test_without_usable_days_the_year_stays_empty_and_the_money_whole(start, end):
    parts = split(start, end, 9.0)
    assert parts["year"].isna().all()
    assert parts["amount_usd"].tolist() == [9]


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(st.dates(date(1990, 1, 1), date(2029, 12, 31)), st.integers(0, 2100), CENTS)
def test_parts_add_up_to_the_cent_and_never_change_sign(start, days, amount):
    parts = split(start, start + timedelta(days=days), amount)
    cents = (parts["amount_usd"] * 100).round().astype("int64")
    assert cents.sum() == round(amount * 100)
    assert (cents * (1 if amount >= 0 else -1) >= 0).all()
    assert parts["year"].is_unique


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(st.dates(date(1990, 1, 1), date(2029, 12, 31)), st.integers(0, 2100), CENTS, CENTS)
def test_two_lines_are_split_as_their_sum_but_for_a_cent(start, days, one, other):
    end = start + timedelta(days=days)
    apart = split(start, end, one)["amount_usd"] + split(start, end, other)["amount_usd"]
    together = split(start, end, round(one + other, 2))["amount_usd"]
    assert ((apart - together).abs() < 0.011 * len(apart)).all()
