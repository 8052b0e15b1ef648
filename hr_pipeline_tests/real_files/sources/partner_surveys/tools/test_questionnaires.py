"""The shared files, as `sources/partner_surveys/tools/test_questionnaires.py` reads small ones."""

from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.partner_surveys.small_survey import FOLDER
from hr_pipeline_tests.sources.partner_surveys.tools.survey import (
    findings,
    landed,
    left_out,
    refused,
    services,
)


def test_the_shared_files(tmp_path):
    folder = SHARED_DATA / "partner_surveys"
    google = landed(tmp_path, google_csv=(folder / "excel/google_forms_responses.csv").read_bytes())
    assert services(google)["KGZ", "unique_clients", "total"] == 11950 and "times_ambiguous" not in findings(google)
    lime = landed(tmp_path, lime_csv=(folder / "limesurvey/limesurvey_code_short.csv").read_bytes())
    assert services(lime)["TUN", "syringes_distributed", "total"] == 0 and left_out(lime)["incomplete"] == 2
    form = delivered(tmp_path, (folder / "redcap/redcap_checkboxes_dictionary.csv").read_bytes(), f"{FOLDER}/form.csv")
    message = refused(landed(tmp_path, form, data_csv=(folder / "redcap/redcap_checkboxes_data.csv").read_bytes()))
    assert "expected a survey that a measure mapping knows" in message
