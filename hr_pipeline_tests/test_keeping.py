"""Confidential files: kept only where the engineer chose to, and what can be proven without them."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.paths import default_landing
from hr_pipeline_tests.sources.partner_surveys.small_survey import export, form, submission, write

pytestmark = pytest.mark.slow

SECRET, FREE = "partner_surveys/network/survey", "global_fund"
SYRINGES = "service_delivery/KAZ/national/2024/syringes_distributed/total/count_items"


@pytest.fixture
def landing(tmp_path) -> Path:
    """A survey, which is confidential unless somebody says otherwise, and money, which is not."""
    folder = tmp_path / "landing"
    shutil.copytree(default_landing() / FREE, folder / FREE)
    (folder / SECRET).mkdir(parents=True)
    write(folder / SECRET / "export.xlsx", export(submission(1), submission(2, city="karaganda")))
    write(folder / SECRET / "form_v2.xlsx", form())
    (folder / SECRET / "form_v2.xlsx.delivery.yaml").write_text("vintage: 2024-06-30\n")
    return folder


def archived(home: Path) -> dict[str, Path]:
    """Give the archived files that are there, by delivery."""
    sources = pd.read_parquet(home / "tables/sources.parquet")
    files = {row.delivery: home / "snapshots" / row.sha256[:2] / row.sha256 for row in sources.itertuples()}
    return {name: file for name, file in files.items() if file.is_file() and not name.startswith("packaged")}


def modes(folder: Path) -> set[str]:
    inside = [folder, *folder.rglob("*")]
    return {f"{'folder' if path.is_dir() else 'file'} {path.stat().st_mode & 0o777:o}" for path in inside}


def test_they_are_kept_where_the_engineer_chose_to_and_read_by_nobody_else(landing, tmp_path, command):
    home = tmp_path / "home"
    command("run", "--landing", landing, "--home", home, "--keep-confidential")
    kept = archived(home)
    assert f"{SECRET}/export.xlsx" in kept
    assert {oct(file.stat().st_mode & 0o777) for file in kept.values()} == {"0o600"}
    assert {oct(file.parent.stat().st_mode & 0o777) for file in kept.values()} == {"0o700"}
    assert modes(home / "private") == {"folder 700", "file 600"}
    assert "0 not proven" in command("verify", "--replay", "--home", home)


def test_without_them_all_else_is_proven_and_it_is_stated_what_is_not(landing, tmp_path, command):
    home = tmp_path / "home"
    command("run", "--landing", landing, "--home", home)
    assert [name for name in archived(home) if name.startswith(SECRET)] == [f"{SECRET}/form_v2.xlsx.delivery.yaml"]
    described = command("verify", "--replay", "--home", home, expect=4)
    assert "is whole" not in described
    assert "not rebuilt, as it was not kept: partner_surveys/network/survey/export.xlsx" in described
    left = " ".join(line for line in described.splitlines() if line.startswith("WITHHELD"))
    assert "service_delivery" in left and "grant_budget_lines" not in left
    found = json.loads(command("trace", SYRINGES, "--home", home, "--replay", "--format", "json", expect=4))
    assert found["replay"][-1]["verdict"] == "WITHHELD"


def test_bytes_that_lie_open_elsewhere_stay(landing, tmp_path, command):
    home = tmp_path / "home"
    shutil.copytree(landing / SECRET, landing / "partner_surveys/other/survey")
    (landing / "partner_surveys/other/survey/delivery.yaml").write_text("confidentiality: F\n")
    command("run", "--landing", landing, "--home", home, expect=3)
    assert f"{SECRET}/form_v2.xlsx" in archived(home)
