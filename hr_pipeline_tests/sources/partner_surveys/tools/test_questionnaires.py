"""LimeSurvey, Google Forms, REDCap and SurveyCTO: what each writes for nothing, for several choices and for a date."""

import pandas as pd
import pytest

from hr_pipeline.sources.partner_surveys.tools.google_forms import chosen_options, date_order
from hr_pipeline_tests.sources.partner_surveys.tools.survey import (
    findings,
    landed,
    left_out,
    refused,
    services,
    survey_form,
)

LIME = (
    '\ufeff"id";"submitdate";"lastpage";"startlanguage";"token";"partner";"country";"year";"nspavail";"syringes";"clients";'
    '"med[SQ001]";"reform[decrim]";"reform[naloxone]";"comments"\r\n'
)


def lime(number, date="1980-01-01 00:00:00", syringes="1250000.0000000000", reforms=("Y", "")):
    cells = [
        number,
        date,
        3,
        "ru",
        "SECRET",
        "A1",
        "KAZ",
        "2023.0000000000",
        "Y",
        syringes,
        "",
        "",
        *reforms,
        "'=SUM(A1)\nx",
    ]
    return ";".join(f'"{cell}"' for cell in cells) + "\r\n"


def test_limesurvey(tmp_path):
    built = landed(
        tmp_path,
        lime_csv=LIME + lime(1) + lime(2, date="") + lime(3, reforms=("N", "N")).replace("2023.", "2022.") + "\r\n",
    )
    assert services(built)["KAZ", "syringes_distributed", "total"] == 1250000
    assert services(built)["KAZ", "clients_reached", "total"] == "not_reported"
    assert left_out(built) == {"incomplete": 2, "blank": 2}
    reforms = built["survey_policy"].table.query("measure == 'reform_naloxone_over_the_counter'")
    assert reforms["answer"].tolist()[0] == "no" and reforms["missing_reason"].tolist()[1] == "not_reported"
    assert not any(word in one.table.to_csv() for one in built.values() for word in ("SECRET", "SUM", "1980"))
    assert "1250000.0000000000" in set(built["survey_services"].table["raw_value"])


def test_a_questionnaire_that_no_layout_knows_is_refused(tmp_path):
    assert "layout.yaml" in refused(landed(tmp_path, lime_csv=LIME.replace("syringes", "needles") + lime(1)))


OPTIONS = {"Methadone": "methadone", "Methadone, oral": "oral", "Buprenorphine (depot)": "depot", "Other": "other"}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("Methadone, Buprenorphine (depot)", ["methadone", "depot"]),
        ("Methadone, oral, Methadone", ["oral", "methadone"]),
        ("Methadone, decree no. 5, art. 3", ["methadone", "other"]),
        ("Methadone, Other", ["methadone", "other"]),
        ("", []),
    ],
)
def test_options_with_commas(text, chosen):
    assert chosen_options(text, OPTIONS) == chosen


@pytest.mark.parametrize(
    ("times", "order"),
    [
        (["2/1/2025 9:00:00", "13/2/2025 14:30:00"], "day first"),
        (["2/1/2025 9:00:00", "2/13/2025 14:30:00"], "month first"),
        (["2/1/2025 9:00:00"], ""),
        (["2025/01/02 9:00:00"], "year first"),
        (["13/1/2025 9:00:00", "1/13/2025 9:00:00"], ""),
    ],
)
def test_the_order_of_a_date_is_proved_or_open(times, order):
    assert date_order(pd.Series(times)) == order


GOOGLE = (
    "Timestamp,Username,Partner network,Country,City,Reporting year,Is NSP available?,Needles/syringes distributed,"
    "Unique clients reached,Medicines used,Policy reforms under way,Comments,Comments\n"
)


def test_google_forms(tmp_path):
    about = "1/2/2025 9:00:00,jane@example.org,EHRA,Kyrgyz Republic,Bishkek,2024,Don't know"
    row = about + ',~2.2 million,don\'t know,,"None",a,b\n'
    built = landed(tmp_path, google_csv=GOOGLE + row)
    assert services(built)["KGZ", "syringes_distributed", "total"] == 2200000
    assert services(built)["KGZ", "unique_clients", "total"] == "dont_know"
    policy = built["survey_policy"].table.set_index("measure")
    assert policy.loc["reform_decriminalisation", "answer"] == "no"
    assert policy.loc["needle_syringe_programme_available", "missing_reason"] == "dont_know"
    assert findings(built)["times_ambiguous"] == 1
    assert not any("jane" in one.table.to_csv() for one in built.values())


REDCAP_FORM = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
    '"Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number",Identifier?\n'
    "record_id,report,,text,Record,,,,\ncontact,report,,text,Name,,,,y\npartner,report,,text,Network,,,,\n"
    'country,report,,dropdown,Country,"KAZ, Kazakhstan | KGZ, Kyrgyzstan",,,\ncity,report,,text,City,,,,\n'
    'year,report,,text,Year,,,integer,\nperiod,report,,dropdown,Period,"annual, Year | h1, First half",,,\n'
    "syringes_distributed,report,,text,Syringes,,,number_comma_decimal,\noat_clients,report,,text,OAT,,,integer,\n"
    'naloxone_kits,report,,text,Kits,,,integer,\nreforms,report,,checkbox,Reforms,"decrim, D | naloxone_otc, N",,,\n'
    'funder,spending,,dropdown,Funder,"state, State",,,\namount,spending,,text,Amount,,,number,\n'
    "currency,spending,,text,C,,,,\n"
).replace("partner,report,,text,Network,,,,", 'partner,report,,dropdown,Network,"east, East",,,')
REDCAP = (
    "record_id,redcap_repeat_instrument,redcap_repeat_instance,contact,partner,country,city,year,period,"
    "syringes_distributed,oat_clients,naloxone_kits,reforms___decrim,reforms___naloxone_otc,report_complete,"
    "funder,amount,currency,spending_complete\n"
    '1,,,Jane Doe,east,KAZ,,2024,annual,"1,5",98,,0,0,2,,,,\n'
    "2,,,Jane Doe,east,KGZ,,2024,annual,7,3,,1,0,2,,,,\n"
    "1,spending,1,,,,,,,,,,0,0,,state,120.5,KZT,2\n"
)


def test_redcap(tmp_path):
    built = landed(tmp_path, data_csv=REDCAP, dictionary_csv=REDCAP_FORM)
    declared = services(built)
    assert (declared["KAZ", "syringes_distributed", "total"], declared["KAZ", "oat_clients", "total"]) == (1.5, 98)
    assert declared["KAZ", "naloxone_kits_distributed", "total"] == "not_reported"
    assert built["survey_spending"].table["amount_original"].tolist() == [120.5]
    reforms = built["survey_policy"].table.query("measure == 'reform_naloxone_over_the_counter'")
    assert reforms["missing_reason"].tolist()[0] == "not_reported" and reforms["answer"].tolist()[1] == "no"
    assert not any("Jane" in one.table.to_csv() for one in built.values())
    assert "Data Dictionary" in refused(landed(tmp_path, data_csv=REDCAP))


def test_surveycto(tmp_path):
    head = (
        "SubmissionDate,deviceid,partner,country,city,year,period,syringes_distributed,clients_unique,reforms,"
        "reforms_decrim,KEY,formdef_version,review_status\n"
    )
    rows = "".join(
        f"1 Feb 2025 09:00:00,SECRET,east,KAZ,,2024,annual,{n},9,,0,uuid:{n},vTwo,{status}\n"
        for n, status in ((5, "APPROVED"), (6, "REJECTED"))
    )
    built = landed(tmp_path, survey_form(tmp_path), cto_csv=head + rows)
    assert services(built)["KAZ", "syringes_distributed", "total"] == 5
    assert set(left_out(built)) == {"not_approved"} and "repeat_not_in_file" in findings(built)
