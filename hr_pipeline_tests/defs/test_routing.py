"""HIV spending by country and payer is read wherever it was delivered."""

import pytest

from hr_pipeline.defs.routing import routed
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.sources import national_budgets
from hr_pipeline.sources.national_budgets.matching import is_spending_of_all_countries

SPENDING = "iso3,area_name,area_id,year,financing_source,amount_usd\n"
SPENDING += "GEO,Georgia,81,2017,domestic_public,13444827\nGEO,Georgia,81,2017,total,19929495\n"
NEEDLES = "iso3,year,value\nGEO,2017,90\n"


@pytest.fixture
def kept(tmp_path):
    folder = tmp_path / "landing" / "published_statistics"
    folder.mkdir(parents=True)
    (folder / "unaids_hiv_expenditure_by_source.csv").write_text(SPENDING)
    (folder / "needles.csv").write_text(NEEDLES)
    (folder / "torn.xlsx").write_bytes(b"no workbook")
    return archive_landing(tmp_path / "landing", tmp_path / "snapshots"), tmp_path / "snapshots"


def test_hiv_spending_among_published_statistics_is_read_as_spending(kept):
    table = routed(*kept, is_spending_of_all_countries)
    moved = deliveries(table, kept[1], "national_budgets")
    assert [delivery.path for delivery in moved] == ["published_statistics/unaids_hiv_expenditure_by_source.csv"]
    records = national_budgets.read(moved[0], []).records["hiv_spending"]
    assert records[["iso3", "financing_source", "amount"]].to_numpy().tolist() == [
        ["GEO", "domestic_public", 13_444_827.0], ["GEO", "all", 19_929_495.0],
    ]  # fmt: skip


def test_other_statistics_and_unreadable_files_stay_with_the_source_of_their_folder(kept):
    table = routed(*kept, is_spending_of_all_countries)
    stayed = [delivery.path for delivery in deliveries(table, kept[1], "published_statistics")]
    assert stayed == ["published_statistics/needles.csv", "published_statistics/torn.xlsx"]
    assert table.dtypes.equals(kept[0].dtypes)
