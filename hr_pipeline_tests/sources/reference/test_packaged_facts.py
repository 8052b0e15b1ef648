from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import PLACE_COLUMNS, locator
from hr_pipeline.sources import reference
from hr_pipeline_tests.sources.reference.landing import build


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    header_only = {f"reference/{table}.csv": _header(table) for table in reference.TABLES}
    return build(tmp_path_factory.mktemp("packaged"), header_only)


def _header(table):
    return (Path(reference.__file__).parent / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"


def test_every_packaged_row_is_accepted_and_cites_its_source(packaged):
    for name, built in packaged.items():
        assert built.rejects.empty, name
        assert not built.accounting["outcome"].isin(["refused", "left_out"]).any(), name
        assert (built.table["source"].str.len() > 20).all(), name
        is_from_memory = built.table["source"].str.contains("from memory").any()
        assert is_from_memory == (name == "country_groupings"), name  # which says so of each such row


def test_each_packaged_row_is_found_again_in_its_cell(packaged):
    for name, built in packaged.items():
        cells = Cells(Path(reference.__file__).parent / f"{name}.csv", f"{name}.csv")
        places = built.table[PLACE_COLUMNS].astype({"column": "str"}).to_dict("records")
        assert [cells.read(locator(place)) for place in places] == built.table["raw_value"].tolist()


def test_sizes_speak_of_listed_countries_and_most_serve_coverage_of_2022_to_2024(packaged):
    sizes = packaged["population_size_estimates"].table
    assert set(sizes["iso3"]) <= set(packaged["countries"].table["iso3"])
    national = sizes.query("population == 'people_who_inject_drugs' and area == 'national' and year >= 2018")
    assert {"KAZ", "KGZ", "MDA", "UKR", "TJK", "GEO", "MAR", "MKD", "BLR", "ARM", "AZE", "ALB", "SRB"} <= set(
        national["iso3"]
    )
    moldova = national.query("iso3 == 'MDA' and year == 2023").iloc[0]
    assert moldova["estimate_people"] == 27500
    assert pd.isna(moldova["estimate_people_low"])


def test_a_country_is_in_one_region_of_a_grouping_and_regions_have_their_published_numbers_of_members(packaged):
    groups = packaged["country_groupings"].table.astype({"grouping": "str", "region": "str", "iso3": "str"})
    assert not groups.duplicated(["grouping", "iso3"]).any()
    countries = set(packaged["countries"].table["iso3"])
    assert set(groups["iso3"]) == set(groups.query("grouping == 'world'")["iso3"]) == countries
    assert len(countries) == 250  # ISO 3166-1 and Kosovo
    of = groups.groupby(["grouping", "region"])["iso3"].agg(set)
    numbers = {
        name: {region: len(of[name, region]) for region in of[name].index}
        for name in ("who_region", "world_bank_income")
    }
    assert numbers["who_region"] == {"AFR": 47, "AMR": 35, "EMR": 22, "EUR": 53, "SEAR": 10, "WPR": 28}  # and Palestine
    assert numbers["world_bank_income"] == {"high": 83, "low": 26, "lower_middle": 54, "upper_middle": 54}
    assert of["ehra_ceeca_29", "CEECA"] == of["network_region", "EECA"] > of["unaids_region", "EECA"]
    assert of["fund_it", "fund_it"] == {"BLR", "GEO", "KAZ", "LTU", "MDA", "TJK"}


def test_one_estimate_holds_per_country_area_population_and_year(packaged):
    sizes = packaged["population_size_estimates"].table
    assert not sizes.duplicated(["iso3", "area", "population", "year"]).any()


def test_the_first_unit_cost_of_each_service_is_the_geometric_mean_of_its_published_bounds(packaged):
    costs = packaged["unit_costs"].table.astype({"study": "str", "scope": "str"})
    first = costs.query("scope == 'world' and preference == 1").dropna(subset="cost_usd_low")
    centre = (first["cost_usd_low"] * first["cost_usd_high"]) ** 0.5
    assert first["cost_usd"].tolist() == centre.round().tolist() == [40, 619]
    assert not costs.duplicated(["service", "scope", "preference"]).any()


def test_killion_and_others_need_462_50_us_dollars_for_each_person(packaged):
    costs = packaged["unit_costs"].table.query("study == 'Killion 2023'").astype({"unit": "str"}).set_index("unit")
    assert costs.at["person_year", "cost_usd"] == round(5_035_902_000 / 10_887_500, 2)
    syringes = costs.loc["syringe"]
    assert syringes["cost_usd"] == round(5_035_902_000 / 10_887_500 / syringes["units_per_person"], 2)


def test_assumed_bounds_of_a_cost_are_as_wide_as_the_median_of_the_published_ranges(packaged):
    costs = packaged["unit_costs"].table.query("study in ['Wilson 2015', 'UNAIDS 2009', 'Walker 2001']")
    wide = (costs["cost_usd_high"] / costs["cost_usd_low"]).median() ** 0.5
    assumed = packaged["check_thresholds"].table.query("check == 'assumed_cost_bounds'").set_index("bound")["value"]
    assert (assumed["low"], assumed["high"]) == (round(1 / wide, 2), round(wide, 2))


def test_classes_begin_where_the_technical_guide_says(packaged):
    targets = packaged["coverage_targets"].table.set_index(["service", "target"])["value"].to_dict()
    expected = {
        ("needle_syringe_programme", "who_medium"): 100,
        ("needle_syringe_programme", "who_high"): 200,
        ("needle_syringe_programme", "who_2025_200"): 200,
        ("needle_syringe_programme", "who_2030_300"): 300,
        ("opioid_agonist_therapy", "who_medium"): 0.20,
        ("opioid_agonist_therapy", "who_high"): 0.40,
        ("opioid_agonist_therapy", "gas_2025_50"): 0.50,
        ("opioid_agonist_therapy", "gas_2025_50_reached"): 0.50,
        ("hiv_testing", "gas_2025_90_reached"): 0.90,
    }
    assert {key: targets[key] for key in expected} == expected


def test_the_price_index_is_one_series_from_1997_that_reaches_every_price_year_and_the_base_year(packaged):
    index = packaged["price_index"].table
    assert index["year"].tolist() == list(range(1997, 2026))
    assert index["value"].is_monotonic_increasing
    assert len(set(index["source"])) == 1
    assert set(packaged["unit_costs"].table["price_year"]) <= set(index["year"])
