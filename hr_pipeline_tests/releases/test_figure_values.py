"""The numbers of a table by figure id."""

import pandas as pd

from hr_pipeline.releases.figure_values import figures_of, tables_asked


def test_numbers_are_listed_by_figure_without_keys_and_missing_values():
    columns = [
        {"name": "gap_usd", "type": "number", "unit": "US$"},
        {"name": "need_usd", "type": "number", "unit": "US$"},
        {"name": "year", "type": "integer", "unit": ""},
        {"name": "status", "type": "text", "unit": ""},
    ]
    rows = {"place": ["EECA"], "year": [2023], "gap_usd": [1.006], "need_usd": [None], "status": ["a range"]}
    entries = {"headline_gap": {"keys": ["place", "year"], "columns": columns}}
    found = figures_of({"headline_gap": pd.DataFrame(rows)}, entries, "headline_gap/EECA/*")
    assert found["value"].to_dict() == {"headline_gap/EECA/2023/gap_usd": 1.006}
    assert figures_of({"headline_gap": pd.DataFrame(rows)}, entries, "headline_gap/MENA/*").empty


def test_only_tables_that_a_pattern_can_mean_are_read():
    assert tables_asked(["headline_gap", "funding_gap"], "headline_*") == ["headline_gap"]
    assert tables_asked(["headline_gap", "funding_gap"], "funding_gap/KAZ/*") == ["funding_gap"]
