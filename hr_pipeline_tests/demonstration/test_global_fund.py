import gzip
import zipfile

import pandas as pd
import pytest

from hr_pipeline.demonstration import LANDING, global_fund
from hr_pipeline.demonstration.reproducible import gzip_bytes, workbook_bytes
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.sources import global_fund as source

FILES = [global_fund.YEARLY, global_fund.TOTALS, "delivery.yaml"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    global_fund.make(folder)
    return folder


@pytest.fixture(scope="module")
def yearly(made):
    return pd.read_csv(made / "global_fund" / global_fund.YEARLY, dtype="str", keep_default_na=False)


def unpacked(file):
    """Give a file's content apart from its packing: other builds of zlib pack the same content into other bytes."""
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes())
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as archive:
            return {entry.filename: (entry.date_time, archive.read(entry)) for entry in archive.infolist()}
    return file.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_made_again_the_files_are_the_committed_ones(made, name):
    assert unpacked(made / "global_fund" / name) == unpacked(LANDING / "global_fund" / name)


def test_containers_do_not_tell_when_they_were_made(monkeypatch):
    rows = [["a", "b"], [1, 2.5]]
    before = gzip_bytes(b"x"), workbook_bytes({"sheet1": rows})
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    assert (gzip_bytes(b"x"), workbook_bytes({"sheet1": rows})) == before


def test_the_download_shows_the_troubles_of_the_real_one(yearly):
    assert 300 <= len(yearly) <= 500
    assert {"Kosovo", "Zanzibar", "Multicountry HIV EECA APH"} <= set(yearly["GeographyName1"])
    assert set(yearly["GrantCycleName"]) == {"Grant Cycle 5", "Grant Cycle 6", "Grant Cycle 7"}
    assert set(yearly["BudgetYearFrom1"]) == {f"{year}.0" for year in range(2018, 2027)}
    assert yearly["ImplementationPeriodStartDate1"].str.fullmatch(r"01-Jan-\d{4}").all()
    assert (yearly["Module1"] == "").sum() > 5
    assert (yearly["Module1"] == "COVID-19").sum() > 5
    assert yearly["BudgetAmount_ReferenceRate"].str.startswith("-").sum() > 3


def test_needle_and_syringe_programmes_cost_plausible_amounts(yearly):
    amounts = yearly.assign(amount=yearly["BudgetAmount_ReferenceRate"].astype("float64"))
    named = amounts[amounts["Intervention1"].str.startswith("Needle and syringe programs")]
    cost = named.groupby(["GeographyName1", "BudgetYearFrom1"])["amount"].sum()
    assert cost.between(90_000, 3_000_000).all()


def test_no_period_stands_in_both_files(made, yearly):
    totals = pd.read_excel(made / "global_fund" / global_fund.TOTALS, engine="calamine")
    assert set(totals["Source"]) == {"GC7", "C19RM"}
    assert not set(totals["ImplementationPeriodName"]) & set(yearly["ImplementationPeriod1"])


def test_the_source_accepts_every_line_and_marks_it_illustrative(made, tmp_path):
    delivered = deliveries(archive_landing(made, tmp_path), tmp_path, "global_fund")
    built = ingest(
        "global_fund", source.TABLES, delivered, lambda one: source.read(one, [o for o in delivered if o is not one])
    )["grant_budget_lines"]
    assert built.rejects.empty
    assert not (built.accounting["outcome"] == "refused").any()
    assert len(built.table) == 479 + 7
    assert built.table["is_illustrative"].all()
    assert set(built.table["licence"]) == {"CC0-1.0"}
