"""`publication_ledger`: every publication with its control total, which its parts by standing make up."""

import pandas as pd

from hr_pipeline.indicators.grants.publication_ledger import publication_ledger
from hr_pipeline_tests.indicators.frames import rows
from hr_pipeline_tests.indicators.properties import wrong_figures

OLD = {"delivery": "old.csv", "vintage": pd.Timestamp("2026-01-01")}
NEW = {"delivery": "new.csv", "vintage": pd.Timestamp("2026-06-01")}


def test_parts_by_standing_make_the_control_total_of_each_publication():
    budgets = [
        OLD | {"module": "A", "amount_usd": 10.0},
        OLD | {"module": "B", "amount_usd": 5.0},
        NEW | {"module": "A", "amount_usd": 7.0},
        {"delivery": "copy.csv", "module": "B", "amount_usd": 5.0, "vintage": pd.Timestamp("2026-07-01")},
        {"delivery": "other.csv", "module": "B", "amount_usd": 6.0, "vintage": OLD["vintage"]},
    ]
    reports = [{"delivery": "spent.csv", "amount_usd": 3.0}]
    figures = publication_ledger(
        rows("grant_budget_lines", *budgets), rows("grant_expenditures", *reports, first_id=99)
    )
    assert wrong_figures("publication_ledger", figures) == []
    table = figures.table.astype({"publication": "str", "role": "str"}).set_index("publication")
    assert table["role"].to_dict() == {
        "copy.csv": "extract",
        "new.csv": "revision",
        "old.csv": "part",
        "other.csv": "refused",
        "spent.csv": "whole",
    }
    assert table["counted_usd"].dropna().to_dict() == {"new.csv": 7.0, "old.csv": 5.0, "spent.csv": 3.0}
    assert table.loc["old.csv", ["superseded_usd", "replaced_by"]].tolist() == [10.0, "new.csv"]
    assert (table.at["copy.csv", "repeated_usd"], table.at["other.csv", "unordered_usd"]) == (5.0, 6.0)
    assert table.at["other.csv", "conflicts_with"] == "old.csv"
    assert table.at["new.csv", "replaced_usd"] == 10.0


def test_without_lines_there_is_no_publication():
    assert publication_ledger(rows("grant_budget_lines"), rows("grant_expenditures")).table.empty
