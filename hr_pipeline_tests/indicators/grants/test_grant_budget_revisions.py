"""`grant_budget_revisions`: every cent between two publications is explained by a line."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.grants.grant_budget_revisions import grant_budget_revisions
from hr_pipeline_tests.indicators.frames import rows
from hr_pipeline_tests.indicators.properties import CENTS, wrong_figures

BEFORE, AFTER = {"delivery": "a.csv"}, {"delivery": "b.csv"}


def revised(*lines: dict[str, Any]) -> pd.DataFrame:
    return grant_budget_revisions(rows("grant_budget_lines", *lines)).table


def test_a_line_is_added_withdrawn_changed_or_unchanged():
    both = [BEFORE | {"module": "A", "amount_usd": 1.0}, AFTER | {"module": "A", "amount_usd": 1.004}]
    moved = [BEFORE | {"module": "B", "amount_usd": 5.0}, AFTER | {"module": "B", "amount_usd": 3.0}]
    found = revised(
        *both, *moved, BEFORE | {"module": "C", "amount_usd": 7.0}, AFTER | {"module": "D", "amount_usd": 9.0}
    ).set_index("revision")
    assert found["change_usd"].to_dict() == {"unchanged": 0.004, "changed": -2, "withdrawn": -7, "added": 9}
    assert pd.isna(found.at["added", "before_usd"]) and pd.isna(found.at["withdrawn", "after_usd"])
    assert pd.isna(found.at["unchanged", "module"])


def test_lines_that_come_twice_are_compared_by_their_sum():
    found = revised(*[BEFORE | {"amount_usd": 1.0}] * 2, AFTER | {"amount_usd": 2.0})
    assert found[["revision", "lines_before", "lines_after"]].to_numpy().tolist() == [["unchanged", 2, 1]]


def test_what_only_one_publication_states_does_not_tell_lines_apart():
    yearly = [BEFORE | {"year": year, "amount_usd": 1.0} for year in (2024, 2025)]
    assert revised(*yearly, AFTER | {"year": None, "amount_usd": 2.0})["revision"].tolist() == ["unchanged"]


@pytest.mark.parametrize("lines", [[], [BEFORE], [BEFORE, AFTER | {"implementation_period": "UKR-C-AUAP04"}]])
def test_without_a_second_version_nothing_is_revised(lines):
    assert revised(*lines).empty


LINES = st.fixed_dictionaries(
    {
        "delivery": st.sampled_from(["a.csv", "b.csv"]),
        "module": st.sampled_from(["A", "B", None]),
        "year": st.sampled_from([2024, 2025, None]),
        "amount_usd": CENTS,
    }
)


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(st.lists(LINES, max_size=8))
def test_changes_add_up_to_the_difference_of_the_totals(drawn: list[dict]):
    lines = rows("grant_budget_lines", BEFORE | {"amount_usd": 0.1}, AFTER | {"amount_usd": 0.2}, *drawn)
    figures = grant_budget_revisions(lines)
    totals = lines.groupby("delivery", observed=True)["amount_usd"].sum()
    assert figures.table["change_usd"].sum() == pytest.approx(totals["b.csv"] - totals["a.csv"], abs=0.005)
    assert wrong_figures("grant_budget_revisions", figures) == []
