"""`resource_need`: people x whom a service is for x target x unit cost, the same services for each country."""

from math import exp, log, sqrt
from typing import Any

import pandas as pd
import pytest

from hr_pipeline.indicators.common.draws import Z95
from hr_pipeline.indicators.common.figures import Figures
from hr_pipeline.indicators.need.resource_need import resource_need
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.need import PER_PERSON_METHOD
from hr_pipeline_tests.indicators.coverage_tables import sizes_of
from hr_pipeline_tests.indicators.frames import (
    OPIOID_DEPENDENT,
    SYRINGES,
    THERAPY,
    costs,
    groupings,
    inputs,
    limits,
    packaged,
    prices,
    rows,
    targets,
)
from hr_pipeline_tests.indicators.properties import wrong_figures


def needed(
    *sizes: dict[str, Any], unit_costs: pd.DataFrame | None = None, published: pd.DataFrame | None = None, **given
) -> pd.DataFrame:
    return computed(*sizes, unit_costs=unit_costs, published=published, **given).table


def computed(
    *sizes: dict[str, Any], unit_costs: pd.DataFrame | None = None, published: pd.DataFrame | None = None, **given
) -> Figures:
    tables = inputs(population_size_estimates=rows("population_size_estimates", *sizes))
    people = sizes_of(tables).table
    chosen = costs() if unit_costs is None else unit_costs
    needs = empty("published_needs") if published is None else published
    groups = given.get("country_groupings", groupings())
    return resource_need(people, targets(), chosen, needs, groups, packaged("method_parameters"), limits(), prices())


def of_year(table: pd.DataFrame, year: int = 2023, service: str = SYRINGES) -> pd.Series:
    return table[(table["year"] == year) & (table["service"] == service)].iloc[0]


PERSON = {"estimate_people": 1000.0}
SPREAD_OF_COST = log(4) / (2 * Z95)


def test_syringes_are_needed_up_to_the_target_that_coverage_gaps_are_measured_against():
    found = of_year(needed(PERSON))
    assert (found["target_value"], found["target_year"]) == (200, 2025)
    assert found["need_usd_2023"] == 1000 * 200 * 0.2


def test_half_of_those_who_use_opioids_are_to_be_treated():
    found = of_year(needed(PERSON), service=THERAPY)
    assert found["need_usd_2023"] == pytest.approx(1000 * 0.829 * 0.5 * 600)
    assert "share_of_the_world" in found["flags"].split()


def test_each_country_has_the_same_services_whatever_sizes_of_opioid_dependent_people_are_published():
    dependent = {"estimate_people": 77.0, "population": OPIOID_DEPENDENT}
    table = needed(PERSON, dependent, PERSON | {"iso3": "UKR"})
    of_both = table[table["year"] == 2023].groupby("iso3", observed=True)["need_usd_2023"].sum()
    assert of_both["MDA"] == of_both["UKR"]


def test_a_need_has_no_break_where_the_denominator_of_therapy_changes():
    register = [{"estimate_people": people, "year": year, "population": OPIOID_DEPENDENT} | {"kind": "registration"}
                for year, people in ((2022, 79_900.0), (2023, 6081.0))]  # fmt: skip
    size = {"estimate_people": 79_900.0, "year": 2022, "iso3": "KAZ"}
    table = needed(size, *(row | {"iso3": "KAZ"} for row in register))
    by_year = table.groupby("year")["need_usd_2023"].sum()
    assert by_year[2022] == by_year[2023]


def test_a_size_of_opioid_dependent_people_alone_makes_no_need():
    assert needed({"estimate_people": 1000.0, "population": OPIOID_DEPENDENT}).empty


def test_costs_of_another_year_are_brought_to_the_base_years_prices():
    old = rows(
        "unit_costs",
        {"service": THERAPY, "cost_usd": 600.0, "price_year": 2020, "population": OPIOID_DEPENDENT},
    )
    found = of_year(needed(PERSON, unit_costs=old), service=THERAPY)
    assert found["need_usd_2023"] == pytest.approx(829 * 0.5 * 600 * 122.39 / 105.377, abs=0.01)


def test_a_cost_of_the_world_follows_the_income_of_the_country_and_its_own_cost_does_not():
    income = {"grouping": "world_bank_income", "source": "a bank"}
    groups = rows(
        "country_groupings",
        income | {"region": "low", "iso3": "MDA"},
        income | {"region": "upper_middle", "iso3": "UKR"},
    )
    table = needed(PERSON, PERSON | {"iso3": "UKR"}, country_groupings=groups)
    each = table.query("year == 2023 and service == @THERAPY").set_index("iso3")["unit_cost_usd_2023"]
    assert (each["MDA"], each["UKR"]) == (pytest.approx(600 * 0.58), pytest.approx(600 * 1.74))
    own = rows("unit_costs", {"service": THERAPY, "cost_usd": 500.0, "scope": "UKR", "population": OPIOID_DEPENDENT})
    found = of_year(needed(PERSON | {"iso3": "UKR"}, unit_costs=own, country_groupings=groups), service=THERAPY)
    assert (found["unit_cost_usd_2023"], found["income_factor"]) == (500, 1)


def test_total_costs_grow_less_than_the_syringes():
    found = of_year(needed(PERSON | {"year": 2026}), year=2026)
    assert found["target_value"] == 300
    assert found["scale_factor"] == pytest.approx(1.5 ** (0.41 - 1))
    assert found["need_usd_2023"] == pytest.approx(40_000 * 1.5**0.41, abs=0.01)


def test_studies_that_differ_more_than_they_say_widen_the_bounds():
    near = {"service": SYRINGES, "unit": "syringe", "units_per_person": 200.0, "cost_usd": 0.2}
    near |= {"cost_usd_low": 0.19, "cost_usd_high": 0.21}
    far = near | {"cost_usd": 2.0, "cost_usd_low": 1.9, "cost_usd_high": 2.1, "study": "other", "preference": 2}
    one, two = (of_year(needed(PERSON, unit_costs=rows("unit_costs", *given))) for given in ([near], [near, far]))
    assert (one["between_study_sigma"], two["need_usd_2023"]) == (0, one["need_usd_2023"])
    within = log(0.21 / 0.19) / (2 * Z95)
    assert two["between_study_sigma"] == pytest.approx(sqrt(log(10) ** 2 / 2 - within**2), rel=0.001)
    assert two["need_usd_2023_high"] > 10 * one["need_usd_2023_high"] / 2


def test_the_bounds_are_those_of_a_product_of_log_normal_factors():
    found = of_year(needed(PERSON | {"estimate_people_low": 500.0, "estimate_people_high": 2000.0}))
    spread = exp(Z95 * sqrt(2 * SPREAD_OF_COST**2))
    assert found["need_usd_2023_low"] == pytest.approx(40_000 / spread, abs=0.01)
    assert found["need_usd_2023_high"] == pytest.approx(40_000 * spread, abs=0.01)


def test_anyone_gets_the_published_needs_from_their_contributions():
    published = rows("published_needs", WORLD, source="a report")
    assert wrong_figures("resource_need", computed(PERSON, published=published)) == []


def test_a_need_is_published_in_every_year_that_its_size_serves():
    table = needed(PERSON | {"year": 2018}).query("service == @SYRINGES")
    assert table["year"].tolist() == list(range(2016, 2024))
    assert table["flags"].str.contains("size_carried").tolist() == [True] * 2 + [False] + [True] * 5


def test_a_size_of_a_city_makes_no_national_need():
    assert needed(PERSON | {"area": "Balti"}).empty


def test_a_size_with_a_lower_bound_alone_makes_no_need_and_stops_nothing():
    assert needed({"estimate_people_low": 1000.0}).empty


def test_a_projected_size_makes_no_need_beyond_the_years_a_table_may_hold():
    assert set(needed(PERSON | {"year": 2034})["year"]) == set(range(2032, 2036))


def test_two_hundred_syringes_each_cost_what_killion_and_others_found():
    dear = rows(
        "unit_costs",
        {
            "service": SYRINGES,
            "unit": "syringe",
            "units_per_person": 200.0,
            "cost_usd": 5_035_902_000 / 10_887_500 / 200,
        },
    )
    found = of_year(needed({"estimate_people": 10_887_500.0}, unit_costs=dear))
    assert found["need_usd_2023"] == pytest.approx(5_035_902_000, abs=1)


def test_a_need_is_never_given_without_what_it_rests_on():
    found = of_year(needed(PERSON))
    assert "200 syringes a year for each of 1,000 people who inject drugs" in found["assumptions"]
    assert "0.2 US$ of 2023 for a syringe (0.1 to 0.4, published) from a study (world)" in found["assumptions"]


WORLD = {"scope": "east west", "service": "all", "year": 2025, "amount_usd": 2.7e9, "price_year": 2023}
WORLD |= {"scope_people": 10_887_500.0, "population": "people_who_inject_drugs", "publication": "UNAIDS"}


def test_a_published_need_for_each_person_is_multiplied_by_the_countrys_people():
    table = needed({"estimate_people": 1_088_750.0}, published=rows("published_needs", WORLD, source="a report"))
    found = of_year(table[table["method"] == PER_PERSON_METHOD], service="all")
    assert found["need_usd_2023"] == 2.7e8
    assert "248 US$ for each person of east west countries" in found["assumptions"]
    assert "2,700 million US$ of 2023" in found["assumptions"]
