"""A stored table holds while its code, its inputs and the bytes of its files are the same."""

import pytest

from hr_pipeline.defs.metadata import materialised
from hr_pipeline.defs.published import computed
from hr_pipeline.defs.records import holding, key_of, record
from hr_pipeline.defs.store import Stored, write_built
from hr_pipeline.indicators.grants.grant_lines_unmatched import grant_lines_unmatched
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.paths import Home
from hr_pipeline.provenance import code_version as versions
from hr_pipeline.schemas.gate import Built

INPUT, TABLE = "grant_budget_lines", "grant_lines_unmatched"


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    write_built(home, materialised(Built(INPUT, empty(INPUT)), {}, "key").value)
    return home


def built(home):
    """Compute a table as its step does, store what came of it, and tell whether it was made anew."""
    result = computed(TABLE, grant_lines_unmatched, [Stored(INPUT, home)])
    if isinstance(result.value, Built):
        write_built(home, result.value)
    return isinstance(result.value, Built)


def test_a_table_is_made_once_and_then_holds(home):
    assert built(home)
    assert not built(home)


def test_an_unchanged_table_reports_its_fingerprint_rows_and_check(home):
    first = computed(TABLE, grant_lines_unmatched, [Stored(INPUT, home)])
    write_built(home, first.value)
    again = computed(TABLE, grant_lines_unmatched, [Stored(INPUT, home)])
    assert again.data_version == first.data_version
    assert again.metadata["dagster/row_count"] == 0
    assert [(c.check_name, c.passed) for c in again.check_results] == [
        (c.check_name, c.passed) for c in first.check_results
    ]


def test_another_input_makes_it_anew(home):
    built(home)
    changed = materialised(Built(INPUT, empty(INPUT)), {}, "key").value
    write_built(home, Built(INPUT, changed.table, notes=changed.notes | {"version": "another"}))
    assert built(home)


def test_other_code_makes_it_anew(home, monkeypatch):
    built(home)
    monkeypatch.setattr("hr_pipeline.defs.published.code_version", lambda module: "another")
    assert built(home)
    assert versions.code_version(grant_lines_unmatched.__module__) != "another"


@pytest.mark.parametrize("place", [Home.table, Home.lineage, Home.record])
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_damaged_file_makes_it_anew(home, place, how):
    built(home)
    file = place(home, TABLE)
    content = file.read_bytes()
    file.unlink()
    if how == "cut":
        file.write_bytes(content[: len(content) // 2])
    assert built(home)
    assert file.read_bytes() == content
    assert not built(home)


def test_a_run_that_ends_while_it_writes_leaves_no_record(home, monkeypatch):
    """The record goes before the first file is replaced, and comes after the last."""
    built(home)
    monkeypatch.setattr("hr_pipeline.defs.store.write_record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr("hr_pipeline.defs.published.code_version", lambda module: "another")
    with pytest.raises(KeyboardInterrupt):
        built(home)
    assert record(home, TABLE) is None


def test_what_has_no_key_is_made_anew_each_time(home):
    write_built(home, materialised(Built(TABLE, empty(TABLE)), {}, "").value)
    assert holding(home, TABLE, "") is None


def test_a_key_covers_code_and_inputs():
    keys = [key_of(["a"], {"x": "1"}), key_of(["b"], {"x": "1"}), key_of(["a"], {"x": "2"}), key_of(["a"], {"y": "1"})]
    assert len(set(keys)) == 4
    assert key_of(["a"], {"x": "1", "y": "2"}) == key_of(["a"], {"y": "2", "x": "1"})
