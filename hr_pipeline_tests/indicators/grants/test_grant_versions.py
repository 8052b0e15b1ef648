"""Which publication of grants is a version of which."""

import pandas as pd

from hr_pipeline.indicators.grants.grant_budget_revisions import LINE_KEY
from hr_pipeline.indicators.grants.grant_versions import successions
from hr_pipeline_tests.indicators.frames import rows


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
