"""The shared files, as `sources/national_budgets/test_suggest.py` reads small ones."""

import pytest
import yaml

from hr_pipeline.sources.national_budgets.suggest import suggest
from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.shared_data import SHARED_DATA


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("CMR/delegations_automatiques_bip2011.xls", "MONTANT (en milliers)"),
        ("MDA/moldova_health_education_approved_executed_mdl.csv", "executed_mdl"),
        ("MKD/north_macedonia_budget_2014_2015_mk.csv", "Буџет"),
        ("UKR/expenses_functional_19cities_2021_2024.parquet", "ZAT_AMT"),
    ],
)
def test_drafts_of_real_tables_find_their_amounts(tmp_path, name, amount):
    content = (SHARED_DATA / "national_budgets" / name).read_bytes()
    declared = yaml.safe_load(suggest(delivered(tmp_path, content, f"national_budgets/{name}")).draft)
    assert amount in [one["header"] for one in declared["amounts"]]
    assert "programme" in declared["columns"]
