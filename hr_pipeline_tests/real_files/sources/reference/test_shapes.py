"""The shared files, as `sources/reference/test_shapes.py` reads small ones."""

import pandas as pd

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.reference.landing import outcomes
from hr_pipeline_tests.sources.reference.test_shapes import NAME, landed, people


def test_the_whole_file_of_the_bank_is_read_and_is_what_the_packaged_rows_say(tmp_path):
    content = (SHARED_DATA / "reference/exchange_rates/worldbank_population_1960_2024.csv").read_bytes()
    built = people(tmp_path, {NAME: content})
    assert outcomes(built, NAME) == {"read": 17195, "accepted": 7560, "rejected": 0, "region": 3185, "not_read": 6450}
    packaged = people(tmp_path / "alone", {}).table
    both = packaged.merge(landed(built), on=["iso3", "year"], validate="1:1", suffixes=("", "_delivered"))
    assert len(both) == len(packaged) > 100
    pd.testing.assert_series_equal(both["people"], both["people_delivered"], check_names=False)
