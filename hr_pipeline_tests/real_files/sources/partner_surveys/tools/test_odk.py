"""The shared files, as `sources/partner_surveys/tools/test_odk.py` reads small ones."""

from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.partner_surveys.small_survey import FOLDER
from hr_pipeline_tests.sources.partner_surveys.tools.survey import (
    landed,
    left_out,
)


def test_the_real_exporters_zip_and_feed_give_the_same_tables(tmp_path):
    odk, form = SHARED_DATA / "partner_surveys/odk", SHARED_DATA / "partner_surveys/kobo/xlsform_v2.xlsx"
    version2 = delivered(tmp_path, form.read_bytes(), f"{FOLDER}/form.xlsx")
    parts = ("submissions_page1", "submissions_page2", "violations", "violations_responses")
    feed = landed(
        tmp_path, version2, **{f"{part}_json": (odk / f"odk_odata_{part}.json").read_bytes() for part in parts}
    )
    packed = landed(tmp_path, version2, central_zip=(odk / "odk_central_submissions.csv.zip").read_bytes())
    for table, rows, key in (
        ("survey_services", 36, ["submission", "measure", "subgroup", "value", "missing_reason"]),
        ("survey_violations", 4, ["submission", "violation", "cases_people"]),
    ):
        one, other = (built[table].table[key].astype("str").sort_values(key) for built in (packed, feed))
        assert len(one) == rows and one.to_numpy().tolist() == other.to_numpy().tolist()
    assert left_out(packed) == {"not_approved": 8, "not_read": 10, "unknown_version": 4}
    services = packed["survey_services"].table
    of_another_version = services.loc[(services["iso3"] == "UKR") & (services["area"] == "national"), "subgroup"]
    assert set(of_another_version) == {"total"}  # nobody knows what its parts of clients are parts of
    assert len(packed["survey_spending"].table) == 6
