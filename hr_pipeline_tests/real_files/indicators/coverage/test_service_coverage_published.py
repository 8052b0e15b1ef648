"""The coverage tables over all publications at hand: published counts come out, known oddities are flagged."""

import shutil

import pandas as pd
import pytest

from hr_pipeline.sources.reference.rows import own_columns
from hr_pipeline_tests.indicators.coverage_tables import coverage_tables, only
from hr_pipeline_tests.indicators.frames import inputs
from hr_pipeline_tests.indicators.properties import wrong_figures
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.published_statistics.tables import read_landing
from hr_pipeline_tests.sources.reference.landing import build

FILES = [
    *[f"unaids/gam2025_pwid_{name}.csv" for name in ("nsp", "oat", "pse", "avoidance")],
    "unaids/gam2019_pwid_tidy.csv",
    *[f"published/emcdda_{name}.csv" for name in ("hsr5_syringes", "hsr10_ost_clients", "pdu_bounds")],
    "published/hri_gshr_country_tables.csv",
]
GIVEN = ["population_size_estimates", "coverage_targets", "check_thresholds"]
THERAPY = {"measure": "on_therapy", "area": "national"}


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    landing = folder / "landing" / "published_statistics"
    landing.mkdir(parents=True)
    for name in FILES:
        shutil.copy(SHARED_DATA / "reference" / name, landing)
    stated = read_landing(folder / "landing", folder / "snapshots").table
    headers = {f"reference/{name}.csv": ",".join(own_columns(name)) + "\n" for name in GIVEN}
    packaged = build(tmp_path_factory.mktemp("packaged"), headers)
    return coverage_tables(inputs(published_statistics=stated, **{name: packaged[name].table for name in GIVEN}))


@pytest.fixture(scope="module")
def coverage(figures) -> pd.DataFrame:
    return figures["service_coverage"].table


def test_a_hundred_countries_have_some_coverage_and_eighty_their_syringes(coverage):
    known = coverage.dropna(subset=["coverage"]).groupby("measure", observed=True)["iso3"].nunique()
    assert coverage.dropna(subset=["coverage"])["iso3"].nunique() >= 100
    assert known["syringes_per_person"] >= 80
    assert known["on_therapy"] >= 60
    assert known["safe_injecting"] >= 60


@pytest.mark.parametrize(
    ("target", "first_year", "reporting", "reaching"),
    [
        ("who_2025_200", 2019, 33, "BGD IND MMR"),
        ("who_2025_200", 2020, 34, "BGD IND MMR"),
        ("gas_2025_50", 2019, 25, "MYS SYC"),
        ("gas_2025_50", 2020, 26, "MYS SYC"),
    ],
)
def test_the_countries_that_unaids_counts_reach_the_targets(figures, target, first_year, reporting, reaching):
    found = only(figures["coverage_status"].table, target=target, first_year=first_year)
    assert (found["countries_reporting"], found["which"]) == (reporting, reaching)


@pytest.mark.parametrize(("iso3", "areas", "together", "whole"), [("KAZ", 16, 133.4, 132.0), ("UKR", 25, 63.9, 65.0)])
def test_regions_nearly_make_their_country(figures, iso3, areas, together, whole):
    found = only(figures["coverage_agreement"].table, iso3=iso3, measure="syringes_per_person")
    assert (found["areas_reporting"], round(found["areas_coverage"], 1), found["coverage"]) == (areas, together, whole)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ({"iso3": "ESP", "year": 2010, "subgroup": "total"}, "over_total"),
        ({"iso3": "GEO", "year": 2024, "subgroup": "women"}, "subgroup_out_of_line"),
        ({"iso3": "MDA", "year": 2020, "subgroup": "men"}, "denominator_equals_total"),
        ({"iso3": "BLR", "year": 2023, "subgroup": "25_and_over"}, "denominator_equals_total"),
        ({"iso3": "KAZ", "year": 2022, "subgroup": "total"}, "denominator_of_other_population"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["iso3"],
)
def test_what_is_odd_in_the_publications_is_flagged(coverage, cell, word):
    assert word in only(coverage, **THERAPY, **cell)["flags"].split()


def test_moldova_of_2023_is_as_it_was_worked_by_hand(figures, coverage):
    found = only(coverage, iso3="MDA", year=2023, measure="syringes_per_person", subgroup="total")
    assert found[["numerator_implied", "coverage"]].tolist() == [2_475_000, 90]
    bounds = found[["coverage_low", "coverage_high"]].tolist()
    assert bounds == pytest.approx([90 / 2.28, 90 / 0.44])  # a ratio's own denominator is of grade D in size_grades
    gap = only(figures["coverage_gap"].table, iso3="MDA", year=2023, target="who_2030_300")
    assert gap["gap"] == 5_775_000


def test_only_iran_is_a_real_fall(figures):
    trends = figures["coverage_trends"].table
    assert only(trends, iso3="IRN", year=2021, subgroup="total", **THERAPY)["change"] == pytest.approx(-0.099)
    assert only(trends, iso3="KAZ", year=2023, subgroup="total", **THERAPY)["break_reason"] == "denominator_changed"


def test_every_figure_follows_from_its_contributions(figures):
    assert not [wrong for name, made in figures.items() for wrong in wrong_figures(name, made)]
