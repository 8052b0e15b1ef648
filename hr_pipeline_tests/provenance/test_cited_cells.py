"""Contributions of source rows get the cells they came from."""

import pandas as pd
import pytest

from hr_pipeline.provenance.cited_cells import CARRIED, with_places
from hr_pipeline.provenance.contributions import ADDEND, EDGE_COLUMNS, edges, gather
from hr_pipeline_tests.schemas.examples import rows


@pytest.fixture
def contributions():
    of_cells = edges(("funding_gap", "available_usd"), [0, 1], ("price_index", [2, 0]), ADDEND, [5.0, 6.0])
    of_figures = edges(("funding_gap", "available_usd"), [0], ("resource_need", [0], "need_usd_2023"), "need", [7.0])
    return gather([of_cells, of_figures])


def test_each_source_row_brings_its_own_cell(contributions):
    source = rows("price_index", *({"raw_value": text} for text in ("zero", "one", "two")))
    placed = with_places(contributions, {"price_index": source})
    found = placed.set_index("contribution")
    assert found.loc[5.0, ["row", "raw_value"]].tolist() == [3, "two"]
    assert found.loc[6.0, ["row", "raw_value"]].tolist() == [1, "zero"]


def test_a_contribution_of_a_figure_has_no_cell(contributions):
    placed = with_places(contributions, {"price_index": rows("price_index", {}, {}, {})}).set_index("contribution")
    assert placed.loc[7.0, CARRIED].isna().all()


def test_no_contribution_is_lost_or_doubled(contributions):
    placed = with_places(contributions, {"price_index": rows("price_index", {}, {}, {})})
    assert sorted(placed["contribution"]) == [5.0, 6.0, 7.0]


def test_two_source_rows_with_one_id_are_a_fault(contributions):
    twice = rows("price_index", {"row_id": 2}, {"row_id": 2})
    with pytest.raises(pd.errors.MergeError):
        with_places(contributions, {"price_index": twice})


def test_no_contributions_stay_none():
    assert list(with_places(gather([]), {}).columns) == [*EDGE_COLUMNS, *CARRIED]
