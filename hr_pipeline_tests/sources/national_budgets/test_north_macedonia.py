"""The export of North Macedonia's ministry of finance: a lookalike of a few lines."""

from hr_pipeline_tests.sources.national_budgets.tables import read

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
