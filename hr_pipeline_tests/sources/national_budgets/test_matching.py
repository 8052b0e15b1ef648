"""Packaged layouts are found by what stands in a file: another separator, encoding or line end does not matter."""

import pytest

from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, read, wide


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_layout_reads_its_table_with_any_separator_encoding_and_line_end(tmp_path, separator, encoding, end):
    rows = [["Программа", "Сумма"], *([f"Охрана здоровья {at}", str(at)] for at in (1, 2))]
    content = end.join(separator.join(row) for row in rows) + end
    layout = wide(
        "columns: {programme: Программа}",
        "amounts: [{header: Сумма, phase: budget, year: 2024}]",
        'separator: ";"',
        "encoding: utf-8",
    )
    found = read(tmp_path, {"KEN/b.csv": content.encode(encoding), "KEN/b.csv.layout.yaml": layout})
    assert found.table["amount_lcu"].tolist() == [1, 2]


@pytest.mark.parametrize(
    "content",
    [
        "Programme,Amount,,\nA,1,,\nB,2,,\n",
        "sep=;\nProgramme;Amount\nA;1\nB;2\n",
        "Programme,Amount,,\nA,1\nB,2,,,\n",
        "Amounts of 2024,\nProgramme,Amount\nA,1\nB,2\n",
    ],
)
def test_empty_last_headers_and_the_line_that_names_the_separator_do_not_matter(tmp_path, content):
    found = read(tmp_path, {"KEN/b.csv": content, "KEN/b.csv.layout.yaml": LAYOUT})
    assert found.table["amount_lcu"].tolist() == [1, 2]
