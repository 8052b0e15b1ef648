"""The shared files, as `sources/national_budgets/test_special_tables.py` reads small ones."""

import json

import pandas as pd
import pytest

from hr_pipeline.sources.national_budgets.matching import packaged
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.national_budgets.tables import read


def test_real_unaids_spending_marks_what_the_international_rows_contain(tmp_path):
    name = "unaids_hiv_expenditure_by_source_2002_2018.csv"
    found = read(tmp_path, {f"unaids/{name}": (SHARED_DATA / "reference/unaids" / name).read_bytes()})
    assert found.counts == {"read": 5206, "accepted": 5206, "rejected": 0}
    published = pd.read_csv(SHARED_DATA / "reference/unaids" / name)
    whole = found.table["part_of"].isna()
    totals = published.loc[published["financing_source"] == "total", "amount_usd"].sum()
    assert found.table.loc[whole & (found.table["financing_source"] == "all"), "amount"].sum() == pytest.approx(totals)
    assert found.table.loc[whole, "amount"].sum() == pytest.approx(totals, rel=1e-5)
    assert (
        found.table.query("part_of == 'international'")["amount"].sum()
        < found.table.query("financing_source == 'international'")["amount"].sum()
    )


def test_real_totals_alone_are_kept_with_their_zeros(tmp_path):
    name = "gam2025_hiv_expenditure_total_sample.csv"
    found = read(tmp_path, {f"unaids/{name}": (SHARED_DATA / "reference/unaids" / name).read_bytes()})
    assert found.counts == {"read": 69, "accepted": 69, "rejected": 0}
    assert set(found.table["financing_source"]) == {"all"}
    assert (found.table["amount"] == 0).sum() == 13


def test_real_data_packages_without_their_tables_are_refused_one_by_one(tmp_path):
    folder = SHARED_DATA / "national_budgets/fiscal_data_packages"
    found = read(tmp_path, {f"packages/{file.name}": file.read_bytes() for file in folder.iterdir()})
    refused = found.built.accounting.query("outcome == 'refused'")["message"]
    assert len(refused) == 3 and refused.str.contains("expected the table it describes next to it").all()


def test_a_packaged_layout_wins_over_the_word_of_the_data_package(tmp_path):
    folder = SHARED_DATA / "national_budgets"
    package = (folder / "fiscal_data_packages/openspending-macedonia.datapackage.json").read_bytes()
    text = (folder / "MKD/north_macedonia_budget_2014_2015_mk.csv").read_bytes()
    found = read(tmp_path, {"MKD/MFBudzetIRebalansNaRMmk-MK.csv": text, "MKD/datapackage.json": package})
    assert set(found.table["phase"]) == {"budget", "revised_budget"}
    assert "executed" in package.decode()


@pytest.mark.parametrize("country", ["armenia", "moldova"])
def test_real_data_packages_describe_the_columns_of_the_packaged_layout(country):
    declared = json.loads(
        (SHARED_DATA / f"national_budgets/fiscal_data_packages/boost-{country}.datapackage.json").read_text("utf-8")
    )
    fields = {field["name"] for field in declared["resources"][0]["schema"]["fields"]}
    (layout,) = next(found for name, found in packaged().items() if name.startswith(f"boost_{country}"))
    assert {*layout.columns.values(), *(amount.header for amount in layout.amounts)} <= fields
