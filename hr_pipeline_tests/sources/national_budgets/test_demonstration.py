"""The demonstration deliveries: made the same each time, read whole, and their printed sums hold."""

import pytest

from hr_pipeline.demonstration.national_budgets import KAZAKHSTAN, TUNISIA, make
from hr_pipeline_tests.sources.national_budgets.tables import read_landing


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration")
    make(folder / "landing")
    return read_landing(folder / "landing", folder / "snapshots")


def test_the_same_bytes_come_out_each_time(tmp_path):
    for name in ("first", "second"):
        make(tmp_path / name)
    first, second = (
        {file.relative_to(tmp_path / name): file.read_bytes() for file in (tmp_path / name).rglob("*.*")}
        for name in ("first", "second")
    )
    assert first == second
    assert len(first) == 5


def test_nothing_is_rejected_refused_or_unread(demonstration):
    assert demonstration.rejects.empty
    assert demonstration.counts == {
        "read": 104,
        "accepted": 55,
        "rejected": 0,
        "blank": 1,
        "footnote": 8,
        "heading": 24,
        "subtotal": 16,
    }
    assert demonstration.table["is_illustrative"].all()
    assert set(demonstration.table["licence"]) == {"CC0-1.0"}


def test_the_lines_add_up_to_the_sums_that_the_workbooks_print(demonstration):
    sums = demonstration.table.groupby(["iso3", "year", "phase"], observed=True)["amount_lcu"].sum()
    printed = [float(value) for value in KAZAKHSTAN[-1][5:]]
    assert sums["KAZ"].tolist() == pytest.approx([1000 * value for value in printed])
    printed = [float(str(value).replace(" ", "")) for value in TUNISIA[-2][2:]]
    assert sums["TUN"].tolist() == [1000 * value for value in printed]


def test_services_payers_and_administrations_are_distinguished(demonstration):
    lines = demonstration.table.query("iso3 == 'KAZ' and year == 2023 and phase == 'executed'")
    syringes = lines.query("service == 'needle_syringe_programme'").set_index("financing_source")["amount_lcu"]
    assert syringes.to_dict() == {"domestic_public": 398_214_600, "global_fund": 229_870_000}
    assert set(demonstration.table["service"].dropna()) == {
        "needle_syringe_programme",
        "opioid_agonist_therapy",
        "overdose_prevention",
        "other",
        "unattributed",
    }
    assert lines["administration_code"].unique().tolist() == ["226", "253"]


def test_every_cell_is_found_again_by_its_locator(demonstration):
    assert demonstration.cells_again() == demonstration.table["raw_value"].tolist()
