"""Real tables of six countries, where they are at hand: the packaged layouts read them, and printed totals hold."""

import pandas as pd
import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.national_budgets.tables import read

FOLDER = SHARED_DATA / "national_budgets"
UKRAINE = "UKR/expenses_functional_19cities_2021_2024.parquet"


def real(tmp_path, name):
    return read(tmp_path, {name: (FOLDER / name).read_bytes()})


def sums(found, *keys):
    return found.table.groupby(list(keys), observed=True)["amount_lcu"].sum().to_dict()


def test_cameroon_units_of_thousands_stand_in_a_header_of_an_old_binary_workbook(tmp_path):
    found = real(tmp_path, "CMR/delegations_automatiques_bip2011.xls")
    assert found.counts == {"read": 894, "accepted": 894, "rejected": 0}
    assert sums(found, "year") == {2011: 42_717_219_000}
    assert set(found.table["steps"].astype("str")) == {"x 1,000 (unit)"}


@pytest.mark.filterwarnings("ignore:Unknown extension")
def test_cameroon_stacked_tables_add_up_to_their_printed_totals(tmp_path):
    found = real(tmp_path, "CMR/nw_region_2010_budget.xlsx")
    sheet = pd.read_excel(
        FOLDER / "CMR/nw_region_2010_budget.xlsx", sheet_name="FY2010", header=None, engine="openpyxl"
    )
    printed = sheet.loc[sheet[0] == "TOTAL", [1, 2]].to_numpy()[:2].tolist()
    table = sums(found, "publication", "phase")
    tables = ("running budget 2010", "investment budget 2010")
    assert [[table[name, phase] for phase in ("budget", "committed")] for name in tables] == printed
    assert printed[0] == [7_097_984_056, 7_003_460_734]
    assert found.cells_again() == found.table["raw_value"].tolist()


def test_cameroon_codes_keep_their_leading_zero(tmp_path):
    found = real(tmp_path, "CMR/bip_2012_clean.xlsx")
    assert found.counts == {"read": 3648, "accepted": 3648, "rejected": 0}
    assert "025310102246" in set(found.table["economic_code"])


def test_cameroon_aids_lines_are_found_and_name_no_service(tmp_path):
    lines = real(tmp_path, "CMR/bip_2012_clean.xlsx").table
    assert lines["service"].value_counts().to_dict() == {"unattributed": 14}


def test_kosovo_negatives_are_text_with_a_currency_sign(tmp_path):
    found = real(tmp_path, "XKX/kosovo_revenues_2013.csv")
    line = found.table[found.table["raw_value"] == "-614,000.00€"].iloc[0]
    assert (line["amount_lcu"], line["currency"], line["year"]) == (-614_000, "EUR", 2013)
    assert found.counts["accepted"] == 102


def test_moldova_keeps_approved_and_executed_apart_and_leaves_subnational_parts(tmp_path):
    found = real(tmp_path, "MDA/moldova_health_education_approved_executed_mdl.csv")
    health = found.table[(found.table["programme"] == "EXP_FUNC_HEA_EXE") & (found.table["year"] == 2006)]
    assert dict(zip(health["phase"], health["amount_lcu"], strict=True)) == {
        "budget": 2_052_625_910,
        "executed": 2_153_920_086,
    }


@pytest.mark.slow
def test_ukraine_counts_no_total_next_to_its_parts_and_no_month_next_to_the_year(tmp_path):
    found = real(tmp_path, UKRAINE)
    published = pd.read_parquet(FOLDER / UKRAINE)
    year = pd.to_datetime(published["REP_PERIOD"]).dt.year
    naive = published.loc[year == 2022, "ZAT_AMT"].sum()
    december = published[(pd.to_datetime(published["REP_PERIOD"]) == "2022-12-31") & (published["FUND_TYP"] == "T")]
    accepted = sums(found, "year")[2022]
    assert accepted == pytest.approx(december["ZAT_AMT"].sum(), abs=1)
    assert naive / accepted > 10
    assert set(found.table["fund"]) == {"C", "S"}
    assert found.counts["read"] == len(published)
    sample = found.table.iloc[::400]
    assert found._replace(built=found.built.__class__("", sample)).cells_again() == sample["raw_value"].tolist()
