"""`resource_need`: people x share to reach x cost of a person-year, with exact quantiles."""

from math import exp, log, sqrt
from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.common.draws import Z95
from hr_pipeline.indicators.coverage.population_sizes import population_sizes
from hr_pipeline.indicators.need.resource_need import resource_need
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.need import ALLOTMENT
from hr_pipeline_tests.indicators.frames import (
    OPIOID_DEPENDENT,
    THERAPY,
    costs,
    groupings,
    limits,
    prices,
    rows,
    targets,
)


def needed(
    *sizes: dict[str, Any], unit_costs: pd.DataFrame | None = None, published: pd.DataFrame | None = None
) -> pd.DataFrame:
    people = population_sizes(rows("population_size_estimates", *sizes), rows("published_statistics"), limits()).table
    chosen = costs() if unit_costs is None else unit_costs
    needs = empty("published_needs") if published is None else published
    return resource_need(people, targets(), chosen, needs, groupings(), limits(), prices()).table


def of_year(table: pd.DataFrame, year: int = 2023) -> pd.Series:
    return table[table["year"] == year].iloc[0]


def test_nine_of_ten_people_who_inject_are_to_be_reached():
    found = of_year(needed({"estimate_people": 1000.0}))
    assert (found["need_usd_2023"], found["people"], found["target_value"]) == (1000 * 0.9 * 40, 1000, 0.9)


def test_half_of_opioid_dependent_people_are_to_be_treated():
    found = of_year(needed({"estimate_people": 1000.0, "population": OPIOID_DEPENDENT}))
    assert (found["need_usd_2023"], found["service"]) == (1000 * 0.5 * 600, THERAPY)


def test_costs_of_another_year_are_brought_to_the_base_years_prices():
    old = rows(
        "unit_costs",
        {"service": THERAPY, "cost_usd": 600.0, "price_year": 2020, "population": OPIOID_DEPENDENT},
    )
    found = of_year(needed({"estimate_people": 1000.0, "population": OPIOID_DEPENDENT}, unit_costs=old))
    assert found["need_usd_2023"] == round(1000 * 0.5 * 600 * 122.39 / 105.377, 2)


def test_the_bounds_are_those_of_a_product_of_two_log_normal_factors():
    found = of_year(needed({"estimate_people": 1000.0, "estimate_people_low": 500.0, "estimate_people_high": 2000.0}))
    spread = exp(Z95 * sqrt(2 * (log(4) / (2 * Z95)) ** 2))
    assert found["need_usd_2023_low"] == pytest.approx(36_000 / spread, abs=0.01)
    assert found["need_usd_2023_high"] == pytest.approx(36_000 * spread, abs=0.01)


def test_a_need_stands_in_every_year_that_its_size_serves():
    table = needed({"estimate_people": 1000.0, "year": 2018})
    assert table["year"].tolist() == list(range(2013, 2024))
    assert table["flags"].str.contains("size_carried").tolist() == [True] * 5 + [False] + [True] * 5


def test_a_need_tells_when_its_size_is_that_of_the_people_who_inject():
    dependent = {"estimate_people": 1000.0, "population": OPIOID_DEPENDENT}
    for injecting, is_other in [(1000.0, True), (4000.0, False)]:
        table = needed({"estimate_people": injecting}, dependent).set_index("service")
        described = table.query("year == 2023")["flags"].str.contains("size_of_other_population")
        assert (described[THERAPY], described.sum()) == (is_other, int(is_other))


def test_a_size_of_a_city_makes_no_national_need():
    assert needed({"estimate_people": 1000.0, "area": "Balti"}).empty


def test_a_size_with_a_lower_bound_alone_makes_no_need_and_stops_nothing():
    assert needed({"estimate_people_low": 1000.0}).empty


def test_a_projected_size_makes_no_need_beyond_the_years_a_table_may_hold():
    assert needed({"estimate_people": 1000.0, "year": 2034})["year"].tolist() == list(range(2029, 2036))


def test_needles_for_two_hundred_syringes_each_cost_what_killion_and_others_found():
    dear = rows("unit_costs", {"service": "needle_syringe_programme", "cost_usd": 5_035_902_000 / 10_887_500})
    found = of_year(needed({"estimate_people": 10_887_500.0}, unit_costs=dear))
    assert found["unit_cost_usd_2023"] == pytest.approx(462.5, abs=0.05)
    assert found["need_usd_2023"] == round(0.9 * 5_035_902_000, 2)


def test_a_need_is_never_reported_without_what_it_rests_on():
    found = of_year(needed({"estimate_people": 1000.0}))
    assert "reach 90%" in found["assumptions"]
    assert "40 US$ of 2023 each (20 to 80, published); from a study (world)" in found["assumptions"]


def test_an_allotted_need_tells_its_share_of_the_published_one():
    world = {"scope": "east west", "service": "all", "year": 2025, "amount_usd": 2.7e9, "price_year": 2023}
    world |= {"scope_people": 10_887_500.0, "population": "people_who_inject_drugs", "publication": "UNAIDS"}
    table = needed({"estimate_people": 1_088_750.0}, published=rows("published_needs", world, source="a report"))
    found = of_year(table[table["method"] == ALLOTMENT])
    assert found["need_usd_2023"] == 2.7e8
    assert "10.000% of the need of east west" in found["assumptions"]
    assert "2,700 million US$ of 2023" in found["assumptions"]
