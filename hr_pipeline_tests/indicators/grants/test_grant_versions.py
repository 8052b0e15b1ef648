"""Which publication of a grant counts, and which is a version of which."""

import pandas as pd
import pytest

from hr_pipeline.indicators.grants.grant_budget_revisions import LINE_KEY
from hr_pipeline.indicators.grants.grant_versions import is_superseded, successions
from hr_pipeline_tests.indicators.frames import rows

JANUARY, JUNE = pd.Timestamp("2026-01-05"), pd.Timestamp("2026-06-24")


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ({"delivery": "a.csv"}, {"delivery": "b.csv"}),
        ({"delivery": "b.csv", "year": None}, {"delivery": "a.csv"}),
        ({"delivery": "b.csv", "vintage": JANUARY}, {"delivery": "a.csv", "vintage": JUNE}),
        ({"delivery": "b.csv"}, {"delivery": "a.csv", "vintage": JANUARY, "year": None}),
    ],
)
def test_the_latest_vintage_counts_then_years_then_the_path(first, other):
    assert is_superseded(rows("grant_budget_lines", first, other)).tolist() == [True, False]


def test_pages_of_one_fetch_are_one_publication():
    pages = [{"delivery": f"fetch/{page}.json", "publication": "fetch"} for page in (1, 2)]
    assert not is_superseded(rows("grant_budget_lines", *pages)).any()


def test_a_version_follows_the_earlier_publication_that_is_most_like_it():
    lines = [
        {"delivery": name, "vintage": pd.Timestamp(day), "year": year, "implementation_period": f"MDA-C-XP0{period}"}
        for name, day, year, periods in [
            ("yearly_1", "2026-01-01", 2024, [1, 2]),
            ("totals_1", "2026-01-02", None, [1, 2]),
            ("other", "2026-02-01", 2024, [3]),
            ("yearly_2", "2026-03-01", 2024, [1, 2, 4]),
        ]
        for period in periods
    ]
    found = successions(rows("grant_budget_lines", *lines), LINE_KEY)
    assert [tuple(pair) for pair in found] == [("yearly_1", "totals_1"), ("yearly_1", "yearly_2")]
