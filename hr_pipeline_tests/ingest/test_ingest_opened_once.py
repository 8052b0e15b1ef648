"""Each delivery's content is opened once while the deliveries of a source are read; an audit hook counts."""

import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from hr_pipeline.ingest.companions import everywhere, in_its_folder
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.kept_readings import KeptReadings
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.sources import global_fund, national_budgets, partner_surveys, published_statistics, reference

LANDING = Path(str(files("hr_pipeline") / "demonstration" / "landing"))
SOURCES = [global_fund, national_budgets, partner_surveys, published_statistics, reference]
OPENED: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def counting():
    """Count what is opened from here on; a hook cannot be taken away again, so it is told when to stop."""
    is_on = [True]

    def hook(event: str, arguments: tuple) -> None:
        if event == "open" and is_on[0]:
            OPENED[str(arguments[0])] += 1

    sys.addaudithook(hook)
    yield
    is_on[0] = False


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return tmp_path_factory.mktemp("archive")


@pytest.fixture(scope="module")
def snapshots(archive):
    return archive_landing(LANDING, archive)


def read_all(source, snapshots, archive, cache):
    """Read a source's deliveries as a run does, and give how often each one's content was opened."""
    name = source.__name__.rpartition(".")[2]
    known, companions = deliveries(snapshots, archive, name), everywhere if name == "reference" else in_its_folder
    kept = KeptReadings(cache / name, "1", companions)
    OPENED.clear()
    read = kept.reader(lambda delivery: source.read(delivery, companions(delivery, known)), known)
    built = ingest(
        name, source.TABLES, known, read, getattr(source, "FINISH", None), None, getattr(source, "SETTLE", None)
    )
    refused = built[source.TABLES[0]].accounting.query("outcome == 'refused'")
    assert refused.empty, refused["message"].tolist()
    return {delivery.path: OPENED[str(delivery.file)] for delivery in known if delivery.role == "data"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__.rpartition(".")[2])
def test_a_deliverys_content_is_opened_once_and_not_again_by_the_next_run(source, snapshots, archive, tmp_path):
    first = read_all(source, snapshots, archive, tmp_path)
    assert first
    assert {path: times for path, times in first.items() if times != 1} == {}
    again = read_all(source, snapshots, archive, tmp_path)
    assert {path: times for path, times in again.items() if times} == {}


def test_delivered_files_are_opened_once_to_be_kept(tmp_path):
    OPENED.clear()
    archive_landing(LANDING, tmp_path)
    delivered = [file for file in LANDING.rglob("*") if file.is_file() and file.suffix in (".xlsx", ".csv", ".gz")]
    assert {file.name: OPENED[str(file)] for file in delivered if OPENED[str(file)] != 1} == {}
