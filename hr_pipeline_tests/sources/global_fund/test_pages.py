"""Pages of the OData service: the same rows as the downloads, whatever was expanded and wherever a page ends."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hr_pipeline.ingest.snapshots import archive_landing, snapshot_path
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.provenance.locators import locator
from hr_pipeline_tests.sources.global_fund import odata
from hr_pipeline_tests.sources.global_fund.lines import NEEDLES, PACKAGE
from hr_pipeline_tests.sources.global_fund.odata import (
    BUDGETS,
    BY_ID,
    BY_NAME,
    built,
    fetched,
    messages,
    with_companions,
)

PLACE = {"row_id", "delivery", "sheet", "row", "column"}


@pytest.fixture
def landing(tmp_path):
    return tmp_path / "landing"


def lines(folder):
    tables = built(folder)
    assert messages(tables) == []
    return tables["grant_budget_lines"].table


def only(folder):
    (line,) = lines(folder).to_dict("records")
    return line


def test_a_row_says_the_same_with_ids_and_with_names(landing, tmp_path):
    with_companions(landing)
    fetched(landing, BUDGETS, [BY_ID])
    by_id = only(tmp_path)
    fetched(landing, BUDGETS, [BY_NAME])
    by_name = only(tmp_path)
    declared = set(by_id) - PLACE - {"principal_recipient", "principal_recipient_type"}
    assert {name: str(by_id[name]) for name in declared} == {name: str(by_name[name]) for name in declared}
    assert (by_id["module"], by_id["intervention"], by_id["line_component"]) == (PACKAGE, NEEDLES, "HIV/AIDS")
    assert (by_id["investment_landscape_1"], by_id["cost_category"]) == ("Program costs", "Human Resources (HR)")
    assert (by_id["grant_cycle"], by_id["status"], by_id["year"]) == ("GC7", "Active", 2024)


@pytest.mark.parametrize("area", [None, "unpublished"])
def test_a_row_without_a_published_activity_area_is_unattributed(landing, tmp_path, area):
    with_companions(landing)
    fetched(landing, BUDGETS, [BY_ID | {"activityAreaId": area}, BY_ID])
    assert lines(tmp_path)["service"].tolist() == ["unattributed", "needle_syringe_programme"]


@pytest.mark.parametrize("missing", ["ActivityAreas", "FinancialCategories", "Grants", "Geographies", "Statuses"])
def test_a_set_that_ids_lead_to_must_have_been_fetched(landing, tmp_path, missing):
    with_companions(landing, missing)
    fetched(landing, BUDGETS, [BY_ID])
    (message, *_) = messages(built(tmp_path))
    assert f"fetch {missing} into the same folder" in message


def test_grants_give_grants_and_periods_and_nothing_about_persons(landing, tmp_path):
    with_companions(landing)
    tables = built(tmp_path)
    (grant,) = tables["grants"].table.to_dict("records")
    (period,) = tables["implementation_periods"].table.to_dict("records")
    assert (grant["signed_usd"], grant["geography"], grant["status"]) == (10.5, "Ukraine", "Active")
    assert (period["implementation_period"], period["column"]) == ("UKR-C-AUAP04", "implementationPeriods/0/code")
    assert not any(odata.PERSON in table.table.to_csv() for table in tables.values())


def test_names_of_fields_may_be_in_any_case_and_groups_may_be_summed(landing, tmp_path):
    grouped = {
        "activityArea": {"name": NEEDLES, "parent": {"name": PACKAGE}},
        "implementationPeriod": {"code": "UKR-C-AUAP04", "grant": {"geography": {"name": "Ukraine"}}},
        "TotalAmount": 5,
    }
    dated = grouped["implementationPeriod"] | {"periodStartDate": "2024-01-01T00:00:00Z"}
    fetched(landing, BUDGETS, [grouped | {"implementationPeriod": dated}])
    line = only(tmp_path)
    assert (line["module"], line["amount_usd"], line["column"]) == (PACKAGE, 5, "TotalAmount")


def test_what_is_not_the_latest_report_or_of_no_table_is_counted(landing, tmp_path):
    rows = [BY_NAME, BY_NAME | {"isLatestReported": False}, BY_NAME | {"financialDataSet": "Commitment_ReferenceRate"}]
    fetched(landing, BUDGETS, rows)
    accounting = built(tmp_path)["grant_budget_lines"].accounting
    assert accounting.set_index(["outcome", "reason"])["rows"].to_dict() == {
        ("read", ""): 3,
        ("accepted", ""): 1,
        ("rejected", ""): 0,
        ("left_out", "not_latest"): 1,
        ("left_out", "not_read"): 1,
    }


@pytest.mark.parametrize("name", ["page.json", "allFinancialIndicators-3.json", "page 2.JSON"])
@pytest.mark.parametrize("context", ["", "allFinancialIndicators"])
def test_a_page_delivered_by_hand_is_known_by_name_context_or_fields(landing, tmp_path, name, context):
    (landing / "global_fund").mkdir(parents=True)
    (landing / "global_fund" / name).write_bytes(odata.page([BY_NAME], context))
    assert only(tmp_path)["amount_usd"] == 1000.5


@pytest.mark.parametrize(
    ("content", "described"),
    [
        (b"<html>busy</html>", "found a web page"),
        (b'{"value":[{"plannedAmount":1', "cut or is no JSON"),
        (b'{"error":{"code":"x"}}', "report of an error"),
        (b'{"rows":[]}', 'rows under "value"'),
        (b"[]", 'rows under "value"'),
        (b'{"value":[1]}', 'rows under "value"'),
        (b'{"value":[{"strange":1}]}', "rows of one of the sets"),
        (odata.page([BY_NAME | {"financialDataSet": "Renamed"}]), "found 'Renamed'"),
        (odata.page([{"financialDataSet": "GrantBudget_ReferenceRate", "plannedAmount": 1}]), "missing: "),
    ],
)
def test_what_is_no_page_of_the_service_is_refused(landing, tmp_path, content, described):
    (landing / "global_fund").mkdir(parents=True)
    (landing / "global_fund" / "page.json").write_bytes(content)
    (message,) = messages(built(tmp_path))
    assert described in message


def test_every_amount_is_read_again_at_its_place_as_published(landing, tmp_path):
    rows = [json.dumps(BY_NAME).replace("1000.5", text) for text in ("1000.50", "-2.9e-13", "0", "68700.00000000001")]
    fetched(landing, BUDGETS, rows, per_page=3)
    table = lines(tmp_path)
    assert set(table["raw_value"]) == {"1000.50", "-2.9e-13", "0", "68700.00000000001"}
    sources = archive_landing(landing, tmp_path / "snapshots").set_index("delivery")["sha256"]
    for line in table.to_dict("records"):
        file = snapshot_path(tmp_path / "snapshots", sources[line["delivery"]])
        assert Cells(file, line["delivery"]).read(locator(line)) == line["raw_value"]
    assert str(locator(table.sort_values(["sheet", "row"]).iloc[-1])) == "json:page=2;pointer=/value/0/plannedAmount"


MODULES = st.sampled_from(["COVID-19", "Program management", PACKAGE])


@settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.tuples(st.integers(-2, 2), MODULES, st.sampled_from("12")), min_size=2, max_size=10),
    data=st.data(),
)
def test_where_pages_end_does_not_matter(tmp_path_factory, rows, data):
    found = []
    for per_page in (len(rows), data.draw(st.integers(1, len(rows)))):
        folder = tmp_path_factory.mktemp("split")
        fetched(folder / "landing", BUDGETS, [_row(number, *row) for number, row in enumerate(rows)], per_page)
        declared = lines(folder).drop(columns=[*PLACE])
        found.append(fingerprint(declared.astype("str").sort_values(list(declared), ignore_index=True)))
    assert found[0] == found[1]


def _row(number, amount, module, period):
    area = {"name": "x", "parent": {"name": module, "parent": {"name": "HIV/AIDS"}}}
    where = BY_NAME["implementationPeriod"] | {"code": f"UKR-C-AUAP0{period}"}
    changed = {"plannedAmount": amount, "activityArea": area, "implementationPeriod": where}
    return BY_NAME | changed | {"financialIndicatorId": str(number)}
