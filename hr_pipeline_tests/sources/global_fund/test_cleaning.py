"""Tables next to the budget lines, and what re-saving, spreadsheets and other conventions do to all of them."""

import pytest

from hr_pipeline_tests.sources.global_fund.lines import PACKAGE, built, download, refusal

GRANT = (
    "GeographyName1,GrantComponent1,Grant1,ImplementationPeriod1,ImplementationPeriodStartDate1,"
    "ImplementationPeriodEndDate1"
)
MOLDOVA = "Moldova,HIV,MDA-H-PCIMU,MDA-H-PCIMUP04,01-Jan-2024,31-Dec-2026"


def test_an_implementation_period_comes_without_its_portfolio_manager(tmp_path):
    text = f"{GRANT},FundPortfolioManager,TotalSignedAmount_ReferenceRate\n{MOLDOVA},A Person,0\n"
    (row,) = built(tmp_path, "implementation_periods", periods_2026624=text).table.to_dict("records")
    assert (row["implementation_period"], row["signed_usd"], str(row["vintage"].date())) == (
        *("MDA-H-PCIMUP04", 0.0),
        "2026-06-24",
    )
    assert "A Person" not in map(str, row.values())


def test_a_grant_of_the_old_download_lies_in_its_region(tmp_path):
    text = (
        "GeographicAreaName,MultiCountryName,GrantAgreementNumber,ComponentName,ProgramStartDate,ProgramEndDate,"
        "TotalSignedAmount\nWorld,HIV EECA APH,QMZ-H-AUA,HIV,2019-01-01T00:00:00Z,2021-12-31,5\n"
        "Afghanistan,,AFG-011-G12-T,TB,2014-01-02,2015-12-31,6\n"
    )
    table = built(tmp_path, "grants", grants=text).table
    assert table["area"].tolist() == ["QMZ", "national"] and table["iso3"].isna().tolist() == [True, False]


def test_each_payment_is_a_row_and_money_given_back_is_noted(tmp_path):
    lines = [f"{MOLDOVA},05-Mar-2024,{amount}" for amount in ("10", "10", "-3", "4", "")]
    text = "\n".join([f"{GRANT},DisbursementDate,DisbursementAmount_ReferenceRate", *lines])
    found = built(tmp_path, "grant_disbursements", paid=text)
    assert found.table["flags"].tolist() == ["repeated", "repeated", "negative same_key", "same_key"]
    assert found.accounting.query("reason == 'blank'")["rows"].tolist() == [1]


def test_only_the_latest_report_of_spending_is_kept_and_cumulative_amounts_stay_apart(tmp_path):
    amounts = "ExpenditureAmount_ReferenceRate,CumulativeExpenditureAmount_ReferenceRate"
    head = f"Module1,Intervention1,IsLatestReported,{amounts}"
    lines = [f"{MOLDOVA},{PACKAGE},X,{latest},{spent}" for latest, spent in [("True", "5,25"), ("False", "20,20")]]
    found = built(tmp_path, "grant_expenditures", spent="\n".join([f"{GRANT},{head}", *lines]))
    assert found.table[["amount_usd", "cumulative_amount_usd"]].to_numpy().tolist() == [[5, 25]]
    assert found.accounting.query("reason == 'not_latest'")["rows"].tolist() == [1]


@pytest.mark.parametrize("date", ["01-Jan-2024", "2024-01-01", "2024-01-01T00:00:00.000Z", "45292", "01-Jan-24"])
def test_dates_of_every_writing_are_one_date(tmp_path, date):
    line = built(tmp_path, budget=download({"ImplementationPeriodStartDate1": date})).table.iloc[0]
    assert str(line["period_start"].date()) == "2024-01-01"


def test_a_file_saved_by_a_spreadsheet_is_read_as_the_download(tmp_path):
    text = download({"GeographyName1": "Viet\u00a0Nam "}).replace(",", ";").replace("Grant1", "GRANT 1")
    line = built(tmp_path, budget="\ufeff" + text).table.iloc[0]
    assert (line["iso3"], line["amount_usd"], line["geography"]) == ("VNM", 1000.5, "Viet Nam")


def test_decimal_commas_refuse_the_file(tmp_path):
    lines = [{"BudgetAmount_ReferenceRate": amount} for amount in ("1,500", "1000,50")]
    assert "decimal point" in refusal(built(tmp_path, budget=download(*lines)))


def test_two_headers_of_one_meaning_refuse_the_file(tmp_path):
    text = download({"Grant": "UKR-C-AUA"})
    assert "'Grant' and 'Grant1'" in refusal(built(tmp_path, budget=text))


def test_what_stands_next_to_covid_alone_follows_it(tmp_path):
    mechanism = {"ImplementationPeriod1": "UKR-Z-UNDPP01", "Grant1": "UKR-Z-UNDP"}
    modules = [mechanism | {"Module1": "COVID-19"}, mechanism | {"Module1": "Program management"}]
    core = [{"Module1": "COVID-19"}, {"Module1": "Program management"}, {}]
    lines = built(tmp_path, budget=download(*modules, *core)).table
    assert lines["funding_stream"].tolist() == ["c19rm", "c19rm", "c19rm", "core", "core"]
