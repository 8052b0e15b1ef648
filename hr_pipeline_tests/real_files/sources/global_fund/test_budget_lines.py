"""The shared files, as `sources/global_fund/test_budget_lines.py` reads small ones."""

import pytest

from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.global_fund.lines import PACKAGE, built


@pytest.mark.slow
def test_the_real_table_without_years_has_the_same_content_as_text_and_as_workbook(tmp_path):
    prints = set()
    for name in ("gc7_budget_ip_module_intervention.csv", "poc_gc7_budget_data.xlsx"):
        target = tmp_path / name / "landing" / "global_fund" / name
        target.parent.mkdir(parents=True)
        target.write_bytes((SHARED_DATA / "global_fund" / name).read_bytes())
        found = built(tmp_path / name)
        assert (len(found.table), len(found.rejects)) == (10_013, 0)
        package = found.table[found.table["module"] == PACKAGE]
        assert round(package["amount_usd"].sum(), 2) == 157_838_938.94
        prints.add(
            fingerprint(found.table.drop(columns=["delivery", "publication", "sheet", "row", "column", "raw_value"]))
        )
    assert len(prints) == 1


@pytest.mark.slow
def test_every_line_of_the_real_download_is_accepted_and_its_services_add_up_to_the_cent(tmp_path):
    target = tmp_path / "landing" / "global_fund" / "lines.csv.gz"
    target.parent.mkdir(parents=True)
    target.write_bytes((SHARED_DATA / "global_fund" / "grant_budgets_reference_rate.csv.gz").read_bytes())
    found = built(tmp_path)
    assert (len(found.table), len(found.rejects)) == (145_738, 0)
    recent = found.table[found.table["year"] >= 2024].groupby("service", observed=True)["amount_usd"].sum().round(2)
    assert recent["needle_syringe_programme"] == 60_170_240.19
    assert recent["opioid_agonist_therapy"] == 35_776_542.09
    assert recent["overdose_prevention"] == 1_649_047.31
