"""The shared files, as `sources/global_fund/test_pages.py` reads small ones."""

import csv
import json
import uuid

import pandas as pd
import pytest

from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.global_fund.lines import PACKAGE
from hr_pipeline_tests.sources.global_fund.odata import (
    BUDGETS,
    fetched,
)
from hr_pipeline_tests.sources.global_fund.test_pages import lines

CONTENT = ["geography", "iso3", "area", "grant_code", "implementation_period", "grant_cycle", "funding_stream"]
CONTENT += ["line_component", "module", "intervention", "amount_usd", "service", "population", "confidence", "flags"]


@pytest.mark.slow
def test_the_real_grant_cycle_7_table_is_the_same_as_pages_and_as_text(tmp_path):
    file = SHARED_DATA / "global_fund" / "gc7_budget_ip_module_intervention.csv"
    with file.open(encoding="utf-8") as stream:
        published = [row for row in csv.DictReader(stream) if row["Source"] == "GC7"]
    texts = [_page_row(number, row) for number, row in enumerate(published)]
    fetched(tmp_path / "pages" / "landing", BUDGETS, texts, 2500)
    text = tmp_path / "text" / "landing" / "global_fund" / "table.csv"
    text.parent.mkdir(parents=True)
    pd.DataFrame(published).to_csv(text, index=False)
    pages, table = (_content(lines(tmp_path / way)) for way in ("pages", "text"))
    assert fingerprint(pages) == fingerprint(table)
    assert round(pages.loc[pages["module"] == PACKAGE, "amount_usd"].sum(), 2) == 157_838_938.94


def _content(table):
    declared = table[CONTENT].astype({name: "str" for name in CONTENT if name != "amount_usd"})
    return declared.sort_values(CONTENT, ignore_index=True)


def _page_row(number, row):
    """One row of the table as the service gives it, its amount as published."""
    period = row["ImplementationPeriodName"]
    names = [row["Intervention"], row["Module"], row["Module Parent Component"]]
    area = {"name": names[0], "parent": {"name": names[1], "parent": {"name": names[2]}}}
    where = {
        "code": period,
        "periodStartDate": "2024-01-01T00:00:00Z",
        "grant": {"code": period.rsplit("P", 1)[0], "geography": {"name": row["Country"]}},
    }
    declared = {"financialIndicatorId": str(uuid.UUID(int=number)), "activityArea": area, "implementationPeriod": where}
    return json.dumps(declared)[:-1] + f', "plannedAmount": {row["Total Amount"]}}}'
