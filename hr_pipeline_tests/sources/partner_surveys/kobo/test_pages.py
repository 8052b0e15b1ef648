import json

from hr_pipeline.ingest.deliveries import Delivery, Notes
from hr_pipeline_tests.sources.partner_surveys.small_survey import FOLDER, deliver, form, ingested, refusal, values


def one(number, **answers):
    declared = {"report/partner": "east", "report/country": "KAZ", "report/year": "2024", "report/period": "annual"}
    system = {"_id": number, "_uuid": f"u{number}", "__version__": "vTwo", "meta/rootUuid": f"uuid:r{number}"}
    times = {"_submission_time": "2025-01-01T10:00:00", "_submitted_by": "ivanov", "report/site_code": f"S{number}"}
    status = {"uid": "validation_status_approved", "label": "Approved", "by_whom": "ivanov"}
    return declared | system | times | {"_validation_status": status, "syringes_distributed": "7"} | answers


def landed(folder, *pages, forms=True):
    found = []
    for at, page in enumerate(pages, start=1):
        file = folder / f"page_{at}.json"
        file.write_text(json.dumps(page), encoding="utf-8")
        path, notes = f"{FOLDER}/{file.name}", Notes(confidentiality="C", licence="LicenceRef-partner")
        found.append(Delivery(path, "partner_surveys", "data", f"sha{at}", file.stat().st_size, at, notes, file))
    return [*found, *(deliver(folder, form=form()) if forms else [])]


def page(*results, count=None, previous=None):
    return {"count": len(results) if count is None else count, "next": None, "previous": previous, "results": results}


def test_answers_that_nobody_gave_have_no_key_and_are_not_reported(tmp_path):
    built = ingested(landed(tmp_path, page(one(1))))
    assert values(built, "syringes_distributed") == [7]
    row = built["survey_services"].table.query("measure == 'oat_clients'").iloc[0]
    assert (row["missing_reason"], row["column"]) == ("not_reported", "/results/0/oat_clients")


def test_repeats_are_read_with_their_submission_and_pointer(tmp_path):
    spending = [{"spending/funder": "state", "spending/amount": amount, "spending/currency": "KZT"} for amount in "58"]
    table = ingested(landed(tmp_path, page(one(1), one(2, spending=spending))))["survey_spending"].table
    assert table["amount_original"].tolist() == [5, 8]
    assert table["column"].tolist()[1] == "/results/1/spending/1/spending~1amount"
    assert table["submission"].tolist() == ["uuid:r2", "uuid:r2"]


def test_a_submission_on_two_pages_counts_once(tmp_path):
    pages = [page(one(1), one(2), count=3), page(one(2), one(3), count=3, previous="x")]
    assert len(values(ingested(landed(tmp_path, *pages)), "syringes_distributed")) == 3


def test_pages_that_were_not_delivered_are_an_error(tmp_path):
    found = ingested(landed(tmp_path, page(one(1), count=101)))["survey_findings"].table
    assert found.query("finding == 'pages_missing'")["rows_concerned"].tolist() == [100]


def test_statuses_are_read_in_every_shape(tmp_path):
    left = [
        one(2, _validation_status={"uid": "validation_status_on_hold"}),
        one(3, _validation_status="validation_status_not_approved"),
    ]
    built = ingested(landed(tmp_path, page(one(1), *left, one(4, _validation_status={}))))
    assert built["survey_services"].table["validation_status"].unique().tolist() == ["approved", "none"]


def test_pages_without_a_form_are_refused_with_the_way_to_get_it(tmp_path):
    assert "asset's JSON" in refusal(landed(tmp_path, page(one(1)), forms=False))


def test_no_name_of_a_submitter_is_kept(tmp_path):
    for built in ingested(landed(tmp_path, page(one(1)))).values():
        assert "ivanov" not in built.table.to_csv()
