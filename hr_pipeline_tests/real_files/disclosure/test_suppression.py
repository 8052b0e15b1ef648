"""The shared files, as `disclosure/test_suppression.py` reads small ones."""

import numpy as np
import pandas as pd

from hr_pipeline.disclosure.audit import exposed
from hr_pipeline.disclosure.suppression import protected
from hr_pipeline_tests.disclosure.tables import hidden_alone, margins
from hr_pipeline_tests.disclosure.test_suppression import recovered
from hr_pipeline_tests.shared_data import SHARED_DATA

DEATHS = SHARED_DATA / "partner_surveys/real_services/phl_overdose_deaths_by_incident_zip_suppressed.csv"


QUARTERS = 10


def test_real_deaths_by_area_and_quarter_with_their_margins():
    """The published table hides 1 to 5 and no more; with sums by area and quarter next to it, cells fall."""
    published = pd.read_csv(DEATHS, index_col="ZIPCODE", dtype="str").iloc[:, :QUARTERS]
    small = (published == "<6").to_numpy()
    counts = published.replace("<6", "0").astype("int64").to_numpy(copy=True)
    counts[small] = 1 + np.arange(small.sum()) % 5
    cells, relations = margins(counts, threshold=6)
    inner = hidden_alone(cells).assign(is_hidden=lambda d: d["is_hidden"] & ~d.index.str.contains("all"))
    assert inner["is_hidden"].sum() == 292
    assert recovered(inner, relations) > 0
    done = protected(cells, relations)
    assert recovered(done, relations) == 0
    assert exposed(done, relations) == []
