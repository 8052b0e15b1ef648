"""The shared files, as `sources/global_fund/test_results.py` reads small ones."""

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.global_fund.test_results import OST, REACHED, deliver


def test_the_published_results_of_the_world_and_of_countries_are_found(deliver):
    folder = SHARED_DATA / "global_fund"
    world, countries, allocated, framework = (
        (folder / f"{name}.csv").read_text(encoding="utf-8")
        for name in (
            "gf_annual_results_global_by_year",
            "gf_annual_results_by_country_snapshot_2021",
            "gf_allocations_country_component_cycle",
            "gc7_pf_indicators_pwid_extract",
        )
    )
    found = deliver(world_20240101=world, countries_20210901=countries, allocations=allocated, framework=framework)
    results = found["grant_results"].table
    totals = results.groupby(["measure", "geography_level", "year"], observed=True)["result_value"].sum()
    assert totals[OST, "aggregate"].tolist() == [88_391, 31_700, 82_919, 92_227, 65_086, 60_441]
    assert totals[REACHED, "aggregate"].tolist() == [799_182, 751_632, 852_952, 892_215, 1_078_713, 1_083_995]
    assert totals[OST, "country", 2019] + totals[OST, "subnational", 2019] == 69_540
    assert totals[REACHED, "country", 2019] + totals[REACHED, "subnational", 2019] == 1_032_880
    assert (results["indicator_code"] == "KP-4").sum() == 12
    assert len(found["allocations"].table) == 795
    assert sum(len(table.rejects) for table in found.values()) == 0
