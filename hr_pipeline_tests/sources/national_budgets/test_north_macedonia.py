"""The export of North Macedonia's ministry of finance: a lookalike of a few lines, and the real file where it is."""

import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.national_budgets.tables import read

REAL = SHARED_DATA / "national_budgets/MKD/north_macedonia_budget_2014_2015_mk.csv"
HEADER = (
    "\ufeffДатум на објавување;Број раздел;Назив раздел;Сметка;Број потпрограма;Назив потпрограма;"
    "Категорија;Назив категорија;Ставка;Назив ставка;Буџет"
)
AIDS = "19001;МИНИСТЕРСТВО ЗА ЗДРАВСТВО;{fund};57;ЗАШТИТА НА НАСЕЛЕНИЕТО ОД СИДА;42;СТОКИ И УСЛУГИ;425;Услуги;{amount}"


def export(*lines: str) -> str:
    return "\r\n".join([HEADER, *lines]) + "\r\n"


def aids(date: str, fund: str, amount: str) -> str:
    return f"{date}T00:00:00;" + AIDS.format(fund=fund, amount=amount)


def test_three_publications_in_one_file_are_distinguished_by_their_date(tmp_path):
    dates = ["2014-01-01", "2014-09-09", "2015-01-01"]
    lines = read(tmp_path, {"MKD/budget.csv": export(*(aids(date, "630", "20000000") for date in dates))}).table
    assert lines["publication"].tolist() == dates
    assert lines["phase"].tolist() == ["budget", "revised_budget", "budget"]
    assert lines["year"].tolist() == [2014, 2014, 2015]
    assert str(lines["fiscal_year_end"].iloc[1]) == "2014-12-31 00:00:00"


def test_donations_inside_the_budget_are_no_domestic_money(tmp_path):
    funds = ["630", "631", "785", "786", "787", "999"]
    lines = read(tmp_path, {"MKD/budget.csv": export(*(aids("2014-01-01", fund, "1000") for fund in funds))}).table
    assert lines["financing_source"].tolist() == [
        "domestic_public",
        "domestic_public",
        "other_international",
        "domestic_public",
        "domestic_public",
        "unknown",
    ]


def test_a_wrapped_amount_is_repaired_and_says_so_while_the_published_one_stays(tmp_path):
    lines = read(tmp_path, {"MKD/budget.csv": export(aids("2014-01-01", "630", "-894831296"))}).table
    assert lines["amount_original"].tolist() == [-894831296]
    assert lines["amount_lcu"].tolist() == [3_400_136_000]
    assert lines["repair"].tolist() == ["added 1 x 2^32: the publisher's integers wrapped"]


def test_blank_rows_are_counted_and_left_out(tmp_path):
    found = read(tmp_path, {"MKD/budget.csv": export(aids("2014-01-01", "630", "1000"), ";" * 10, ";" * 10)})
    assert found.counts == {"read": 3, "accepted": 1, "rejected": 0, "blank": 2}


def test_a_publication_that_nobody_declared_is_refused(tmp_path):
    found = read(tmp_path, {"MKD/budget.csv": export(aids("2016-01-01", "630", "1000"))})
    assert "found 2016-01-01T00:00:00. How to fix it: add it to `publications`" in found.refusal


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    if not REAL.is_file():
        pytest.skip(f"the ministry's file is not at hand: set HR_PIPELINE_SHARED_DATA ({REAL.name})")
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
