"""METHODS.md: nothing published goes unexplained, and the text follows from the content alone."""

import json
import re
from dataclasses import replace

import pytest

from hr_pipeline.releases.disclosure import publishable
from hr_pipeline.releases.methods import FILE, method, methods, section
from hr_pipeline.schemas.codes import labels
from hr_pipeline.schemas.indicators import FIGURE_COLUMNS
from hr_pipeline.schemas.methods import chapters
from hr_pipeline.schemas.tables import INDICATOR_TABLES, describe, grain

every_table = pytest.mark.parametrize("table", INDICATOR_TABLES)


@pytest.fixture(scope="module")
def text(release) -> str:
    return release.text(FILE)


@every_table
def test_every_published_table_has_one_chapter_with_its_limits_and_the_source_of_its_method(table):
    described = chapters().query("table == @table")
    assert len(described) == 1
    assert (described[["chapter", "limits", "source"]].map(len) > 10).all(axis=None)
    assert len(method(table)) > 20


@every_table
def test_every_table_tells_its_grain_inputs_columns_units_and_formulas(text, table):
    part = section(text, table)
    assert grain(table)[1:] in part
    assert "**Limits:**" in part
    assert "**Source of the method:**" in part
    for column in describe(table):
        line = next((line for line in part.splitlines() if line.startswith(f"| {column['name']} |")), "")
        assert (column["name"] in FIGURE_COLUMNS) or (column["unit"] in line and column["formula"] in line), column


def test_the_inputs_are_those_the_build_recorded(release, text):
    made_from = re.search(r"\*\*Made from:\*\* (.*)", section(text, "funding_gap")).group(1)
    assert re.findall(r"`(\w+)`", made_from) == release.content.inputs["funding_gap"]


def test_reference_rows_are_reported_with_their_source_and_whether_figures_rest_on_them(text):
    described = text.partition("\n## Reference rows\n")[2].partition("\n## ")[0].splitlines()
    targets = {name: [line for line in described if f"| {name} |" in line] for name in ("who_2025_200", "who_medium")}
    assert all(line.endswith("| yes |") and "WHO" in line for line in targets["who_2025_200"])
    assert not any(line.endswith("| yes |") for line in targets["who_medium"])
    assert any(line.startswith("| price_year=* | price_year=* |") for line in described)


def test_decisions_are_reported_in_words(text):
    for code, label in labels("decision").items():
        assert f"| decision | {code} | {label} |" in text


def test_missing_values_are_counted_by_reason_and_numbers_of_draws_are_reported(text):
    assert re.search(r"[\d,]+ without a value: Hidden to protect people", section(text, "service_coverage"))
    assert "10,000 draws" in text


def test_the_same_content_gives_the_same_text_whatever_the_version(release, text):
    public = publishable(release.content)
    shuffled = replace(public, tables=dict(reversed(list(public.tables.items()))))
    assert methods(public) == methods(shuffled) == text
    assert release.published.version not in text


def test_a_release_of_few_tables_speaks_of_these_only(release):
    public = publishable(release.content)
    few = replace(public, tables={"coverage_gap": public.tables["coverage_gap"]})
    assert re.findall(r"^### (.*)", methods(few), flags=re.MULTILINE) == ["coverage_gap"]


def test_a_table_that_is_not_published_has_no_section(text):
    with pytest.raises(KeyError, match="rumours"):
        section(text, "rumours")


def test_it_is_listed_wherever_files_are_listed(release):
    paths = [entry["path"] for entry in json.loads(release.text("manifest.json"))["files"]]
    package = json.loads(release.text("datapackage.json"))["resources"]
    assert FILE in paths
    assert FILE in release.text("SHA256SUMS")
    assert FILE in [resource["path"] for resource in package]
