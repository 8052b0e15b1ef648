"""The texts of a release: made from its manifest, readable without us, honest about demonstration data."""

import json
from pathlib import PurePosixPath

import pytest
import yaml

from hr_pipeline.schemas.tables import INDICATOR_TABLES
from hr_pipeline_tests.releases.builds import BUDGET, GRANTS, book, publish, simple

WARNING = "1 of the delivered files are demonstration data"


@pytest.mark.parametrize("name", ["README.md", "CHANGES.md", "CITATION.cff"])
def test_texts_say_that_figures_rest_on_demonstration_data(release, name):
    assert WARNING in " ".join(release.text(name).split())


@pytest.mark.parametrize("name", ["README.md", "CHANGES.md", "CITATION.cff"])
def test_texts_do_not_say_so_where_it_is_not_so(home, name):
    assert "demonstration" not in (publish(simple(), home).folder / name).read_text()


def filled(release):
    """Name the tables that have rows: only these are files."""
    return {name for name, entry in json.loads(release.text("manifest.json"))["tables"].items() if entry["rows"]}


def test_tables_without_rows_are_listed_and_are_no_files(release):
    entries = json.loads(release.text("manifest.json"))["tables"]
    empty = {name for name, entry in entries.items() if not entry["rows"]}
    assert empty and all(entries[name]["path"] is None for name in empty)
    assert not {file.stem for file in release.published.folder.rglob("*.*")} & empty


def test_what_tables_were_made_from_lies_in_folders_of_its_own(release):
    folder = release.published.folder / "tables"
    assert {file.stem for file in folder.glob("*.parquet")} == filled(release) & set(INDICATOR_TABLES)
    assert (folder / "reference" / "countries.parquet").is_file()
    assert (folder / "sources" / "grant_budget_lines.parquet").is_file()


def test_the_data_package_lists_every_table_by_a_relative_path_that_exists(release):
    package = json.loads(release.text("datapackage.json"), parse_constant=pytest.fail)
    paths = [PurePosixPath(resource["path"]) for resource in package["resources"]]
    assert {path.stem for path in paths if path.suffix == ".csv"} == filled(release) & set(INDICATOR_TABLES)
    for path in paths:
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert (release.published.folder / path).is_file()
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))


def test_the_data_package_describes_the_columns_of_the_csv_twin(release):
    package = json.loads(release.text("datapackage.json"))
    resource = next(resource for resource in package["resources"] if resource["path"] == "csv/funding_gap.csv")
    header = release.text("csv/funding_gap.csv").lstrip("\ufeff").splitlines()[0]
    assert [field["name"] for field in resource["schema"]["fields"]] == [name.strip('"') for name in header.split(",")]
    gap = next(field for field in resource["schema"]["fields"] if field["name"] == "gap_usd")
    formula = "max(0, need - available - unknown_payers)"
    assert (gap["type"], gap["unit"], gap["formula"]) == ("number", "current US$", formula)


def test_a_source_without_origin_and_vintage_leaves_the_data_package_readable(home):
    bare = {"ordinal": 1, "delivery": GRANTS, "origin": None, "stated_vintage": None, "publisher": None}
    folder = publish(simple(sources=book("sources", bare)), home).folder
    sources = json.loads((folder / "datapackage.json").read_text())["sources"]
    assert sources == [{"title": GRANTS, "path": GRANTS}]


def test_the_manifest_accounts_for_every_file_but_itself_and_the_sums(release):
    manifest = json.loads(release.text("manifest.json"))
    files = {
        file.relative_to(release.published.folder).as_posix()
        for file in release.published.folder.rglob("*")
        if file.is_file()
    }
    assert {entry["path"] for entry in manifest["files"]} == files - {"manifest.json", "SHA256SUMS"}
    assert manifest["packages"]["pandas"]
    assert set(manifest["code"]) == {"commit", "is_dirty"}
    assert manifest["checks"] == [{"check": "invented", "passed": True}]


def test_the_manifest_tells_refused_deliveries_with_their_reasons(home):
    rows = [
        {"source": "global_fund", "table": "grant_budget_lines", "delivery": GRANTS, "outcome": "read", "rows": 2},
        {"source": "global_fund", "table": "grant_budget_lines", "delivery": GRANTS, "outcome": "read", "rows": 3},
        {
            "source": "national_budgets",
            "table": "",
            "delivery": BUDGET,
            "outcome": "refused",
            "rows": 0,
            "message": "no header",
        },
    ]
    plain = {"sheet": "", "reason": "", "message": ""}
    folder = publish(simple(accounting=book("row_accounting", *(plain | row for row in rows))), home).folder
    described = json.loads((folder / "manifest.json").read_text())["row_accounting"]
    assert {"table": "grant_budget_lines", "outcome": "read", "reason": "", "rows": 5} in described
    assert {"delivery": BUDGET, "outcome": "refused", "message": "no header"} in described


def test_the_citation_names_version_day_and_content_root(release):
    cited = yaml.safe_load(release.text("CITATION.cff"))
    root = json.loads(release.text("manifest.json"))["content_root"]
    assert (cited["version"], cited["date-released"]) == ("2026.1", "2026-05-04")
    assert cited["identifiers"][0]["value"] == f"sha256:{root}"


def test_the_readme_lists_every_table_with_its_rows(release):
    readme = release.text("README.md")
    for name, entry in json.loads(release.text("manifest.json"))["tables"].items():
        assert f"| `{name}` | {entry['rows']:,} | {entry['grain']} |" in readme
