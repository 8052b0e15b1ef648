"""A hidden count leaves no number in a release: not in its row, not in what is made of it, not in the lineage."""

import pandas as pd

from hr_pipeline.releases.withholding import hidden_in_lineage, hidden_in_table
from hr_pipeline_tests.indicators.frames import rows

ROW = {"numerator": 3.0, "numerator_unit": "people", "coverage": 0.25, "obs_status": "A", "missing_reason": None}
HIDDEN = pd.DataFrame(
    {
        "table": "service_coverage",
        "row": pd.array([0, 0], "Int64"),
        "column": ["numerator", "coverage"],
        "kind": "small",
    }
)


def test_a_hidden_row_says_that_it_is_suppressed_and_others_stay():
    table = rows("service_coverage", ROW, ROW | {"iso3": "MDA", "numerator": 30.0})
    hidden = hidden_in_table("service_coverage", table, HIDDEN)
    assert hidden[["numerator", "coverage"]].isna().all(axis=1).tolist() == [True, False]
    assert hidden["missing_reason"].astype("object").tolist()[0] == "suppressed"
    assert hidden["obs_status"].tolist() == ["O", "A"]
    assert hidden.dtypes.astype("str").equals(table.dtypes.astype("str"))
    assert hidden_in_table("coverage_gap", table, HIDDEN) is table


def test_lineage_keeps_places_and_loses_every_number_that_tells_a_hidden_count():
    edges = pd.DataFrame(
        [
            ("service_coverage", 0, "numerator", "survey_services", 7, "", 3.0, "a.csv", "3"),
            ("service_delivery", 4, "count_people", "survey_services", 7, "", 3.0, "a.csv", "3"),
            ("coverage_gap", 2, "gap", "service_coverage", 0, "numerator", 3.0, None, None),
            ("service_coverage", 1, "numerator", "survey_services", 8, "", 30.0, "a.csv", "30"),
        ],
        columns=[
            *["output_table", "output_row", "output_column", "input_table", "input_row", "input_column"],
            *["contribution", "delivery", "raw_value"],
        ],
    ).astype({"output_row": "Int64", "input_row": "Int64"})
    edges = edges.assign(steps="3 people", derivation="number")
    described = hidden_in_lineage(edges, HIDDEN)
    assert described["contribution"].isna().tolist() == [True, True, True, False]
    assert described["raw_value"].isna().tolist() == described["steps"].isna().tolist() == [True, True, True, False]
    assert described["delivery"].equals(edges["delivery"])
