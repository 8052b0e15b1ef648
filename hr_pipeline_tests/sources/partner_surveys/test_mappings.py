import pytest
import yaml

from hr_pipeline.sources.partner_surveys.mappings import PART_COLUMNS, packaged
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    V2,
    Survey,
    deliver,
    export,
    form,
    refusal,
    submission,
    values,
)

OWN = {
    "name": "own",
    "source": "the network's questionnaire",
    "submission": {"partner": "partner", "iso3": "country", "year": "year"},
    "services": [
        {
            "question": "trainings",
            "measure": "naloxone_kits_distributed",
            "service": "overdose_prevention",
            "subgroup": "total",
            "source": "label",
        }
    ],
}


def with_own(folder, entry, sheets=None):
    text = entry if isinstance(entry, str) else yaml.safe_dump(entry)
    return deliver(folder, export=sheets or export(submission(1, trainings=4)), form=form(), layout=text)


def unknown_form() -> dict:
    other = form()
    other["settings"] = [["form_id", "version"], ["another_survey", V2]]
    other["survey"] = [row for row in other["survey"] if row[1] != "naloxone_kits"]
    return other


def test_every_packaged_row_says_on_what_it_rests():
    for mapping in packaged():
        rows = [row for part in (*PART_COLUMNS, "aliases") for row in getattr(mapping, part)]
        repeats = [part for part in (mapping.spending, mapping.violations) if part]
        assert all(row["source"] for row in [*rows, *repeats]) and mapping.source


def test_a_form_that_no_mapping_knows_is_refused_with_the_way_to_add_one(tmp_path):
    message = refusal(deliver(tmp_path, export=export(submission(1)), form=unknown_form()))
    assert "'another_survey'" in message
    assert "measures.layout.yaml" in message


def test_a_form_with_another_id_and_all_the_questions_is_known(tmp_path):
    other = form()
    other["settings"] = [["form_id", "version"], ["another_survey", V2]]
    built = Survey(deliver(tmp_path, export=export(submission(1)), form=other))
    assert values(built, "syringes_distributed") == [1000]
    assert built["survey_services"].table["survey"].unique().tolist() == ["another_survey"]


def test_a_mapping_next_to_the_export_is_read_instead_of_the_packaged_ones(tmp_path):
    built = Survey(with_own(tmp_path, OWN))
    table = built["survey_services"].table
    assert values(built, "naloxone_kits_distributed") == [4]
    assert len(table) == 1
    assert table[["area", "period"]].astype("str").to_numpy().tolist() == [["national", "annual"]]


def test_kobo_version_ids_may_be_matched_with_the_versions_of_the_forms(tmp_path):
    sheets = export(submission(1, __version__="vKoboMadeThis", trainings=4))
    built = Survey(with_own(tmp_path, OWN | {"versions": {"vKoboMadeThis": V2}}, sheets))
    table = built["survey_services"].table
    assert table["is_known_version"].tolist() == [True]
    assert table["form_version"].tolist() == ["vKoboMadeThis"]


def test_choices_may_be_written_without_quotation_marks(tmp_path):
    entry = OWN | {
        "missing_choices": {98: "dont_know"},
        "policy": [{"question": "nsp_available", "measure": "needle_syringe_programme_available", "source": "label"}],
    }
    built = Survey(with_own(tmp_path, entry, export(submission(1, trainings=4, nsp_available=98))))
    assert built["survey_policy"].table["missing_reason"].tolist() == ["dont_know"]


def bent(part: str, **changes) -> dict:
    return OWN | {part: [OWN[part][0] | changes]}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("a: [", "expected YAML text"),
        ("just words", "name, source and submission"),
        ({"name": "own"}, "name, source and submission"),
        (OWN | {"colour": "red"}, "no keys but"),
        (OWN | {"services": {}}, "a list under services"),
        (OWN | {"submission": {"partner": "partner"}}, "partner, iso3 and year"),
        (OWN | {"services": [{"question": "trainings"}]}, "in each row of services"),
        (bent("services", measure="happiness"), "measure of services to be one of"),
        (bent("services", service="hairdressing"), "service to be one of"),
        (bent("services", subgroup="everybody"), "subgroup to be one of"),
        (OWN | {"missing_numbers": {-99: "forgotten"}}, "missing_numbers to be one of"),
        (OWN | {"answers": {True: True}}, "answers to be one of yes, partly, no"),
        (OWN | {"spending": {"repeat": "spending"}}, "exactly the keys"),
        (bent("services", question="comments"), "a question for a number or a code"),
        (OWN | {"submission": OWN["submission"] | {"partner": "comments"}}, "found one of type text"),
        (OWN | {"submission": OWN["submission"] | {"year": "start"}}, "found one of type start"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(tmp_path, entry, message):
    assert message in refusal(with_own(tmp_path, entry))


def test_a_mapping_of_questions_that_the_export_lacks_is_refused(tmp_path):
    sheets = export(submission(1, trainings=4))
    entry = OWN | {"submission": OWN["submission"] | {"period": "half_year"}}
    assert "half_year" in refusal(with_own(tmp_path, entry, sheets))
