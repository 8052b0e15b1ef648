"""Each standard's own library reads a release and finds the rows of the tables."""

import json
import logging
import sys

import pandas as pd
import pytest

from hr_pipeline.schemas.tables import TABLES, kinds


def test_croissant_s_own_library_finds_the_rows(release, monkeypatch):
    # The library's log handler keeps the error stream of its import and closes it later: it must not be pytest's own.
    monkeypatch.setattr(sys, "stderr", sys.__stderr__)
    monkeypatch.setattr(logging.root.manager, "disable", logging.WARNING)
    croissant = pytest.importorskip("mlcroissant")
    dataset = croissant.Dataset(jsonld=str(release.published.folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    records = list(dataset.records("funding_gap"))
    table = release.read("tables/funding_gap.parquet")
    assert len(records) == len(table)
    found = [record["funding_gap/need_usd"] for record in records]
    pd.testing.assert_series_equal(pd.Series(found, dtype="float64"), table["need_usd"], check_names=False)


def test_frictionless_s_own_library_finds_no_fault_and_the_rows(release):
    frictionless = pytest.importorskip("frictionless")
    package = json.loads(release.text("datapackage.json"))
    package["resources"] = [one for one in package["resources"] if one["path"] == "csv/funding_gap.csv"]
    found = frictionless.Package(package, basepath=str(release.published.folder))
    report = found.validate()
    assert report.valid, report.flatten(["message"])
    assert len(found.get_resource("funding-gap").read_rows()) == len(release.read("tables/funding_gap.parquet"))


def test_the_data_package_states_keys_licences_and_contributors(release):
    package = json.loads(release.text("datapackage.json"))
    assert package["contributors"] and package["licenses"]
    gap = next(one for one in package["resources"] if one["path"] == "csv/funding_gap.csv")
    assert gap["schema"]["primaryKey"] == ["iso3", "year", "service"]


def test_a_research_object_crate_names_only_files_that_are_there(release):
    graph = {entity["@id"]: entity for entity in json.loads(release.text("ro-crate-metadata.json"))["@graph"]}
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    parts = [part["@id"] for part in graph["./"]["hasPart"]]
    assert parts and all((release.published.folder / part).is_file() for part in parts)
    assert set(parts) <= graph.keys()


@pytest.mark.parametrize("name", ["dcat.jsonld", "datacite.json", "zenodo.json"])
def test_catalogues_are_given_version_and_day(release, name):
    text = release.text(name)
    assert ("2026.1" in text and "2026-05-04" in text) or '"2026"' in text


def test_a_column_has_one_kind_in_all_tables():
    found: dict[str, set[str]] = {}
    for table in TABLES:
        for column, kind in kinds(table).items():
            found.setdefault(column, set()).add("text" if kind in ("category", "str") else kind)
    assert {column: kinds_of for column, kinds_of in found.items() if len(kinds_of) > 1} == {}
