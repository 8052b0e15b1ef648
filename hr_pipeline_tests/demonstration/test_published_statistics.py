import pytest

from hr_pipeline.demonstration import LANDING, published_statistics
from hr_pipeline_tests.demonstration.test_global_fund import unpacked
from hr_pipeline_tests.sources.published_statistics.tables import read_landing

FOLDER = "published_statistics"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    published_statistics.make(folder)
    return folder


def test_made_again_the_files_are_the_committed_ones(made):
    again, kept = ({file.name: unpacked(file) for file in (root / FOLDER).iterdir()} for root in (made, LANDING))
    assert again == kept


def test_every_row_is_read_or_counted_and_marked_as_invented(made, tmp_path):
    found = read_landing(made, tmp_path)
    assert found.rejects.empty and found.table["is_illustrative"].all()
    assert found.counts() == {"read": 56, "accepted": 44, "joined": 9, "region": 1, "in_words": 1, "spending": 1}
    assert found.counts("resource_estimates") == {"read": 1, "accepted": 1}
    assert found.table["iso3"].nunique() == 5
