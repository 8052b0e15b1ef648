"""What an attacker can work out: exactly what a hand calculation says, and nothing more once covers are hidden."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hr_pipeline.disclosure.audit import exposed, intervals
from hr_pipeline.disclosure.suppression import COVER, HELD, SMALL, protected
from hr_pipeline_tests.disclosure.tables import eighty_four, hidden_alone, margins


def recovered(cells, relations):
    found = intervals(cells, relations)
    return int((found["low"] == found["high"]).sum())


def line(*values, total=None, **columns):
    """Some counts and their total."""
    cells, relations = margins(np.array(values))
    cells.loc["all", "value"] = sum(values) if total is None else total
    return cells.assign(**columns), relations


def test_a_hidden_count_next_to_its_total_is_worked_out_by_subtraction():
    cells, relations = line(3, 40, 50)
    found = intervals(hidden_alone(cells), relations)
    assert found.to_dict("index") == {"0": {"low": 3.0, "high": 3.0}}


def test_two_hidden_counts_share_what_their_total_leaves():
    cells, relations = line(3, 4, 50)
    found = intervals(hidden_alone(cells), relations)
    assert found.to_dict("index") == {"0": {"low": 1, "high": 6}, "1": {"low": 1, "high": 6}}


def test_a_parent_of_people_who_overlap_is_only_bounded_by_its_children():
    """Different people at two sites: the largest <= the city <= their sum."""
    cells, _ = line(30, 4, total=32)
    relations = pd.DataFrame(
        [
            *[("max0", "0", 1.0), ("max0", "all", -1.0), ("max1", "1", 1.0), ("max1", "all", -1.0)],
            *[("sum", "all", 1.0), ("sum", "0", -1.0), ("sum", "1", -1.0)],
        ],
        columns=["relation", "cell", "coefficient"],
    ).assign(is_equation=False)
    found = intervals(hidden_alone(cells), relations)
    assert found.to_dict("index") == {"1": {"low": 2, "high": 32}}


def test_three_way_table_of_84_cells():
    cells, relations = margins(eighty_four())
    alone = hidden_alone(cells)
    assert alone["is_hidden"].sum() == 12
    assert recovered(alone, relations) == 12
    done = protected(cells, relations)
    assert recovered(done, relations) == 0
    assert exposed(done, relations) == []
    assert (done["kind"] == COVER).sum() <= 40


COUNTS = arrays.arrays(
    "int64",
    st.tuples(st.integers(1, 4), st.integers(2, 4), st.integers(1, 3)),
    elements=st.one_of(st.integers(0, 6), st.integers(0, 400)),
)


@given(COUNTS, st.sampled_from([3, 5, 10]))
@settings(max_examples=12, deadline=None)
def test_no_hidden_count_is_narrowed_below_its_protection(counts, threshold):
    cells, relations = margins(counts, threshold)
    done = protected(cells, relations)
    small = (cells["value"] > 0) & (cells["value"] < threshold)
    assert (done["kind"] == SMALL).equals(small)
    assert exposed(done, relations) == []
    found = intervals(done, relations)
    assert (found["high"] - found["low"] >= done.loc[found.index, "width_needed"]).all()
    assert (found["low"] <= cells.loc[found.index, "value"]).all()
    assert (found["high"] >= cells.loc[found.index, "value"]).all()


@given(COUNTS)
@settings(max_examples=8, deadline=None)
def test_hiding_is_deterministic_keeps_values_and_zeros_and_does_nothing_twice(counts):
    cells, relations = margins(counts)
    done = protected(cells, relations)
    assert done.equals(protected(cells, relations))
    assert done["value"].equals(cells["value"])
    assert (done.loc[done["value"] == 0, "kind"] == "").all()
    again = protected(cells.assign(is_held=done["kind"] != ""), relations)
    assert (again["is_hidden"] == done["is_hidden"]).all()


@pytest.mark.parametrize("known", [[], ["0"], ["0", "1"]])
def test_what_is_known_covers_nothing(known):
    """A published 100 = 40 + 60; now three people come to a new site: only the total can still hide them."""
    cells, relations = line(40, 60, 3)
    done = protected(cells.assign(is_known=cells.index.isin(known)), relations)
    assert exposed(done, relations) == []
    assert done.loc[known, "kind"].eq("").all()
    assert (done.at["all", "kind"] == COVER) == (known == ["0", "1"])


def test_a_count_that_everything_known_gives_away_stays_exposed():
    cells, relations = line(40, 60, 3)
    cells["is_known"] = cells.index != "2"
    assert exposed(protected(cells, relations), relations) == ["2"]


def test_what_was_hidden_before_stays_hidden_and_protected():
    cells, relations = line(40, 60, 30)
    done = protected(cells.assign(is_held=cells.index == "0"), relations)
    assert done.at["0", "kind"] == HELD
    assert exposed(done, relations) == []
    assert (done["kind"] == COVER).sum() == 1


def test_thousands_of_cells():
    chance = np.random.default_rng(1)
    counts = chance.integers(10, 300, size=(30, 9, 8))
    small = chance.random(counts.shape) < 0.05
    counts[small] = chance.integers(1, 5, small.sum())
    cells, relations = margins(counts)
    assert len(cells) == 2790
    assert exposed(protected(cells, relations), relations) == []
