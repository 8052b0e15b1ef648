"""The ledger: cells corrected only where they say what is expected; what was done stays with the row."""

import pandas as pd
import pytest

from hr_pipeline.ingest.accounting import unread
from hr_pipeline.ingest.corrections import ledger_fault, parse_ledger
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries, snapshot_path
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline.sources import national_budgets
from hr_pipeline_tests.formats.made import refusal

BUDGET = "national_budgets/KAZ/budget.csv"
HEADER = "Programme,2024"
LAYOUT = """
source: made for this test
format: csv
columns: {programme: Programme}
amounts: [{header: "2024", phase: budget, year: 2024}]
unit: 1000
currency: KZT
financing_source: [{fund: "*", financing_source: domestic_public, source: made}]
"""
ENTRY = """
- delivery: national_budgets/KAZ/budget.csv
  locator: csv:line=3;column=2024
  expect: "15"
  value: "1500"
  reason: two zeros were lost in print
  reported_by: a network
"""


def landed(folder, ledger, lines=("HIV prevention,12", "Opioid agonist therapy,15"), confidentiality="F"):
    """Lay down one budget and a ledger, and read them."""
    landing, archive = folder / "landing", folder / "kept"
    file = landing / BUDGET
    file.parent.mkdir(parents=True)
    file.write_text("\n".join([HEADER, *lines]))
    file.with_name("budget.csv.layout.yaml").write_text(LAYOUT)
    (file.parent / "delivery.yaml").write_text(f"confidentiality: {confidentiality}")
    (landing / "corrections.yaml").write_text(ledger)
    sources = archive_landing(landing, archive)
    known = deliveries(sources, archive, "national_budgets")
    built = ingest(
        "national_budgets",
        national_budgets.TABLES,
        known,
        lambda delivery: national_budgets.read(delivery, [other for other in known if other != delivery]),
    )["national_budget_lines"]
    return built, unread(sources, archive), sources, archive


def test_a_corrected_cell_gives_the_corrected_amount_and_says_so(tmp_path):
    built, described, sources, archive = landed(tmp_path, ENTRY)
    line = built.table.set_index("row").loc[3]
    assert (line["amount_original"], line["amount_lcu"], line["raw_value"]) == (1500, 1_500_000, "15")
    assert line["steps"] == (
        "x 1,000 (unit); corrected 15 to 1500: two zeros were lost in print "
        "(reported by a network; corrections.yaml, entry 1)"
    )
    assert built.table.set_index("row").loc[2, "steps"] == "x 1,000 (unit)"
    assert described.empty
    kept = snapshot_path(archive, sources.set_index("delivery").loc[BUDGET, "sha256"])
    place = built.table.iloc[1].to_dict()
    assert Cells(kept, BUDGET).read(locator(place)) == place["raw_value"]


def test_a_corrected_label_is_named_in_the_steps_of_its_row(tmp_path):
    ledger = ENTRY.replace("column=2024", "column=Programme").replace('"15"', "OAT").replace('"1500"', "methadone")
    built, *_ = landed(tmp_path, ledger, ["HIV prevention,12", "OAT,15"])
    line = built.table.set_index("row").loc[3]
    assert (line["programme"], line["raw_value"]) == ("methadone", "15")
    assert "corrected OAT to methadone" in line["steps"]


@pytest.mark.parametrize(
    ("ledger", "described"),
    [
        (
            ENTRY.replace('"15"', '"16"'),
            "entry 1, csv:line=3;column=2024: expected '16', found '15': the publisher",
        ),
        (ENTRY.replace("line=3", "line=9"), "entry 1, csv:line=9;column=2024: expected a cell there, found none"),
        (ENTRY.replace("column=2024", "column=2042"), "expected a cell there, found none"),
    ],
)
def test_an_entry_that_no_longer_fits_its_file_refuses_it(tmp_path, ledger, described):
    built, *_ = landed(tmp_path, ledger)
    assert built.table.empty
    assert described in built.accounting["message"].str.cat()


def test_cells_of_confidential_deliveries_are_not_quoted(tmp_path):
    built, *_ = landed(tmp_path, ENTRY.replace('"15"', '"secret"'), confidentiality="C")
    message = built.accounting["message"].str.cat()
    assert "expected its text, found another" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("ledger", "described"),
    [
        ("- [", "line 1: expected YAML text"),
        ("a: b", "expected a list of entries"),
        (ENTRY + "  colour: red\n", "entry 1: expected `key: text` lines"),
        (ENTRY.replace("  reason: two zeros were lost in print\n", ""), "entry 1: expected the key 'reason'"),
        (ENTRY.replace("csv:line=3;column=2024", "F412"), "entry 1, key locator: expected a locator"),
        (ENTRY.replace('  value: "1500"\n', ""), "entry 1: expected either `value` or `acknowledges`"),
        (ENTRY + "  acknowledges: jump\n", "entry 1: expected either `value` or `acknowledges`"),
        (ENTRY.replace('value: "1500"', "acknowledges: luck"), "key acknowledges: expected one of jump"),
    ],
)
def test_a_ledger_that_cannot_be_read_says_which_entry_and_what_to_write(ledger, described):
    message = refusal(parse_ledger, ledger.encode())
    assert described in message
    assert "How to fix it: " in message


def test_an_unreadable_ledger_and_an_astray_entry_are_reported_and_nothing_is_corrected(tmp_path):
    built, described, *_ = landed(tmp_path, ENTRY + "- nonsense\n")
    assert described["delivery"].tolist() == ["corrections.yaml"]
    assert built.table["amount_original"].tolist() == [12, 15]
    assert "entry 1 names" in ledger_fault(ENTRY.encode(), {"national_budgets/KAZ/other.csv"})


def test_scalars_of_the_ledger_stay_as_written():
    entry = parse_ledger(ENTRY.replace('"15"', "0015").replace('"1500"', "12.50").encode())[0]
    assert (entry.expect, entry.value) == ("0015", "12.50")
    assert pd.Series([entry.place.row]).eq(3).all()
