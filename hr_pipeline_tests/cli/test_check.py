import json

import pytest
from typer.testing import CliRunner

from hr_pipeline.cli.main import app
from hr_pipeline_tests.sources.partner_surveys.small_survey import deliver, export, form, submission


def checked(folder, *options):
    return CliRunner().invoke(app, ["check", str(folder), *options])


def test_a_good_export_is_accepted_without_a_home(tmp_path):
    deliver(tmp_path, export=export(submission(1)), form=form())
    found = checked(tmp_path, "--json")
    assert found.exit_code == 0
    (file,) = json.loads(found.stdout)
    assert file["refusal"] == "" and file["counts"]["accepted"] > 0
    assert {one.name for one in tmp_path.iterdir()} == {"export.xlsx", "form.xlsx"}


def test_each_failing_record_is_named_with_its_rule_and_its_cure_and_never_with_an_answer(tmp_path):
    rows = [submission(at, city="Zhanar Canaryova", site_code=f"S{at}") for at in (1, 2)]
    deliver(tmp_path, export=export(*rows, submission(3)), form=form())
    (file,) = json.loads(checked(tmp_path, "--json").stdout)
    place = next(one for one in file["remarks"] if "gazetteer" in one["rule"])
    assert (place["records"], place["severity"]) == ("2-3", "error") and place["cure"]
    assert "Canaryova" not in json.dumps(file)


def test_parts_that_exceed_their_whole_and_jumps_between_years_are_remarked(tmp_path):
    before, after = submission(1, year=2023), submission(2, syringes_distributed=9000, clients_female=70)
    deliver(tmp_path, export=export(before, after), form=form())
    (file,) = json.loads(checked(tmp_path, "--json").stdout)
    rules = {one["rule"]: one["records"] for one in file["remarks"]}
    assert rules["the parts are more than the whole"] == "3"
    assert rules["the number is more than twice or less than half of the year before"] == "3"


def test_an_export_of_which_nothing_is_usable_is_refused(tmp_path):
    deliver(tmp_path, export=export(submission(1, year="last year")), form=form())
    found = checked(tmp_path)
    assert found.exit_code == 3 and "refused: " in found.stdout


@pytest.mark.parametrize(("language", "word"), [("ru", "принято"), ("fr", "accepté"), ("ar", "مقبول")])
def test_the_report_is_in_the_partners_language_and_says_that_nobody_reviewed_it(tmp_path, language, word):
    deliver(tmp_path, export=export(submission(1)), form=form())
    printed = checked(tmp_path, "--language", language).stdout
    assert word in printed
    assert len(printed.splitlines()[1]) > 10


def test_an_empty_folder_says_what_to_put_there(tmp_path):
    found = checked(tmp_path)
    assert found.exit_code == 1 and "put the exports there" in found.stdout
