"""The bulk export of AIDSinfo in its raw shape; all figures are invented."""

import pytest

from hr_pipeline_tests.sources.published_statistics.tables import HEADER, NEEDLES, SIZE, export, read, read_export

OAT = "Coverage of opioid substitution therapy,PWID_OST_COVERAGE,Percent"
HEPATITIS = "Viral hepatitis among people who inject drugs,PWID_HEPATITIS,Percent"
AVOIDED = (
    "People who inject drugs: Avoidance of health care because of stigma and discrimination,PWID_AVOIDANCE_CARE,Percent"
)


def only(found):
    assert found.rejects.empty, found.rejects["message"].tolist()
    (row,) = found.table.to_dict("records")
    return row


def test_a_row_keeps_its_figure_denominator_source_and_place(tmp_path):
    found = read_export(
        tmp_path, f"{NEEDLES},Kazakhstan,KAZ,2030,UNAIDS_GAM_,131,,85300,Source: National programme data 2030"
    )
    row = only(found)
    assert (row["iso3"], row["area"], row["scope"], row["year"]) == ("KAZ", "national", "national", 2030)
    assert (row["measure"], row["subgroup"], row["unit"]) == ("syringes_per_person", "total", "syringes_per_person")
    assert (row["value"], row["rounding"], row["denominator_people"]) == (131, 0.5, 85_300)
    assert row["denominator_population"] == "people_who_inject_drugs"
    assert (row["publication"], row["kind"]) == ("UNAIDS GAM 2031", "registration")
    assert row["licence"] == "CC-BY-NC-SA-3.0-IGO"
    assert (row["row"], row["column"], row["raw_value"]) == (2, "Data value", "131")
    assert found.cells_again() == ["131"]


def test_per_cent_becomes_a_share_and_the_denominator_of_a_survey_its_sample(tmp_path):
    row = only(
        read_export(tmp_path, f"{AVOIDED},Females,FEMALES,Canada,CAN,2030,UNAIDS_GAM_,12.5,,331,Source: BSS 2030")
    )
    assert (row["value"], row["rounding"], row["raw_value"]) == (pytest.approx(0.125), pytest.approx(0.0005), "12.5")
    assert (row["sample_size"], row["subgroup"], row["kind"]) == (331, "women", "survey")
    assert row["steps"] == "x 0.01 (per cent); denominator in column Data_Denominator"
    assert str(row["denominator_people"]) == "nan"


@pytest.mark.parametrize(
    ("text", "code", "measure", "subgroup"),
    [
        ("Hepatitis B Males", "HEPATITIS_B_MALES", "hepatitis_b_prevalence", "men"),
        ("Hepatitis C < 25", "HEPATITIS_C_LT_25", "hepatitis_c_prevalence", "under_25"),
        ("Hepatitis C 25+", "HEPATITIS_C_GTE_25", "hepatitis_c_prevalence", "25_and_over"),
        ("Hepatitis C Transgender", "HEPATITIS_C_TRANSGENDER", "hepatitis_c_prevalence", "other_gender"),
    ],
)
def test_a_subgroup_may_name_the_disease_too(tmp_path, text, code, measure, subgroup):
    row = only(read_export(tmp_path, f"{HEPATITIS},{text},{code},Chad,TCD,2030,UNAIDS_GAM_,1.2,,,Source: BBS"))
    assert (row["measure"], row["subgroup"]) == (measure, subgroup)


def test_the_older_export_without_codes_and_denominators_says_the_same(tmp_path):
    header = "Indicator,Unit,Subgroup,Area,Area ID,Time Period,Source,Data value,Formatted,Footnote"
    line = "Coverage of opioid substitution therapy,Percent,25+,Ukraine,UKR,2017,UNAIDS,4.2,,"
    row = only(read(tmp_path, {"GAM_2018_en.csv": export(line, header=header)}))
    assert (row["measure"], row["subgroup"], row["value"]) == ("oat_coverage", "25_and_over", pytest.approx(0.042))
    assert row["denominator_population"] == "opioid_dependent_people"


def test_parts_of_countries_keep_their_names_whatever_code_they_have(tmp_path):
    found = read_export(
        tmp_path,
        f"{NEEDLES},Aktobe,KAZ002,2030,UNAIDS_TGF_Data_,64.55,,4000,",
        f"{NEEDLES},KAZS06,KAZS06,2030,UNAIDS_TGF_Data_,225.49,,1600,",
        f"{SIZE},estimate,ESTIMATE,Gauteng,ZAF007,2030,UNAIDS_TGF_Data_,9600,,0,South Africa",
    )
    declared = found.table[["iso3", "area", "scope", "value", "rounding"]].to_numpy().tolist()
    assert declared == [
        ["KAZ", "Aktobe", "subnational", 64.55, pytest.approx(0.005)],
        ["KAZ", "KAZS06", "subnational", 225.49, pytest.approx(0.005)],
        ["ZAF", "Gauteng", "subnational", 9600, 50],
    ]


def test_regions_answers_spending_and_others_people_are_left_out_and_counted(tmp_path):
    found = read_export(
        tmp_path,
        f"{NEEDLES},Eastern Europe and central Asia,UNAEECA,2030,UNAIDS,100,,,",
        f"{NEEDLES},Global,03M49WLD,2030,UNAIDS,33,,,",
        "Laws on syringes,Q_A_9,SingleChoiceWithNo,Total,TOTAL,Chad,TCD,2030,UNAIDS_Data_,,Yes,53,",
        "Syphilis prevalence among sex workers,SW_SYPHILIS,Percent,Total,TOTAL,Chad,TCD,2030,UNAIDS_GAM_,5,,10,",
        "Drug checking sites,DRUG_CHECKING,Number,Total,TOTAL,Chad,TCD,2030,UNAIDS_GAM_,5,,10,",
        "Country-reported HIV expenditure by funding source,DOMESTIC_SPENDING_FUND_SOURCE,Number,Global Fund,"
        "GLOBAL_FUND,Chad,TCD,2030,UNAIDS_GAM_,5,,0,",
        f"{NEEDLES},Chad,TCD,2030,UNAIDS_GAM_,,,,",
    )
    assert found.counts() == {
        **{"read": 7, "region": 2, "in_words": 1, "other_subject": 1},
        **{"unmapped": 1, "spending": 1, "blank": 1},
    }


def test_bounds_in_rows_of_their_own_join_their_estimate(tmp_path):
    foot = "Region: National; Method: 3 source capture recapture; Source: IBBS 2030"
    found = read_export(
        tmp_path,
        f"{SIZE},estimate,ESTIMATE,Zambia,ZMB,2030,UNAIDS_GAM_,88400,,,{foot}",
        f"{SIZE},lower estimate,LOW_ESTIMATE,Zambia,ZMB,2030,UNAIDS_GAM_,70000,,,",
        f"{SIZE},upper estimate,HIGH_ESTIMATE,Zambia,ZMB,2030,UNAIDS_GAM_,99000,,,",
        f"{SIZE},lower estimate,LOW_ESTIMATE,Chad,TCD,2030,UNAIDS_GAM_,100,,,",
        f"{SIZE},upper estimate,HIGH_ESTIMATE,Chad,TCD,2030,UNAIDS_GAM_,100,,,",
    )
    zambia, chad = found.table.to_dict("records")
    assert (zambia["value"], zambia["value_low"], zambia["value_high"]) == (88_400, 70_000, 99_000)
    assert (zambia["row"], zambia["kind"], zambia["scope"]) == (2, "indirect", "national")
    assert (chad["value_low"], chad["value_high"], chad["missing_reason"]) == (100, 100, "bounds_only")
    assert (chad["row"], str(chad["value"])) == (5, "nan")
    assert found.counts() == {"read": 5, "accepted": 2, "joined": 3}


def test_bounds_without_a_footnote_follow_the_only_estimate_of_their_year(tmp_path):
    size = lambda group, value, foot: f"{SIZE},{group},Moldova,MDA,2030,UNAIDS_GAM_,{value},,,{foot}"  # noqa: E731
    low = size("lower estimate,LOW_ESTIMATE", 4000, "")
    (found,) = read_export(tmp_path / "one", size("estimate,ESTIMATE", 5400, "Region: Balti"), low).table.to_dict(
        "records"
    )
    assert (found["area"], found["value"], found["value_low"]) == ("Balti", 5_400, 4_000)
    both = [size("estimate,ESTIMATE", 5400, "Region: Balti"), size("estimate,ESTIMATE", 7200, "Region: Chisinau")]
    assert read_export(tmp_path / "two", *both, low).counts() == {"read": 3, "accepted": 3}


@pytest.mark.parametrize(
    ("footnote", "scope", "area", "kind"),
    [
        ("Region: 9 cities; Source: IBBS 2030", "partial", "national", "survey"),
        (
            "Region: Lusaka Kitwe Livingstone and Solwezi; Methods: service multiplier",
            "partial",
            "national",
            "indirect",
        ),
        ("9 cities", "partial", "national", "unstated"),
        ("Region: Balti", "partial", "Balti", "unstated"),
        ("Region: National; Method: programmatic mapping", "national", "national", "registration"),
        ("national", "national", "national", "unstated"),
        ("", "national", "national", "unstated"),
    ],
)
def test_a_footnote_tells_which_places_a_size_is_of_and_how_it_was_found(tmp_path, footnote, scope, area, kind):
    row = only(read_export(tmp_path, f"{SIZE},estimate,ESTIMATE,Zambia,ZMB,2030,UNAIDS_GAM_,8400,,,{footnote}"))
    assert (row["scope"], row["area"], row["kind"]) == (scope, area, kind)


@pytest.mark.parametrize(
    ("value", "formatted", "expected"),
    [
        ("...", "", (None, None, None, "not_reported")),
        ("", "...", (None, None, None, "not_reported")),
        ("", "<100", (None, None, 100, "bounds_only")),
        ("<100", "", (None, None, 100, "bounds_only")),
        ("17 500", "", (17_500, None, None, None)),
        ('"17,500"', "", (17_500, None, None, None)),
        ("17\u00a0500", "17 500", (17_500, None, None, None)),
    ],
)
def test_what_aidsinfo_prints_instead_of_a_number_is_no_zero(tmp_path, value, formatted, expected):
    line = f"{SIZE},estimate,ESTIMATE,Zambia,ZMB,2030,UNAIDS_GAM_,{value},{formatted},,"
    row = only(read_export(tmp_path, line))
    found = tuple(None if row[name] != row[name] else row[name] for name in ("value", "value_low", "value_high"))
    reason = row["missing_reason"]
    assert (*found, None if reason != reason else reason) == expected


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{NEEDLES},Zambia,ZMB,2030,UNAIDS_GAM_,-3,,,", "value"),
        (f"{NEEDLES},Zambia,ZMB,2030,UNAIDS_GAM_,many,,,", "value"),
        (f"{NEEDLES},Zambia,ZMB,recently,UNAIDS_GAM_,3,,,", "year"),
        (f"{NEEDLES},Atlantis,XQA,2030,UNAIDS_GAM_,3,,,", "iso3"),
        (f"{NEEDLES},Zambia,ZMB,2030,UNAIDS_GAM_,3,,several,", "denominator_people"),
        (f"{NEEDLES.replace('Number', 'Bushel')},Zambia,ZMB,2030,UNAIDS_GAM_,3,,,", "unit"),
        (f"{AVOIDED},Total,TOTAL,Zambia,ZMB,2030,UNAIDS_GAM_,101,,,", "published_statistics"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(tmp_path, line, column):
    found = read_export(tmp_path, line)
    assert found.rejects[["failed_column", "row"]].to_numpy().tolist() == [[column, 2]]
    assert found.counts() == {"read": 1, "rejected": 1}


def test_coverage_over_the_total_is_kept_as_published(tmp_path):
    row = only(read_export(tmp_path, f"{OAT},Total,TOTAL,Spain,ESP,2030,UNAIDS_GAM_,214,,38500,"))
    assert row["value"] == pytest.approx(2.14)


def test_a_repeated_row_counts_once_and_a_contradicted_one_not_at_all(tmp_path):
    zambia, chad = f"{NEEDLES},Zambia,ZMB,2030,UNAIDS_GAM_,", f"{NEEDLES},Chad,TCD,2030,UNAIDS_GAM_,"
    found = read_export(tmp_path, f"{zambia}3,,,", f"{zambia}3,,,", f"{chad}1,,,", f"{chad}2,,,")
    assert found.counts() == {"read": 4, "accepted": 1, "duplicate": 1, "rejected": 2}
    assert found.rejects["message"].str.contains("states several").all()


def test_two_vintages_of_one_fact_are_both_kept(tmp_path):
    files = {
        f"GAM_{year}_en.csv": export(f"{NEEDLES},Zambia,ZMB,2029,UNAIDS_GAM_,{value},,,")
        for year, value in ((2030, 3), (2031, 4))
    }
    found = read(tmp_path, files)
    declared = found.table[["publication", "value"]].to_numpy().tolist()
    assert sorted(declared) == [["UNAIDS GAM 2030", 3], ["UNAIDS GAM 2031", 4]]


def test_need_and_availability_of_regions_become_resource_estimates(tmp_path):
    need = "Estimated resource needs (Fast-Track),RESOURCE_NEEDS_FT,Number,Total,TOTAL"
    found = read_export(
        tmp_path,
        f"{need},Eastern Europe and central Asia,UNAEECA,2030,UNAIDS,1649.5,,,",
        f"{need},Zambia,ZMB,2030,UNAIDS,3,,,",
    )
    (row,) = found.estimates.to_dict("records")
    assert (row["region"], row["measure"], row["amount_usd"], row["price_year"]) == ("EECA", "need", 1_649.5e6, 2016)
    assert found.counts("resource_estimates") == {"read": 2, "accepted": 1, "rejected": 1}
    assert found.counts() == {}


@pytest.mark.parametrize("notes", [['"Отчет" за год', '"Encuesta', "IBBS"], ['"Encuesta', 'de "campo"', '"Informe']])
def test_quotation_marks_of_an_export_without_quoting_swallow_no_rows(tmp_path, notes):
    lines = [f"{NEEDLES},Chad,TCD,{2020 + at},UNAIDS_GAM_,{at},,,{note}" for at, note in enumerate(notes)]
    found = read_export(tmp_path, *lines)
    assert found.table["note"].tolist() == notes
    assert found.cells_again() == ["0", "1", "2"]


@pytest.mark.parametrize("code", ["KENYA", "Kenya", "KEN", "PERU", "MACAO"])
def test_a_name_in_capitals_is_a_country_and_no_part_of_one(tmp_path, code):
    row = only(read_export(tmp_path, f"{NEEDLES},,{code},2030,UNAIDS_GAM_,3,,,"))
    assert (row["area"], row["scope"]) == ("national", "national")


def test_a_missing_column_is_named(tmp_path):
    found = read(tmp_path, {"GAM_2031_en.csv": export(header=HEADER.replace("Time Period,", ""))})
    assert "unaids_aidsinfo_export.yaml lacks the columns 'Time Period'" in found.refusal
    assert "GAM_2031_en.csv.layout.yaml" in found.refusal
