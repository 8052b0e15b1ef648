"""The command as its users use it: what it prints, its exit status, and what it leaves in a home."""

import gzip
import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hr_pipeline.paths import default_landing

DOWNLOAD = "global_fund/grant_budgets_reference_rate.csv.gz"
AMOUNT = "BudgetAmount_ReferenceRate"


@pytest.fixture
def landing(tmp_path) -> Path:
    """A landing folder with the demonstration's budget download only."""
    folder = tmp_path / "landing"
    (folder / "global_fund").mkdir(parents=True)
    for name in (DOWNLOAD, "global_fund/delivery.yaml"):
        shutil.copy(default_landing() / name, folder / name)
    return folder


def edit(landing: Path, old: str, new: str) -> None:
    """Change the text of the first line that holds `old`, in the gzipped download."""
    file = landing / DOWNLOAD
    text = gzip.decompress(file.read_bytes()).decode()
    assert old in text
    file.write_bytes(gzip.compress(text.replace(old, new, 1).encode(), mtime=0))


def needle_line(landing: Path) -> tuple[int, str]:
    """Find a line of needle and syringe programmes: its number and its amount as published."""
    table = pd.read_csv(landing / DOWNLOAD, dtype="str", keep_default_na=False)
    rows = table[table["Intervention1"] == "Needle and syringe programs for PWID"]
    return int(rows.index[0]) + 2, rows[AMOUNT].iloc[0]


def test_a_run_says_what_was_built_and_where_the_release_lies(command, demonstration_home):
    status = command("status", "--home", demonstration_home)
    assert DOWNLOAD in status and "refused" not in status
    found = json.loads(command("releases", "--home", demonstration_home, "--json"))
    assert [release["is_latest"] for release in found] == [True]
    assert Path(found[0]["folder"], "tables", "funding_gap.parquet").is_file()


@pytest.mark.slow
def test_the_same_deliveries_publish_nothing_new_and_one_changed_amount_publishes_just_that(command, landing, tmp_path):
    home = tmp_path / "home"
    command("run", "--landing", landing, "--home", home)
    command("run", "--landing", landing, "--home", home)
    first = json.loads(command("releases", "--home", home, "--json"))
    assert len(first) == 1
    line, amount = needle_line(landing)
    edit(landing, f",{amount}\n", f",{float(amount) + 1000:.2f}\n")
    command("run", "--landing", landing, "--home", home)
    versions = [release["version"] for release in json.loads(command("releases", "--home", home, "--json"))]
    assert len(versions) == 2
    changes = json.loads(command("diff", *versions, "--home", home, "--json"))
    tables = {table["table"]: table for table in changes["tables"]}
    assert [source["delivery"] for source in changes["sources"]] == [DOWNLOAD]
    lines = tables["grant_budget_lines"]["changed"]
    assert [change["figure"].rsplit("/", 1)[1] for change in lines] == ["amount_usd", "raw_value"]
    assert all(f"/{line}/" in change["figure"] for change in lines)
    funding = [
        change for change in tables["harm_reduction_funding"]["changed"] if change["figure"].endswith("amount_usd")
    ]
    assert [round(change["after"] - change["before"], 2) for change in funding] == [1000.0]
    assert not tables["harm_reduction_funding"]["added"] and not tables["harm_reduction_funding"]["removed"]
    of_grants = {"grant_money_attribution", "grant_cycle_attribution", "grant_money_by_definition"}
    of_money = {"harm_reduction_funding", "money_available", "funding_payers", "funding_gap", "regional_summary"}
    headlines = {"headline_who_pays", "headline_trend", "headline_gap"}
    assert set(tables) <= {"grant_budget_lines", "publication_ledger"} | of_money | of_grants | headlines


def test_a_figure_is_traced_to_lines_of_the_download_and_replayed(command, demonstration_home):
    found = json.loads(
        command("trace", money(demonstration_home), "--home", demonstration_home, "--replay", "--format", "json")
    )
    parts = found["figure"]["contributions"]
    assert round(sum(part["contribution"] for part in parts), 2) == found["figure"]["value"]
    download = pd.read_csv(default_landing() / DOWNLOAD, dtype="str", keep_default_na=False)
    for part in parts:
        line = int(part["cell"]["locator"].split("line=")[1].split(";")[0])
        assert download.loc[line - 2, AMOUNT] == part["cell"]["raw_value"]
        assert part["cell"]["is_illustrative"]
    assert {step["verdict"] for step in found["replay"]} == {"EQUAL"}


def money(home: Path, column: str = "amount_usd") -> str:
    """Name one figure of needle and syringe money."""
    return f"harm_reduction_funding/KGZ/national/2024/*/needle_syringe_programme/global_fund/budget/*/{column}"


def test_a_gap_is_traced_through_need_and_money_to_reference_rows_and_lines(command, demonstration_home):
    text = command(
        "trace",
        "funding_gap/KGZ/2024/needle_syringe_programme/unfunded_by_reported_payers_usd",
        "--home",
        demonstration_home,
        "--replay",
    )
    assert "published_statistics/coverage_export.csv csv:line=" in text
    assert "packaged/reference/unit_costs.csv csv:line=" in text and DOWNLOAD in text and "DIFFERENT" not in text


def test_methods_are_printed_whole_or_of_one_table(command, demonstration_home):
    whole = command("methods", "--home", demonstration_home)
    part = command("methods", "coverage_gap", "--home", demonstration_home)
    assert part in whole
    assert part.startswith("### coverage_gap")
    assert "publishes no table rumours" in command("methods", "rumours", "--home", demonstration_home, expect=1)


def test_an_unknown_figure_names_those_that_come_near(command, demonstration_home):
    text = command("trace", "harm_reduction_funding/KGZ/2024", "--home", demonstration_home, expect=1)
    assert "harm_reduction_funding/KGZ/national/2024" in text
    assert "funding_gap/..." in command("trace", "nonsense/KGZ", "--home", demonstration_home, expect=1)


@pytest.mark.slow
def test_verify_names_a_flipped_table_and_a_flipped_snapshot(command, demonstration_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(demonstration_home, home)
    assert "is whole" in command("verify", "--home", home)
    assert "0 not proven" in command("verify", "--replay", "--home", home)
    table = next((home / "releases").glob("*/tables/funding_gap.parquet"))
    flip(table)
    assert "tables/funding_gap.parquet has changed" in command("verify", "--home", home, expect=1)
    flip(table)
    sources = pd.read_parquet(next((home / "releases").glob("*/sources.parquet")))
    sha256 = sources.set_index("delivery").loc[DOWNLOAD, "sha256"]
    flip(home / "snapshots" / sha256[:2] / sha256)
    assert DOWNLOAD in command("verify", "--home", home, expect=1)
    assert "DIFFERENT" in command("trace", money(home), "--replay", "--home", home, expect=1)


def flip(file: Path) -> None:
    """Change one bit in the middle of a file; twice is as before."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.slow
def test_bad_and_doubled_deliveries_are_refused_one_by_one_and_the_others_are_published(command, landing, tmp_path):
    fund = landing / "global_fund"
    (fund / "broken.xlsx").write_bytes(
        (default_landing() / "global_fund/budgets_by_module_and_intervention.xlsx").read_bytes()[:900]
    )
    text = gzip.decompress((landing / DOWNLOAD).read_bytes()).decode()
    (fund / "no_amount.csv").write_text(text.replace(AMOUNT, "Something", 1))
    (fund / "empty.csv").write_bytes(b"")
    shutil.copy(landing / DOWNLOAD, fund / "the_same_again.csv.gz")
    (landing / "astray.csv").write_text("a,b\n1,2\n")
    shutil.copytree(default_landing() / "national_budgets" / "TUN", landing / "national_budgets" / "TUN")
    in_sacks(next(landing.glob("national_budgets/TUN/*.xlsx")))
    home = tmp_path / "home"
    command("run", "--landing", landing, "--home", home, expect=3)
    state = json.loads(command("status", "--home", home, "--json", expect=3))
    assert state["accepted"] == [DOWNLOAD]
    assert state["last_run"]["status"] == "success" and state["release"]["age_days"] < 1
    messages = {refusal["delivery"]: refusal["message"] for refusal in state["refused"]}
    assert set(messages) >= {
        "global_fund/broken.xlsx",
        "global_fund/no_amount.csv",
        "global_fund/empty.csv",
        "astray.csv",
    }
    assert "take one of the two files away" in messages["global_fund/the_same_again.csv.gz"]
    assert len(messages) == 6 and all("How to fix it:" in message for message in messages.values())
    assert AMOUNT in messages["global_fund/no_amount.csv"]
    assert "expected a known unit" in next(message for name, message in messages.items() if "TUN" in name)
    assert len(json.loads(command("releases", "--home", home, "--json"))) == 1


def in_sacks(workbook: Path) -> None:
    """Give a budget workbook a unit that nobody knows."""
    book = openpyxl.load_workbook(workbook)
    for cell in (cell for row in book.active.iter_rows() for cell in row if "milliers" in str(cell.value)):
        cell.value = cell.value.replace("milliers", "sacs")
    book.save(workbook)


def test_nothing_usable_is_nothing_done(command, tmp_path):
    assert "create it, or name another" in command(
        "run", "--landing", tmp_path / "gone", "--home", tmp_path / "h", expect=1
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no delivery could be used" in command("run", "--landing", empty, "--home", tmp_path / "home", expect=1)


def test_a_home_without_a_build_says_how_to_make_one(command, tmp_path):
    for words in (["status"], ["verify"], ["trace", "funding_gap/UKR/2024/all/gap_usd"]):
        assert "hr-pipeline run" in command(*words, "--home", tmp_path, expect=1)


def test_wrong_usage_is_exit_status_two(command, demonstration_home):
    command("diff", "2026.1", "--home", demonstration_home, expect=2)
    command("trace", "funding_gap/UKR/2024/all/gap_usd", "--format", "prose", "--home", demonstration_home, expect=2)
    command("nonsense", expect=2)
