"""The shared files, as `sources/partner_surveys/tools/test_declared_tables.py` reads small ones."""

import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.partner_surveys.tools.survey import landed, left_out


@pytest.mark.parametrize(
    ("name", "rows", "fates"),
    [
        ("phl_ssp_site_exchanges_monthly.csv", 142, {"heading": 1}),
        ("phl_ssp_site_participants_monthly.csv", 144, {"heading": 1}),
        ("phl_mat_clients_by_year.tsv", 18, {"heading": 1, "not_read": 36}),
        ("phl_overdose_deaths_by_incident_zip_suppressed.csv", 960, {"heading": 1}),
    ],
)
def test_real_service_tables(tmp_path, name, rows, fates):
    stem, ending = name.rsplit(".", 1)
    built = landed(
        tmp_path, **{f"{stem}_{ending}": (SHARED_DATA / "partner_surveys/real_services" / name).read_bytes()}
    )
    table = built["survey_services"].table
    assert (len(table), left_out(built)) == (rows, fates)
    hidden = (table["missing_reason"] == "suppressed_by_partner").sum()
    assert hidden == (table["raw_value"] == "<6").sum() == (556 if "deaths" in name else 0)
