import pytest

from hr_pipeline.formats.gazetteer import listed


@pytest.mark.parametrize(
    ("iso3", "written", "name"),
    [
        ("KAZ", "Алматы", "Almaty"),
        ("KAZ", " almaty ", "Almaty"),
        ("KAZ", "Alma-Ata", "Almaty"),
        ("MAR", "طنجة", "Tangier"),
        ("MDA", "Chișinău", "Chisinau"),
        ("KAZ", "national", "national"),
    ],
)
def test_a_place_has_one_name_in_whatever_script_it_is_written(iso3, written, name):
    assert listed([(iso3, written)]) == {(iso3, written): name}


def test_a_first_level_area_is_listed():
    assert ("UKR", "Odeska oblast") in listed([("UKR", "Odeska oblast")])


@pytest.mark.parametrize(
    "written",
    [
        "Zhanar Canaryova",
        "ul. Abaya 12, kv. 5",
        "8 701 555 01 99",
        "@canary_helper",
        "UIC-ZH0101",
        "43.238949, 76.889709",
        "Almaty, Zhanar Canaryova",
        "",
    ],
)
def test_names_addresses_and_codes_are_no_places(written):
    assert listed([("KAZ", written)]) == {}


def test_a_city_of_another_country_is_no_place_here():
    assert listed([("KAZ", "Tunis")]) == {}
