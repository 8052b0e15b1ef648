"""What a partner writes into the place, partner or year of a report, and what of it may go on."""

import pytest

from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    V1,
    V2,
    deliver,
    export,
    form,
    ingested,
    left_out,
    submission,
    survey,
    values,
)

CANARIES = [
    "Zhanar Canaryova",
    "ul. Abaya 12, kv. 5",
    "8 701 555 01 99",
    "5550199",
    "@canary_helper",
    "t.me/canary",
    "UIC ZH0101M",
    "43.238949, 76.889709",
    "Иванова Мария",
    "شارع الحبيب 7",
]


@pytest.mark.parametrize("canary", CANARIES)
def test_a_place_that_is_no_place_reaches_no_table_no_reject_and_no_finding(tmp_path, canary):
    built = ingested(deliver(tmp_path, export=export(submission(1), submission(2, city=canary)), form=form()))
    for table in built.values():
        for frame in (table.table, table.rejects, table.accounting):
            assert canary not in frame.astype("str").to_csv()
    assert values(built, "syringes_distributed") == [1000]


def test_unlisted_places_are_counted_and_reported(tmp_path):
    built = survey(tmp_path, export(submission(1), submission(2, city=CANARIES[0])))
    assert left_out(built, "survey_services") == {"unlisted_place": 4}
    findings = built["survey_findings"].table
    assert "unlisted_place" in set(findings["finding"])


def test_a_place_has_one_name_in_every_script(tmp_path):
    built = survey(tmp_path, export(submission(1, city="Алма-Ата"), submission(2, city="almaty ", period="h1")))
    assert set(built["survey_services"].table["area"]) == {"Almaty"}


@pytest.mark.parametrize("year", ["٢٠٢٤", "۲۰۲۴", "२०२४", "２０２４", " 2024 "])
def test_a_year_is_read_in_the_digits_of_any_script(tmp_path, year):
    built = survey(tmp_path, export(submission(1, year=year)))
    assert set(built["survey_services"].table["year"]) == {2024}


def test_blanks_around_identities_are_taken_away(tmp_path):
    padded = submission(1, **{"_uuid": " uuid-1 ", "meta/rootUuid": "uuid:root-1 ", "country": "KAZ\u200f"})
    built = survey(tmp_path, export(padded, spending=(("state", 5, "USD", 1),)))
    assert set(built["survey_services"].table["submission"]) == {"uuid:root-1"}
    assert built["survey_spending"].table["amount_original"].tolist() == [5]


def test_a_part_of_a_missing_form_version_is_withheld_and_never_becomes_another_measure(tmp_path):
    older = submission(1, __version__=V1, clients_unique="")
    built = survey(tmp_path, export(older, submission(2, site_code="S2")), (V2,))
    assert values(built, "unique_clients", "women") == [9]
    assert left_out(built, "survey_services").get("unknown_version") == 1
