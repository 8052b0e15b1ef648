"""The shared files, as `sources/global_fund/test_cleaning.py` reads small ones."""

import pandas as pd
import pytest

from hr_pipeline.indicators.grants.grant_budget_revisions import grant_budget_revisions
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.global_fund.lines import built


@pytest.mark.slow
def test_a_second_vintage_of_the_real_workbook_is_explained_to_the_cent(tmp_path):
    first = pd.read_csv(SHARED_DATA / "global_fund" / "gc7_budget_ip_module_intervention.csv")
    later = first.drop(index=range(5))
    later.loc[100:120, "Total Amount"] += 10.01
    landing = tmp_path / "landing" / "global_fund"
    landing.mkdir(parents=True)
    first.to_csv(landing / "gc7_2025-01-15.csv", index=False)
    later[later.columns[::-1]].to_excel(landing / "gc7_2025715.xlsx", index=False)
    revisions = grant_budget_revisions(built(tmp_path).table).table
    difference = later["Total Amount"].sum() - first["Total Amount"].sum()
    assert revisions["change_usd"].sum() == pytest.approx(difference, abs=0.005)
    assert revisions.groupby("revision", observed=True)["lines_before"].sum().to_dict() == {
        "changed": 21, "unchanged": 9_987, "withdrawn": 5,
    }  # fmt: skip
