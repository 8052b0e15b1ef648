import sys
from dataclasses import dataclass, replace

import pandas as pd
import pytest

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources import partner_surveys
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    deliver,
    export,
    form,
    ingested,
    left_out,
    read,
    submission,
    values,
)

OPENED: list[str] = []
"""Files that were opened while the list is watched; an audit hook cannot be taken out again."""
sys.addaudithook(lambda event, args: OPENED.append(str(args[0])) if event == "open" else None)


def surveys(folder, number, in_one_folder):
    """Deliver exports with submissions of their own: each with its form, or all next to one form."""
    deliveries = []
    for at in range(number):
        partner = "all" if in_one_folder else f"partner{at}"
        (folder / str(at)).mkdir(parents=True)
        alone = {} if in_one_folder and at else {"form": form()}
        for one in deliver(folder / str(at), **{f"export{at}": export(submission(at, site_code=f"S{at}"))}, **alone):
            path = f"partner_surveys/{partner}/survey/{one.name}"
            deliveries.append(replace(one, path=path, ordinal=len(deliveries), sha256=f"{len(deliveries):064}"))
    return deliveries


@pytest.mark.parametrize("in_one_folder", [True, False])
def test_each_delivery_is_opened_once(tmp_path, in_one_folder):
    deliveries = surveys(tmp_path, 5, in_one_folder)
    OPENED.clear()
    read_all(deliveries)
    opened = list(OPENED)
    assert {str(one.file): opened.count(str(one.file)) for one in deliveries} == {
        str(one.file): 1 for one in deliveries
    }


@pytest.mark.parametrize("in_one_folder", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_the_work_grows_in_line_with_the_number_of_exports(tmp_path, in_one_folder):
    few, many = surveys(tmp_path / "few", 2, in_one_folder), surveys(tmp_path / "many", 8, in_one_folder)
    read_all(surveys(tmp_path / "warm", 1, in_one_folder))
    assert calls_of(lambda: read_all(many)) < 4.2 * calls_of(lambda: read_all(few))


def read_all(deliveries):
    return partner_surveys.SETTLE([(one, read(deliveries, one)) for one in deliveries])


def calls_of(action):
    """Count the Python calls of an action: the same on every machine."""
    count = 0

    def counted(frame, event, arg):
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_an_edit_in_a_later_file_replaces_the_older_and_the_other_copies_are_duplicates(tmp_path):
    first = export(submission(1), submission(2, end="2025-02-01T10:00:00"))
    second = export(submission(1), submission(2, end="2025-03-01T10:00:00", syringes_distributed=7))
    built = ingested(deliver(tmp_path, january=first, march=second, form=form()))
    assert sorted(values(built, "syringes_distributed")) == [7, 1000]
    assert left_out(built, "survey_services") == {"duplicate": 8}
    findings = built["survey_findings"].table
    assert findings.loc[findings["finding"] == "same_submission_again", "rows_concerned"].tolist() == [1, 1]


def test_a_copy_without_a_time_never_leaves_two_records(tmp_path):
    untimed = submission(1, _submission_time="", syringes_distributed=7)
    built = ingested(deliver(tmp_path, a=export(untimed), b=export(submission(1)), form=form()))
    assert values(built, "syringes_distributed") == [1000]


def test_of_copies_as_new_the_file_with_repeats_is_kept(tmp_path):
    whole = export(submission(1, syringes_distributed=7), spending=(("state", 5, "USD", 1),))
    built = ingested(deliver(tmp_path, a=export(submission(1)), b=whole, form=form()))
    assert values(built, "syringes_distributed") == [7]
    assert built["survey_spending"].table["amount_original"].tolist() == [5]


def numbers(tool, *rows):
    records = pd.DataFrame(rows, columns=["submission", "partner", "period", "measure", "value"])
    about = {"iso3": "KAZ", "area": "Almaty", "year": 2024, "subgroup": "total", "survey": tool}
    records = records.assign(**about, sheet="", column="q", row=range(2, len(records) + 2))
    reading = Reading(records={"survey_services": records})
    reading.seen("survey_services", "", len(records))
    return reading


def settled(*readings):
    named = [(Named(f"partner_surveys/a/{at}/export.csv"), reading) for at, reading in enumerate(readings)]
    return [reading for _, reading in partner_surveys.SETTLE(named)]


@dataclass(frozen=True)
class Named:
    path: str
    folder: str = ""


KOBO = [("uuid:1", "east", "annual", "syringes", 4800.0), ("uuid:1", "east", "annual", "clients", 70.0)]


def test_a_report_that_came_through_two_tools_counts_once_and_the_fuller_one_is_kept():
    form = numbers("google", ("google_forms/1", "east", "annual", "syringes", 4800.0))
    first, second = settled(form, numbers("kobo", *KOBO))
    assert first.records["survey_services"].empty
    assert first.left_out == {("survey_services", "", "duplicate"): 1}
    assert first.records["survey_findings"]["finding"].tolist() == ["same_report_other_tool"]
    assert len(second.records["survey_services"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        ("google_forms/1", "south", "annual", "syringes", 4800.0),
        ("google_forms/1", "east", "h1", "syringes", 4800.0),
        ("google_forms/1", "east", "annual", "syringes", 4801.0),
        ("uuid:2", "east", "annual", "syringes", 4800.0),
    ],
)
def test_reports_of_others_about_other_times_with_other_numbers_or_from_the_same_tool_stay(other):
    first, second = settled(numbers("google", other), numbers("kobo", *KOBO))
    assert len(first.records["survey_services"]) + len(second.records["survey_services"]) == 3
