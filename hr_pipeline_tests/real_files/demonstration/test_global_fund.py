"""The shared files, as `demonstration/test_global_fund.py` reads small ones."""

import pandas as pd

from hr_pipeline_tests.demonstration.test_global_fund import made, yearly
from hr_pipeline_tests.shared_data import SHARED_DATA


def test_headers_and_names_are_those_of_the_published_files(yearly):
    real = pd.read_csv(
        SHARED_DATA / "global_fund/grant_budgets_reference_rate.csv.gz", dtype="str", keep_default_na=False
    )
    assert list(yearly.columns) == list(real.columns)
    for columns in (
        ["ModuleComponent1", "Module1", "Intervention1"],
        ["InvestmentLandscape_Level11", "InvestmentLandscape_Level21", "CostCategory1"],
        ["GeographyName1"],
        ["PrincipalRecipientType1"],
    ):
        ours, theirs = (set(frame[columns].drop_duplicates().itertuples(index=False)) for frame in (yearly, real))
        assert {tuple(row) for row in ours} - {tuple(row) for row in theirs} == set()
