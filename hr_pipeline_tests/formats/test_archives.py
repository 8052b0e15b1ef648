"""Zip archives: what is inside is counted as it comes out, and nothing leaves the archive."""

import io
import zipfile

import pytest

from hr_pipeline.formats import archives
from hr_pipeline.formats.archives import text_members
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import Locator
from hr_pipeline_tests.formats.made import delivered, refusal


def packed(folder, *members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return delivered(folder, content.getvalue(), "partner_surveys/a/b/odk.zip")


def test_only_tables_are_opened(tmp_path):
    found = text_members(packed(tmp_path, ("a.csv", "x,y\n1,2\n"), ("media/b.csv", "z"), ("c.jpg", "z")))
    assert found == {"a.csv": b"x,y\n1,2\n"}


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "C:\\a.csv"])
def test_names_that_leave_the_archive(tmp_path, name):
    assert "inside the archive" in refusal(text_members, packed(tmp_path, (name, "x,y\n")))


def test_bombs_empty_and_broken_archives(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    assert "unpacked" in refusal(text_members, packed(tmp_path, ("a.csv", "0" * 2000)))
    monkeypatch.setattr(archives, "MOST_ENTRIES", 1)
    assert "members" in refusal(text_members, packed(tmp_path, ("a.csv", "x"), ("b.csv", "y")))
    assert "text table" in refusal(text_members, packed(tmp_path, ("a.jpg", "x")))
    assert "whole zip" in refusal(text_members, delivered(tmp_path, "no zip", "partner_surveys/a/b/x.zip"))


def test_an_archive_that_unpacks_to_many_times_its_size_is_not_unpacked(tmp_path):
    bomb = packed(tmp_path, ("a.csv", "0" * (40 << 20)))
    assert bomb.size * archives.MOST_PACKED < archives.PACKED_FROM
    assert "at most 32 MiB unpacked" in refusal(text_members, bomb)


def test_cells_of_members_are_found_again(tmp_path):
    delivery = packed(tmp_path, ("a.csv", "x;y\n1;2\n"), ("b.csv", "x,y\n3,4\n"))
    cells = Cells(delivery.file, delivery.name)
    place = Locator("csv", 2, "y", "b.csv")
    assert str(place) == "csv:member=b.csv;line=2;column=y" and Locator.parse(str(place)) == place
    assert cells.read(place) == "4" and cells.read(Locator("csv", 2, "#2", "a.csv")) == "2"
    with pytest.raises(LookupError, match="no member"):
        cells.read(Locator("csv", 2, "y", "c.csv"))
