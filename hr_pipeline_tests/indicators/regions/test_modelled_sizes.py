"""Imputed sizes: expected numbers add up to regions, and intervals hold countries that are left out."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hr_pipeline.indicators.common.draws import Z95
from hr_pipeline.indicators.regions.modelled_sizes import TABLE, imputed, modelled_sizes
from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline_tests.indicators.coverage_tables import sizes_of
from hr_pipeline_tests.indicators.frames import inputs, packaged, rows
from hr_pipeline_tests.indicators.properties import wrong_figures

BETWEEN = 1.3


def places(*people: float, prevalence: float = 0.01) -> pd.DataFrame:
    """Countries of one region with these people aged 15 to 64."""
    own = pd.DataFrame({"iso3": [f"A{number}A" for number in range(len(people))], "people_15_64": people})
    return own.assign(regional_prevalence_share=prevalence, region_people_15_64=sum(people), region_sigma=0.2)


def test_expected_numbers_add_up_to_the_published_size_of_the_region():
    assert imputed(places(6e6, 3e6, 1e6), BETWEEN)["people"].sum() == pytest.approx(0.01 * 1e7)


def test_a_country_that_is_most_of_its_region_is_as_certain_as_the_region():
    found = imputed(places(1e7, 1.0), BETWEEN)
    assert found["country_sigma"].round(6).tolist() == [0.0, 1.3]
    assert np.log(found["people_high"] / found["people_low"])[0] == pytest.approx(2 * Z95 * 0.2, rel=1e-4)


def test_packaged_estimates_lie_in_the_interval_that_their_region_gives_them():
    """With the declared spread and published prevalence; no packaged estimate enters its own interval."""
    stated = packaged("population_size_estimates").astype({"iso3": "str"})
    own = stated[(stated["area"] == "national") & (stated["population"] == "people_who_inject_drugs")]
    latest = own.dropna(subset="estimate_people").sort_values("year").drop_duplicates("iso3", keep="last")
    groups = packaged("country_groupings").astype({"iso3": "str", "region": "str"})
    regions = groups[groups["grouping"] == "idu_reference_group"][["iso3", "region"]]
    aged = packaged("working_age_people").astype({"iso3": "str"})[["iso3", "people_15_64"]]
    every = regions.merge(aged, on="iso3")
    prevalence = packaged("regional_sizes").astype({"region": "str"}).dropna(subset="prevalence_share")
    every["region_people_15_64"] = every.groupby("region")["people_15_64"].transform("sum")
    known = every.merge(latest[["iso3", "estimate_people"]], on="iso3")
    known["regional_prevalence_share"] = known["region"].map(prevalence.set_index("region")["prevalence_share"])
    found = imputed(known.assign(region_sigma=0.2), BETWEEN)
    is_inside = found["estimate_people"].between(found["people_low"], found["people_high"])
    assert len(known) >= 25
    assert is_inside.mean() >= 0.9


def modelled(*estimates: dict[str, Any]) -> pd.DataFrame:
    tables = inputs(population_size_estimates=rows("population_size_estimates", *estimates))
    names = ["country_groupings", "regional_sizes", "working_age_people", "total_population", "check_thresholds"]
    figures = modelled_sizes(sizes_of(tables).table, *(tables[name] for name in names))
    assert wrong_figures(TABLE, figures) == []
    return figures.table


def test_an_estimate_of_another_country_adds_imputed_years_and_changes_no_figure():
    moldova, kenya = {"estimate_people": 1000.0, "year": 2020}, {"iso3": "KEN", "estimate_people": 99.0, "year": 2023}
    before, after = modelled(moldova), modelled(moldova, kenya)
    is_served = after["year"].between(2018, 2025)
    assert sorted(set(before["year"])) == list(range(2018, 2026))
    assert fingerprint(after[is_served].reset_index(drop=True)) == fingerprint(before)
    added = after[~is_served].astype({"variant": "str"})
    assert (set(added["year"]), set(added["variant"])) == ({2026, 2027, 2028}, {"imputed"})
