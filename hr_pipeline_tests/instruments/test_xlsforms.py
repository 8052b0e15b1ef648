"""The instruments are valid XLSForms in four languages, ask for no personal data, and are read in full."""

import re

import pytest
from openpyxl import load_workbook

from hr_pipeline.demonstration.reproducible import workbook_bytes
from hr_pipeline.instruments import NAMES, instrument, questions, sheets
from hr_pipeline.instruments.__main__ import FORMS
from hr_pipeline.sources.partner_surveys.mappings import packaged

PERSONAL = {"image", "audio", "video", "file", "geopoint", "barcode", "deviceid", "phonenumber", "username", "email"}
READ_BY_NOBODY = {"start", "end", "no_personal_data", "site_code"}
BORDERS = ("begin", "end ")

every_instrument = pytest.mark.parametrize("name", NAMES)


def test_a_partner_gets_the_forms_by_one_command(command, tmp_path):
    described = command("instruments", str(tmp_path / "forms"))
    assert {f"{name}.xlsx" for name in NAMES} == {form.name for form in (tmp_path / "forms").iterdir()}
    assert all(name in described for name in NAMES)


@every_instrument
def test_names_are_unique_lists_exist_and_references_point_to_questions(name):
    declared = instrument(name)
    rows = [row for row in questions(declared) if row["name"]]
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    for row in rows:
        word, _, list_name = row["type"].partition(" ")
        assert not word.startswith("select") or list_name in declared["choices"], row["name"]
        rules = row.get("constraint", "") + row.get("relevant", "")
        assert set(re.findall(r"\$\{(\w+)\}", rules)) <= set(names), row["name"]
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", part) for part in (row["name"], list_name) if part)


@every_instrument
def test_everything_that_people_read_stands_in_four_languages(name):
    declared = instrument(name)
    shown = [
        row for row in questions(declared) if row["type"] not in ("start", "end") and not row["type"].startswith("end ")
    ]
    texts = [row.get(key) for row in shown for key in ("labels", "hints", "messages") if key == "labels" or key in row]
    texts += [labels for named in declared["choices"].values() for labels in named.values()]
    assert all(len(labels) == 4 and all(str(label).strip() for label in labels) for labels in texts)
    script = {1: re.compile("[А-Яа-я]"), 3: re.compile("[\u0600-\u06ff]")}
    same = [labels for labels in texts if len(set(labels)) == 1]  # names of organisations
    assert all(
        script[at].search(labels[at])
        for labels in texts
        if labels not in same
        for at in script
        if not labels[at].isascii()
    )


@every_instrument
def test_no_personal_data_is_asked_and_how_far_answers_may_go_is(name):
    rows = questions(instrument(name))
    assert not {row["type"] for row in rows} & PERSONAL
    assert [row["name"] for row in rows if row["type"] == "text"] in ([], ["city", "site_code"])
    assert next(row for row in rows if row["name"] == "consent_scope")["required"]


@every_instrument
def test_every_question_fills_a_table(name):
    declared = instrument(name)
    mapping = next(mapping for mapping in packaged() if declared["form_id"] in mapping.form_ids)
    repeats = [row["name"] for row in questions(declared) if row["type"] == "begin repeat"]
    used = {question for repeat in ["", *repeats] for question in mapping.used(repeat)}
    asked = {row["name"] for row in questions(declared) if row["name"] and not row["type"].startswith(BORDERS)}
    assert asked - READ_BY_NOBODY == used


@every_instrument
def test_the_packaged_workbook_is_what_the_sources_say(name, tmp_path):
    declared = instrument(name)
    (tmp_path / "made.xlsx").write_bytes(workbook_bytes(sheets(declared, max(declared["versions"]))))
    made, kept = load_workbook(tmp_path / "made.xlsx"), load_workbook(FORMS / f"{name}.xlsx")
    for sheet in ("survey", "choices", "settings"):
        assert list(made[sheet].values) == list(kept[sheet].values)


def test_a_part_is_not_larger_than_its_whole_unless_the_whole_is_blank_or_a_code():
    rows = {row["name"]: row for row in questions(instrument("service_provision"))}
    assert (
        "(. >= 0 and (${clients_unique} = '' or ${clients_unique} < 0 or . <= ${clients_unique})) or . = -99"
        in rows["clients_women"]["constraint"]
    )


@every_instrument
def test_pyxform_converts_the_packaged_form_and_warns_of_nothing(name):
    """pyxform's own checks; ODK Validate needs Java and runs where forms are deployed."""
    pyxform = pytest.importorskip("pyxform.xls2xform", reason="pyxform is a development dependency")
    converted = pyxform.convert(str(FORMS / f"{name}.xlsx"), validate=False)
    assert converted.warnings == []
    assert "<h:html" in converted.xform


@every_instrument
def test_any_country_and_any_partner_can_report(name):
    choices = instrument(name)["choices"]
    assert len(choices["country"]) >= 249 and {"KAZ", "BRA", "NPL", "XKX"} <= set(choices["country"])
    assert "other" in choices["partner"]
    assert all(len(labels) == 4 and all(labels) for labels in choices["country"].values())
