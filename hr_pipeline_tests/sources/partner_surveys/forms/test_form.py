import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.partner_surveys.forms.form import Form, dictionary
from hr_pipeline.sources.partner_surveys.forms.xlsforms import is_form, read_form
from hr_pipeline.sources.partner_surveys.tools.grids import Grid
from hr_pipeline_tests.sources.partner_surveys.small_survey import V1, V2, form


def sheets(contents: dict) -> list[Grid]:
    texts = {
        name: pd.DataFrame([[str(cell) for cell in row] for row in rows], range(1, len(rows) + 1), dtype="str")
        for name, rows in contents.items()
    }
    return [Grid(name, cells.fillna(""), cells.isna()) for name, cells in texts.items()]


def survey_of(*rows: tuple, headers: tuple = ("type", "name")) -> pd.DataFrame:
    width = max(len(row) for row in (headers, *rows))
    padded = [[*row, *[""] * (width - len(row))] for row in (headers, *rows)]
    return read_form(sheets({"survey": padded, "choices": [["list_name", "name"]]})).questions


def test_a_workbook_is_a_form_by_its_sheets_whatever_it_is_called():
    assert is_form(sheets(form()))
    assert is_form(sheets({" Survey": [["type"]], "CHOICES": [["name"]], "backup": [["x"]]}))
    assert not is_form(sheets({"survey": [["type"]]}))


def test_names_are_stripped_and_empty_rows_skipped():
    questions = survey_of(("integer ", "fsl_rcsi_borrow "), ("", ""), ("note", ""))
    assert questions["name"].tolist() == ["fsl_rcsi_borrow"]


def test_questions_know_their_groups_and_their_repeat():
    questions = survey_of(
        ("begin group", "finance"),
        ("begin_repeat", "spending"),
        ("decimal", "amount"),
        ("begin repeat", "notes"),
        ("integer", "count"),
        ("end repeat",),
        ("end_repeat",),
        ("integer", "total"),
        ("end group",),
    ).set_index("name")
    assert questions["path"].to_dict() == {
        "amount": "finance/spending/amount",
        "count": "finance/spending/notes/count",
        "total": "finance/total",
    }
    assert questions["repeat"].to_dict() == {"amount": "spending", "count": "spending/notes", "total": ""}


@pytest.mark.parametrize(
    ("written", "kind", "list_name"),
    [
        ("select_one yndk", "select_one", "yndk"),
        ("select one from yndk", "select_one", "yndk"),
        ("select1 yndk", "select_one", "yndk"),
        ("select_one yndk or_other", "select_one", "yndk"),
        ("select one from yndk or specify other", "select_one", "yndk"),
        ("select_multiple Reform", "select_multiple", "Reform"),
        ("select all that apply from Reform or_other", "select_multiple", "Reform"),
        ("select_one_from_file cities.csv", "select_one", "cities.csv"),
        ("gps", "geopoint", ""),
        ("int", "integer", ""),
        ("Integer", "integer", ""),
    ],
)
def test_every_spelling_of_a_type_is_understood(written, kind, list_name):
    row = survey_of((written, "q")).iloc[0]
    assert (row["type"], row["list_name"]) == (kind, list_name)


def test_older_headers_are_understood_and_of_two_equal_ones_the_first_counts():
    survey = [["Command", "Value", "constraint", "constraint"], ["integer", "q", ". > 0", "x"]]
    found = read_form(
        sheets({"survey": survey, "choices": [["list name", "value"], ["l", "a"]], "settings": [["id_string"], ["f"]]})
    )
    assert found.form_id == "f"
    assert found.questions[["name", "constraint"]].to_numpy().tolist() == [["q", ". > 0"]]
    assert found.choices.to_numpy().tolist() == [["l", "a"]]


def test_a_form_without_settings_has_no_version_and_is_no_error():
    found = read_form(sheets({"survey": [["type", "name"]], "choices": [["list_name", "name"]]}))
    assert (found.form_id, found.version) == ("", "")


@pytest.mark.parametrize("name", ["type", "name"])
def test_a_survey_sheet_without_a_needed_column_is_refused_and_the_column_named(name):
    headers = [header for header in ("type", "name") if header != name]
    with pytest.raises(Refused, match=f"sheet survey, row 1.*found no {name}"):
        read_form(sheets({"survey": [headers], "choices": [["list_name", "name"]]}))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("begin group", "a"), ("end repeat",)], "row 3: expected the end of a group"),
        ([("end group",)], "row 2: expected no end"),
        ([("begin repeat", "a")], "at its end: expected 'end repeat' for 'a'"),
    ],
)
def test_groups_that_do_not_close_are_refused_with_their_row(rows, message):
    with pytest.raises(Refused, match=message):
        survey_of(*rows)


@given(st.lists(st.sampled_from(["group", "repeat"]), max_size=6))
def test_a_question_lies_as_deep_as_its_open_blocks(blocks):
    opened = [(f"begin {kind}", f"b{at}") for at, kind in enumerate(blocks)]
    closed = [(f"end {kind}", "") for kind in reversed(blocks)]
    row = survey_of(*opened, ("integer", "q"), *closed, ("integer", "after")).set_index("name")
    assert row.at["q", "path"].count("/") == len(blocks)
    assert row.at["q", "repeat"] == "/".join(f"b{at}" for at, kind in enumerate(blocks) if kind == "repeat")
    assert row.at["after", "path"] == "after"


def test_the_dictionary_lists_each_choice_of_a_select_multiple_in_its_version():
    both = dictionary([read_form(sheets(form(V1))), read_form(sheets(form(V2)))])
    items = both.items[both.items["version"] == V2]["item"].tolist()
    assert {"reforms", "reforms/decrim", "reforms/none", "reforms/98"} <= set(items)
    assert "clients_reached" not in items
    assert both.versions == [V1, V2]


def test_two_forms_of_the_same_version_are_refused():
    one, other = form(V1), form(V1, extra=[["integer", "more", ""]])
    with pytest.raises(Refused, match="each once"):
        dictionary([read_form(sheets(one)), read_form(sheets(other))])


def test_the_same_version_in_two_files_counts_once():
    one = read_form(sheets(form(V1)))
    assert dictionary([one, one]).versions == [V1]


def test_forms_of_two_surveys_in_one_folder_are_refused():
    one = read_form(sheets(form(V1)))
    with pytest.raises(Refused, match="one folder per survey"):
        dictionary([one, Form("another", V2, one.questions, one.choices)])
