"""The door: what passes, what is left out and why; in four languages, by type, by name and by what values look like."""

import pandas as pd
import pytest

from hr_pipeline.sources.partner_surveys.privacy import at_the_door, looks_personal
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    deliver,
    export,
    form,
    refusal,
    submission,
    survey,
    values,
)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        *[(f"q_{kind}", kind) for kind in ("geopoint", "image", "audio", "barcode", "deviceid", "username", "email")],
        *[(name, "") for name in ("_submitted_by", "_geolocation", "SubmitterName", "DeviceID", "storedby")],
        *[
            (name, "")
            for name in ("Email Address", "q_latitude", "_q_longitude", "photo_URL", "_submission__submitted_by")
        ],
        *[(name, "text") for name in ("client_name", "First name", "ФИО респондента", "Имя", "Nom du client", "الاسم")],
        *[(name, "text") for name in ("phone", "Контактный телефон", "numéro de téléphone", "رقم الهاتف", "WhatsApp")],
        *[
            (name, "text")
            for name in ("passport_no", "ИИН", "Дата рождения", "date de naissance", "UIC", "home address")
        ],
    ],
)
def test_what_may_tell_of_people_stays_outside(header, kind):
    kept, dropped = at_the_door([header], {header: kind} if kind else {})
    assert kept == [] and dropped[header]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        *[("trained_by_phone", "integer"), ("name_of_service", "select_one"), ("city", "text"), ("currency", "text")],
        *[
            (name, "")
            for name in ("_uuid", "_id", "meta/rootUuid", "__version__", "_validation_status", "_index", "end")
        ],
        *[("reforms/decrim", "select_multiple"), ("программа", "text"), ("nombre_de_clients", "integer")],
    ],
)
def test_counts_codes_and_identities_of_submissions_pass(header, kind):
    kept, _ = at_the_door([header], {header.split("/")[0]: kind} if kind else {})
    assert kept == [header]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to aigul.s@example.org", "e-mail addresses"),
        ("+7 701 234 56 78", "phone numbers"),
        ("8 (701) 234-56-78", "phone numbers"),
        ("+33612345678", "phone numbers"),
        ("ИИН 900101300123", "identity numbers"),
        ("43.238949, 76.889709", "coordinates"),
        ("Token 0123456789abcdef0123456789abcdef01234567", "tokens"),
    ],
)
def test_values_are_known_by_what_they_look_like(text, kind):
    found = looks_personal(pd.Series([text])).iloc[0]
    assert kind in found.index[found]


@pytest.mark.parametrize(
    "text",
    ["Almaty", "KAZ", "2024", "1 250 000", "12500.50", "2024-02-10T09:15:10.123+03:00", "H1 2024", "Нур-Султан", ""],
)
def test_plain_answers_look_like_nobody(text):
    assert not looks_personal(pd.Series([text])).any(axis=None)


def test_a_text_with_a_phone_in_it_is_reported_of_without_it(tmp_path):
    built = survey(tmp_path, export(submission(1, comments="call +7 701 234 56 78"), submission(2)))
    findings = built["survey_findings"].table.query("finding == 'personal_values'")
    assert findings["message"].tolist() == ["answers look like phone numbers; the column is left out"]
    assert not findings.astype("str").apply(lambda column: column.str.contains("701")).any(axis=None)
    assert values(built, "syringes_distributed") == [1000, 1000]


def test_a_person_in_the_place_of_a_city_is_rejected_without_being_reported(tmp_path):
    built = survey(tmp_path, export(submission(1, city="ask aigul@example.org"), submission(2)))
    services = built["survey_services"]
    assert values(built, "syringes_distributed") == [1000]
    assert set(services.rejects["failed_column"]) == {"area"}
    assert not services.rejects.astype("str").apply(lambda column: column.str.contains("aigul")).any(axis=None)


def test_a_place_that_a_mapping_reads_does_not_pass_either(tmp_path):
    asked = form()
    asked["survey"][5] = ["geopoint", "city", ""]
    described = refusal(deliver(tmp_path, export=export(submission(1, city="43.238949 76.889709 0 0")), form_v2=asked))
    assert "found one of type geopoint" in described and "43.2" not in described
