"""Laws of the fingerprint: what it must not notice, and what it must."""

import hashlib

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hr_pipeline.provenance.fingerprint import file_sha256, fingerprint

words = st.one_of(st.none(), st.text(max_size=5))
wholes = st.one_of(st.none(), st.integers(-(2**53), 2**53))
numbers = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
lists = st.lists(st.tuples(words, wholes, numbers), min_size=1, max_size=6)


def table(rows):
    kinds = {"word": "str", "whole": "Int64", "number": "float64"}
    return pd.DataFrame(rows, columns=list(kinds), dtype="object").astype(kinds)


def one(values, dtype):
    return pd.DataFrame({"column": pd.Series(values, dtype=dtype)})


@given(lists)
def test_text_is_the_same_as_str_and_as_category(rows):
    frame = table(rows)
    assert fingerprint(frame.astype({"word": "category"})) == fingerprint(frame)


@given(st.lists(st.text(max_size=3), min_size=1, max_size=5))
def test_unused_and_reordered_categories_change_nothing(texts):
    known = sorted({*texts, "never used"}, reverse=True)
    assert fingerprint(one(texts, pd.CategoricalDtype(known))) == fingerprint(one(texts, "str"))


@given(st.lists(st.integers(-(2**62), 2**62), max_size=5))
def test_whole_numbers_are_the_same_as_int64_and_as_nullable(values):
    assert fingerprint(one(values, "int64")) == fingerprint(one(values, "Int64"))


@given(lists, st.data())
def test_every_changed_cell_is_noticed(rows, data):
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, 2))
    cell = data.draw([words, wholes, numbers][column])
    assume(cell != rows[row][column])
    changed = [
        tuple(cell if (r, c) == (row, column) else old for c, old in enumerate(line)) for r, line in enumerate(rows)
    ]
    assert fingerprint(table(changed)) != fingerprint(table(rows))


@given(lists)
def test_order_and_number_of_rows_are_noticed(rows):
    assert fingerprint(table([*rows, rows[0]])) != fingerprint(table(rows))
    if rows != rows[::-1]:
        assert fingerprint(table(rows[::-1])) != fingerprint(table(rows))


def test_order_and_names_of_columns_are_noticed():
    frame = table([("a", 1, 2.0)])
    assert fingerprint(frame[["whole", "word", "number"]]) != fingerprint(frame)
    assert fingerprint(frame.rename(columns={"word": "name"})) != fingerprint(frame)


@pytest.mark.parametrize(
    ("missing", "present", "dtype"),
    [
        ([1, None], [1, 0], "Int64"),
        ([1, None], [1, 0], "float64"),
        (["a", None], ["a", ""], "str"),
        (["a", None], ["a", ""], "category"),
        ([True, None], [True, False], "boolean"),
        (["2024-01-01", None], ["2024-01-01", "1970-01-01"], "datetime64[ns]"),
    ],
)
def test_a_missing_value_is_never_a_zero_or_blank(missing, present, dtype):
    assert fingerprint(one(missing, dtype)) != fingerprint(one(present, dtype))


def test_a_column_of_another_kind_with_the_same_bits_is_noticed():
    same = [one([0], "int64"), one([0.0], "float64"), one([False], "bool"), one(["0"], "str")]
    same.append(one(["1970-01-01"], "datetime64[ns]"))
    assert len({fingerprint(frame) for frame in same}) == len(same)


def test_how_a_date_is_stored_changes_nothing_but_each_second_part_counts():
    stored = {fingerprint(one(["2024-01-02"], f"datetime64[{unit}]")) for unit in ("s", "ms", "us", "ns")}
    assert len(stored) == 1
    assert fingerprint(one(["2024-01-02T00:00:00.5"], "datetime64[ns]")) not in stored


def test_the_sign_of_zero_means_nothing():
    assert fingerprint(one([-0.0], "float64")) == fingerprint(one([0.0], "float64"))


@given(st.integers(0, 2**40))
def test_numbers_of_one_build_are_left_out(first):
    frame = table([("a", 1, 2.0), ("b", 2, 3.0)])
    numbered = frame.assign(row_id=pd.array([first, first + 1], dtype="Int64"))
    assert fingerprint(numbered) == fingerprint(frame)


def test_the_algorithm_is_the_one_that_released_fingerprints_were_made_with():
    """Where this fails, every fingerprint in every release has changed its meaning: say so in the release notes."""
    frame = table([("needle", 1, 0.5), ("syringe", None, None), (None, -3, 1e9)]).assign(
        kept=[True, False, True], day=pd.to_datetime(["2024-01-01", None, "1999-12-31"])
    )
    assert fingerprint(frame) == "2c31e1f221738015f12d059e2fc380676e108c39e9b593ae3f0fd04507247a08"


def test_bytes_are_hashed_as_they_lie(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"a\r\nb\0")
    assert file_sha256(file) == hashlib.sha256(b"a\r\nb\0").hexdigest()
