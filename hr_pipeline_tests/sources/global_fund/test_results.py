"""Results, allocations and eligibility: from downloads and pages, aggregates apart, vintages side by side."""

import pandas as pd
import pytest

from hr_pipeline_tests.sources.global_fund.odata import built, fetched, messages

OST = "people_receiving_opioid_agonist_therapy"
REACHED = "people_who_inject_drugs_reached"
HEADER = "World,Continent1,SubContinent1,GeographyName1,Component,IndicatorName,Year,Result,DateTimeCreated\n"
RESULT = {
    "programmaticDataSet": "Annual_Results",
    "indicatorName": "People receiving Opioid Substitution Therapy",
    "resultValueYear": 2019,
    "resultValueNumerator": 82,
    "activityArea": {"name": "HIV", "type": "Component"},
    "geography": {"code": "UKR", "name": "Ukraine", "level": "Country"},
}
TARGET = {
    "programmaticDataSet": "IMPLEMENTATION_PERIOD_TARGETS_RESULTS",
    "indicatorName": "KP-1d(M): Percentage of people who inject drugs reached with HIV prevention programs",
    "valueType": "Number and Percentage",
    "baselineValueYear": 2016,
    "baselineValuePercentage": 40.5,
    "targetValueNumerator": 60,
    "targetValueDenominator": 100,
    "targetValuePercentage": 60,
    "resultValuePercentage": None,
    "implementationPeriod": {
        "code": "UKR-C-AUAP01",
        "grant": {"code": "UKR-C-AUA", "geography": {"name": "Ukraine", "level": "Country"}},
    },
}


@pytest.fixture
def deliver(tmp_path):
    """Deliver text files of the Global Fund and read them; a name may hold a folder."""

    def tables(**files):
        for name, text in files.items():
            file = tmp_path / "landing" / "global_fund" / f"{name}.csv"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return built(tmp_path)

    return tables


def test_annual_results_without_grants_or_years_are_accepted(deliver):
    header = "component,indicator_id,indicator,country,value\n"
    built_tables = deliver(gf_annual_results_snapshot_2021=header + "HIV,1,People on treatment,Ukraine,70\n")
    assert built_tables["grant_results"].table["result_value"].tolist() == [70]


def test_two_vintages_of_one_year_stand_side_by_side(deliver):
    row = "World,Europe,Eastern Europe,Ukraine,HIV,People receiving Opioid Substitution Therapy,2019,{},\n"
    table = deliver(results_20210901=HEADER + row.format(70), results_20240901=HEADER + row.format(82))[
        "grant_results"
    ].table
    assert table.set_index("vintage")["result_value"].to_dict() == {
        pd.Timestamp("2021-09-01"): 70,
        pd.Timestamp("2024-09-01"): 82,
    }
    assert set(table["measure"]) == {OST}
    assert set(table["year"]) == {2019}


def test_pages_say_what_the_download_says(deliver, tmp_path):
    row = "World,Europe,Eastern Europe,Ukraine,HIV,People receiving Opioid Substitution Therapy,2019,82,\n"
    fetched(tmp_path / "landing", "allProgrammaticIndicators.Annual_Results", [RESULT])
    table = deliver(results=HEADER + row)["grant_results"].table
    declared = ["geography", "geography_level", "iso3", "component", "measure", "year", "value_type", "result_value"]
    assert len(table) == 2
    assert len(table[[*declared, "result_numerator"]].astype("str").drop_duplicates()) == 1


def test_targets_are_percentages_with_their_parts_and_codes_lose_their_mark(tmp_path):
    fetched(tmp_path / "landing", "allProgrammaticIndicators.IMPLEMENTATION_PERIOD_TARGETS_RESULTS", [TARGET])
    (row,) = built(tmp_path)["grant_results"].table.to_dict("records")
    assert (row["indicator_code"], row["measure"], row["measure_unit"]) == ("KP-1d", REACHED, "percent_of_people")
    assert (row["value_type"], row["baseline_value"], row["target_value"]) == ("percentage", 40.5, 60)
    assert (row["target_numerator"], row["target_denominator"], row["baseline_year"]) == (60, 100, 2016)
    assert pd.isna(row["result_value"])


@pytest.mark.parametrize(
    ("name", "level", "iso3"),
    [
        ("Ukraine", "country", "UKR"),
        ("Zanzibar", "subnational", "TZA"),
        ("World", "aggregate", None),
        ("Continent of Asia", "aggregate", None),
        ("Multicountry Caribbean MCC", "multicountry", None),
    ],
)
def test_places_that_hold_others_are_marked(deliver, name, level, iso3):
    text = f"GeographyName,Component,AllocationCycle,AllocationAmount_ReferenceRate\n{name},HIV,2023-2025,5.5\n"
    (row,) = deliver(allocations=text)["allocations"].table.to_dict("records")
    assert (row["geography_level"], row["grant_cycle"], row["amount_usd"]) == (level, "GC7", 5.5)
    assert row["iso3"] == iso3 or (iso3 is None and pd.isna(row["iso3"]))


def test_unknown_places_and_periods_are_set_aside(deliver):
    head = "GeographyName,Component,AllocationCycle,AllocationAmount_ReferenceRate\n"
    found = deliver(allocations=head + "Atlantis,HIV,2023-2025,1\nUkraine,HIV,1999-2001,1\nUkraine,HIV,2023-2025,\n")
    assert found["allocations"].rejects["failed_column"].tolist() == ["geography", "grant_cycle"]
    assert found["allocations"].accounting["rows"].sum() == 3 + 2 + 1


def test_eligibility_is_text_in_the_download_and_on_pages(deliver, tmp_path):
    answers = {"Eligible": "eligible", "Not Eligible": "not_eligible", "Transition Funding": "transition_funding"}
    rows = [
        {"eligibilityId": text, "eligibilityYear": 2024, "isEligible": text, "geography": {"name": "Ukraine"}}
        for text in answers
    ]
    fetched(tmp_path / "landing", "Eligibility", rows)
    head = "GeographyName1,EligibilityYear1,Component1,IsEligible1\n"
    found = deliver(eligibility=head + "".join(f"Ukraine,2024,HIV,{text}\n" for text in [*answers, "perhaps"]))
    assert messages(found) == []
    assert sorted(found["eligibility"].table["eligibility"]) == sorted([*answers.values()] * 2)
    assert found["eligibility"].rejects["raw_value"].tolist() == ["perhaps"]
