"""DHIS2 data value sets: every header variant, faults that are found and set aside, identifiers that need a layout."""

import json

import pytest

from hr_pipeline.sources.partner_surveys.tools.dhis2 import period_of
from hr_pipeline.sources.partner_surveys.tools.reports import report_reader_of
from hr_pipeline_tests.formats.made import delivered, refusal

DE, OU, COC, ACOC = "deSyringes1", "ouAlmaty001", "cocWomen001", "acocDefault"
LAYOUT = f"""
name: national_system
source: the ministry's metadata export
tool: dhis2
data_elements: {{{DE}: {{measure: syringes_distributed, service: needle_syringe_programme}}}}
org_units: {{{OU}: {{iso3: KAZ, area: Almaty}}}}
category_option_combos: {{{COC}: women}}
"""
FOLDER = "partner_surveys/ministry/routine"


def read(folder, content, name="set.csv", layout=LAYOUT):
    delivery = delivered(folder, content, f"{FOLDER}/{name}")
    companions = [delivered(folder, layout, f"{FOLDER}/dhis2.layout.yaml")] if layout else []
    reading = report_reader_of(delivery, companions).read(delivery, companions)
    found = reading.records.pop("survey_findings", None)
    return reading, {} if found is None else dict(zip(found["finding"], found["rows_concerned"], strict=True))


def row(period="2024", value="7", extra="john,2025-01-01,a comment,false"):
    return f"{DE},{period},{OU},{COC},{ACOC},{value},{extra}\n"


@pytest.mark.parametrize(
    "header",
    [
        "dataelement,period,orgunit,catoptcombo,attroptcombo,value,storedby,lastupdated,comment,flwup",
        "dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value,storedby,timestamp,comment,followup",
        "Data element,Period,Organisation unit,Category option combo,Attribute option combo,Value,strby,lstupd,cmt,x",
        "de,pe,ou,coc,acoc,value,strby,lstupd,cmt,flwup",
        "",
    ],
)
def test_every_header_and_none_says_the_same(tmp_path, header):
    reading, findings = read(tmp_path, (header + "\n" if header else "") + row() + row("2024Q1", "3"))
    table = reading.records["survey_services"]
    assert table[["iso3", "area", "year", "period", "subgroup", "value"]].to_numpy().tolist() == [
        ["KAZ", "Almaty", 2024, "annual", "women", 7.0],
        ["KAZ", "Almaty", 2024, "q1", "women", 3.0],
    ]
    assert not findings
    assert "john" not in table.to_csv() and "comment" not in table.to_csv()
    assert table["column"].str.casefold().unique().tolist() == ["value" if header else "#6"]


def test_json_is_read_with_pointers(tmp_path):
    one = {"dataElement": DE, "period": "202403", "orgUnit": OU, "categoryOptionCombo": COC, "value": "5"}
    gone = one | {"period": "2024", "deleted": True, "storedBy": "john"}
    reading, findings = read(tmp_path, json.dumps({"dataValues": [gone, one]}), "set.json")
    table = reading.records["survey_services"]
    assert table[["period", "value", "column"]].to_numpy().tolist() == [["m03", 5.0, "/dataValues/1/value"]]
    assert reading.left_out == {("survey_services", "", "deleted"): 1} and not findings
    assert "dataValues" in refusal(read, tmp_path, '{"dataValues": 3}', "bad.json")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024", (2024, "annual")),
        ("2024S1", (2024, "h1")),
        ("2024Q4", (2024, "q4")),
        ("202412", (2024, "m12")),
        ("2024W5", (2024, "w05")),
        ("2017Oct", (2017, "from_october")),
        ("2024April", (2024, "from_april")),
        ("2016Q5", None),
        ("202413", None),
        ("Oct", None),
        ("2024W54", None),
        ("24", None),
    ],
)
def test_periods(text, meant):
    assert period_of(text) == meant


def test_faults_are_found_and_good_rows_pass(tmp_path):
    body = row() + row() + row("2023", "-1") + row("2016Q5") + row("2022", "x") + row("2021", "1") + row("2021", "2")
    reading, findings = read(tmp_path, "de,pe,ou,coc,acoc,value,storedby,lastupdated,comment,flwup\n" + body)
    assert findings == {
        "dhis2_bad_period": 1,
        "dhis2_conflicting_values": 2,
        "dhis2_exact_duplicate": 1,
        "dhis2_negative_value": 1,
        "dhis2_not_a_number": 1,
    }
    assert len(reading.records["survey_services"]) == 1
    assert len(reading.rejected) == 5 and reading.left_out["survey_services", "", "duplicate"] == 1


def test_identifiers_that_no_layout_explains_are_left_out(tmp_path):
    other = row().replace(COC, "cocOther001")
    reading, findings = read(tmp_path, "de,pe,ou,coc,acoc,value,storedby,lastupdated,comment,flwup\n" + other + row())
    assert findings == {"dhis2_unmapped": 1} and len(reading.records["survey_services"]) == 1


def test_a_line_with_a_cell_too_many_is_torn_and_counted(tmp_path):
    reading, _ = read(
        tmp_path,
        "de,pe,ou,coc,acoc,value\n"
        + row(extra="")[:-2]
        + "\n"
        + row("2023", extra="").strip()
        + ",9\n"
        + row("2022", extra="")[:-2]
        + "\n",
    )
    assert [one["check"] for one in reading.rejected] == ["as_wide_as_header"]
    assert len(reading.records["survey_services"]) == 2
