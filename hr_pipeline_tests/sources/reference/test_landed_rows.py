from importlib.resources import files

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline_tests.sources.reference.landing import build, outcomes, refusals

PACKAGED, LANDED = "packaged/reference/price_index.csv", "reference/price_index.csv"
HEADER = "year,value,source\n"
YEARS = set(pd.read_csv(files("hr_pipeline") / "sources" / PACKAGED.removeprefix("packaged/"))["year"])
SIZES = "iso3,area,year,population,estimate_people,estimate_people_low,estimate_people_high,kind,source\n"


def of_year(table, year):
    return table.loc[table["year"] == year, "value"].tolist()


def test_a_landed_row_replaces_the_packaged_row_of_the_same_key_and_others_extend(tmp_path):
    built = build(tmp_path, {LANDED: HEADER + "2023,200,ours\n2030,300,ours\n"})["price_index"]
    assert of_year(built.table, 2023) == [200.0]
    assert of_year(built.table, 2030) == [300.0]
    assert of_year(built.table, 2022) == [118.023]
    assert outcomes(built, PACKAGED) == {"read": len(YEARS), "accepted": len(YEARS) - 1, "rejected": 0, "replaced": 1}
    assert outcomes(built, LANDED) == {"read": 2, "accepted": 2, "rejected": 0}


def test_the_second_row_of_one_key_is_left_out_as_duplicate(tmp_path):
    built = build(tmp_path, {LANDED: HEADER + "2030,1,first\n2030,2,second\n"})["price_index"]
    assert of_year(built.table, 2030) == [1.0]
    assert outcomes(built, LANDED)["duplicate"] == 1


def test_of_two_landed_files_the_first_in_order_of_paths_holds(tmp_path):
    second = "reference/later/price_index.csv"
    files = {second: HEADER + "2030,2,b\n2031,3,b\n", "reference/early/price_index.csv": HEADER + "2030,1,a\n"}
    built = build(tmp_path, files)["price_index"]
    assert (of_year(built.table, 2030), of_year(built.table, 2031)) == ([1.0], [3.0])
    assert outcomes(built, second)["duplicate"] == 1


def test_keys_are_compared_as_values_not_as_written(tmp_path):
    built = build(tmp_path, {LANDED: "source;value;year\n ours ; 200 ; 2023.0 \n"})["price_index"]
    assert of_year(built.table, 2023) == [200.0]


def test_another_source_is_another_estimate_not_a_replacement(tmp_path):
    row = "MDA,national,2023,people_who_inject_drugs,25000,20000,30000,indirect,Survey of 2023\n"
    built = build(tmp_path, {"reference/population_size_estimates.csv": SIZES + row})["population_size_estimates"]
    here = built.table.query("iso3 == 'MDA' and area == 'national' and year == 2023")
    assert sorted(here.query("population == 'people_who_inject_drugs'")["estimate_people"]) == [25000, 27500]


def test_a_correction_with_a_slip_is_rejected_and_the_old_value_does_not_answer_for_it(tmp_path):
    built = build(tmp_path, {LANDED: HEADER + "2023,2oo,ours\n2022,-5,ours\n"})["price_index"]
    assert of_year(built.table, 2023) == of_year(built.table, 2022) == []
    assert sorted(built.rejects["failed_column"]) == ["value", "value"]
    assert outcomes(built, PACKAGED)["replaced"] == 2


def test_a_refused_file_replaces_nothing(tmp_path):
    built = build(tmp_path, {LANDED: "year,value\n2023,200\n"})
    assert of_year(built["price_index"].table, 2023) == [122.390]
    assert len(refusals(built)) == 1


def test_text_in_an_optional_number_is_rejected_not_taken_for_missing(tmp_path):
    rows = "KAZ,national,2022,people_who_inject_drugs,80000,about 70000,,unstated,x\n"
    rows += "KAZ,national,2022.5,people_who_inject_drugs,80000,,,unstated,y\n"
    built = build(tmp_path, {"reference/population_size_estimates.csv": SIZES + rows})["population_size_estimates"]
    assert built.rejects["failed_column"].tolist() == ["estimate_people_low", "year"]
    assert built.rejects["row"].tolist() == [2, 3]


def test_an_estimate_needs_a_number_that_lies_within_its_bounds(tmp_path):
    rows = "KAZ,national,2022,people_who_inject_drugs,5,6,7,unstated,x\n"
    rows += "KAZ,national,2023,people_who_inject_drugs,,,7,unstated,x\n"
    built = build(tmp_path, {"reference/population_size_estimates.csv": SIZES + rows})["population_size_estimates"]
    assert built.rejects.set_index("row")["check"].to_dict() == {
        2: "bounds_enclose_the_estimate",
        3: "some_number_of_people_is_given",
    }


def test_a_rejected_cell_of_a_confidential_delivery_is_withheld(tmp_path):
    notes = {"reference/delivery.yaml": "confidentiality: C\n"}
    built = build(tmp_path, notes | {LANDED: HEADER + "2030,secret,ours\n"})["price_index"]
    assert built.rejects["raw_value"].tolist() == ["(withheld)"]
    assert not built.rejects.astype("str").apply(lambda column: column.str.contains("secret")).any(axis=None)


def test_blank_and_torn_lines_are_counted(tmp_path):
    built = build(tmp_path, {LANDED: HEADER + '2030,1,"a\nb"\n\n,,\n2031,1,x,y\n'})["price_index"]
    assert outcomes(built, LANDED) == {"read": 4, "accepted": 1, "rejected": 1, "blank": 2}
    assert built.rejects["row"].tolist() == [6]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_each_row_names_the_cell_of_its_main_value(tmp_path, encoding):
    row = "ARM,Ереван и область,2021,people_who_inject_drugs,, 1 200 ,1500,survey,Национальный доклад о наркоситуации\n"
    name = "reference/population_size_estimates.csv"
    table = build(tmp_path, {name: (SIZES + row).encode(encoding)})["population_size_estimates"].table
    place = table[table["delivery"] == name].iloc[0]
    assert (place["column"], place["raw_value"], place["estimate_people_low"]) == (
        "estimate_people_low",
        " 1 200 ",
        1200,
    )
    assert Cells(tmp_path / "landing" / name, name).read(locator(place.to_dict())) == place["raw_value"]


@pytest.mark.parametrize(
    ("path", "content", "declared"),
    [
        ("reference/prices.csv", HEADER, "expected one of countries.csv"),
        ("reference/price_index.xlsx", b"PK", "expected one of countries.csv"),
        (LANDED, "year,value,source,remark\n", "unknown 'remark'"),
        (LANDED, "year,cost,source\n", "missing 'value'; unknown 'cost'"),
        (LANDED, "year,value,source,value\n", "each column once"),
        (LANDED, "", "empty file"),
        (LANDED, b"\x00\x01\x02,\n", "NUL"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_way_to_fix_it(tmp_path, path, content, declared):
    (message,) = refusals(build(tmp_path, {path: content}))
    assert declared in message
    assert "How to fix it" in message


def test_a_header_without_rows_changes_nothing(tmp_path):
    built = build(tmp_path, {LANDED: HEADER})["price_index"]
    assert outcomes(built, LANDED) == {"read": 0, "accepted": 0, "rejected": 0}
    assert len(built.table) == len(YEARS)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1990, 2035), st.integers(1, 10**6)), max_size=12))
def test_whatever_is_landed_each_year_has_one_row_and_the_first_landed_value_wins(tmp_path_factory, rows):
    content = HEADER + "".join(f"{year},{value},ours\n" for year, value in rows)
    table = build(tmp_path_factory.mktemp("landing"), {LANDED: content})["price_index"].table
    landed = pd.DataFrame(rows, columns=["year", "value"]).drop_duplicates("year")
    assert not table["year"].duplicated().any()
    assert set(zip(landed["year"], landed["value"], strict=True)) <= set(
        zip(table["year"], table["value"], strict=True)
    )
    assert len(table) == len(set(landed["year"]) | YEARS)
