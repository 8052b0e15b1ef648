from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hr_pipeline.sources.partner_surveys import read
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    V1,
    deliver,
    export,
    form,
    left_out,
    submission,
    survey,
    values,
)

SPENDING = tuple(("global_fund", 100 * number, "USD", number) for number in (1, 2, 3))


def statuses(built):
    return built["survey_services"].table["validation_status"].unique().tolist()


def test_what_its_owner_did_not_approve_or_put_on_hold_is_left_out_with_its_repeats(tmp_path):
    rows = [
        submission(1, _validation_status="validation_status_not_approved"),
        submission(2, _validation_status="validation_status_on_hold"),
        submission(3),
    ]
    built = survey(tmp_path, export(*rows, spending=SPENDING))
    assert left_out(built, "survey_spending") == {"not_approved": 1, "on_hold": 1}
    assert left_out(built, "survey_services") == {"not_approved": 4, "on_hold": 4}
    assert built["survey_spending"].table["amount_original"].tolist() == [300]
    assert statuses(built) == ["approved"]


def test_no_status_is_none_and_an_unknown_status_is_rejected(tmp_path):
    built = survey(tmp_path, export(submission(1, _validation_status=""), submission(2, _validation_status="maybe")))
    assert statuses(built) == ["none"]
    assert set(built["survey_services"].rejects["failed_column"]) == {"validation_status"}


def test_the_same_root_uuid_twice_keeps_the_one_changed_last(tmp_path):
    # An edit moves `end` but not the time of submission.
    first = submission(1, end="2025-03-01T08:00:00+00:00", syringes_distributed=1)
    edited = submission(2, end="2025-03-01T09:30:00+01:00", syringes_distributed=2)
    root = {"meta/rootUuid": "uuid:same", "_submission_time": "2025-01-01T00:00:00"}
    built = survey(tmp_path, export(edited | root, first | root, spending=SPENDING[:2]))
    assert values(built, "syringes_distributed") == [2]
    assert left_out(built, "survey_spending") == {"duplicate": 1}


def test_a_record_left_out_by_status_never_displaces_an_approved_one(tmp_path):
    root = {"meta/rootUuid": "uuid:same"}
    newer = submission(2, _validation_status="validation_status_not_approved") | root
    built = survey(tmp_path, export(submission(1) | root, newer))
    assert left_out(built, "survey_services") == {"not_approved": 4}
    assert len(values(built, "syringes_distributed")) == 1


def test_identity_falls_back_on_id_and_then_on_uuid(tmp_path):
    rows = [submission(1), submission(2) | {"meta/rootUuid": ""}, submission(3) | {"meta/rootUuid": "", "_id": ""}]
    built = survey(tmp_path, export(*rows))
    assert built["survey_services"].table["submission"].unique().tolist() == ["uuid:root-1", "9002", "uuid-3"]


def test_older_exports_without_root_uuids_are_read(tmp_path):
    row = submission(1)
    del row["meta/rootUuid"]
    assert survey(tmp_path, export(row))["survey_services"].table["submission"].unique().tolist() == ["9001"]


def test_a_row_of_totals_typed_below_the_submissions_is_rejected(tmp_path):
    built = survey(tmp_path, export(submission(1), {"partner": "Total", "syringes_distributed": 1000}))
    assert values(built, "syringes_distributed") == [1000]
    assert "submission" in set(built["survey_services"].rejects["failed_column"])


def test_an_unknown_version_is_flagged_and_kept(tmp_path):
    table = survey(tmp_path, export(submission(1, __version__="vDraft"), submission(2)))["survey_services"].table
    known = table.drop_duplicates("submission").set_index("form_version")["is_known_version"].to_dict()
    assert known == {"vDraft": False, "vTwo": True}


def test_a_blank_city_is_the_whole_country_and_a_city_has_one_name_in_every_language(tmp_path):
    cities = [submission(2, city=" Алматы "), submission(3, city="Almaty"), submission(4, city="Kokshetau")]
    table = survey(tmp_path, export(submission(1), *cities))["survey_services"].table
    assert table["area"].unique().tolist() == ["national", "Almaty", "Kokshetau"]


def test_a_year_that_is_no_whole_year_is_rejected(tmp_path):
    built = survey(tmp_path, export(submission(1, year="2024.5"), submission(2, year="last year"), submission(3)))
    assert built["survey_services"].table["submission"].unique().tolist() == ["uuid:root-3"]


def test_half_years_stay_apart(tmp_path):
    built = survey(tmp_path, export(submission(1, period="h1"), submission(2, period="h2")))
    assert built["survey_services"].table["period"].unique().tolist() == ["h1", "h2"]


def test_a_repeat_record_without_its_submission_is_rejected(tmp_path):
    built = survey(tmp_path, export(submission(1), spending=SPENDING[:2]))
    assert built["survey_spending"].table["amount_original"].tolist() == [100]
    reject = built["survey_spending"].rejects.iloc[0]
    assert (reject["check"], reject["row"]) == ("has_its_submission", 3)
    assert "200" not in built["survey_spending"].rejects.to_csv()


def test_a_repeat_record_whose_uuid_disagrees_with_its_number_is_rejected(tmp_path):
    sheets = export(submission(1), submission(2), spending=SPENDING[:1])
    sheets["spending"][1][-1] = "uuid-2"
    assert len(survey(tmp_path, sheets)["survey_spending"].rejects) == 1


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(["approved", "not_approved", "on_hold"])), min_size=1, max_size=6
    )
)
def test_each_submission_is_kept_once_and_only_if_one_of_its_records_may_be(tmp_path, drawn):
    rows = [
        submission(at, _validation_status=f"validation_status_{status}", __version__=V1) | {"meta/rootUuid": f"r{root}"}
        for at, (root, status) in enumerate(drawn, start=1)
    ]
    files = deliver(tmp_path, export=export(*rows), form=form(V1))
    kept = read(files[0], files[1:]).records["survey_policy"]["submission"].tolist()
    assert sorted(kept) == sorted({f"r{root}" for root, status in drawn if status == "approved"})
