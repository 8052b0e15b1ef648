import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.indicators.common import measures

AMOUNTS = st.floats(0.01, 1e12)


def one(value):
    return pd.Series([value])


def test_syringes_for_each_person_in_the_world_of_2023():
    assert measures.ratio(one(518_438_236), one(14.8e6)).round(2).iloc[0] == 35.03


def test_a_thousand_dollars_of_2020_in_prices_of_2023():
    assert measures.in_prices(one(1000.0), one(122.39), one(105.377)).round(2).iloc[0] == 1161.45


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_bounds_enclose_the_ratio(part, low, width):
    found = measures.ratio_bounds(one(part), one(low), one(low + width)).iloc[0]
    middle = measures.ratio(one(part), one(low + width / 2)).iloc[0]
    assert found["low"] <= middle <= found["high"]


@given(AMOUNTS, st.floats(50, 150), st.floats(50, 150))
def test_prices_there_and_back_are_the_amount(amount, first, second):
    there = measures.in_prices(one(amount), one(first), one(second))
    assert abs(measures.in_prices(there, one(second), one(first)).iloc[0] - amount) <= 1e-9 * amount


def test_a_surplus_is_negative():
    assert measures.gap(one(1.0), one(3.0)).iloc[0] == -2.0
