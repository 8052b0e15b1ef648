"""`acknowledgements.yaml`: subject, reason and who, or a refusal that says which is missing."""

import pytest

from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.acknowledgements import acknowledgements, parse_acknowledgements
from hr_pipeline.ingest.snapshots import archive_landing
from hr_pipeline_tests.formats.made import refusal

ENTRY = "- subject: 'movement of x: 1.00 to 2.00 US$'\n  reason: cut by the board\n  acknowledged_by: a network\n"


def test_an_entry_names_subject_reason_and_who():
    (entry,) = parse_acknowledgements(ENTRY.encode())
    assert entry.subject == "movement of x: 1.00 to 2.00 US$"
    assert (entry.reason, entry.acknowledged_by) == ("cut by the board", "a network")


@pytest.mark.parametrize(
    "text", ["subject: x", "- subject: x", ENTRY + "  note: y\n", "- a: [", "[" * 9000, ENTRY.replace("a network", "")]
)
def test_what_is_no_list_of_whole_entries_is_refused(text):
    assert "acknowledgements.yaml" in refusal(parse_acknowledgements, text.encode())


def test_a_file_that_cannot_be_read_acknowledges_nothing_and_is_refused(tmp_path):
    landing, archive = tmp_path / "landing", tmp_path / "kept"
    landing.mkdir()
    (landing / "acknowledgements.yaml").write_text(ENTRY)
    assert len(acknowledgements(archive_landing(landing, archive), archive)) == 1
    (landing / "acknowledgements.yaml").write_text("- subject: x")
    sources = archive_landing(landing, archive)
    assert acknowledgements(sources, archive) == []
    assert unread(sources, archive)["delivery"].tolist() == ["acknowledgements.yaml"]
