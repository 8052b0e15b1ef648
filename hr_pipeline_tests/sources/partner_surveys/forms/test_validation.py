import pytest

from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    V1,
    V2,
    deliver,
    export,
    form,
    read,
    repeat_sheet,
    submission,
    with_forms,
)


def findings(deliveries) -> dict[str, tuple]:
    """Give finding -> row, column's question and number of records, without columns that a small survey leaves out."""
    table = read(deliveries, deliveries[0]).records.get("survey_findings")
    rows = [] if table is None else table.to_dict("records")
    return {
        row["finding"]: (row["row"], row["question"], row["rows_concerned"])
        for row in rows
        if row["finding"] != "missing_column"
    }


def met(folder, *submissions, versions=(V2,), extra=None, **repeats):
    forms = {f"form_{version}": form(version, extra=extra) for version in versions}
    return findings(deliver(folder, export=export(*submissions, **repeats), **forms))


def test_a_sound_export_has_no_findings(tmp_path):
    assert met(tmp_path, submission(1), submission(2, oat_clients=6)) == {}


@pytest.mark.parametrize(
    ("cells", "finding", "question"),
    [
        ({"nsp_available": "perhaps"}, "choice_not_in_list", "nsp_available"),
        ({"reforms": "decrim abolish"}, "choice_not_in_list", "reforms"),
        ({"reforms": "decrim", "reforms/decrim": 0, "reforms/none": 1}, "choices_disagree", "reforms"),
        ({"syringes_distributed": -5}, "constraint_violated", "syringes_distributed"),
        ({"syringes_distributed": "many"}, "not_a_number", "syringes_distributed"),
        ({"clients_female": 1.5}, "not_whole", "clients_female"),
        ({"__version__": "vDraft"}, "unknown_version", ""),
        ({"comments": "<WARNING: Truncated to Excel limit of 32767 characters!> x"}, "truncated_text", "comments"),
        ({"city": "????"}, "lost_characters", "city"),
    ],
)
def test_each_difference_has_its_code_and_place(tmp_path, cells, finding, question):
    assert met(tmp_path, submission(1), submission(2, **cells))[finding] == (3, question, 1)


def test_codes_that_a_rule_allows_break_nothing(tmp_path):
    assert met(tmp_path, submission(1, syringes_distributed=-99, nsp_available=98)) == {}


def with_columns(**declared):
    """Give the small form a last question with `required` and `relevant`."""
    sheets = form(V2)
    sheets["survey"][0] += list(declared)
    sheets["survey"].append(["integer", "why", "", *declared.values()])
    return sheets


@pytest.mark.parametrize(
    ("declared", "cells", "finding"),
    [
        ({"required": "yes"}, {"why": ""}, "required_blank"),
        ({"required": "TRUE", "relevant": "${year} = 2024"}, {"why": ""}, "required_blank"),
        ({"required": "yes", "relevant": "${year} = 2023"}, {"why": ""}, None),
        ({"relevant": "selected(${nsp_available}, 'no')"}, {"why": 3}, "answered_while_not_relevant"),
        ({"relevant": "selected(${nsp_available}, 'yes')"}, {"why": 3}, None),
        ({"relevant": "count(${spending}) > 1"}, {"why": 3}, "relevance_not_evaluated"),
        ({"relevant": "${naloxone_kits} > 1"}, {"why": 3}, "relevance_not_evaluated"),
    ],
)
def test_required_and_relevance_are_read_together(tmp_path, declared, cells, finding):
    assert set(findings(deliver(tmp_path, export=export(submission(1, **cells)), form=with_columns(**declared)))) == (
        {finding} if finding else set()
    )


def test_a_rule_that_is_not_evaluated_is_stated_and_never_passed(tmp_path):
    found = met(tmp_path, submission(1, extra=3), extra=[["integer", "extra", "sum(${amount}) > 2"]])
    assert set(found) == {"constraint_not_evaluated"}


def test_answers_of_an_older_version_that_the_export_lost_are_an_error(tmp_path):
    one, other = submission(1, clients_other_gender=0), submission(2, __version__=V1)
    assert met(tmp_path, one, other, versions=(V1, V2))["version_answers_lost"] == (1, "clients_reached", 1)


def test_records_of_a_repeat_are_checked_with_their_submission(tmp_path):
    found = met(tmp_path, submission(1), spending=(("global_fund", -1, "USD", 1), ("mars", 5, "USD", 9)))
    assert found["constraint_violated"] == (2, "amount", 1)
    assert found["orphan_record"] == (3, "spending", 1)


def test_a_finding_holds_no_answer(tmp_path):
    secret = "Ivan Ivanov"
    deliveries = with_forms(tmp_path, export(submission(1, nsp_available=secret, comments=secret, deviceid=secret)))
    assert secret not in read(deliveries, deliveries[0]).records["survey_findings"].to_csv()


def test_columns_that_no_form_knows_are_named_by_their_place_only(tmp_path):
    found = read(d := with_forms(tmp_path, export(submission(1, Ivanov=3))), d[0]).records["survey_findings"]
    row = found[found["finding"] == "unknown_column"].iloc[0]
    assert (row["column"], row["rows_concerned"]) == ("T", 1) and "Ivanov" not in row["message"]


def test_repeats_without_numbers_are_joined_by_uuid(tmp_path):
    sheets = export(submission(1), submission(2))
    main = next(iter(sheets.values()))
    at = main[0].index("_index")
    for row in main:
        del row[at]
    sheets["spending"] = repeat_sheet(["funder", "amount", "currency"], ("state", 7, "KZT", 2))
    deliveries = with_forms(tmp_path, sheets)
    spending = read(deliveries, deliveries[0]).records["survey_spending"]
    assert spending["submission"].tolist() == ["uuid:root-2"]
