import pytest

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources import partner_surveys
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    TITLE,
    V1,
    V2,
    deliver,
    export,
    form,
    ingested,
    left_out,
    main_sheet,
    refusal,
    repeat_sheet,
    submission,
    survey,
    values,
    with_forms,
)

SPENDING = (("global_fund", 100.5, "USD", 1),)


def test_a_row_of_hxl_tags_is_left_out_as_a_heading(tmp_path):
    sheets = export(submission(1), spending=SPENDING)
    for rows in sheets.values():
        rows.insert(1, ["", "#country", *[""] * (len(rows[0]) - 2)])
    built = survey(tmp_path, sheets)
    assert values(built, "syringes_distributed") == [1000]
    assert left_out(built, "survey_services") == {"heading": 4}
    assert left_out(built, "survey_spending") == {"heading": 1}


def test_an_answer_that_begins_like_a_tag_is_no_heading(tmp_path):
    built = survey(tmp_path, export(submission(1, site_code="#1", comments="#country")))
    assert values(built, "syringes_distributed") == [1000]
    assert "heading" not in left_out(built, "survey_services")


def test_empty_rows_are_left_out_as_blank(tmp_path):
    sheets = export(submission(1), submission(2), spending=(*SPENDING, *SPENDING))
    for rows in sheets.values():
        rows.insert(2, [""])
    built = survey(tmp_path, sheets)
    assert values(built, "syringes_distributed") == [1000, 1000]
    assert left_out(built, "survey_services") == {"blank": 4}
    assert left_out(built, "survey_spending") == {"blank": 1}


@pytest.mark.parametrize("separator", ["/", ".", " > ", "_", "::"])
def test_headers_may_carry_their_groups_with_any_text_between(tmp_path, separator):
    row = submission(1, reforms="decrim") | {f"reforms{separator}decrim": 1, f"reforms{separator}none": 0}
    grouped = ("partner", "country", "city", "site_code", "year", "period")
    named = {f"report{separator}{key}" if key in grouped else key: value for key, value in row.items()}
    sheets = export(named)
    sheets["spending"] = repeat_sheet(
        [f"spending{separator}{name}" for name in ("funder", "amount", "currency")], *SPENDING
    )
    built = survey(tmp_path, sheets)
    assert values(built, "syringes_distributed") == [1000]
    assert built["survey_spending"].table["amount_original"].tolist() == [100.5]
    answers = built["survey_policy"].table.query("measure == 'reform_decriminalisation'")["answer"].tolist()
    assert answers == ["yes"]


def test_repeats_are_known_by_their_columns_whatever_their_tabs_are_called(tmp_path):
    sheets = export(submission(1), spending=SPENDING, violations=(("police_violence", 7, 1),))
    renamed = {"Blatt1": sheets["violations"], "Лист2": sheets["spending"], TITLE[:31]: next(iter(sheets.values()))}
    built = survey(tmp_path, renamed)
    assert built["survey_spending"].table["amount_original"].tolist() == [100.5]
    assert built["survey_violations"].table["cases_people"].tolist() == [7]


def test_a_repeat_that_nobody_filled_has_no_sheet_and_no_rows(tmp_path):
    built = survey(tmp_path, export(submission(1)))
    assert len(built["survey_spending"].table) == 0
    assert len(built["survey_services"].table) > 0


def test_a_repeat_on_two_sheets_is_refused(tmp_path):
    sheets = export(submission(1), spending=SPENDING)
    assert "spending" in refusal(with_forms(tmp_path, sheets | {"spending (2)": sheets["spending"]}))


@pytest.mark.parametrize("column", ["_uuid", "_validation_status", "__version__", "_index"])
def test_an_export_without_a_needed_system_column_is_refused_and_the_column_named(tmp_path, column):
    row = submission(1)
    del row[column]
    assert column in refusal(with_forms(tmp_path, export(row)))


def test_an_export_of_labels_that_no_form_knows_is_refused_with_the_way_to_export_names(tmp_path):
    row = {f"Label of {key}" if not key.startswith("_") else key: value for key, value in submission(1).items()}
    message = refusal(with_forms(tmp_path, export(row)))
    assert "by name or label" in message
    assert "XML values and headers" in message


def test_two_columns_for_one_question_are_refused(tmp_path):
    sheet = main_sheet(submission(1))
    twice = [[*row, row[0]] for row in sheet]
    assert "several for partner" in refusal(with_forms(tmp_path, {"main": twice}))


def test_two_exports_glued_together_are_refused(tmp_path):
    assert "_index" in refusal(with_forms(tmp_path, export(submission(1), submission(2, _index=1))))


def test_a_workbook_without_a_form_next_to_it_is_refused(tmp_path):
    message = refusal(deliver(tmp_path, export=export(submission(1))))
    assert "survey and choices" in message


def test_a_form_in_another_folder_does_not_count(tmp_path):
    one, other = deliver(tmp_path, export=export(submission(1)), form=form())
    elsewhere = type(other)(**{**vars(other), "path": "partner_surveys/network/another/form.xlsx"})
    with pytest.raises(Refused, match="next to the export"):
        partner_surveys.read(one, [elsewhere])


def test_a_broken_workbook_next_to_the_export_is_refused_alone(tmp_path):
    deliveries = deliver(tmp_path, export=export(submission(1)), form_v1=form(V1), form_v2=form(V2), broken=form())
    deliveries[-1].file.write_bytes(b"no workbook")
    built = ingested(deliveries)
    messages = built["survey_services"].accounting["message"]
    assert messages[messages != ""].str.contains("opens").tolist() == [True]
    assert values(built, "syringes_distributed") == [1000]


def test_a_form_is_accepted_and_gives_no_rows(tmp_path):
    delivery = deliver(tmp_path, form=form())[0]
    reading = partner_surveys.read(delivery, [])
    assert not reading.records and not reading.read


def test_free_text_submitters_and_devices_reach_no_table_no_reject_and_no_message(tmp_path):
    secret = "Ivan Ivanov, +7 000 000"
    row = submission(1, site_code=secret, comments=secret, deviceid=secret, _submitted_by=secret, _notes=secret)
    row |= {"_tags": secret, "_geolocation": secret, "instance_name": secret, "syringes_distributed": secret}
    built = ingested(with_forms(tmp_path, export(row, submission(2))))
    assert len(built["survey_services"].rejects) == 1
    for one in built.values():
        for frame in (one.table, one.rejects, one.accounting):
            assert secret not in frame.to_csv()


def test_a_city_that_is_no_name_of_a_place_is_withheld_and_counted(tmp_path):
    cities = ["line one\nline two", "x" * 81, "#1"]
    built = survey(tmp_path, export(*(submission(number, city=city) for number, city in enumerate(cities, start=1))))
    services, found = built["survey_services"], built["survey_findings"].table.set_index("finding")
    assert services.table.empty and services.rejects.empty
    assert left_out(built, "survey_services") == {"unlisted_place": 4 * len(cities)}
    assert found.loc["unlisted_place", "rows_concerned"].max() == len(cities)
    for frame in (services.accounting, built["survey_findings"].table):
        assert not any(city in frame.to_csv() for city in cities[:2])


def test_a_city_that_lost_its_letters_is_rejected(tmp_path):
    built = survey(tmp_path, export(submission(1), submission(2, city="????")))
    assert values(built, "syringes_distributed") == [1000]
    assert set(built["survey_services"].rejects["failed_column"]) == {"area"}
    assert left_out(built, "survey_services") == {}


def test_numbers_that_no_mapping_reads_are_counted(tmp_path):
    built = survey(tmp_path, export(submission(1, trainings=4), submission(2, trainings="")))
    assert left_out(built, "survey_services") == {"not_read": 1}


def test_an_export_without_submissions_gives_empty_tables(tmp_path):
    sheets = export(submission(1), spending=SPENDING)
    built = ingested(with_forms(tmp_path, {name: rows[:1] for name, rows in sheets.items()}))
    assert all(one.table.empty and one.rejects.empty for one in built.values())
    assert built["survey_services"].accounting["rows"].sum() == 0
