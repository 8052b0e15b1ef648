"""What changed: exactly that, by the ids of figures, and which sources moved."""

import pandas as pd

from hr_pipeline.releases.compare import compare
from hr_pipeline_tests.indicators.frames import rows
from hr_pipeline_tests.releases.builds import GRANTS, SURVEY, book, publish, simple

FIGURE = (
    "harm_reduction_funding/MDA/national/2023/people_who_inject_drugs/needle_syringe_programme/"
    "global_fund/budget/grant_budget_lines"
)


def two(home, before, after):
    old, new = publish(before, home), publish(after, home)
    return compare(old.folder, new.folder), new.folder


def test_one_changed_amount_is_the_whole_change(home):
    found, folder = two(home, simple(10.0), simple(12.5))
    assert [table.table for table in found.tables] == ["grant_budget_lines", "harm_reduction_funding"]
    funding = found.tables[1]
    assert funding.changed == [
        {"figure": f"{FIGURE}/amount_usd", "before": 10.0, "after": 12.5},
        {"figure": f"{FIGURE}/amount_usd_2023", "before": 10.0, "after": 12.5},
    ]
    assert (funding.added, funding.removed, funding.columns_added, funding.columns_removed) == ([], [], [], [])
    assert (found.before, found.after, found.sources) == ("2026.1", "2026.2", [])
    assert f"- `{FIGURE}/amount_usd`: 10.0 -> 12.5" in (folder / "CHANGES.md").read_text()


def test_a_value_that_goes_missing_is_a_change_to_nothing(home):
    found, _ = two(home, simple(10.0), simple(float("nan")))
    assert found.tables[1].changed[0] == {"figure": f"{FIGURE}/amount_usd", "before": 10.0, "after": None}


def test_added_and_removed_rows_are_named(home):
    one, other = ({"amount_usd": 1.0, "row_id": 2**32}, {"amount_usd": 2.0, "row_id": 2**32 + 1, "row": 3})
    less, more = (
        simple(tables={"grant_budget_lines": rows("grant_budget_lines", *lines, delivery=GRANTS)})
        for lines in ([one], [one, other])
    )
    grown, _ = two(home, less, more)
    assert [table.table for table in grown.tables] == ["grant_budget_lines"]
    assert grown.tables[0].added == ["grant_budget_lines/global_fund%2Fgrants.csv//3/value"]
    assert (grown.tables[0].rows_before, grown.tables[0].rows_after, grown.tables[0].changed) == (1, 2, [])
    shrunk = compare(home.releases / "2026.2", home.releases / "2026.1")
    assert shrunk.tables[0].removed == grown.tables[0].added


def test_a_table_that_comes_or_goes_is_reported(home):
    less = simple(tables={"harm_reduction_funding": simple().tables["harm_reduction_funding"]})
    found, _ = two(home, less, simple())
    assert [(table.table, table.rows_before, table.rows_after) for table in found.tables] == [
        ("grant_budget_lines", 0, 1)
    ]


def test_sources_that_are_new_gone_or_of_other_bytes_are_reported(home):
    before = book("sources", {"ordinal": 1, "delivery": GRANTS}, {"ordinal": 2, "delivery": "global_fund/old.csv"})
    after = book("sources", {"ordinal": 3, "delivery": GRANTS}, {"ordinal": 4, "delivery": "global_fund/new.csv"})
    found, folder = two(home, simple(sources=before), simple(sources=after))
    assert found.tables == []
    text = (folder / "CHANGES.md").read_text()
    for line in (f"- other bytes: {GRANTS}", "- gone: global_fund/old.csv", "- new: global_fund/new.csv"):
        assert line in text
    assert len(found.as_dict()["sources"]) == 3


def test_changes_name_no_confidential_file(home):
    secret = book("sources", {"ordinal": 1, "delivery": SURVEY, "confidentiality": "C"})
    found, folder = two(home, simple(), simple(sources=secret))
    assert all("petrov" not in str(source) for source in found.sources)
    assert "petrov" not in (folder / "CHANGES.md").read_text()


def test_a_renumbered_build_is_no_change(home):
    lines = simple().tables["grant_budget_lines"]
    renumbered = lines.assign(row_id=pd.array([7 * 2**32], dtype="Int64"))
    publish(simple(), home)
    assert not publish(simple(tables=simple().tables | {"grant_budget_lines": renumbered}), home).is_new
