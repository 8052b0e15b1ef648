"""Which reports make a year: no month counts twice, and another twelve months are no part of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.partners.capacity_support import capacity_support
from hr_pipeline.indicators.partners.partner_reports import consented, is_part_of_year, of_the_year
from hr_pipeline.indicators.partners.rights_violations import rights_violations
from hr_pipeline.indicators.partners.triangulation import triangulation
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.schemas.codes import codes
from hr_pipeline.schemas.partner_surveys import PERIODS
from hr_pipeline.schemas.reporting import periods
from hr_pipeline_tests.indicators.frames import all_rates, rows

CELL = ["iso3", "area", "year", "measure", "subgroup"]
QUARTERS, MONTHS = [f"q{n}" for n in range(1, 5)], [f"m{n:02}" for n in range(1, 13)]


def services(*named, **more):
    return rows("survey_services", *({"period": period, "value": 10.0} | more for period in named))


def kept(*named, parts="add"):
    return [*of_the_year(consented(services(*named)).assign(parts=parts), CELL)["period"]]


@pytest.mark.parametrize(
    ("reported", "counts"),
    [
        (["annual", "h1", "h2", "q1", "m01", "from_april"], ["annual"]),
        (["h1", "h2", *QUARTERS], ["h1", "h2"]),
        (["h1", *QUARTERS, "m01"], QUARTERS),
        (["q1", *MONTHS], MONTHS),
        (["q1", "q2", "h1"], ["h1"]),
        (["q1", "q2", "q3", "h1"], ["q1", "q2", "q3"]),
        (["from_april", "q1"], ["from_april"]),
        (["from_april", "h1", "h2"], ["h1", "h2"]),
        (["from_october", "from_april", "from_july"], ["from_april"]),
        (["w01", "w02", "m01"], ["m01"]),
    ],
)
def test_of_several_ways_to_divide_a_year_one_counts(reported, counts):
    assert kept(*reported) == counts


def test_of_a_census_the_last_part_counts():
    assert kept(*QUARTERS, "h1", parts="last") == ["q4"]


def test_every_period_has_its_months_and_a_year_is_whole_in_every_division():
    assert set(periods().index) == set(PERIODS) == {*codes("period"), *(f"w{n:02}" for n in range(1, 54))}
    whole = ["annual", "h1 h2", " ".join(QUARTERS), " ".join(MONTHS), "from_july"]
    assert not is_part_of_year(services(*whole)["period"].astype("str")).any()
    assert is_part_of_year(services("h1", "q1 q2 q3", "w01")["period"].astype("str")).all()


@settings(max_examples=6, deadline=None)
@given(st.dictionaries(st.sampled_from(PERIODS), st.integers(0, 90), min_size=1, max_size=8))
def test_people_are_between_the_largest_part_and_the_sum_and_supplies_are_the_sum(declared):
    reports = [{"period": period, "value": float(value)} for period, value in declared.items()]
    both = [
        report | {"measure": measure} for report in reports for measure in ("unique_clients", "syringes_distributed")
    ]
    table = triangulation(rows("survey_services", *both), empty("survey_community"), empty("survey_policy")).table
    used = [float(declared[period]) for period in kept(*declared)]
    found = table.set_index(table["measure"].astype("str"))
    assert found.loc["unique_clients", ["count_people_low", "count_people_high"]].tolist() == [max(used), sum(used)]
    assert found.at["syringes_distributed", "count_items"] == sum(used)


def test_people_trained_in_half_years_and_places_do_not_add():
    halves = [{"period": half, "area": area, "value": 20.0} for half in ("h1", "h2") for area in ("national", "Balti")]
    found = capacity_support(
        rows("survey_support", *halves, {"partner": "beta", "value": 30.0}), *all_rates(MDL=18.0)
    ).table
    assert found[["supported_people_low", "supported_people_high"]].to_numpy().tolist() == [[30, 110]]


def test_cases_of_a_half_year_are_not_counted_again_in_its_quarters():
    cases = [{"period": period, "cases_people": 6.0} for period in ("h1", "h2", "q1")]
    assert [*rights_violations(rows("survey_violations", *cases)).table["period"]] == ["h1", "h2"]
