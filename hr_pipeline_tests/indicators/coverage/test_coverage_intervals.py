"""The formulas of coverage against numbers worked by hand or published."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.coverage.coverage_intervals import divided, reached_share, reaches, simulated, wilson

BEGINS = pd.DataFrame({"medium_from": [100.0], "high_from": [200.0], "rule": ["at_least"]}, index=["syringes"])
EMPTY = ["numerator", "value", "value_low", "value_high", "rounding", "respondents"]


def statement(**cells: float | str) -> pd.DataFrame:
    size = {"denominator": 27_500.0, "denominator_low": 18_425.0, "denominator_high": 41_250.0, "sigma": 0.205601}
    plain = dict.fromkeys(EMPTY, np.nan) | size | {"method": "ratio", "measure": "syringes"}
    return pd.DataFrame([plain | {"estimate": "an estimate", "numerator_unit": "syringes"} | cells])


def drawn(**cells: float | str) -> pd.Series:
    return simulated(divided(statement(**cells), 2), BEGINS).iloc[0]


def test_wilson_gives_the_published_interval_of_newcombe():
    """Newcombe 1998 (Statistics in Medicine 17:857), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    shares = pd.Series([81 / 263, 15 / 148, 0.0, 1 / 29])
    found = wilson(shares, pd.Series([263.0, 148.0, 20.0, 29.0]), 1).round(4)
    assert found["low"].tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert found["high"].tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_a_design_effect_of_two_halves_the_sample():
    share, whole, half = pd.Series([0.131]), pd.Series([3000.0]), pd.Series([1500.0])
    assert wilson(share, whole, 2).to_numpy() == pytest.approx(wilson(share, half, 1).to_numpy())


def test_a_stated_ratio_times_its_denominator_is_a_count_within_its_rounding():
    """Ukraine 2020: 65 syringes for each of 350,300 people are 22.77 million, give or take 0.18 million."""
    found = divided(statement(value=65.0, rounding=0.5, denominator=350_300.0), 2).iloc[0]
    assert found[["numerator_implied", "numerator_implied_error"]].tolist() == [22_769_500, 175_150]
    assert found["coverage"] == 65


def test_the_interval_is_the_count_over_the_other_bound():
    found = divided(statement(numerator=2_475_000.0), 2).iloc[0]
    assert found["coverage"] == 90
    assert found["coverage_low"] == 60
    assert found["coverage_high"] == pytest.approx(134.3284, abs=1e-4)


def test_the_draws_give_moldovas_probability_of_a_hundred_syringes():
    """Probabilities are published with two decimals."""
    found = drawn(value=90.0)
    assert found["medium_class_probability_share"] + found["high_class_probability_share"] == pytest.approx(
        0.304, abs=0.005
    )
    assert found["low_class_probability_share"] == pytest.approx(0.696, abs=0.005)
    assert found["coverage_simulated_median"] == pytest.approx(90, rel=1e-4)
    assert found["coverage_simulated_low"] == pytest.approx(60.15, rel=1e-3)
    assert found["coverage_simulated_high"] == pytest.approx(134.66, rel=1e-3)
    assert (found["who_class_at_centre"], found["who_class"]) == ("low", "uncertain")


@pytest.mark.parametrize(("rule", "at_centre", "exact"), [("at_least", "high", True), ("more_than", "medium", False)])
def test_an_exact_boundary_is_high_unless_the_rule_says_more_than(rule, at_centre, exact):
    begins = BEGINS.assign(rule=rule)
    found = simulated(divided(statement(value=200.0), 2), begins).iloc[0]
    assert found["who_class_at_centre"] == at_centre
    assert found["high_class_probability_share"] == pytest.approx(0.5)
    assert reaches(pd.Series([200.0]), pd.Series([200.0]), pd.Series([rule])).tolist() == [exact]
    assert reached_share(np.full((1, 4), 200.0), pd.Series([200.0]), pd.Series([rule])).tolist() == [float(exact)]


@pytest.mark.parametrize(("syringes", "named"), [(45.0, "low"), (141.0, "medium"), (290.0, "high")])
def test_a_class_is_named_from_a_probability_of_eight_tenths(syringes, named):
    found = drawn(value=syringes)
    assert (found["who_class"], found["who_class_at_centre"]) == (named, named)
    assert found[f"{named}_class_probability_share"] >= 0.8


def test_without_a_size_there_is_a_class_at_the_centre_and_no_probability():
    found = drawn(value=45.0, denominator=np.nan, denominator_low=np.nan, denominator_high=np.nan, estimate=None)
    assert found[["coverage_low", "coverage_simulated_median", "who_class", "numerator_implied"]].isna().all()
    assert found["who_class_at_centre"] == "low"


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**7), st.integers(2, 100))
def test_coverage_grows_as_its_count_does_and_intervals_hold_it(count, times):
    one, more = (drawn(numerator=float(count * scale)) for scale in (1, times))
    for name in ("coverage", "coverage_low", "coverage_high", "coverage_simulated_low", "coverage_simulated_high"):
        assert more[name] == pytest.approx(one[name] * times)
    assert one["coverage_low"] <= one["coverage"] <= one["coverage_high"]
    assert one["coverage_simulated_low"] <= one["coverage"] <= one["coverage_simulated_high"]
    assert more["high_class_probability_share"] >= one["high_class_probability_share"]
    chances = [one[f"{name}_class_probability_share"] for name in ("low", "medium", "high")]
    assert sum(chances) == pytest.approx(1, abs=0.02)  # each is printed to two decimals
