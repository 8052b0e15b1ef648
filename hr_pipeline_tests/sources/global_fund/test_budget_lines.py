import pytest

from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.provenance.locators import PLACE_COLUMNS
from hr_pipeline_tests.sources.global_fund.lines import NEEDLES, PACKAGE, YEARLESS, built, download, refusal, workbook


def test_a_published_line_becomes_a_typed_line_with_its_cell(tmp_path):
    line = built(tmp_path, budget=download({})).table.iloc[0]
    assert (line["iso3"], line["area"], line["grant_cycle"], line["funding_stream"]) == (
        "UKR",
        "national",
        "GC7",
        "core",
    )
    assert (line["year"], line["amount_usd"], line["phase"]) == (2024, 1000.5, "budget")
    assert (line["service"], line["population"]) == ("needle_syringe_programme", "people_who_inject_drugs")
    assert str(line["period_start"].date()) == "2024-01-01"
    assert [line[name] for name in PLACE_COLUMNS] == [
        "global_fund/budget.csv", "", 2, "BudgetAmount_ReferenceRate", "1000.50",
    ]  # fmt: skip


def test_headers_with_and_without_the_stray_one_are_one_shape(tmp_path):
    with_it = built(tmp_path / "a", budget=download({}, stray=True)).table
    without = built(tmp_path / "b", budget=download({}, stray=False)).table
    assert fingerprint(with_it.drop(columns="column")) == fingerprint(without.drop(columns="column"))


def test_reimbursements_stay_negative_and_a_blank_amount_is_no_zero(tmp_path):
    lines = [{"BudgetAmount_ReferenceRate": amount} for amount in ("-68700", "0.00", "", " ")]
    found = built(tmp_path, budget=download(*lines))
    assert found.table["amount_usd"].tolist() == [-68700, 0]
    left = found.accounting[found.accounting["outcome"] == "left_out"]
    assert left[["reason", "rows"]].to_numpy().tolist() == [["blank", 2]]


@pytest.mark.parametrize(
    ("column", "text", "failed"),
    [
        ("BudgetYearFrom1", "soon", "year"),
        ("BudgetYearFrom1", "2024.5", "year"),
        ("BudgetYearFrom1", "1066", "year"),
        ("BudgetAmount_ReferenceRate", "n/a", "amount_usd"),
        ("BudgetAmount_ReferenceRate", "inf", "amount_usd"),
        ("ImplementationPeriodStartDate1", "31-Feb-2024", "period_start"),
        ("GeographyName1", "Atlantis", "geography"),
        ("GrantCycleName", "Grant Cycle 99", "grant_cycle"),
        ("ImplementationPeriod1", "no code", "implementation_period"),
    ],
)
def test_a_cell_that_cannot_be_read_rejects_its_line_only(tmp_path, column, text, failed):
    found = built(tmp_path, budget=download({}, {column: text}, {}))
    assert len(found.table) == 2
    (reject,) = found.rejects.to_dict("records")
    assert (reject["row"], reject["failed_column"]) == (3, failed)
    assert text in reject["message"] + reject["raw_value"]


def test_a_missing_year_is_missing_and_a_missing_module_is_unattributed(tmp_path):
    lines = built(tmp_path, budget=download({"BudgetYearFrom1": ""}, {"Module1": "", "Intervention1": ""})).table
    assert lines["year"].isna().tolist() == [True, False]
    assert lines["service"].tolist() == ["needle_syringe_programme", "unattributed"]
    assert lines["population"].tolist() == ["people_who_inject_drugs", "unknown"]


def test_kosovo_zanzibar_and_multicountry_grants_are_no_ordinary_countries(tmp_path):
    places = [
        {"GeographyName1": "Kosovo", "Grant1": "QNA-H-CDF", "ImplementationPeriod1": "QNA-H-CDFP02"},
        {"GeographyName1": "Zanzibar", "Grant1": "QNB-C-MOH", "ImplementationPeriod1": "QNB-C-MOHP02"},
        {"GeographyName1": "Multicountry HIV EECA APH", "Grant1": "QMZ-H-AUA", "ImplementationPeriod1": "QMZ-H-AUAP03"},
        {"GeographyName1": "Côte d'Ivoire"},
        {"GeographyName1": "Tanzania (United Republic)"},
    ]
    lines = built(tmp_path, budget=download(*places)).table
    assert lines["iso3"].astype("object").where(lines["iso3"].notna(), None).tolist() == [
        "XKX",
        "TZA",
        None,
        "CIV",
        "TZA",
    ]
    assert lines["area"].tolist() == ["national", "Zanzibar", "QMZ", "national", "national"]


def test_the_covid_19_response_mechanism_is_kept_apart(tmp_path):
    lines = built(tmp_path, budget=download({"Module1": "COVID-19", "Intervention1": "Risk communication"}, {})).table
    assert lines["funding_stream"].tolist() == ["c19rm", "core"]
    assert lines["service"].isna().tolist() == [True, False]


def test_a_missing_column_refuses_the_file_and_names_the_column(tmp_path):
    found = built(tmp_path, budget=download({}, drop="BudgetAmount_ReferenceRate"))
    assert "missing: BudgetAmount_ReferenceRate" in refusal(found) and found.table.empty


def test_another_table_is_refused_with_the_shapes_that_are_known(tmp_path):
    assert "expected the header of a known shape" in refusal(built(tmp_path, other="a,b\n1,2\n"))


def test_a_header_without_lines_is_refused(tmp_path):
    header = download({}).splitlines()[0] + "\n"
    assert "found none" in refusal(built(tmp_path, budget=header))


def test_the_table_without_years_is_read_from_a_workbook_below_its_title(tmp_path):
    rows = [
        ["Moldova", "MDA-C-PCIMUP02", "HIV/AIDS", PACKAGE, NEEDLES, 1234.5, "GC7"],
        [None] * 7,
        ["Moldova", "MDA-C-PCIMUP02", "Multi-Component", "COVID-19", "Testing", 10, "C19RM"],
    ]
    workbook(tmp_path / "landing" / "global_fund" / "table.xlsx", *rows, above=2)
    lines = built(tmp_path).table
    assert lines[["sheet", "row", "column", "raw_value"]].to_numpy().tolist() == [
        ["Sheet", 4, "F", "1234.5"],
        ["Sheet", 6, "F", "10"],
    ]
    assert lines["grant_code"].tolist() == ["MDA-C-PCIMU"] * 2
    assert lines["funding_stream"].tolist() == ["core", "c19rm"]
    assert lines["year"].isna().all()


def test_the_same_rows_in_a_workbook_and_in_text_have_the_same_content(tmp_path):
    row = ["Moldova", "MDA-C-PCIMUP02", "HIV/AIDS", PACKAGE, NEEDLES, 1234.5, "GC7"]
    workbook(tmp_path / "a" / "landing" / "global_fund" / "table.xlsx", row)
    text = ",".join(YEARLESS) + "\n" + ",".join(map(str, row)) + "\n"
    places = ["delivery", "publication", "sheet", "column", "row"]
    prints = {
        fingerprint(found.table.drop(columns=places))
        for found in (built(tmp_path / "a"), built(tmp_path / "b", t=text))
    }
    assert len(prints) == 1
