"""A change is shown where both values rest on the same things, and nowhere else."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.coverage.coverage_trends import coverage_trends
from hr_pipeline_tests.indicators.coverage_tables import OAT, only, sizes_and_coverage
from hr_pipeline_tests.indicators.frames import inputs, rows


def trends(*stated: dict[str, Any], **more: pd.DataFrame) -> pd.DataFrame:
    _, coverage = sizes_and_coverage(inputs(published_statistics=rows("published_statistics", *stated), **more))
    return coverage_trends(coverage.table).table


def therapy(year: int, value: float, people: float | None, **cells: Any) -> dict[str, Any]:
    return OAT | {"year": year, "value": value, "denominator_people": people} | cells


def test_kazakhstan_changed_its_denominator_not_its_services():
    found = only(trends(therapy(2022, 0.004, 79_900.0), therapy(2023, 0.078, 6081.0)))
    assert (found["is_comparable"], found["break_reason"]) == (False, "denominator_changed")
    assert pd.isna(found["change"])
    assert (found["obs_status"], found["missing_reason"]) == ("O", "not_comparable")
    assert found[["previous_coverage", "coverage"]].tolist() == [0.004, 0.078]


def test_iran_really_fell():
    found = only(trends(therapy(2020, 0.153, 90_163.0), therapy(2021, 0.054, 90_163.0)))
    assert (found["is_comparable"], found["previous_year"], found["obs_status"]) == (True, 2020, "A")
    assert found["change"] == pytest.approx(-0.099)
    assert pd.isna(found["break_reason"])


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ({}, {"publication": "UNAIDS GAM 2019"}, "publication"),
        ({}, {"denominator_people": None}, "denominator_unstated"),
        ({"denominator_people": None}, {"denominator_people": None}, "denominator_unstated"),
        ({}, {"kind": "survey", "denominator_people": 950.0}, "denominator_changed"),
    ],
)
def test_what_else_breaks_a_series(before, after, reason):
    one, other = therapy(2022, 0.1, 900.0) | before, therapy(2023, 0.2, 900.0) | after
    assert only(trends(one, other))["break_reason"] == reason


def test_a_partners_count_does_not_continue_a_publications_ratio():
    report = rows("survey_services", {"year": 2024, "value": 9000.0})
    size = rows("population_size_estimates", {"estimate_people": 100.0, "year": 2024})
    more = {"survey_services": report, "population_size_estimates": size}
    assert only(trends({"value": 90.0, "denominator_people": 100.0}, **more))["break_reason"] == "method"


def test_surveys_of_one_publication_follow_each_other():
    survey = {"measure": "safe_injecting", "unit": "share", "sample_size": 300.0}
    found = only(trends(survey | {"value": 0.5, "year": 2020}, survey | {"value": 0.7}))
    assert (found["is_comparable"], round(found["change"], 9)) == (True, 0.2)


def test_groups_areas_and_first_years_stand_alone():
    women = therapy(2022, 0.1, 50.0, subgroup="women")
    balti = therapy(2021, 0.1, 50.0, area="Balti", scope="subnational")
    assert trends(women, balti, therapy(2023, 0.2, 900.0)).empty
