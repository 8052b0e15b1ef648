"""One reader over many deliveries: none stops the others, and every record has one outcome."""

from dataclasses import replace

import pandas as pd
import pytest

from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.deliveries import Notes, Refused
from hr_pipeline.ingest.ingest import combined, empty, ingest
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.ingest.snapshots import archive_landing
from hr_pipeline.provenance.locators import ROWS_PER_SNAPSHOT
from hr_pipeline.schemas.gate import WITHHELD, require
from hr_pipeline.schemas.tables import TABLES, kinds
from hr_pipeline_tests.formats.made import delivered

TABLE = "price_index"


def records(values, sheet=""):
    count = len(values)
    return pd.DataFrame(
        {
            "year": pd.array([2020] * count, dtype="Int64"),
            "value": pd.Series(values, dtype="float64"),
            "source": "somewhere",
            "sheet": sheet,
            "row": range(2, count + 2),
            "column": "value",
            "raw_value": [f"raw {value}" for value in values],
        }
    )


def reader(delivery):
    """Read a file of numbers separated by blanks; `x` is unreadable, `-` is blank, a leading `!` is refused."""
    marks = delivery.file.read_text().split()
    if marks[0] == "!":
        raise Refused("line 1", "expected numbers", "write numbers")
    reading = Reading()
    reading.seen(TABLE, "", len(marks))
    reading.leave_out(TABLE, "", "blank", marks.count("-"))
    kept = [mark for mark in marks if mark != "-"]
    numbers = pd.to_numeric(pd.Series(kept, dtype="str"), errors="coerce")
    made = records(numbers.tolist())
    reading.records[TABLE] = reading.reject(TABLE, made, numbers.isna(), "value", pd.Series(kept), "a number")
    return reading


@pytest.fixture
def deliver(tmp_path):
    def several(*texts, **notes):
        made = [delivered(tmp_path, text, f"global_fund/{number}.txt", **notes) for number, text in enumerate(texts)]
        return [replace(one, ordinal=number) for number, one in enumerate(made)]

    return several


def fates(built):
    rows = built[TABLE].accounting
    named = rows["outcome"].where(rows["reason"] == "", rows["reason"])
    return {(path[12:], outcome): n for path, outcome, n in zip(rows["delivery"], named, rows["rows"], strict=True)}


def test_every_record_is_accepted_rejected_or_left_out(deliver):
    built = ingest("global_fund", [TABLE], deliver("1 2 x - -3 -"), reader)
    assert fates(built) == {
        ("0.txt", "read"): 6,
        ("0.txt", "accepted"): 2,
        ("0.txt", "rejected"): 2,
        ("0.txt", "blank"): 2,
    }
    assert built[TABLE].table["value"].tolist() == [1, 2]
    assert sorted(built[TABLE].rejects["check"]) == ["greater_than(0)", "readable"]


def test_what_is_built_passes_every_schema(deliver):
    built = ingest("global_fund", [TABLE], deliver("1 x -", "! broken"), reader)[TABLE]
    for name, frame in ((TABLE, built.table), ("rejects", built.rejects), ("row_accounting", built.accounting)):
        assert len(require(name, frame)) > 0


def test_each_row_carries_the_terms_and_the_number_of_its_delivery(deliver):
    table = ingest("global_fund", [TABLE], deliver("1 2", "3", illustrative=True, licence="CC0-1.0"), reader)[
        TABLE
    ].table
    assert table["row_id"].tolist() == [0, 1, ROWS_PER_SNAPSHOT]
    assert table["delivery"].astype("str").tolist() == ["global_fund/0.txt"] * 2 + ["global_fund/1.txt"]
    assert table["is_illustrative"].all()
    assert set(table["licence"]) == {"CC0-1.0"}


def test_a_refused_delivery_does_not_stop_the_others_and_says_why(deliver):
    built = ingest("global_fund", [TABLE], deliver("1", "! broken", "2"), reader)
    assert built[TABLE].table["value"].tolist() == [1, 2]
    (message,) = built[TABLE].accounting.query("outcome == 'refused'")["message"]
    assert message == "line 1: expected numbers. How to fix it: write numbers."


def test_a_delivery_refused_for_its_notes_is_not_read(deliver):
    described = "delivery.yaml: expected YAML text. How to fix it: write it."
    refused = [replace(one, role=f"refused: {described}") for one in deliver("1")]
    built = ingest("global_fund", [TABLE], refused, reader)[TABLE]
    assert built.table.empty
    assert built.accounting["message"].tolist() == [described]


def test_files_that_are_no_data_are_passed_over(deliver):
    built = ingest("global_fund", [TABLE], [replace(one, role="note") for one in deliver("1")], reader)
    assert fates(built) == {}


def test_the_same_bytes_under_another_name_are_counted_once(deliver):
    built = ingest("global_fund", [TABLE], deliver("1 2", "1 2"), reader)
    assert len(built[TABLE].table) == 2
    assert fates(built)["1.txt", "refused"] == 0


@pytest.mark.parametrize("change", [1, -1])
def test_a_delivery_whose_reader_loses_or_doubles_a_record_is_refused(deliver, change):
    def careless(delivery):
        reading = reader(delivery)
        reading.seen(TABLE, "", change if delivery.path.endswith("0.txt") else 0)
        return reading

    built = ingest("global_fund", [TABLE], deliver("1 2", "3"), careless)[TABLE]
    assert built.table["value"].tolist() == [3]
    (message,) = built.accounting.query("outcome == 'refused'")["message"]
    assert f"{2 + change} rows read, 2 accounted for" in message


def test_a_delivery_with_records_of_a_sheet_that_nobody_counted_is_refused(deliver):
    def forgetful(delivery):
        return Reading(records={TABLE: records([1.0], sheet="hidden")}, read={(TABLE, ""): 0})

    built = ingest("global_fund", [TABLE], deliver("1"), forgetful)[TABLE]
    assert built.table.empty
    assert built.accounting["outcome"].tolist() == ["refused"]


def test_a_delivery_that_does_not_fit_its_schema_is_refused_and_the_others_are_published(deliver):
    def faulty(delivery):
        reading = reader(delivery)
        if delivery.path.endswith("0.txt"):
            reading.records[TABLE] = reading.records[TABLE].assign(value="a person's name")
        return reading

    built = ingest("global_fund", [TABLE], deliver("1", "2"), faulty)[TABLE]
    assert built.table["value"].tolist() == [2]
    (message,) = built.accounting.query("outcome == 'refused'")["message"]
    assert "the other deliveries are not affected" in message
    assert "person" not in message


def test_a_reader_s_own_fault_refuses_that_file_only_and_quotes_no_cell(deliver):
    def faulty(delivery):
        if delivery.path.endswith("0.txt"):
            raise ValueError("a person's name")
        return reader(delivery)

    built = ingest("global_fund", [TABLE], deliver("1", "2"), faulty)
    assert built[TABLE].table["value"].tolist() == [2]
    (message,) = built[TABLE].accounting.query("outcome == 'refused'")["message"]
    assert "ValueError in test_ingest.py" in message
    assert "person" not in message


def test_what_confidential_cells_say_is_withheld_from_rejects(deliver):
    rejects = ingest("global_fund", [TABLE], deliver("1 x -3", confidentiality="C"), reader)[TABLE].rejects
    assert rejects["raw_value"].tolist() == [WITHHELD, WITHHELD]


def test_a_torn_line_is_a_reject_with_its_number(deliver):
    def torn(delivery):
        reading = Reading()
        reading.seen(TABLE, "", 1)
        reading.tear_off(TABLE, "", [(7, 3)])
        return reading

    rejects = ingest("global_fund", [TABLE], deliver("1"), torn)[TABLE].rejects
    assert rejects[["row", "check"]].values.tolist() == [[7, "as_wide_as_header"]]
    assert "line 7 has 3 cells" in rejects["message"].iloc[0]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_without_rows_has_the_kinds_of_its_schema(table):
    assert {name: str(kind) for name, kind in empty(table).dtypes.items()} == kinds(table)


def test_tables_without_deliveries_are_empty_and_never_missing():
    built = ingest("global_fund", [TABLE, "countries"], [], reader)
    assert [built[name].table.empty for name in (TABLE, "countries")] == [True, True]


def test_categories_stay_categories_when_tables_are_put_together():
    first, second = (pd.DataFrame({"row_id": [n], "word": pd.Categorical([word])}) for n, word in ((2, "b"), (1, "a")))
    together = combined([first, second])
    assert together["word"].tolist() == ["a", "b"]
    assert together["word"].cat.categories.tolist() == ["a", "b"]


def test_files_that_nothing_reads_are_reported_and_others_are_not(tmp_path):
    for name in ("stray.csv", "global_fund/lines.csv", "readme"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    described = require("row_accounting", unread(archive_landing(tmp_path, tmp_path / ".kept"), tmp_path / ".kept"))
    assert described["delivery"].tolist() == ["stray.csv"]
    assert described["message"].str.contains("How to fix it: ").all()


def test_notes_without_a_word_are_free_and_of_unstated_licence():
    assert (Notes().confidentiality, Notes().licence) == ("F", "LicenceRef-unstated")
