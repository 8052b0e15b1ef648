import pytest

from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline_tests.sources.reference.landing import build, outcomes, refusals

NAME = "reference/worldbank_population_1960_2024.csv"
HEADER = "Country Name,Country Code,Year,Value\n"
ROWS = "Arab World,ARB,2023,456520777\nTunisia,TUN,2023,12200431\nTunisia,TUN,1960,4175961\nKosovo,XKX,2019,1782115\n"


def people(folder, files):
    """Read files together with the packaged table, which only a file of its name calls up."""
    own = {"reference/aside/total_population.csv": "iso3,year,people,people_15_64,source\n"}
    return build(folder, own | files)["total_population"]


def landed(built, name=NAME):
    return built.table[built.table["delivery"] == name]


def test_a_publishers_file_fills_the_table_and_groups_and_early_years_are_counted_not_taken(tmp_path):
    built = people(tmp_path, {NAME: HEADER + ROWS})
    assert landed(built)[["iso3", "year", "people"]].to_numpy().tolist() == [
        ["TUN", 2023, 12200431],
        ["XKX", 2019, 1782115],
    ]
    assert outcomes(built, NAME) == {"read": 4, "accepted": 2, "rejected": 0, "region": 1, "not_read": 1}
    assert landed(built)["people_15_64"].isna().all()
    assert outcomes(built, "packaged/reference/total_population.csv")["replaced"] == 1


def test_the_cell_of_a_row_is_named_as_the_publisher_names_it(tmp_path):
    row = landed(people(tmp_path, {NAME: HEADER + ROWS})).iloc[0]
    assert (row["row"], row["column"], row["raw_value"]) == (3, "Value", "12200431")
    assert Cells(tmp_path / "landing" / NAME, NAME).read(locator(row.to_dict())) == "12200431"


def test_the_tables_own_name_may_have_the_publishers_columns_and_the_other_way_round(tmp_path):
    plain = "reference/total_population.csv"
    built = people(tmp_path, {plain: HEADER + "Tunisia,TUN,2030,7\n", NAME: "iso3,year,people,people_15_64,source\n"})
    assert landed(built, plain)["people"].tolist() == [7]


def test_one_fact_in_two_files_of_different_names_is_stated_once(tmp_path):
    other = "reference/total_population.csv"
    own = "iso3,year,people,people_15_64,source\nTUN,2023,5,,ours\n"
    built = people(tmp_path, {NAME: HEADER + ROWS, other: own})
    assert built.table.query("iso3 == 'TUN' and year == 2023")["people"].tolist() == [5]
    assert outcomes(built, NAME)["duplicate"] == 1


@pytest.mark.parametrize(
    ("row", "failed"),
    [("Tunisia,TUN,2023,..", "people"), ("Tunisia,TUN,now,5", "year"), ("Tunisia,tun,2023,5", "iso3")],
)
def test_a_fault_is_rejected_not_left_out(tmp_path, row, failed):
    built = people(tmp_path, {NAME: HEADER + row + "\n"})
    assert built.rejects["failed_column"].tolist() == [failed]
    assert landed(built).empty


def test_a_file_with_other_columns_is_refused(tmp_path):
    built = people(tmp_path, {NAME: "Country Name,Code,Year,Value\n"})
    assert "expected the columns iso3, year, people" in refusals({"total_population": built})[0]
