"""The invented partner survey written by KoboToolbox's own exporter, and a real survey that no mapping knows."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.ingest.deliveries import Delivery, Notes
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline.sources.partner_surveys.forms.files import form_reader_of
from hr_pipeline.sources.partner_surveys.forms.validation import validate
from hr_pipeline.sources.partner_surveys.kobo import workbooks
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.partner_surveys.small_survey import ingested, left_out, reasons, refusal

SURVEYS = SHARED_DATA / "partner_surveys"


def landed_from(folder: Path, *files: str):
    landed = folder / "landing/partner_surveys/network/survey"
    landed.mkdir(parents=True)
    for file in files:
        shutil.copy(SURVEYS / file, landed)
    sources = archive_landing(folder / "landing", folder / "archive")
    return deliveries(sources, folder / "archive", "partner_surveys")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    files = ("kobo/kobo_xml_values_all_versions.xlsx", "kobo/xlsform_v1.xlsx", "kobo/xlsform_v2.xlsx")
    return ingested(landed_from(tmp_path_factory.mktemp("kobo"), *files))


def services(built, **where):
    table = built["survey_services"].table
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def test_eleven_of_thirteen_submissions_are_kept(built):
    assert services(built)["submission"].nunique() == 11
    assert left_out(built, "survey_services") == {"heading": 9, "not_approved": 9, "on_hold": 9, "not_read": 24}
    assert all(one.rejects.empty for one in built.values())


def test_what_was_sent_twice_and_not_approved_is_left_out_with_its_spending(built):
    assert left_out(built, "survey_spending") == {"not_approved": 2, "on_hold": 1}
    assert len(built["survey_spending"].table) == 12
    assert len(built["survey_violations"].table) == 9


def test_an_edited_submission_is_one_row_keyed_on_its_root_uuid(built):
    kyiv = services(built, iso3="UKR", area="Kyiv", measure="syringes_distributed")
    assert kyiv["submission"].str.startswith("uuid:df311b65").tolist() == [True]


def test_the_unknown_form_version_is_flagged(built):
    assert services(built, is_known_version=False)["form_version"].unique().tolist() == ["vUnknownDraftVersion00"]


def test_reached_and_unique_clients_are_two_measures_and_not_asked_is_no_zero(built):
    almaty = services(built, area="Almaty", subgroup="total")
    found = {
        (int(row["year"]), row["measure"]): row["missing_reason"] if row["value"] != row["value"] else row["value"]
        for row in almaty.to_dict("records")
    }
    assert found[2023, "clients_reached"] == 8421 and found[2024, "unique_clients"] == 8790
    assert found[2023, "unique_clients"] == found[2024, "clients_reached"] == "not_asked"


def test_dont_know_and_refused_are_reasons_and_never_numbers(built):
    other_partner = services(built, partner="enpud")
    assert sorted(other_partner["missing_reason"].dropna()) == ["dont_know", "dont_know", "not_asked", "not_asked"]
    assert services(built)["value"].min() >= 0
    abidjan = built["survey_policy"].table.query("area == 'Abidjan' and year == 2023")
    assert abidjan["missing_reason"].tolist()[:2] == ["dont_know", "refused"]


def test_two_partners_of_one_country_and_year_are_both_kept(built):
    kyrgyzstan = services(built, iso3="KGZ", year=2023, measure="syringes_distributed")
    assert kyrgyzstan["value"].tolist() == [2_100_340, 1_980_000]


def test_half_years_stay_apart_and_the_one_on_hold_is_out(built):
    tunisia = services(built, iso3="TUN", year=2023, measure="syringes_distributed")
    assert tunisia[["period", "value"]].to_numpy().tolist() == [["h2", 59_500]]


def test_every_amount_keeps_its_currency(built):
    assert set(built["survey_spending"].table["currency"]) == {"USD", "KZT", "KGS", "EUR", "UAH", "XOF"}


def test_the_choice_none_is_no_to_every_reform(built):
    sousse = built["survey_policy"].table.query("area == 'Sousse'")
    assert sousse["answer"].tolist() == ["no"] * 5


def test_a_question_left_unanswered_is_not_reported(built):
    assert "not_reported" in reasons(built, "reform_decriminalisation", "survey_policy")


def test_free_text_reaches_no_table(built):
    for one in built.values():
        text = one.table.to_csv()
        assert not any(word in text for word in ("SUM(", "double click", "Truncated", "журналу", "KAZ-ALA-01"))


def test_a_survey_of_households_is_refused_because_no_mapping_knows_it(tmp_path):
    files = ("kobo/reach_msna2024_dummy_raw_data.xlsx", "xlsforms/reach_msna2024_kobo_tool_en_fr.xlsx")
    message = refusal(landed_from(tmp_path, *files))
    assert "207 questions" in message and "measures.layout.yaml" in message


SHAPES = {
    "labels": ["kobo_labels_en_hierarchy.xlsx"],
    "api": [*(f"kobo_api_data_page{page}.json" for page in (1, 2, 3)), "kobo_api_asset_v2.json"],
    "csv": ["kobo_xml_values_all_versions.csv"],
    "csv of french labels": ["kobo_labels_fr.csv"],
}
PLACES = ["row_id", "delivery", "sheet", "row", "column", "raw_value"]


def content(built, table):
    frame = built[table].table.drop(columns=PLACES).astype("str")
    return frame.sort_values(list(frame.columns), ignore_index=True)


def in_shape(folder, shape):
    forms = ("kobo/xlsform_v1.xlsx", "kobo/xlsform_v2.xlsx")
    return landed_from(folder, *(f"kobo/{name}" for name in SHAPES[shape]), *forms)


@pytest.fixture(scope="module", params=SHAPES)
def shaped(request, tmp_path_factory):
    """The survey in another shape: its name, its deliveries, its tables."""
    landed = in_shape(tmp_path_factory.mktemp("shape"), request.param)
    return request.param, landed, ingested(landed)


def test_the_same_survey_gives_the_same_tables_in_every_shape(built, shaped):
    shape, _, other = shaped
    is_text = shape.startswith("csv")
    same = ["survey_services", "survey_policy"] + ["survey_spending", "survey_violations"] * (not is_text)
    for table in same:
        assert content(other, table).equals(content(built, table)), table
        assert other[table].rejects.empty
    lost = other["survey_findings"].table.query("finding == 'repeat_not_in_file'")["question"].tolist()
    assert lost == (["spending", "violations", "violations/responses"] if is_text else [])


def test_every_cell_is_found_again_as_published_in_every_shape(shaped):
    _, landed, tables = shaped
    files = {delivery.path: Cells(delivery.file, delivery.name) for delivery in landed}
    for table in ("survey_services", "survey_spending", "survey_violations", "survey_policy"):
        for row in tables[table].table[PLACES].to_dict("records"):
            where = locator(row)
            try:
                assert files[row["delivery"]].read(where) == row["raw_value"], where
            except LookupError:
                assert row["raw_value"] == "", where  # in JSON nobody's answer has no key


def test_all_shapes_of_one_survey_in_one_folder_count_each_submission_once(tmp_path, built):
    names = ["kobo_xml_values_all_versions.xlsx", "kobo_xml_values_all_versions.csv", *SHAPES["api"]]
    landed = landed_from(tmp_path, *(f"kobo/{name}" for name in names), "kobo/xlsform_v1.xlsx", "kobo/xlsform_v2.xlsx")
    together = ingested(landed)
    for table in ("survey_services", "survey_policy"):
        assert len(together[table].table) == len(built[table].table)
    assert together["survey_services"].table["submission"].nunique() == 11


def test_what_a_spreadsheet_program_did_to_the_russian_export_is_stated(tmp_path, built):
    files = ("excel/mangled_ru_cp1251_semicolon_dmy.csv", "kobo/xlsform_v1.xlsx", "kobo/xlsform_v2.xlsx")
    other = ingested(landed_from(tmp_path, *files))
    found = set(other["survey_findings"].table["finding"])
    assert {"labels_not_names", "times_rewritten", "lost_characters", "repeat_not_in_file"} <= found
    kazakh = services(other, iso3="KAZ", measure="syringes_distributed")
    assert kazakh[["year", "area", "value"]].to_numpy().tolist() == [
        [2023, "Almaty", 1250000],
        [2024, "Almaty", 1310000],
    ]
    assert set(other["survey_services"].rejects["failed_column"]) == {"area"}  # the city that lost its letters


@pytest.fixture(scope="module")
def households(tmp_path_factory):
    files = ("kobo/reach_msna2024_dummy_raw_data.xlsx", "xlsforms/reach_msna2024_kobo_tool_en_fr.xlsx")
    export_, form_ = landed_from(tmp_path_factory.mktemp("reach"), *files)
    return workbooks.read(export_, [form_])


def test_the_household_survey_differs_from_its_form_in_what_a_person_sees(households):
    export, forms = households
    assert len(forms.questions) == 275 and sorted(export.repeats) == ["edu_ind", "health_ind", "nut_ind", "roster"]
    findings = pd.DataFrame([vars(one) for one in [*export.findings, *validate(export, forms)]])
    assert findings.query("code == 'missing_column'")["question"].tolist() == ["today", "household_geopoint"]
    assert findings.query("code == 'unknown_column' and sheet == 'main'")["column"].tolist() == [
        "A",
        "MZ",
        "NA",
        "NB",
        "NC",
    ]
    assert not {"orphan_record", "choice_not_in_list", "choices_disagree"} & set(findings["code"])
    broken = findings[findings["code"] == "constraint_violated"].set_index("question")["rows"]
    chosen = export.main.cells["aap_priority_challenge"].str.split()
    alone = {"none", "dnk", "pnta"}
    assert broken["aap_priority_challenge"] == sum(
        len(names) > 3 or (len(names) > 1 and bool(alone & set(names))) for names in chosen
    )


def test_the_old_form_is_read_with_its_open_list():
    file = SURVEYS / "xlsforms/legacy_colon_labels_or_other.xls"
    declared = Delivery(
        "partner_surveys/a/b/old.xls", "partner_surveys", "data", "", file.stat().st_size, 0, Notes(), file
    )
    found = form_reader_of(declared).read(declared)
    assert found.questions["name"].tolist()[:3] == ["submit_data", "food_type", "food_type_other"]
    assert set(found.labels["language"]) == {"english", "french"}
    assert "other" in set(found.choices.query("list_name == 'food_type'")["name"])
