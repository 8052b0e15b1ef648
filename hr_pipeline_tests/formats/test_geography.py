"""Names of countries as publishers write them."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.formats.geography import NATIONAL, UNRESOLVED, normalised, resolve
from hr_pipeline.packaged import packaged_rows


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        *[
            ("Ukraine", "UKR"),
            ("  ukraine ", "UKR"),
            ("Kosovo", "XKX"),
            ("Côte d'Ivoire", "CIV"),
            ("Cote d’Ivoire", "CIV"),
        ],
        *[("Türkiye", "TUR"), ("Turkey", "TUR"), ("Congo (Democratic Republic)", "COD"), ("Moldova", "MDA")],
        *[
            ("Republic of Moldova", "MDA"),
            ("Kyrgyzstan", "KGZ"),
            ("Tanzania (United Republic)", "TZA"),
            ("Viet Nam", "VNM"),
        ],
        *[("Iran (Islamic Republic)", "IRN"), ("The Gambia", "GMB"), ("Eswatini", "SWZ"), ("Swaziland", "SWZ")],
    ],
)
def test_one_country_has_many_spellings(name, iso3):
    assert resolve([name])[name] == (iso3, NATIONAL)


@pytest.mark.parametrize(
    ("iso3", "names"),
    {
        "TUN": "Tunisie|Тунис|Túnez|تونس|الجمهورية التونسية|TUNISIE",
        "KGZ": "Кыргызстан|Киргизская Республика|Кыргыз Республикасы|Kirghizistan",
        "UKR": "Украина|Україна|أوكرانيا|Ucrania",
        "MDA": "Молдова|Молдавия|Republica Moldova|Moldavie",
        "XKX": "Косово|Kosovë|كوسوفو",
        "MKD": "Северная Македония|Северна Македонија",
        "COG": "Congo|Конго|Congo-Brazzaville",
        "COD": "Конго - Киншаса|República Democrática del Congo",
    }.items(),
)
def test_names_are_known_in_the_languages_of_the_region(iso3, names):
    assert set(resolve(names.split("|")).values()) == {(iso3, NATIONAL)}


def test_zanzibar_is_a_part_of_its_country():
    assert resolve(["Zanzibar"])["Zanzibar"] == ("TZA", "Zanzibar")


@pytest.mark.parametrize(
    "name",
    ["", "Atlantis", "Multicountry HIV EECA APH", "Ukrain", "Korea", "Корея", "Congo and Gabon", "UKR", "تون"],
)
def test_nothing_is_guessed(name):
    assert resolve([name])[name] == UNRESOLVED


def test_every_country_of_the_standard_is_known_by_its_name():
    names = {country.name: country.alpha_3 for country in pycountry.countries}
    assert {name: place.iso3 for name, place in resolve(names).items()} == names


def test_no_alias_takes_another_country_s_name_and_each_has_a_source():
    aliases = packaged_rows("hr_pipeline.formats", "geography_aliases.csv")
    assert (aliases != "").all(axis=None)
    assert not aliases["name"].map(normalised).duplicated().any()
    names = {normalised(country.name): country.alpha_3 for country in pycountry.countries}
    for alias in aliases.to_dict("records"):
        assert names.get(normalised(alias["name"]), alias["iso3"]) == alias["iso3"]


@given(st.text())
def test_normalising_twice_changes_nothing(name):
    assert normalised(normalised(name)) == normalised(name)
