from datetime import UTC, datetime, timedelta

import dagster as dg
import pandas as pd
import pytest

from hr_pipeline.defs import books, faults
from hr_pipeline.ingest.accounting import as_accounting, outcome_row
from hr_pipeline.paths import Home
from hr_pipeline.releases.age import created
from hr_pipeline.releases.write import latest
from hr_pipeline.schemas.gate import REJECT_COLUMNS

FILE = "national_budgets/KGZ/a.csv"


@pytest.fixture
def home(demonstration_home):
    return Home(demonstration_home)


def reject(delivery):
    cell = {"table": "national_budgets", "delivery": delivery, "sheet": "", "row": 7, "column": "Amount"}
    return cell | {"check": "a", "failed_column": "amount", "raw_value": "x", "message": "expected a number"}


def with_books(monkeypatch, accounting=(), rejects=()):
    rows = [outcome_row("", "", path, "", "refused", "", 0, message) for path, message in accounting]
    monkeypatch.setattr(books, "accounting", lambda home: as_accounting(rows))
    monkeypatch.setattr(books, "rejects", lambda home: pd.DataFrame(rejects, columns=REJECT_COLUMNS))


def found(home, now=None):
    return faults.of_home(home, 45, now or created(latest(home.releases)))


def test_the_demonstration_has_no_fault_while_its_release_is_new(home):
    assert found(home) == []


def test_a_release_out_of_date_is_a_fault_until_there_is_a_newer_one(home):
    [old] = found(home, datetime.now(UTC) + timedelta(days=46))
    assert old.fault == "release/2026.1" and "expected a newer one after 45 days" in old.reason


def test_a_refused_delivery_names_its_file_the_reason_and_what_to_do(home, monkeypatch):
    with_books(monkeypatch, [(FILE, "row 3: no year. How to fix it: add a year.")] * 2)
    [refused] = found(home)
    assert (refused.where, refused.reason, refused.how_to_fix) == (FILE, "row 3: no year.", "add a year.")


def test_rejected_rows_name_the_first_cell_except_those_of_partners(home, monkeypatch):
    partner = "partner_surveys/a/b/c.csv"
    with_books(monkeypatch, rejects=[reject(FILE), reject(FILE), reject(partner)])
    budget, survey = found(home)
    assert budget.reason == "2 cells were rejected; the first, row 7 column Amount: expected a number"
    assert survey.where == partner and survey.reason == "1 cells were rejected"


def test_another_content_of_the_file_is_another_fault(home, monkeypatch):
    with_books(monkeypatch, [(FILE, "row 3: no year")])
    before = found(home)[0].fault
    real = pd.read_parquet
    changed = pd.DataFrame({"delivery": [FILE], "sha256": ["f" * 64]})
    monkeypatch.setattr(pd, "read_parquet", lambda file, **words: changed if words else real(file, **words))
    assert found(home)[0].fault != before


@dg.op
def fails():
    raise ValueError("no space left, 17 bytes wanted. How to fix it: free some space.")


@dg.job
def failing():
    fails()


def test_a_failed_run_is_one_fault_however_often_it_is_tried_and_over_once_it_succeeds():
    with dg.instance_for_test() as instance:
        runs = [failing.execute_in_process(instance=instance, raise_on_error=False).dagster_run for _ in range(2)]
        first, second = (faults.of_run(instance, run) for run in runs)
        assert first.fault == second.fault and first.how_to_fix == "free some space."
        assert faults.of_last_runs(instance, ["failing", "build"]) == [second]
        assert not faults.is_over(instance, [], first.fault)
        instance.add_run(dg.DagsterRun("failing", status=dg.DagsterRunStatus.SUCCESS))
        assert faults.is_over(instance, [], first.fault)
