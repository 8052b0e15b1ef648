"""Rows of the service that bring a geography's code and no name."""

import pandas as pd
import pytest

from hr_pipeline_tests.sources.global_fund.odata import BUDGETS, BY_NAME, built, fetched, messages


@pytest.mark.parametrize(
    ("code", "iso3", "area"),
    [
        ("UKR", "UKR", "national"),
        ("XKX", "XKX", "national"),
        ("QNA", "XKX", "national"),
        ("QNB", "TZA", "Zanzibar"),
        ("QPA", None, "QPA"),
        ("QMZ", None, "QMZ"),
    ],
)
def test_a_code_names_a_country_or_stays_regional(tmp_path, code, iso3, area):
    grant = {"code": f"{code}-C-AUA", "geography": {"code": code}, "activityArea": {"name": "HIV/AIDS"}}
    period = BY_NAME["implementationPeriod"] | {"code": f"{code}-C-AUAP04", "grant": grant}
    fetched(tmp_path / "landing", BUDGETS, [BY_NAME | {"implementationPeriod": period}])
    tables = built(tmp_path)
    assert messages(tables) == []
    (line,) = tables["grant_budget_lines"].table.to_dict("records")
    assert (None if pd.isna(line["iso3"]) else line["iso3"], line["area"]) == (iso3, area)
