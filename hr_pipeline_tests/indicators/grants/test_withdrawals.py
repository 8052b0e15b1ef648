"""Money that a revision no longer states: counted where a key is gone and its module lost as much."""

import pandas as pd
import pytest

from hr_pipeline.indicators.grants.publications import decided
from hr_pipeline.indicators.grants.withdrawals import with_withdrawn
from hr_pipeline_tests.indicators.frames import rows

BEFORE = {"delivery": "a.csv", "vintage": pd.Timestamp("2026-01-01"), "module": "M"}
AFTER = {"delivery": "b.csv", "vintage": pd.Timestamp("2026-06-01"), "module": "M"}
OLD = BEFORE | {"intervention": "old", "amount_usd": 5.0}
KEPT = [BEFORE | {"intervention": "kept", "amount_usd": 10.0}, AFTER | {"intervention": "kept", "amount_usd": 8.0}]


def withdrawn(*lines: dict) -> float:
    return with_withdrawn(decided(rows("grant_budget_lines", *lines)).lines)["withdrawn_usd"].sum()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], 0.0),
        ([BEFORE | {"intervention": "gone", "amount_usd": 5.0}], 5.0),
        (
            [BEFORE | {"intervention": "old", "amount_usd": 5.0}, AFTER | {"intervention": "new", "amount_usd": 7.0}],
            0.0,
        ),
        (
            [BEFORE | {"intervention": "old", "amount_usd": 5.0}, AFTER | {"intervention": "new", "amount_usd": 4.0}],
            3.0,
        ),
        ([BEFORE | {"intervention": "other year", "amount_usd": 5.0, "year": 2024}], 0.0),
    ],
)
def test_only_what_no_line_states_any_more_is_withdrawn(lines, expected):
    assert withdrawn(*KEPT, *lines) == expected


def test_a_line_without_a_year_is_withdrawn_by_what_its_years_fall_short_of_it():
    whole = BEFORE | {"intervention": "kept", "amount_usd": 100.0, "year": None}
    assert withdrawn(whole, AFTER | {"intervention": "kept", "amount_usd": 30.0, "year": 2024}) == 70.0
