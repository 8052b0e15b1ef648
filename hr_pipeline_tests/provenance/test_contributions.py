"""Contributions and the ids of figures."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.provenance.contributions import ADDEND, EDGE_COLUMNS, edges, figure_ids, gather, id_part
from hr_pipeline.schemas.gate import require

MISSING = [None, 3, 4]


def made(**changes):
    given = {"output": ("funding_gap", "need_usd"), "output_row": [0, 1, 2], "source": ("unit_costs", [10, 11, 12])}
    return edges(**given | {"role": ADDEND, "contribution": [1.0, 2.0, 3.0]} | changes)


def test_each_output_row_has_its_input_row():
    assert list(made().columns) == EDGE_COLUMNS
    assert made()[["output_row", "input_row", "contribution"]].values.tolist() == [
        [0, 10, 1.0],
        [1, 11, 2.0],
        [2, 12, 3.0],
    ]


def test_one_number_serves_all_rows():
    assert made(contribution=0.5)["contribution"].tolist() == [0.5, 0.5, 0.5]


def test_a_contribution_of_a_published_figure_names_its_column():
    assert set(made(source=("resource_need", [0, 1, 2], "need_usd_2023"))["input_column"]) == {"need_usd_2023"}


@pytest.mark.parametrize("change", [{"contribution": MISSING}, {"source": ("unit_costs", MISSING)}])
def test_what_is_missing_gives_nothing(change):
    assert made(**change)["output_row"].tolist() == [1, 2]


def test_gathered_contributions_stand_sorted_by_figure_and_whatever_the_order_of_the_parts():
    first, second = made(), made(output=("funding_gap", "available_usd"), role="factor")
    together = gather([second, first])
    pd.testing.assert_frame_equal(together, gather([first, second]))
    assert together["output_row"].tolist() == [0, 0, 1, 1, 2, 2]


def test_gathered_contributions_fit_their_schema_with_their_places():
    places = {
        "delivery": "category",
        "sheet": "category",
        "row": "Int64",
        "column": "category",
        "raw_value": "str",
        "steps": "category",
        "derivation": "category",
    }
    for parts in ([made()], []):
        gathered = gather(parts)
        whole = gathered.assign(
            **{name: pd.Series([None] * len(gathered), dtype=kind) for name, kind in places.items()}
        )
        assert len(require("lineage", whole)) == 3 * len(parts)


def test_no_contributions_are_an_empty_table_with_the_same_kinds():
    assert gather([]).dtypes.astype("str").to_dict() == gather([made()]).dtypes.astype("str").to_dict()


def test_a_figure_is_named_by_its_keys_and_a_missing_key_by_a_dash():
    table = pd.DataFrame({"iso3": ["UKR", None], "year": pd.array([2024, None], dtype="Int64")})
    assert figure_ids(table, "money", ["iso3", "year"]).tolist() == ["money/UKR/2024", "money/-/-"]
    assert figure_ids(table, "money", ["iso3"]).tolist() == ["money/UKR", "money/-"]


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), min_size=2, max_size=5, unique=True))
def test_two_figures_never_share_an_id(keys):
    table = pd.DataFrame(keys, columns=["one", "other"], dtype="str")
    assert figure_ids(table, "money", ["one", "other"]).is_unique


@given(st.text())
def test_a_key_in_an_id_has_no_slash(text):
    assert "/" not in id_part(text)
