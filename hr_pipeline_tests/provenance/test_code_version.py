"""Fingerprints of code: a change of anything a result depends on is another version, and nothing else is."""

import shutil
from pathlib import Path

import pytest

from hr_pipeline.provenance import code_version as versions

MONEY = "hr_pipeline.indicators.money.money_available"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Copy the package, so that its files can be changed; versions are asked of the copy."""
    copy = tmp_path / "hr_pipeline"
    shutil.copytree(versions.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "landing"))
    monkeypatch.setattr(versions, "PACKAGE", copy)
    forget()
    yield copy
    forget()


def forget():
    for known in (versions.code_version, versions.package_version, versions._file_version, versions._imported):
        known.cache_clear()
    versions._file_of.cache_clear()
    versions._data_of.cache_clear()


def changed(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")
    forget()


@pytest.mark.parametrize(
    ("file", "is_other"),
    [
        ("indicators/money/money_available.py", True),
        ("indicators/common/figures.py", True),
        ("schemas/funding.py", True),
        ("schemas/money_precedence.csv", True),
        ("sources/reference/exchange_rates.csv", False),
        ("cli/main.py", False),
        ("sources/global_fund/cleaning.py", False),
    ],
)
def test_a_modules_version_covers_all_that_it_imports_and_their_data_and_no_more(package, file, is_other):
    before = versions.code_version(MONEY)
    changed(package / file)
    assert (versions.code_version(MONEY) != before) is is_other


def test_a_reader_covers_the_layouts_in_its_folder(package):
    before = versions.code_version("hr_pipeline.sources.global_fund")
    changed(package / "sources/global_fund/layouts.yaml")
    assert versions.code_version("hr_pipeline.sources.global_fund") != before


def test_the_packages_version_covers_every_file(package):
    before = versions.package_version()
    changed(package / "sources/reference/exchange_rates.csv")
    assert versions.package_version() != before


def test_another_version_of_a_library_is_another_version(package, monkeypatch):
    before = versions.code_version(MONEY)
    monkeypatch.setattr(versions, "LIBRARIES", ["pandas", "no_such_library"])
    versions.libraries.cache_clear()
    forget()
    assert versions.code_version(MONEY) != before
    versions.libraries.cache_clear()
