"""What a delivery gave is read once, and comes back as it was; anything else is read again."""

import json
import stat
from dataclasses import replace

import pandas as pd
import pytest

from hr_pipeline.ingest.companions import in_its_folder
from hr_pipeline.ingest.corrections import Correction, Corrections
from hr_pipeline.ingest.deliveries import Delivery, Notes, Refused
from hr_pipeline.ingest.kept_readings import KeptReadings
from hr_pipeline.ingest.reading import Reading

TABLE = "countries"


@pytest.fixture
def delivery(tmp_path):
    file = tmp_path / "snapshot"
    file.write_bytes(b"iso3\nKAZ\n")
    return Delivery("reference/a.csv", "reference", "data", "a" * 64, 9, 1, Notes(confidentiality="C"), file)


class Reader:
    """Counts how often it reads."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, delivery: Delivery) -> Reading:
        self.times += 1
        delivery.corrections.met.add(7)
        records = pd.DataFrame({"iso3": ["KAZ", "KGZ"], "row": [2, 3], "sheet": "", "unknown": [object(), object()]})
        reading = Reading({TABLE: records}, fetch="f", licence="CC0-1.0", holdings=pd.DataFrame({"submission": ["u"]}))
        reading.seen(TABLE, "", 3)
        reading.leave_out(TABLE, "", "blank", 1)
        reading.tear_off(TABLE, "", [(4, 2)])
        return reading


def kept(tmp_path, delivery, reader, code="1", known=()):
    """Read a delivery as a run would, with nothing in memory."""
    readings = KeptReadings(tmp_path / "cache", code, in_its_folder)
    return readings.reader(reader, [delivery, *known])(delivery)


def test_a_reading_comes_back_as_it_was(tmp_path, delivery):
    reader = Reader()
    first = kept(tmp_path, delivery, reader)
    again = replace(delivery, corrections=Corrections())
    second = kept(tmp_path, again, reader)
    assert reader.times == 1
    pd.testing.assert_frame_equal(first.records[TABLE], second.records[TABLE])
    pd.testing.assert_frame_equal(first.holdings, second.holdings)
    assert set(second.records[TABLE]) == {"iso3", "sheet", "row"}
    assert (first.read, first.left_out, first.rejected) == (second.read, second.left_out, second.rejected)
    assert (second.fetch, second.licence) == ("f", "CC0-1.0")
    assert again.corrections.met == {7}


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "b" * 64},
        {"path": "reference/b.csv"},
        {"notes": Notes(confidentiality="C", vintage="2024")},
        {
            "corrections": Corrections(
                (Correction("reference/a.csv", "csv:line=2;column=iso3", "KAZ", "w", "p", "KGZ"),)
            )
        },
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_content_name_note_or_correction_is_read(tmp_path, delivery, change):
    reader = Reader()
    kept(tmp_path, delivery, reader)
    kept(tmp_path, replace(delivery, **change), reader)
    assert reader.times == 2


def test_another_reader_reads_again(tmp_path, delivery):
    reader = Reader()
    kept(tmp_path, delivery, reader)
    kept(tmp_path, delivery, reader, code="2")
    assert reader.times == 2


@pytest.mark.parametrize(("path", "times"), [("reference/form.csv", 2), ("elsewhere/form.csv", 1)])
def test_only_files_that_it_is_read_with_matter(tmp_path, delivery, path, times):
    reader = Reader()
    kept(tmp_path, delivery, reader)
    kept(tmp_path, delivery, reader, known=[replace(delivery, path=path)])
    assert reader.times == times


@pytest.mark.parametrize("name", ["countries.parquet", "holdings.parquet", "reading.json"])
@pytest.mark.parametrize("how", ["cut", "changed", "gone"])
def test_a_damaged_entry_is_read_again_and_replaced(tmp_path, delivery, name, how):
    reader = Reader()
    first = kept(tmp_path, delivery, reader)
    (file,) = (tmp_path / "cache").rglob(name)
    content = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(
            content[:-9] if how == "cut" else content.replace(b"KAZ", b"UKR").replace(b"blank", b"other") + b" "
        )
    second = kept(tmp_path, delivery, reader)
    third = kept(tmp_path, delivery, reader)
    assert reader.times == 2 or (how == "changed" and name == "reading.json")
    pd.testing.assert_frame_equal(first.records[TABLE], second.records[TABLE])
    assert first.left_out == second.left_out == third.left_out


def test_a_changed_count_is_noticed(tmp_path, delivery):
    reader = Reader()
    kept(tmp_path, delivery, reader)
    (file,) = (tmp_path / "cache").rglob("reading.json")
    stored = json.loads(file.read_text())
    file.write_text(json.dumps(stored | {"book": stored["book"].replace("blank", "other")}))
    kept(tmp_path, delivery, reader)
    assert reader.times == 2


def test_refusals_are_not_kept(tmp_path, delivery):
    reader = Reader()

    def refusing(one: Delivery) -> Reading:
        reader(one)
        raise Refused("the whole file", "expected a table", "deliver it again")

    for _ in range(2):
        with pytest.raises(Refused):
            kept(tmp_path, delivery, refusing)
    assert reader.times == 2
    assert not list((tmp_path / "cache").glob("*"))


def test_rows_of_confidential_deliveries_are_read_by_their_owner_only(tmp_path, delivery):
    kept(tmp_path, delivery, Reader())
    below = [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_what_was_not_used_leaves_nothing_behind(tmp_path, delivery):
    kept(tmp_path, delivery, Reader())
    other = KeptReadings(tmp_path / "cache", "1", in_its_folder)
    other.reader(Reader(), [delivery])(replace(delivery, sha256="c" * 64))
    other.forget_others()
    assert len(list((tmp_path / "cache").iterdir())) == 1
