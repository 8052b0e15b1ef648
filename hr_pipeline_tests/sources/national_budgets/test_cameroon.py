"""Real workbooks of Cameroon, where they are at hand: layouts of a few lines read them, and printed totals hold."""

import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.national_budgets.tables import read

FOLDER = SHARED_DATA / "national_budgets/CMR"
DELEGATIONS = """
source: Cameroon, automatic delegations of the public investment budget 2011
format: workbook
columns: {administration_code: CODE_CHAPITRE, programme: LIBELLE_ACTIVITE_FR, economic_code: CODE_IMPUTATION}
amounts: [{header: MONTANT (en milliers), phase: budget, year: 2011}]
unit: read
currency: XAF
financing_source: [{fund: "*", financing_source: domestic_public, source: the state's investment budget}]
"""
NORTH_WEST = """
source: Cameroon, budget of the North West region 2010
format: workbook
sheets: FY2010
header_rows: 2
columns: {programme: SERVICES}
amounts:
  - {header: ALL MINISTRIES | ALLOCATION, phase: budget, year: 2010}
  - {header: ALL MINISTRIES | ENGAGEMENT, phase: committed, year: 2010}
unit: 1
currency: XAF
leave_out:
  - {reason: not_read, column: programme, words: INVESTMENT BUDGET, onwards: true}
  - {reason: subtotal, column: programme, words: TOTAL}
financing_source: [{fund: "*", financing_source: domestic_public, source: the state's running budget}]
"""


def real(tmp_path, name, layout):
    if not (FOLDER / name).is_file():
        pytest.skip(f"the workbook is not at hand: set HR_PIPELINE_SHARED_DATA ({name})")
    return read(tmp_path, {f"CMR/{name}": (FOLDER / name).read_bytes(), f"CMR/{name}.layout.yaml": layout})


def test_an_old_binary_workbook_with_its_unit_in_a_header_is_read_whole(tmp_path):
    found = real(tmp_path, "delegations_automatiques_bip2011.xls", DELEGATIONS)
    assert found.counts == {"read": 894, "accepted": 894, "rejected": 0}
    assert found.table["amount_lcu"].sum() == 42_717_219_000
    assert found.table["service"].isna().all()


def test_the_first_of_stacked_tables_adds_up_to_its_printed_total(tmp_path):
    found = real(tmp_path, "nw_region_2010_budget.xlsx", NORTH_WEST)
    sums = found.table.groupby("phase", observed=True)["amount_lcu"].sum()
    assert sums.to_dict() == {"budget": 7_097_984_056, "committed": 7_003_460_734}
    assert found.cells_again() == found.table["raw_value"].tolist()
