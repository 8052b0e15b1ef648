"""Dates of publications, as notes and names carry them; the same bytes in two publications."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from hr_pipeline.ingest.deliveries import Delivery, Notes
from hr_pipeline.sources.global_fund.versions import publication, vintage
from hr_pipeline_tests.sources.global_fund.lines import download
from hr_pipeline_tests.sources.global_fund.odata import BUDGETS, BY_ID, FETCH, built, fetched, messages, with_companions


def delivery(path: str, declared: str = "") -> Delivery:
    return Delivery(path, "global_fund", "data", "0" * 64, 1, 0, Notes(vintage=declared), Path(path))


@pytest.mark.parametrize(
    ("path", "declared", "expected"),
    [
        ("global_fund/grant_budgets_reference_rate_2026624.csv", "", date(2026, 6, 24)),
        ("global_fund/grant_budgets_reference_rate_20261105.csv.gz", "", date(2026, 11, 5)),
        ("global_fund/grant_agreement_implementation_periods_dataset_201963.csv", "", date(2019, 6, 3)),
        ("global_fund/2026-01-31/budgets 2025-12-01.xlsx", "", date(2025, 12, 1)),
        ("global_fund/odata-20261124T073138Z/Grants-1.json.gz", "", date(2026, 11, 24)),
        ("global_fund/budgets_2026624.csv", "2026-07-01", date(2026, 7, 1)),
        ("global_fund/budgets_2026624.csv", "2026-07", date(2026, 7, 1)),
        ("global_fund/budgets_2026624.csv", "2025", date(2025, 1, 1)),
        ("global_fund/budgets_2026624.csv", "the second one", date(2026, 6, 24)),
        ("global_fund/2026-9-1/budgets.csv", "", date(2026, 9, 1)),
        ("global_fund/2026-10-1/budgets.csv", "", date(2026, 10, 1)),
        ("global_fund/20260901/2024/budgets.csv", "", date(2026, 9, 1)),
        ("global_fund/1 Sept 2026/budgets.csv", "", date(2026, 9, 1)),
        ("global_fund/Sep-2026/budgets.csv", "", date(2026, 9, 1)),
        ("global_fund/September 3rd, 2026/budgets.csv", "", date(2026, 9, 3)),
        ("global_fund/budgets_03sep2026.csv", "", date(2026, 9, 3)),
        ("global_fund/2026-Sep-03/budgets.csv", "", date(2026, 9, 3)),
        ("global_fund/2026-09/budgets.csv", "", date(2026, 9, 1)),
        ("global_fund/13.09.2026/budgets.csv", "", date(2026, 9, 13)),
        ("global_fund/13-09-2026/budgets.csv", "", date(2026, 9, 13)),
        ("global_fund/03-04-2026/budgets.csv", "", None),
        ("global_fund/2026-02-30/budgets.csv", "", None),
        ("global_fund/markers 2026/budgets.csv", "", None),
        ("global_fund/2024/budgets.csv", "", None),
        ("global_fund/budgets.csv", "1 September 2026", date(2026, 9, 1)),
        ("global_fund/gc7_2023_2025.csv", "", None),
        ("global_fund/order_120266241.csv", "", None),
    ],
)
def test_a_publication_is_of_the_date_its_notes_state_else_its_name(path, declared, expected):
    assert vintage(delivery(path, declared)) == expected


def test_pages_are_published_together_and_files_alone():
    assert publication(delivery("global_fund/fetch/page-1.json.gz")) == "global_fund/fetch"
    assert publication(delivery("global_fund/fetch/grants.csv")) == "global_fund/fetch/grants.csv"


def fetched_twice(landing: Path) -> Path:
    """Store what one fetch brought, and the same of a later one; give the later folder."""
    with_companions(landing)
    fetched(landing, BUDGETS, [BY_ID, BY_ID | {"plannedAmount": 7}], per_page=1)
    (landing / "global_fund" / FETCH / "budgets.csv").write_text(download({"ImplementationPeriod1": "UKR-C-AUAP03"}))
    (landing / "global_fund" / FETCH / "fetch.json").write_text("{}")
    return shutil.copytree(landing / "global_fund" / FETCH, landing / "global_fund" / "odata-2026-12-24T0738Z")


def test_what_a_later_fetch_brings_unchanged_belongs_to_that_publication_too(tmp_path):
    fetched_twice(tmp_path / "landing")
    tables = built(tmp_path)
    assert messages(tables) == []
    lines = tables["grant_budget_lines"].table
    fetches = lines["delivery"].astype("str").str.split("/").str[1]
    assert lines.groupby(fetches)["amount_usd"].sum().tolist() == [2008.0, 2008.0]


@pytest.mark.parametrize("name", [f"{BUDGETS}/page-00001.json.gz", "budgets.csv"])
def test_the_same_bytes_twice_in_one_fetch_are_refused(tmp_path, name):
    file = fetched_twice(tmp_path / "landing") / name
    shutil.copy(file, file.with_name(f"copy_of_{file.name}"))
    (described,) = messages(built(tmp_path))
    assert "found the same bytes" in described
