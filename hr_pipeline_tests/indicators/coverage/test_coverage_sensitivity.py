"""What else a coverage could be: other sizes, other reports."""

from typing import Any

import pandas as pd
import pytest

from hr_pipeline_tests.indicators.coverage_tables import coverage_tables, only
from hr_pipeline_tests.indicators.frames import PEOPLE_WHO_INJECT, inputs, rows

SIZE = {"measure": "population_size", "unit": "people", "denominator_population": PEOPLE_WHO_INJECT}
BULLETIN = {"publication": "EMCDDA Statistical bulletin 2013", "iso3": "CZE", "year": 2011, "kind": "indirect"}
USERS = SIZE | BULLETIN | {"value": 38_600.0}
SYRINGES = BULLETIN | {"measure": "syringes_distributed", "unit": "syringes", "value": 5_404_000.0}


def alternatives(*stated: dict[str, Any], reports: tuple[dict[str, Any], ...] = ()) -> pd.DataFrame:
    statistics = rows("published_statistics", *stated)
    services = rows("survey_services", *reports)
    return coverage_tables(inputs(published_statistics=statistics, survey_services=services))[
        "coverage_sensitivity"
    ].table


def test_czechia_of_2011_has_two_publications_that_do_not_agree():
    found = only(
        alternatives(USERS, SYRINGES, {"value": 201.7, "iso3": "CZE", "year": 2011, "publication": "GAM 2019"})
    )
    assert (found["kind"], found["alternative"]) == ("report", "published_statistics/GAM 2019/stated_ratio")
    assert (found["coverage"], found["alternative_coverage"]) == (140, 201.7)
    assert found["ratio"] == pytest.approx(201.7 / 140)
    assert found[["alternative_numerator", "alternative_denominator"]].isna().all()


def test_the_same_count_stands_over_every_other_size_but_a_part_of_the_country():
    other = USERS | {"value": 54_040.0, "kind": "expert"}
    part = USERS | {"value": 90.0, "scope": "partial"}
    found = only(alternatives(USERS, other, part, SYRINGES))
    assert (found["kind"], found["alternative"]) == ("size", "CZE/national/people_who_inject_drugs/54040")
    assert found[["alternative_numerator", "alternative_denominator"]].tolist() == [5_404_000, 54_040]
    assert (found["alternative_coverage"], found["ratio"]) == (100, pytest.approx(100 / 140))


def over_the_expert_size(table: pd.DataFrame) -> pd.Series:
    """Find the alternative over the expert's size; the combination of both sizes is another one."""
    assert len(table) == 2
    return only(table[table["alternative"].astype("str").str.endswith("/36900")])


def test_a_stated_ratio_stands_over_other_sizes_by_the_count_it_implies():
    stated = {"value": 90.0, "denominator_people": 27_500.0}
    found = over_the_expert_size(alternatives(stated, SIZE | {"value": 36_900.0, "kind": "expert"}))
    assert found["alternative_coverage"] == pytest.approx(2_475_000 / 36_900)


def test_partners_who_were_not_chosen_are_shown_with_their_sums():
    halves = [{"value": 400.0, "period": "h1", "partner": "beta"}, {"value": 600.0, "period": "h2", "partner": "beta"}]
    found = only(alternatives(SIZE | {"value": 100.0}, reports=({"value": 2000.0}, *halves)))
    assert (found["alternative"], found["alternative_numerator"]) == ("survey_services/beta/ratio", 1000)
    assert found[["coverage", "alternative_coverage", "ratio"]].tolist() == [20, 10, 0.5]


def test_where_nobody_is_reached_there_is_no_ratio():
    zero = {"value": 0.0, "denominator_people": 27_500.0}
    found = over_the_expert_size(alternatives(zero, SIZE | {"value": 36_900.0, "kind": "expert"}))
    assert found["alternative_coverage"] == 0
    assert pd.isna(found["ratio"])


def test_without_another_estimate_or_report_there_is_nothing_to_show():
    assert alternatives({"value": 90.0, "denominator_people": 27_500.0}).empty
