"""What a delivered file is for, and what its notes state."""

import pytest

from hr_pipeline.ingest.deliveries import DEFAULT_NOTES, Notes, Refused, read_notes, role_of, source_of
from hr_pipeline_tests.formats.made import refusal


@pytest.mark.parametrize(
    ("path", "source", "role"),
    [
        ("global_fund/lines.csv", "global_fund", "data"),
        ("global_fund/2024/lines.csv", "global_fund", "data"),
        ("national_budgets/MKD/2024.xlsx", "national_budgets", "data"),
        ("national_budgets/MKD/2024.xlsx.layout.yaml", "national_budgets", "layout"),
        ("partner_surveys/network/survey/README.md", "partner_surveys", "note"),
        ("global_fund/Licence.txt", "global_fund", "note"),
        ("global_fund/delivery.yaml", "global_fund", "notes"),
        ("global_fund/lines.csv.delivery.yaml", "global_fund", "notes"),
        ("packaged/reference/countries.csv", "reference", "data"),
        ("delivery.yaml", "", "notes"),
        ("corrections.yaml", "", "corrections"),
        ("global_fund/corrections.yaml", "global_fund", "data"),
        ("lines.csv", "", "unknown"),
        ("budgets/lines.csv", "", "unknown"),
        ("global_fund", "", "unknown"),
        ("packaged", "", "unknown"),
        ("packaged/lines.csv", "", "unknown"),
    ],
)
def test_a_file_is_known_by_its_folder_and_name(path, source, role):
    assert (source_of(path), role_of(path)) == (source, role)


@pytest.fixture
def landing(tmp_path):
    folder = tmp_path / "partner_surveys" / "network" / "survey"
    folder.mkdir(parents=True)
    return tmp_path


def say(landing, path, text):
    (landing / path).write_text(text, encoding="utf-8")


def notes(landing, path="partner_surveys/network/survey/export.csv", source="partner_surveys"):
    return read_notes(landing, path, source)


def test_without_notes_the_source_s_own_terms_hold(landing):
    assert notes(landing) == DEFAULT_NOTES["partner_surveys"]
    assert (notes(landing).confidentiality, notes(landing).licence) == ("C", "LicenceRef-partner")
    assert notes(landing, "stray.csv", "") == Notes()


def test_what_is_stated_nearer_to_the_file_holds_and_the_rest_is_inherited(landing):
    say(landing, "delivery.yaml", "publisher: everybody\norigin: somewhere\nillustrative: true")
    say(landing, "partner_surveys/network/delivery.yaml", "publisher: the network\nvintage: 2024")
    say(landing, "partner_surveys/network/survey/export.csv.delivery.yaml", "vintage: 2024-06-30\nconfidentiality: F")
    found = notes(landing)
    assert found == Notes("somewhere", "the network", "2024-06-30", "LicenceRef-partner", "F", illustrative=True)
    assert notes(landing, "partner_surveys/network/survey/other.csv").vintage == "2024"
    assert notes(landing, "partner_surveys/other/x.csv").publisher == "everybody"


@pytest.mark.parametrize("text", ["", "origin:", "# nothing stated\n"])
def test_what_is_left_open_is_not_stated(landing, text):
    say(landing, "partner_surveys/delivery.yaml", text)
    assert notes(landing) == DEFAULT_NOTES["partner_surveys"]


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("licence: free", "key licence: expected one of"),
        ("licence:", "key licence: expected one of"),
        ("confidentiality: secret", "key confidentiality: expected one of"),
        ("illustrative: 1", "key illustrative: expected one of"),
        ("illustrative: 'no'", "key illustrative: expected one of"),
        ("licence: [CC0-1.0]", "key licence: expected one of"),
        ("confidental: C", "expected only the keys origin, publisher"),
        ("- confidentiality", "expected only the keys"),
        ("just words", "expected only the keys"),
        ("vintage: 2026-02-30", "a date or number that does not exist"),
        ("vintage: '2026-02-30'", "key vintage: expected a day that exists"),
        ("origin: [a, b]", "key origin: expected one value"),
        ("origin: " + "[" * 5000 + "]" * 5000, "expected YAML text"),
        ("a: b: c", "expected YAML text"),
        ("!!python/object/apply:os.getcwd []", "expected YAML text"),
    ],
)
def test_notes_that_cannot_be_meant_are_refused(landing, text, described):
    say(landing, "partner_surveys/network/delivery.yaml", text)
    assert described in refusal(notes, landing)


def test_notes_in_another_encoding_are_refused(landing):
    (landing / "delivery.yaml").write_bytes("publisher: Сеть".encode("cp1251"))
    assert "expected YAML text" in refusal(notes, landing)


def test_a_refusal_says_where_what_was_expected_and_how_to_fix_it():
    assert (
        str(Refused("line 3", "expected a number", "write one"))
        == "line 3: expected a number. How to fix it: write one."
    )
    assert str(Refused.described("as it was written")) == "as it was written"
