"""Tables by a declared layout: stacked headers, merged cells, notes, sums, hidden counts; no rows of people."""

import io

import pytest
from openpyxl import Workbook

from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.sources.partner_surveys.small_survey import FOLDER
from hr_pipeline_tests.sources.partner_surveys.tools.survey import landed, left_out, refused, services


def template(*rows, title="Harm reduction partner report — 2024"):
    book = Workbook()
    sheet = book.active
    for row in (
        [title],
        ["Please fill in the white cells only"],
        ["Country", "City / site", "Needles & syringes distributed", None, "Clients reached", None, "OAT clients"],
        [None, None, "total", "in prisons", "total", "women", "31 Dec"],
        *rows,
    ):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_template_filled_by_hand(tmp_path):
    content = template(
        ["Kazakhstan", "Almaty", "1 310 000", "н/д", 8790, "~400", "-99"],
        [None, "Astana", "٤٥٠", "-", 98, "<5", "don't know"],
        ["Total", None, 1310450, None, 8888, None, None],
        [],
        ["* outreach log only"],
    )
    built = landed(tmp_path, report_xlsx=content)
    table = built["survey_services"].table
    assert table["iso3"].unique().tolist() == ["KAZ"] and table["area"].unique().tolist() == ["Almaty", "Astana"]
    assert table["year"].unique().tolist() == [2024]
    astana = services(built)
    assert astana["KAZ", "syringes_distributed", "total"] == 450
    assert astana["KAZ", "clients_reached", "total"] == 98
    assert astana["KAZ", "clients_reached", "women"] == "suppressed_by_partner"
    assert astana["KAZ", "oat_clients", "total"] == "dont_know"
    assert left_out(built) == {"subtotal": 5, "blank": 5, "footnote": 5, "heading": 4}


def test_what_cannot_be_read_is_rejected_and_a_table_without_year_too(tmp_path):
    built = landed(tmp_path, report_xlsx=template(["Tunisia", "Sousse", "see email", None, 3, None, None]))
    assert built["survey_services"].rejects["check"].tolist() == ["readable"]
    undated = landed(tmp_path, report_xlsx=template(["Tunisia", "Sousse", 5, None, 3, None, None], title="Report"))
    assert undated["survey_services"].table.empty and len(undated["survey_services"].rejects)


LAYOUT = """
name: decimals
source: test
tool: table
match: [pays, année, flacons]
columns: {iso3: pays}
period_in: année
period_like: '(?P<year>\\d{4})S(?P<half>[12])'
decimal: ""
counts:
  - {column: flacons, measure: naloxone_kits_distributed, service: overdose_prevention, subgroup: total, source: x}
"""


def test_a_layout_next_to_the_file_reads_codes_halves_and_decimal_commas(tmp_path):
    layout = delivered(tmp_path, LAYOUT, f"{FOLDER}/kits.csv.layout.yaml")
    table = landed(tmp_path, layout, kits_csv="pays;année;flacons\nTunisia;2024S1;1.234\nTUN;2024S2;12,5\n")
    described = table["survey_services"].table
    assert described[["iso3", "period", "value"]].to_numpy().tolist() == [["TUN", "h1", 1234], ["TUN", "h2", 12.5]]


@pytest.mark.parametrize("wrong", ["measure: clowns", "colour: red", "counts: 3"])
def test_a_wrong_layout_says_what_it_may_say(tmp_path, wrong):
    bent = LAYOUT.replace("measure: naloxone_kits_distributed", wrong) if "clowns" in wrong else LAYOUT + wrong + "\n"
    layout = delivered(tmp_path, bent, f"{FOLDER}/kits.csv.layout.yaml")
    assert "kits.csv.layout.yaml" in refused(landed(tmp_path, layout, kits_csv="pays;année;flacons\nTUN;2024S1;1\n"))


@pytest.mark.parametrize("column", ["client_code", "UIC", "Код клиента", "date de naissance", "case id"])
def test_rows_of_people_are_refused(tmp_path, column):
    table = f"site_id,visit_month,count_distinct_participants,{column}\n1,2019-01-01,5,SECRET\n"
    message = refused(landed(tmp_path, table_csv=table))
    assert "send counts" in message and "SECRET" not in message
