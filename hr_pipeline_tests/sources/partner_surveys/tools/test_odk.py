"""ODK Central by CSV and by OData: the same tables; review states, edits, repeats, 0 for unanswered, missing pages."""

import json

import pytest

from hr_pipeline_tests.sources.partner_surveys.tools.survey import (
    findings,
    landed,
    left_out,
    refused,
    services,
    survey_form,
    zipped,
)

TAIL = (
    "KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,Status,ReviewState,DeviceID,Edits,FormVersion"
)
HEAD = (
    "SubmissionDate,report-partner,report-country,report-city,report-year,report-period,syringes_distributed,"
    "clients_unique,reforms,reforms/decrim,reforms/none,comments,meta-instanceID," + TAIL
)
ONE, TWO = "uuid:one", "uuid:two"


def line(key, review="approved", status="", syringes="70", reforms=",0,0"):
    about = f"2025-02-01T09:00:00.000Z,east,KAZ,Алматы,2024,annual,{syringes},9,{reforms},secret text,{key}"
    return f"{about},{key},7,Jane Doe,0,0,{status},{review},collect:SECRET,1,vTwo\n"


def csv_zip(*lines, spending="", responses=""):
    repeats = {"survey__spending": "funder,amount,currency,PARENT_KEY,KEY\n" + spending}
    return zipped(survey=HEAD + "\n" + "".join(lines), **repeats)


def test_a_zip_is_read_with_its_repeats_and_without_anybodys_name(tmp_path):
    spending = f"state,5,KZT,{ONE},{ONE}/spending[1]\nstate,7,KZT,{TWO},{TWO}/spending[1]\n"
    built = landed(
        tmp_path, survey_form(tmp_path), odk_zip=csv_zip(line(ONE), line(TWO, "rejected"), spending=spending)
    )
    assert services(built)["KAZ", "syringes_distributed", "total"] == 70
    assert built["survey_spending"].table["amount_original"].tolist() == [5]
    assert left_out(built, "survey_spending") == {"not_approved": 1}
    assert set(built["survey_services"].table["sheet"]) == {"survey.csv"}
    for secret in ("Jane", "SECRET", "secret"):
        assert not any(secret in one.table.to_csv() for one in built.values())


@pytest.mark.parametrize(
    ("review", "outcome"),
    [("rejected", "not_approved"), ("hasIssues", "on_hold"), ("edited", None), ("received", None), ("", None)],
)
def test_review_states(tmp_path, review, outcome):
    built = landed(tmp_path, survey_form(tmp_path), odk_csv=HEAD + "\n" + line(ONE, review))
    assert (set(left_out(built)) == {outcome}) if outcome else (len(built["survey_services"].table) == 2)
    assert findings(built)["repeat_not_in_file"] == 0


def test_a_zero_of_an_unanswered_choice_is_no_no(tmp_path):
    built = landed(
        tmp_path,
        survey_form(tmp_path),
        odk_zip=csv_zip(line(ONE), line(TWO, reforms="decrim,1,0").replace("2024", "2023")),
    )
    table = built["survey_policy"].table.query("measure == 'reform_decriminalisation'")
    assert table["answer"].tolist()[1:] == ["yes"] and table["missing_reason"].tolist()[0] == "not_reported"
    assert table["raw_value"].tolist() == ["0", "1"]


def test_what_was_not_decrypted_is_rejected_and_stated(tmp_path):
    built = landed(tmp_path, survey_form(tmp_path), odk_zip=csv_zip(line(ONE, status="not decrypted", syringes="")))
    assert built["survey_services"].table.empty and len(built["survey_services"].rejects)
    assert findings(built)["odk_not_decrypted"] == 1


def test_a_record_of_a_repeat_without_submission_is_rejected(tmp_path):
    lost = "state,5,KZT,uuid:gone,uuid:gone/spending[1]\n"
    built = landed(tmp_path, survey_form(tmp_path), odk_zip=csv_zip(line(ONE), spending=lost))
    assert built["survey_spending"].rejects["check"].tolist() == ["has_its_submission"]


def test_a_form_is_needed_and_clients_are_refused(tmp_path):
    assert "Download XLSForm" in refused(landed(tmp_path, odk_csv=HEAD + "\n" + line(ONE)))
    clients = HEAD.replace("comments", "client_code") + "\n" + line(ONE)
    message = refused(landed(tmp_path, survey_form(tmp_path), odk_csv=clients))
    assert "send counts" in message and "secret text" not in message


def entry(key, **system):
    declared = {
        "submissionDate": "2025-02-01T09:00:00.000Z",
        "deletedAt": None,
        "reviewState": "approved",
        "formVersion": "vTwo",
    }
    return {
        "__id": key,
        "__system": declared | {"submitterName": "Jane Doe"} | system,
        "report": {"partner": "east", "country": "KAZ", "city": None, "year": 2024, "period": "annual"},
        "syringes_distributed": 70,
        "comments": "secret text",
        "spending@odata.navigationLink": "Submissions('x')/spending",
    }


def page(*entries, table="Submissions", **more):
    context = f"https://central.example.org/v1/projects/7/forms/x.svc/$metadata#{table}"
    return json.dumps({"@odata.context": context, "value": list(entries)} | more)


SPENDING = {"__id": "a", "__Submissions-id": ONE, "funder": "state", "amount": 5.5, "currency": "KZT"}


def test_pages_repeats_and_expanded_repeats_say_the_same(tmp_path):
    gone = entry(TWO, deletedAt="2025-03-01T00:00:00Z")
    apart = landed(
        tmp_path,
        survey_form(tmp_path),
        page1_json=page(entry(ONE), **{"@odata.count": 2, "@odata.nextLink": "…?$skiptoken=x"}),
        page2_json=page(gone),
        spending_json=page(SPENDING, table="Submissions.spending"),
    )
    expanded = landed(tmp_path, survey_form(tmp_path), all_json=page(entry(ONE) | {"spending": [SPENDING]}, gone))
    for built in (apart, expanded):
        assert services(built)["KAZ", "syringes_distributed", "total"] == 70
        assert built["survey_spending"].table["amount_original"].tolist() == [5.5]
        assert set(left_out(built)) == {"deleted"} and not refused(built)
        assert "Jane" not in built["survey_services"].table.to_csv()
    assert apart["survey_spending"].table["column"].tolist() == ["/value/0/amount"]
    assert expanded["survey_spending"].table["column"].tolist() == ["/value/0/spending/0/amount"]


def test_a_missing_page_is_stated_and_a_repeat_alone_is_refused(tmp_path):
    first = page(entry(ONE), **{"@odata.count": 2, "@odata.nextLink": "…"})
    assert findings(landed(tmp_path, survey_form(tmp_path), page1_json=first))["pages_missing"] == 1
    alone = landed(tmp_path, survey_form(tmp_path), s_json=page(SPENDING, table="Submissions.spending"))
    assert "pages of Submissions next to" in refused(alone)
