"""The shared files, as `sources/partner_surveys/tools/test_dhis2.py` reads small ones."""

import pytest

from hr_pipeline_tests.shared_data import SHARED_DATA
from hr_pipeline_tests.sources.partner_surveys.tools.test_dhis2 import read


@pytest.mark.parametrize(
    ("name", "faults", "good"),
    [
        ("broken_bad_periods.csv", {"dhis2_bad_period": 2}, 8),
        ("broken_exact_dups.csv", {"dhis2_exact_duplicate": 1}, 11),
        ("broken_neg_values.csv", {"dhis2_negative_value": 2}, 0),
        ("datavalueset_short_headers.csv", {}, 1000),
        ("datavalueset_b.csv", {}, 12),
        ("datavalueset.json", {}, 1000),
    ],
)
def test_real_sets_have_exactly_their_faults(tmp_path, name, faults, good):
    content = (SHARED_DATA / "partner_surveys/dhis2" / name).read_bytes()
    _, findings = read(tmp_path, content, name, layout="")
    unmapped = {"dhis2_unmapped": good} if good else {}
    assert findings == faults | unmapped
