"""The statistics at hand as UNAIDS, EMCDDA and HRI publish them: every row accounted for, known figures found again."""

import shutil

import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.published_statistics.tables import SOURCE, read_landing

ACCOUNTS = {
    "unaids/gam2025_pwid_nsp.csv": {"read": 119, "accepted": 119},
    "unaids/gam2025_pwid_oat.csv": {"read": 158, "accepted": 158},
    "unaids/gam2025_pwid_pse.csv": {"read": 67, "accepted": 67},
    "unaids/gam2025_pwid_avoidance.csv": {"read": 56, "accepted": 56},
    "unaids/gam2019_pwid_tidy.csv": {
        **{"read": 12_033, "accepted": 4_403, "joined": 2, "spending": 5_206, "other_subject": 2_422}
    },
    "unaids/unaids_estimated_funding_and_needs.csv": {},
    "published/hri_gshr_country_tables.csv": {"read": 440, "accepted": 233, "blank": 207},
    "published/emcdda_hsr5_syringes.csv": {"read": 131, "accepted": 131},
    "published/emcdda_hsr10_ost_clients.csv": {"read": 29, "accepted": 29},
    "published/emcdda_pdu_bounds.csv": {"read": 28, "accepted": 28},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("statistics")
    for name in ACCOUNTS:
        target = folder / "landing" / SOURCE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SHARED_DATA / "reference" / name, target)
    return read_landing(folder / "landing", folder / "snapshots")


def rows(found, name, **cells):
    table = found.table[found.table["delivery"] == f"{SOURCE}/{name}"]
    for column, value in cells.items():
        table = table[table[column] == value]
    return table


def one(found, name, **cells):
    (row,) = rows(found, name, **cells).to_dict("records")
    return row


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_row_is_accounted_for(found, name):
    counted = found.built[SOURCE].accounting.query(
        "delivery == @path and rows > 0", local_dict={"path": f"{SOURCE}/{name}"}
    )
    assert {row.reason or row.outcome: row.rows for row in counted.itertuples()} == ACCOUNTS[name]


def test_every_figure_is_found_again_in_its_cell(found):
    assert found.cells_again() == found.table["raw_value"].tolist()
    assert found.rejects.empty


def test_needles_of_gam_2019_are_330_country_years_of_73_countries(found):
    needles = rows(found, "unaids/gam2019_pwid_tidy.csv", measure="syringes_per_person")
    assert (len(needles), needles["iso3"].nunique()) == (330, 73)
    kazakhstan = needles[needles["iso3"] == "KAZ"].sort_values("year")["value"].round().tolist()
    assert kazakhstan == [154, 190, 224, 189, 128, 120, 129, 95]


def test_denominators_of_gam_2025_differ_by_measure(found):
    needles = one(found, "unaids/gam2025_pwid_nsp.csv", iso3="UKR", year=2020, area="national")
    therapy = one(found, "unaids/gam2025_pwid_oat.csv", iso3="UKR", year=2020, area="national", subgroup="total")
    assert (needles["value"], needles["rounding"], needles["denominator_people"]) == (65, 0.5, 350_300)
    assert (therapy["denominator_people"], therapy["denominator_population"]) == (278_318, "opioid_dependent_people")
    assert len(rows(found, "unaids/gam2025_pwid_nsp.csv", scope="subnational")) == 41
    assert set(found.table["licence"]) == {"CC-BY-NC-SA-3.0-IGO", "LicenceRef-unstated"}


def test_sizes_say_which_places_they_are_of(found):
    sizes = rows(found, "unaids/gam2025_pwid_pse.csv")
    assert sizes["scope"].value_counts().to_dict() == {"national": 50, "partial": 17, "subnational": 0}
    assert set(sizes[sizes["area"] == "Cebu"]["iso3"]) == {"PHL"}
    assert one(found, "unaids/gam2025_pwid_pse.csv", iso3="AZE")["note"] == "9 cities"


def test_bounds_stand_next_to_their_estimate(found):
    emcdda = one(found, "published/emcdda_pdu_bounds.csv", iso3="ITA")
    assert (emcdda["value"], emcdda["value_low"], emcdda["value_high"]) == (210_000, 204_000, 216_000)
    kenya = one(found, "published/hri_gshr_country_tables.csv", iso3="MUS", measure="population_size")
    assert (kenya["value"], kenya["value_low"], kenya["value_high"]) == (9_253, 5_699, 10_444)
    assert (
        one(found, "published/hri_gshr_country_tables.csv", iso3="DOM", measure="population_size")["value_high"]
        == 1_359
    )


def test_not_known_is_no_zero_and_zero_is_one(found):
    name = "published/hri_gshr_country_tables.csv"
    palestine = one(found, name, iso3="PSE", measure="hiv_prevalence")
    assert (str(palestine["value"]), palestine["missing_reason"]) == ("nan", "not_reported")
    assert one(found, name, iso3="BGR", measure="needle_syringe_programme_sites")["value"] == 0


def test_thousands_parts_of_countries_and_shares_of_sites(found):
    flanders = one(found, "published/emcdda_hsr5_syringes.csv", area="Flemish Community", year=2007)
    assert (flanders["iso3"], flanders["value"], flanders["reporting_share"]) == ("BEL", 599_000, 1)
    assert flanders["rounding"] == 500
    assert one(found, "published/emcdda_hsr5_syringes.csv", iso3="CYP", year=2009)["value"] == 40


def test_need_and_availability_of_the_world(found):
    world = found.estimates[(found.estimates["region"] == "world") & found.estimates["financing_source"].isna()]
    need = world[(world["measure"] == "need") & (world["year"] == 2020)]["amount_usd"]
    assert (need / 1e6).round().tolist() == [26_172, 26_172]
    have = world[(world["measure"] == "availability") & (world["year"] == 2018) & (world["price_year"] == 2016)]
    assert (have["amount_usd"] / 1e6).round().tolist() == [19_019]
    assert found.counts("resource_estimates") == {"read": 898, "accepted": 706, "blank": 192}
