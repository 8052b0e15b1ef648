"""The invented partner survey written by KoboToolbox's own exporter, and a real survey that no mapping knows."""

import shutil
from pathlib import Path

import pytest

from hr_pipeline.sources.snapshots import archive_landing, deliveries
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.partner_surveys.small_survey import ingested, left_out, reasons, refusal

SURVEYS = SHARED_DATA / "partner_surveys"

pytestmark = pytest.mark.skipif(not SURVEYS.is_dir(), reason="the shared test data are not here: ../shared/data")


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
