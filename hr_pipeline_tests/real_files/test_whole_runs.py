"""The whole pipeline on the real shared files: numbers that anybody can add up by hand in the publishers' files."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA

pytestmark = pytest.mark.build

DOWNLOAD = "global_fund/grant_budgets_reference_rate.csv.gz"


@pytest.fixture(scope="module")
def home(tmp_path_factory, command) -> Path:
    """Build the real Global Fund download, North Macedonia's budget and the partner survey once."""
    folder = tmp_path_factory.mktemp("real")
    landing = folder / "landing"
    shutil.copytree(SHARED_DATA / "national_budgets" / "MKD", landing / "national_budgets" / "MKD")
    survey = landing / "partner_surveys" / "ehra" / "harm_reduction_2025"
    survey.mkdir(parents=True)
    for name in ("kobo_xml_values_all_versions.xlsx", "xlsform_v1.xlsx", "xlsform_v2.xlsx"):
        shutil.copy(SHARED_DATA / "partner_surveys" / "kobo" / name, survey)
    (landing / "global_fund").mkdir()
    shutil.copy(SHARED_DATA / DOWNLOAD, landing / DOWNLOAD)
    command("run", "--landing", landing, "--home", folder / "home", "--keep-confidential")
    return folder / "home"


@pytest.fixture(scope="module")
def release(home) -> Path:
    return next(home.glob("releases/*.1"))


def test_global_fund_money_from_2024_is_the_published_budget_to_the_cent(release):
    table = pd.read_parquet(release / "tables" / "harm_reduction_funding.parquet")
    recent = table[
        (table["financing_source"] == "global_fund")
        & (table["dataset"] == "grant_budget_lines")
        & (table["year"] >= 2024)
    ]
    sums = recent.groupby("service", observed=True)["amount_usd"].sum().round(2)
    assert sums["needle_syringe_programme"] == 60_170_240.19
    assert sums["opioid_agonist_therapy"] == 35_776_542.09
    assert sums["overdose_prevention"] == 1_649_047.31


def test_north_macedonia_is_whole_after_its_wrapped_integers_are_repaired(release):
    table = pd.read_parquet(release / "tables" / "sources" / "national_budget_lines.parquet")
    sums = table.groupby("publication", observed=True)["amount_lcu"].sum()
    assert sums["2014-01-01"] == 140_642_682_000
    assert table["repair"].notna().sum() == 30
    as_published = pd.to_numeric(table["raw_value"][table["publication"] == "2014-01-01"]).sum()
    assert 76.1e9 < as_published < 76.3e9


def test_what_partners_reported_in_confidence_stays_at_home(release):
    assert not list(release.rglob("survey_*.parquet"))
    lineage = pd.read_parquet(release / "lineage.parquet")
    described = lineage[lineage["input_table"].isin(["survey_services", "survey_spending"])]
    assert len(described) and described["raw_value"].isna().all() and described["contribution"].isna().all()
    assert described["sheet"].isna().all() and described["delivery"].str.startswith("confidential/").all()
    accounting = pd.read_parquet(release / "row_accounting.parquet")
    surveyed = accounting.loc[accounting["source"] == "partner_surveys", "sheet"]
    assert len(surveyed) and surveyed.eq("").all()
    assert not any("EHRA" in name for name in lineage["sheet"].cat.categories)
    for file in release.rglob("*.*"):
        content = file.read_bytes()
        assert b"kobo_xml_values" not in content and b"partner_account" not in content, file
    coverage = pd.read_parquet(release / "tables" / "service_coverage.parquet")
    assert set(coverage["confidentiality"]) == {"C"}


def test_every_line_of_a_figure_is_found_again_in_the_archived_download(command, home):
    figure = "harm_reduction_funding/UKR/national/2024/*/needle_syringe_programme/*/*/*/amount_usd"
    found = json.loads(command("trace", figure, "--home", home, "--replay", "--format", "json"))
    assert len(found["figure"]["contributions"]) > 3
    assert {step["verdict"] for step in found["replay"]} == {"EQUAL"}
    repaired_amounts = "harm_reduction_funding/MKD/national/2014/*/other/domestic_public/budget/*/amount_usd"
    text = command("trace", repaired_amounts, "--home", home, "--replay")
    assert "csv:line=" in text and "exchange_rate" in text and "DIFFERENT" not in text


def test_a_confidential_figure_replays_at_home_and_is_withheld_elsewhere(command, home, release, tmp_path):
    figure = "service_coverage/KGZ/national/2024/*/needle_syringe_programme/syringes_per_person/total/numerator"
    assert "EQUAL" in command("trace", figure, "--home", home, "--replay")
    shutil.copytree(release, tmp_path / "release")
    text = command("trace", figure, "--release", tmp_path / "release", "--home", tmp_path / "elsewhere")
    assert "withheld" in text


def test_the_release_is_rebuilt_from_its_snapshots_with_the_same_fingerprints(command, home):
    assert "0 not proven" in command("verify", "--home", home, "--replay")
