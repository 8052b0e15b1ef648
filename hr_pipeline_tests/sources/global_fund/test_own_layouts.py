"""A new shape of a Global Fund table, described next to the file."""

import pytest

from hr_pipeline_tests.sources.global_fund.odata import built, messages

TABLE = "Pays;Subvention;Module;Activite;Montant\nUkraine;UKR-C-AUAP04;A module;An intervention;12.50\n"
LAYOUT = """
table: grant_budget_lines
source: a table of a country office
place: amount_usd
columns: {geography: Pays, implementation_period: Subvention, module: Module, intervention: Activite,
  amount_usd: Montant}
fixed: {phase: budget, grant_cycle: Grant Cycle 7}
"""


def read(folder, layout: str):
    source = folder / "landing" / "global_fund"
    source.mkdir(parents=True)
    (source / "table.csv").write_text(TABLE)
    (source / "table.csv.layout.yaml").write_text(layout)
    return built(folder)


def test_a_file_of_a_new_shape_is_read_by_the_layout_next_to_it(tmp_path):
    tables = read(tmp_path, LAYOUT)
    assert messages(tables) == []
    (line,) = tables["grant_budget_lines"].table.to_dict("records")
    assert (line["iso3"], line["implementation_period"], line["amount_usd"]) == ("UKR", "UKR-C-AUAP04", 12.5)


@pytest.mark.parametrize(
    ("layout", "described"),
    [
        ("- a", "expected the keys table"),
        ("table: [", "expected YAML text"),
        (LAYOUT.replace("grant_budget_lines", "budgets"), "key table: expected one of"),
        (LAYOUT.replace("module: Module", "modul: Module"), "found 'modul'"),
        (LAYOUT.replace("module: Module", "module: 5"), "expected `column of ours: header of the file` lines"),
        (LAYOUT.replace("place: amount_usd", "place: amount"), "key place: expected one of the columns"),
        (LAYOUT.replace("Montant}", "Somme}"), "missing: Somme"),
    ],
)
def test_a_layout_that_cannot_be_meant_refuses_its_file(tmp_path, layout, described):
    (message,) = messages(read(tmp_path, layout))
    assert described in message
