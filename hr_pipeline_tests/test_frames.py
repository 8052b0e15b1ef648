"""The typed helpers give what pandas and NumPy give, index and all."""

import numpy as np
import pandas as pd
import pytest

from hr_pipeline.frames import as_records, logarithm, positions, square_root


def test_records_are_named_by_the_columns():
    frame = pd.DataFrame({"iso3": ["KEN", "UKR"], "year": [2020, 2021]})
    assert as_records(frame) == [{"iso3": "KEN", "year": 2020}, {"iso3": "UKR", "year": 2021}]


def test_positions_are_the_numbers_of_the_columns():
    assert positions(pd.DataFrame([["a", "b"]], columns=[0, 2])) == [0, 2]


@pytest.mark.parametrize(("function", "inverse"), [(square_root, np.square), (logarithm, np.exp)])
def test_functions_keep_the_index_and_missing_values(function, inverse):
    values = pd.Series([1.0, 4.0, np.nan], index=[7, 3, 5])
    pd.testing.assert_series_equal(inverse(function(values)), values)
