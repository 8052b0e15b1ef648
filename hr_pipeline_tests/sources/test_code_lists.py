"""Code lists among the deliveries are recognised by their whole header; data with other columns never are."""

import gzip
import io
import json

import openpyxl
import pytest

from hr_pipeline.defs.routing import with_code_lists
from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.sources.code_lists import code_list

COFOG = "Code,Description_EN,Description_FR,Description_ES,ExplanatoryNote\n01,General public services,x,y,\n"
WITH_AMOUNTS = "module,intervention,amount\nProgram management,Grant management,12.5\n"


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


LISTS = {
    "national_budgets/MDA/cofog.csv": COFOG.encode(),
    "reference/semicolons.csv": COFOG.replace(",", ";").encode(),
    "reference/other_order.csv.gz": gzip.compress(b"intervention,module\na,b\n"),
    "global_fund/blank_headers.csv": b"module,intervention,code,coefficient,disease,,,\na,\xe9,c,1,hiv,,,\n",
    "global_fund/crosswalk.xlsx": workbook(["COVID-19 Intervention", "GC7 Module"], ["a", "b"]),
    "global_fund/places.json": json.dumps([{"name": "Burundi", "value": "BDI"}]).encode(),
}
OTHERS = {
    "global_fund/amounts.csv": WITH_AMOUNTS.encode(),
    "global_fund/numbers.json": json.dumps([{"name": "Burundi", "value": 12.5}]).encode(),
    "global_fund/no_json.json": b"{",
    "global_fund/torn.xlsx": b"no workbook",
    "national_budgets/MDA/two_sheets.xlsx": workbook(["COVID-19 Intervention", "GC7 Module", "2024"], ["a", "b", 1]),
    "partner_surveys/partner/2024/cofog.csv": COFOG.encode(),
}


@pytest.fixture
def kept(tmp_path):
    for path, content in {**LISTS, **OTHERS}.items():
        file = tmp_path / "landing" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    sources = archive_landing(tmp_path / "landing", tmp_path / "snapshots")
    return with_code_lists(sources, tmp_path / "snapshots", readable), tmp_path / "snapshots"


def readable(delivery):
    try:
        return code_list(delivery)
    except Exception:  # as the process that reads deliveries answers a file that cannot be opened
        return "", ""


def test_code_lists_are_recognised_and_everything_else_is_left_to_its_reader(kept):
    sources, _ = kept
    delivered = sources[~sources["delivery"].str.startswith("packaged/")].set_index("delivery")["role"].astype("str")
    assert set(delivered.index[delivered.str.startswith("recognised: ")]) == set(LISTS)
    assert (delivered[list(OTHERS)] == "data").all()


def test_a_recognised_file_is_in_the_account_with_its_reason_and_name_and_is_no_refusal(kept):
    accounting = unread(*kept).set_index("delivery")
    assert set(accounting.index) >= set(LISTS)
    row = accounting.loc["national_budgets/MDA/cofog.csv"]
    assert (row["outcome"], row["reason"], row["source"]) == ("recognised", "code_list", "national_budgets")
    assert "functions of government" in row["message"]


def test_a_source_does_not_read_a_recognised_file(kept):
    read = [one.path for one in deliveries(*kept, "global_fund") if one.role == "data"]
    assert set(read) == {path for path in OTHERS if path.startswith("global_fund/")}
