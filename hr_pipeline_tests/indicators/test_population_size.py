"""Sizes as distributions, and the estimate that serves a year."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.population_size import WIDENING_PER_YEAR, probability_below, size_in_year, sizes
from hr_pipeline_tests.indicators.frames import PEOPLE_WHO_INJECT, rows


def size(year: int, *estimates: dict[str, Any]) -> pd.Series:
    asked = pd.DataFrame({"iso3": ["MDA"], "area": ["national"], "population": [PEOPLE_WHO_INJECT], "year": [year]})
    return size_in_year(asked.astype({"year": "Int64"}), rows("population_size_estimates", *estimates)).iloc[0]


def one(**estimate: Any) -> pd.Series:
    return sizes(rows("population_size_estimates", estimate)).iloc[0]


def test_without_published_bounds_they_are_assumed_wide():
    found = one(estimate_people=27_500.0)
    assert (found["denominator_low"], found["denominator_high"], found["is_assumed"]) == (18_425, 41_250, True)
    assert found["sigma"] == pytest.approx(0.2056, abs=1e-4)


def test_equal_bounds_are_no_bounds():
    assert one(estimate_people=100.0, estimate_people_low=100.0, estimate_people_high=100.0)["is_assumed"]


def test_a_missing_centre_is_the_geometric_mean_of_the_bounds():
    found = one(estimate_people_low=100.0, estimate_people_high=400.0)
    assert (found["denominator"], found["is_assumed"]) == (200, False)


def test_a_lower_bound_alone_is_no_distribution():
    assert sizes(rows("population_size_estimates", {"estimate_people_low": 100.0})).empty


def test_the_nearest_estimate_serves_the_earlier_of_two():
    around = [{"year": 2020, "estimate_people": 1.0}, {"year": 2024, "estimate_people": 2.0}]
    assert size(2022, *around)["denominator"] == 1
    assert size(2023, *around)["denominator"] == 2


@pytest.mark.parametrize(("year", "serves"), [(2028, True), (2018, True), (2029, False), (2017, False)])
def test_an_estimate_serves_five_years_and_no_more(year, serves):
    found = size(year, {"estimate_people": 27_500.0})
    assert pd.notna(found["denominator"]) == serves


def test_a_carried_estimate_is_less_certain_with_each_year():
    fresh, carried = (size(year, {"estimate_people": 27_500.0}) for year in (2023, 2027))
    assert carried["age_years"] == 4
    assert carried["sigma"] ** 2 - fresh["sigma"] ** 2 == pytest.approx(4 * WIDENING_PER_YEAR**2)


def test_of_two_estimates_of_a_year_the_one_with_bounds_serves_however_the_files_are_numbered():
    bare = {"estimate_people": 1.0, "source": "a", "row_id": 1}
    bound = {
        "estimate_people": 2.0,
        "estimate_people_low": 1.0,
        "estimate_people_high": 3.0,
        "source": "b",
        "row_id": 2,
    }
    assert size(2023, bare, bound)["denominator"] == 2
    assert size(2023, bare | {"row_id": 2}, bound | {"row_id": 1})["denominator"] == 2


def test_an_estimate_of_another_area_or_population_never_serves():
    others = [{"area": "Balti", "estimate_people": 5.0}, {"population": "people_in_prison", "estimate_people": 5.0}]
    assert pd.isna(size(2023, *others)["denominator"])


def test_no_question_loses_its_place():
    asked = pd.DataFrame({"year": [2023, 1999, 2024]}).assign(iso3="MDA", area="national", population=PEOPLE_WHO_INJECT)
    found = size_in_year(asked, rows("population_size_estimates", {"estimate_people": 9.0}))
    assert found["year"].tolist() == [2023, 1999, 2024]
    assert found["denominator"].isna().tolist() == [False, True, False]


def test_the_probability_is_a_half_at_the_centre_and_nothing_below_zero():
    chances = probability_below(pd.Series([100.0, 0.0, None]), pd.Series([100.0, 100.0, 100.0]), pd.Series([0.2] * 3))
    assert chances[0] == pytest.approx(0.5)
    assert chances[1] == 0
    assert pd.isna(chances[2])
