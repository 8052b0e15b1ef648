import pandas as pd
import pytest
from openpyxl import load_workbook

from hr_pipeline.demonstration.partner_surveys import FOLDER, make, surveys
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline_tests.sources.partner_surveys.small_survey import ingested, left_out


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    make(folder)
    return folder


@pytest.fixture(scope="module")
def built(landing, tmp_path_factory):
    archive = tmp_path_factory.mktemp("archive")
    return ingested(deliveries(archive_landing(landing, archive), archive, "partner_surveys"))


def test_the_same_bytes_are_made_each_time(landing, tmp_path):
    make(tmp_path)
    files = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert len(files) == 8 * 3 + 2
    for name in files:
        assert (tmp_path / name).read_bytes() == (landing / name).read_bytes()


def test_seven_instruments_are_filled_for_three_countries_and_give_every_table(built):
    assert len(surveys()) == 8
    for table in ("services", "spending", "costs", "policy", "violations", "community", "support", "advocacy"):
        own = built[f"survey_{table}"].table
        of_instruments = own[own["survey"].astype("str").str.startswith("hr_")]
        assert set(of_instruments["iso3"]) == {"KAZ", "UKR", "TUN"}, table


def test_a_question_that_changed_its_meaning_is_read_under_its_older_name_and_marked(built):
    table = built["survey_services"].table.query("iso3 == 'TUN' and measure == 'hiv_tested' and subgroup == 'total'")
    found = table[["year", "value", "meaning_changed"]].drop_duplicates().to_numpy().tolist()
    assert found == [[2023, 810, True], [2024, 402, False], [2024, 455, False]]


def test_the_export_has_the_traits_of_a_real_one(landing):
    book = load_workbook(landing / FOLDER / "export.xlsx")
    main, spending = book.worksheets[0], book["spending"]
    assert main.title.endswith("...") and len(main.title) == 31
    assert {cell.value for cell in main[2] if cell.value} == {"#country", "#adm2", "#indicator+num"}
    headers = [cell.value for cell in spending[1]]
    assert (
        spending.cell(2, headers.index("_parent_table_name") + 1).value == "Harm reduction services partner survey 2024"
    )


def test_nothing_is_rejected_and_all_is_illustrative_and_free(built):
    for one in (built[table] for table in built if table != "survey_findings"):
        assert one.rejects.empty
        assert len(one.table) > 0
        assert one.table["is_illustrative"].all()
        assert set(one.table["confidentiality"]) == {"F"}
        assert set(one.table["licence"]) == {"CC0-1.0"}


def test_the_report_that_was_not_approved_and_the_one_on_hold_are_left_out(built):
    assert left_out(built, "survey_spending") == {"not_approved": 1, "on_hold": 1}
    assert set(left_out(built, "survey_services")) == {"heading", "not_approved", "on_hold"}


def test_national_coverage_can_be_computed(built):
    table = built["survey_services"].table
    national = table[(table["area"] == "national") & table["value"].notna() & (table["subgroup"] == "total")]
    syringes = national[national["measure"] == "syringes_distributed"]
    assert {"KAZ", "KGZ", "MDA", "UKR", "TJK", "GEO", "TUN", "MAR"} == set(syringes["iso3"])
    moldova = syringes[(syringes["iso3"] == "MDA") & (syringes["year"] == 2023)]
    assert moldova["value"].tolist() == [2_475_000]


def test_it_shows_half_years_an_edit_a_missing_answer_and_a_question_not_asked(built):
    table = built["survey_services"].table
    assert set(table["period"]) == {"annual", "h1", "h2"}
    assert {"dont_know", "not_asked", "not_reported"} <= set(table["missing_reason"].dropna())
    assert built["survey_policy"].table["missing_reason"].eq("dont_know").any()


def test_sexes_add_up_to_their_total(built):
    table = built["survey_services"].table.query("measure in ('unique_clients', 'clients_reached')")
    wide = table.pivot_table(index=["submission", "measure"], columns="subgroup", values="value", observed=True)
    wide = wide.dropna(subset=["women", "men", "other_gender"])
    parts = wide[["women", "men", "other_gender"]].sum(axis=1)
    assert len(wide) > 10
    pd.testing.assert_series_equal(parts, wide["total"], check_names=False)
