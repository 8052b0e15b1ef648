"""Files as people save them: other encodings, separators, decimal commas, workbooks, layouts next to them."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from hr_pipeline_tests.sources.national_budgets.tables import workbook
from hr_pipeline_tests.sources.published_statistics.tables import NEEDLES, export, read

WIDE = "iso3,year,area,subgroup,oat_coverage_pct,denominator_opioid_dependent"
LAYOUT = """
source: made for a test
publication: Ministry of Health {edition}
edition_like: (\\d{4})
columns: {country: Country, year: Year, subgroup: Sex, footnote: Note}
indicators:
  reach: {measure: needle_syringe_programme_reach, scale: "0.01", decimals: "1", population: people_who_inject_drugs,
    denominator: population, kind: registration, source: made for a test}
figures:
  - {header: Reached, indicator: reach, denominator: Clients}
missing: {not collected: not_reported}
"""
REACH = "Country;Year;Sex;Reached;Clients;Note\nKenya;2030;Female;12,5;1 200;\nKenya;2030;Male;not collected;;\n"


def shown(found):
    assert found.rejects.empty, found.rejects["message"].tolist()
    return found.table[["iso3", "value", "rounding", "denominator_people"]].round(6).to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_an_export_saved_again_by_a_spreadsheet_says_the_same(tmp_path, encoding):
    note = "Отчет о программах снижения вреда за год, данные центра"
    text = export(*[f"{NEEDLES},Belarus,BLR,{year},UNAIDS_GAM_,37,,80000,{note}" for year in range(2020, 2030)])
    found = read(tmp_path, {"GAM_2031_en.csv": text.replace(",", ";").replace("год;", "год,").encode(encoding)})
    assert shown(found) == [["BLR", 37, 0.5, 80_000]] * 10
    assert set(found.table["note"]) == {note}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_decimal_commas_and_thousands_blanks_are_reported_from_the_file(tmp_path, ending):
    text = WIDE.replace(",", ";") + "\nUKR;2030;national;TOTAL;4,25;278 318\nUKR;2031;national;TOTAL;0,091;1 000\n"
    found = read(tmp_path, {"gam2031.csv": text.replace("\n", ending)})
    assert shown(found) == [["UKR", 0.0425, 0.00005, 278_318], ["UKR", 0.00091, 0.000005, 1_000]]
    assert found.cells_again() == ["4,25", "0,091"]


def test_a_table_with_two_ways_to_write_decimals_keeps_only_the_usual_one(tmp_path):
    text = f'{WIDE}\nUKR,2030,national,TOTAL,"4,2",\nUKR,2031,national,TOTAL,5.1,\n'
    found = read(tmp_path, {"gam2031.csv": text})
    assert found.counts() == {"read": 2, "accepted": 1, "rejected": 1}


def test_lines_above_the_header_below_the_table_and_torn_ones_are_counted(tmp_path):
    text = f"Title of the table,,,,,\n\n{WIDE}\nUKR,2030,national,TOTAL,4.2,10\nUKR,2031\n,,,,,\n\n"
    found = read(tmp_path, {"gam2031.csv": text})
    assert found.counts() == {"read": 4, "accepted": 1, "rejected": 1, "blank": 2}
    assert found.cells_again() == ["4.2"]


def test_a_table_without_rows_is_an_empty_one(tmp_path):
    found = read(tmp_path, {"gam2031.csv": f"{WIDE}\n", "GAM_2031_en.csv": export()})
    assert (len(found.table), found.counts()) == (0, {})


def test_the_archive_that_aidsinfo_gives_is_read_as_it_is(tmp_path):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("GAM_2031_en.csv", export(f"{NEEDLES},Chad,TCD,2030,UNAIDS_GAM_,3,,,"))
    found = read(tmp_path, {"GAM_2031_en.zip": content.getvalue()})
    (row,) = found.table.to_dict("records")
    assert (row["publication"], row["sheet"], row["value"]) == ("UNAIDS GAM 2031", "GAM_2031_en.csv", 3)
    assert found.cells_again() == ["3"]


def test_empty_cells_behind_the_last_column_tear_no_line(tmp_path):
    found = read(
        tmp_path, {"gam2031.csv": f"{WIDE}\nUKR,2030,national,TOTAL,4.2,10,,\nUKR,2031,national,TOTAL,4,10,x\n"}
    )
    assert found.counts() == {"read": 2, "accepted": 1, "rejected": 1}


def test_a_workbook_is_read_sheet_by_sheet(tmp_path):
    header = WIDE.split(",")
    sheets = {
        "Notes": [["Made up for a test"]],
        "2030": [["Title"], header, ["UKR", 2030, "national", "TOTAL", 4.2, 10]],
        "2031": [header, ["KAZ", 2031, "Almaty", "FEMALES", 5, None]],
    }
    found = read(tmp_path, {"gam2031.xlsx": workbook(sheets)})
    assert shown(found)[0] == ["UKR", 0.042, 0.0005, 10]
    assert found.table[["sheet", "row", "column", "area", "scope"]].astype("str").to_numpy().tolist() == [
        ["2030", "3", "E", "national", "national"],
        ["2031", "2", "E", "Almaty", "subnational"],
    ]
    assert found.cells_again() == ["4.2", "5"]
    assert found.counts() == {"read": 3, "accepted": 2, "not_read": 1}


@pytest.mark.parametrize("style", ["0%", "0.0%", "General"])
def test_a_workbook_that_shows_per_cent_holds_the_share_itself(tmp_path, style):
    book, content = Workbook(), BytesIO()
    for row in (WIDE.split(","), ["UKR", 2030, "national", "TOTAL", 4.2 if style == "General" else 0.042, 10]):
        book.active.append(row)
    book.active["E2"].number_format = style
    book.save(content)
    found = read(tmp_path, {"gam2031.xlsx": content.getvalue()})
    assert shown(found) == [["UKR", 0.042, 0.0005, 10]]
    assert found.cells_again() == found.table["raw_value"].tolist()


def test_a_layout_next_to_a_file_reads_a_table_that_nobody_has_seen(tmp_path):
    found = read(tmp_path, {"reach_2030.csv": REACH, "reach_2030.csv.layout.yaml": LAYOUT})
    assert found.rejects.empty
    declared = found.table[["measure", "subgroup", "publication", "raw_value", "licence"]].astype("str")
    assert declared.to_numpy().tolist() == [
        ["needle_syringe_programme_reach", "women", "Ministry of Health 2030", "12,5", "LicenceRef-unstated"],
        ["needle_syringe_programme_reach", "men", "Ministry of Health 2030", "not collected", "LicenceRef-unstated"],
    ]
    assert found.table["value"].iloc[0] == 0.125
    assert found.table["missing_reason"].iloc[1] == "not_reported"


@pytest.mark.parametrize(
    ("old", "new", "described"),
    [
        ("figures:", "figurs:", "expected only the keys"),
        ("needle_syringe_programme_reach", "happiness", "expected one of 'population_size'"),
        ("country: Country, ", "", "expected `country` and `year`"),
        ("Reached", "Reach", "expected the columns 'Reach', which are missing"),
        (", indicator: reach", "", "expected either an `indicator`"),
        ("indicator: reach", "indicator: rich", "expected an indicator that is known, found 'rich'"),
        ("(\\d{4})", "((\\d{4})", "expected a regular expression"),
        ("{edition}", "{issue}", "expected only {edition} and {year}"),
        ("header: Reached", "headers: Reached", "expected a group for the year"),
    ],
)
def test_a_slip_of_the_pen_in_a_layout_is_reported(tmp_path, old, new, described):
    found = read(tmp_path, {"reach_2030.csv": REACH, "reach_2030.csv.layout.yaml": LAYOUT.replace(old, new)})
    assert described in found.refusal


ACROSS = """
source: made for a test
publication: Drugs agency
columns: {area: Region}
constants: {country: KEN}
figures:
  - {headers: '(20[0-9]{2})( est\\.)?', indicator: emcdda_hsr5_syringes}
"""


def test_a_table_of_one_country_with_its_years_across(tmp_path):
    table = "Region,2029,2030 est.,Total\nNairobi,12,14.5,26.5\nMombasa,...,3,3\n"
    found = read(tmp_path, {"across.csv": table, "across.csv.layout.yaml": ACROSS})
    declared = found.table[found.table["value"].notna()][["iso3", "area", "year", "value", "column"]]
    assert declared.to_numpy().tolist() == [
        ["KEN", "Nairobi", 2029, 12_000.0, "2029"],
        ["KEN", "Nairobi", 2030, 14_500.0, "2030 est."],
        ["KEN", "Mombasa", 2030, 3_000.0, "2030 est."],
    ]
    assert found.counts() == {"read": 4, "accepted": 4}
    lost = read(tmp_path / "lost", {"a.csv": "Region,Then\nNairobi,1\n", "a.csv.layout.yaml": ACROSS})
    assert "expected columns like" in lost.refusal


def test_the_delivery_itself_may_state_a_stricter_or_milder_licence(tmp_path):
    files = {"a/gam2031.csv": f"{WIDE}\nUKR,2030,national,TOTAL,4.2,\n", "a/delivery.yaml": "licence: CC-BY-4.0"}
    assert read(tmp_path, files).table["licence"].tolist() == ["CC-BY-4.0"]


def test_a_corrected_cell_gives_the_corrected_figure_and_says_so(tmp_path):
    ledger = """
- delivery: published_statistics/gam2031.csv
  locator: csv:line=2;column=oat_coverage_pct
  expect: "42"
  value: "4.2"
  reason: a decimal mark was lost
  reported_by: a network
"""
    found = read(tmp_path, {"gam2031.csv": f"{WIDE}\nUKR,2030,national,TOTAL,42,\n"}, ledger)
    (row,) = found.table.to_dict("records")
    assert (row["value"], row["raw_value"]) == (0.042, "42")
    assert row["steps"].startswith("x 0.01 (per cent); corrected 42 to 4.2")
    assert found.unread.empty


@pytest.mark.parametrize(
    ("name", "content", "described"),
    [
        ("a.pdf", b"%PDF-1.4", "expected a workbook, delimited text"),
        ("a.csv", "", "found an empty file"),
        ("a.csv", "one column\nof text\n", "expected a header of several columns"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "the whole file"),
        ("a.csv", f"{WIDE},iso3\nUKR,2030,national,TOTAL,4.2,,UKR\n", "found several"),
    ],
)
def test_a_file_that_is_no_table_of_statistics_is_refused_and_the_others_go_on(tmp_path, name, content, described):
    found = read(tmp_path, {name: content, "gam2031.csv": f"{WIDE}\nUKR,2030,national,TOTAL,4.2,\n"})
    assert described in found.refusal
    assert len(found.table) == 1
