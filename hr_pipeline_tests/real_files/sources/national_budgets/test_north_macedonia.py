"""The export of North Macedonia's ministry of finance, whole."""

import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.national_budgets.tables import read

REAL = SHARED_DATA / "national_budgets/MKD/north_macedonia_budget_2014_2015_mk.csv"


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return read(tmp_path_factory.mktemp("real"), {f"MKD/{REAL.name}": REAL.read_bytes()})


def test_the_real_file_adds_up_to_the_published_totals(real):
    totals = real.table.groupby("publication", observed=True)["amount_lcu"].sum()
    assert totals.to_dict() == {
        "2014-01-01": 140_642_682_000,
        "2014-09-09": 139_700_311_000,
        "2015-01-01": 157_616_781_000,
    }
    assert real.table["repair"].notna().sum() == 30
    assert real.counts == {"read": 10_391, "accepted": 10_153, "rejected": 0, "blank": 238}


def test_the_real_aids_programme_is_mostly_donors_money(real):
    lines = real.table.query("programme_code == '57' and publication == '2014-01-01'")
    assert lines.groupby("fund", observed=True)["amount_lcu"].sum().to_dict() == {
        "630": 20_000_000,
        "785": 106_485_000,
        "787": 2_000_000,
    }


def test_the_real_crosswalk_takes_aids_and_addictions_and_leaves_insulin(real):
    mapped = real.table.dropna(subset=["service"])[["programme_code", "service", "population", "confidence"]]
    assert sorted(mapped.drop_duplicates().astype("str").itertuples(index=False, name=None)) == [
        ("57", "unattributed", "unknown", "low"),
        ("62", "other", "people_who_use_drugs", "medium"),
    ]


def test_every_real_cell_is_found_again_by_its_locator(real):
    sample = real.table.iloc[::500]
    assert real._replace(built=real.built.__class__("", sample)).cells_again() == sample["raw_value"].tolist()
