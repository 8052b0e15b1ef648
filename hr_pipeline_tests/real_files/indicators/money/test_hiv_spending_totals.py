"""The shared files, as `indicators/money/test_hiv_spending_totals.py` reads small ones."""

import pandas as pd
import pytest

from hr_pipeline.indicators.money.hiv_spending_totals import hiv_spending_totals
from hr_pipeline_tests.indicators.frames import all_rates, limits
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.national_budgets.tables import read


@pytest.mark.slow
def test_in_unaids_real_table_the_identity_fails_for_madagascar_only(tmp_path):
    names = ["unaids_hiv_expenditure_by_source_2002_2018.csv", "gam2025_hiv_expenditure_total_sample.csv"]
    folder = SHARED_DATA / "reference" / "unaids"
    old = _read(tmp_path / "old", folder, names[:1])
    table = _totals(old).set_index(["iso3", "year"])
    tested = table["identity_holds"].value_counts().to_dict()
    failing = table.index[table["identity_holds"] == "no"].tolist()
    assert set(failing) == {("MDG", year) for year in range(2013, 2018)}
    assert tested == {"yes": 1079, "no": 5}
    both = _totals(_read(tmp_path / "both", folder, names)).set_index(["iso3", "year"])
    zeros = both.index[both["flags"].str.contains("suspect_zero")]
    expected = {"ARG": range(2018, 2023), "AZE": (2018, 2019, 2020, 2022), "ALB": (2020, 2022), "AFG": (2020, 2022)}
    assert set(zeros) == {(iso3, year) for iso3, years in expected.items() for year in years}
    assert both.loc[zeros, "total_usd"].isna().all()
    assert both.loc[("AFG", 2015), "flags"] == "kept_from_older_edition"
    assert not both["flags"].str.contains("revised").any()


def _read(place, folder, names: list[str]) -> pd.DataFrame:
    place.mkdir()
    return read(place, {f"unaids/{name}": (folder / name).read_bytes() for name in names}).table


def _totals(hiv_spending: pd.DataFrame) -> pd.DataFrame:
    return hiv_spending_totals(hiv_spending, *all_rates(), limits()).table.astype({"iso3": "str"})
