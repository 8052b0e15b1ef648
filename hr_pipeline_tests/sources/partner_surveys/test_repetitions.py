from dataclasses import replace

import pytest

from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    deliver,
    export,
    form,
    ingested,
    left_out,
    submission,
    survey,
    values,
)

SITE = {"site_code": "S1"}


def codes(built):
    return set(built["survey_findings"].table["finding"]) - {"missing_column"}


def test_a_report_sent_again_as_another_submission_replaces_the_older_one(tmp_path):
    built = survey(tmp_path, export(submission(1, **SITE), submission(2, **SITE, syringes_distributed=7)))
    assert values(built, "syringes_distributed") == [7]
    assert left_out(built, "survey_services") == {"replaced": 4}
    assert codes(built) == {"same_report_again"}


def test_the_approved_one_of_two_reports_is_kept(tmp_path):
    rows = [submission(1, **SITE, syringes_distributed=7), submission(2, **SITE, _validation_status="")]
    assert values(survey(tmp_path, export(*rows)), "syringes_distributed") == [7]


@pytest.mark.parametrize("other", [{"site_code": "S2"}, {"city": "Almaty"}, {"period": "h1"}, {"year": 2023}])
def test_reports_of_other_sites_places_or_periods_are_kept(tmp_path, other):
    rows = [submission(1, **SITE), submission(2, **SITE | other, syringes_distributed=7)]
    assert sorted(values(survey(tmp_path, export(*rows)), "syringes_distributed")) == [7, 1000]


def test_a_copied_answer_sheet_is_kept_and_named(tmp_path):
    built = survey(tmp_path, export(submission(1), submission(2, country="UZB")))
    assert codes(built) == {"copied_report"}
    assert len(values(built, "syringes_distributed")) == 2


def test_a_submission_in_two_files_counts_once_and_the_newer_edit_holds(tmp_path):
    edited = submission(2, syringes_distributed=7, end="2025-03-01T10:00:00")
    older = export(submission(1), submission(2, end="2025-02-01T10:00:00"))
    built = ingested(deliver(tmp_path, january=older, march=export(submission(1), edited), form=form()))
    assert sorted(values(built, "syringes_distributed")) == [7, 1000]
    assert left_out(built, "survey_services") == {"duplicate": 8}


def test_a_submission_in_the_folders_of_two_partners_counts_once(tmp_path):
    deliveries = []
    for partner in ("alpha", "beta"):
        (tmp_path / partner).mkdir()
        for one in deliver(tmp_path / partner, export=export(submission(1)), form=form()):
            path = f"partner_surveys/{partner}/survey/{one.name}"
            deliveries.append(replace(one, path=path, ordinal=len(deliveries), sha256=f"{len(deliveries):064}"))
    built = ingested(deliveries)
    assert values(built, "syringes_distributed") == [1000]
    assert left_out(built, "survey_services") == {"duplicate": 4}
