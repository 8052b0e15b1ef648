import numpy as np
import pandas as pd
import pytest

from hr_pipeline.indicators.common.draws import DRAWS, bounds_of, log_normal, normals, quantiles

KNOWN = [0.008647975339644426, 0.20074240522555015, -0.5952146482269943]


def test_one_estimate_is_drawn_once_wherever_it_is_used():
    first, second, third = normals(pd.Series(["a", "b", "a"]))
    assert (first == third).all()
    assert (first != second).any()
    assert (normals(pd.Series(["b"]))[0] == second).all()


def test_the_draws_of_a_name_hold_for_ever():
    """A change of these numbers changes every published bound: it needs a reason and a note in the changes."""
    assert normals(pd.Series(["KAZ/national/people_who_inject_drugs/79900"]))[0][:3] == pytest.approx(KNOWN, abs=1e-9)


def test_two_estimates_are_independent():
    drawn = normals(pd.Series([f"estimate {number}" for number in range(20)]))
    correlations = np.corrcoef(drawn)[np.triu_indices(20, 1)]
    assert abs(correlations).max() < 5 / DRAWS**0.5


def test_bounds_of_a_log_normal_size_are_its_published_bounds():
    sigma = pd.Series([np.log(150 / 67) / (2 * 1.959964)])
    drawn = log_normal(pd.Series([100.0]), sigma, normals(pd.Series(["x"])))
    low, median, high = quantiles(drawn).loc[0]
    spread = np.exp(1.959964 * sigma[0])
    assert (low, median, high) == pytest.approx((100 / spread, 100, 100 * spread), rel=1e-3)


def test_what_is_missing_stays_missing():
    drawn = log_normal(pd.Series([100.0, None]), pd.Series([0.2, 0.2]), normals(pd.Series(["x", None])))
    assert quantiles(drawn).isna().all(axis=1).tolist() == [False, True]
    assert quantiles(np.empty((0, DRAWS))).empty


@pytest.mark.parametrize("draws", [7, 1000])
def test_the_faster_bounds_are_the_quantiles(draws):
    drawn = np.random.default_rng(3).normal(100, 20, (5, draws))
    drawn[2, 0] = np.nan
    expected = quantiles(drawn.copy())[["low", "high"]]
    pd.testing.assert_frame_equal(bounds_of(drawn), expected)
